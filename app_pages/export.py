"""Export: the graph as GraphML, whole or concepts only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import streamlit as st

from app_pages.sources import find_build_time, load_tables
from app_pages.words import say
from extract.store import Tables
from graph.graphml import write_graphml
from graph.network import build_concept_network, build_network

FORMS: dict[str, tuple[str, Callable[[Tables], nx.Graph]]] = {
    "full": ("parley.graphml", build_network),
    "concepts": ("parley-concepts.graphml", build_concept_network),
}


@st.cache_data(show_spinner=True, max_entries=4)
def make_file(_tables: Tables, build_time: float, form: str) -> tuple[bytes, int, int]:
    """Make the GraphML file of a form; once a build."""
    name, build = FORMS[form]
    graph = build(_tables)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_graphml(graph, path)
        return path.read_bytes(), graph.number_of_nodes(), graph.number_of_edges()


tables = load_tables()
st.write(say("export.intro"))
for column, form in zip(st.columns(2, gap="large"), FORMS, strict=True):
    with column, st.container(border=True):
        data, node_count, edge_count = make_file(tables, find_build_time(), form)
        st.subheader(say(f"export.{form}"), anchor=False)
        st.write(say(f"export.{form}_about"))
        st.caption(say("export.size", nodes=node_count, edges=edge_count))
        st.download_button(
            say("export.download", file=FORMS[form][0]), data, file_name=FORMS[form][0], mime="application/graphml+xml",
            key=f"download-{form}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
st.caption(say("export.rights"))
