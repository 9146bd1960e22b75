"""A networkx graph in, a GraphML file out that networkx, igraph, graphology and Gephi read alike."""

from __future__ import annotations

import io
import math
import re
from pathlib import Path
from typing import Any

import networkx as nx
from lxml import etree

from extract.errors import ExplorerError

_NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_PREFIXES = {"node": "n_", "edge": "e_", "graph": "g_"}


def write_graphml(graph: nx.Graph, path: Path) -> None:
    """Write a graph as GraphML, whole or not at all, and read it back to be sure.

    Key ids are `n_NAME`, `e_NAME`: distinct for nodes and edges, and never `d3` or `d7`, which Gephi takes for
    labels. Every attribute has one type of string, boolean, long, double; missing values are left out. Every edge has
    an id unique in the file, repeated in its attribute `edge_id`. The graph is not changed.

    Args:
        graph: Nodes and edges with scalar attributes.
        path: The file to write.

    Raises:
        ExplorerError: If an attribute is no scalar or no finite number, the file does not read back the same, or
            `path` is a folder.
    """
    if path.is_dir():
        raise ExplorerError(f"{path}: is a folder, wanted the file to write")
    clean = _clean_graph(graph)
    buffer = io.BytesIO()
    nx.write_graphml_xml(clean, buffer, named_key_ids=True, edge_id_from_attribute="edge_id")
    document = etree.fromstring(buffer.getvalue())
    _prefix_keys(document)
    data = etree.tostring(document, xml_declaration=True, encoding="utf-8", pretty_print=True)
    _check_same(clean, data, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)


def _clean_graph(graph: nx.Graph) -> nx.Graph:
    """Copy a graph with attributes as GraphML wants them: one type a name, sorted, no control characters."""
    clean: nx.Graph = nx.MultiDiGraph() if graph.is_multigraph() else graph.__class__()
    types = {
        "node": _find_types(attributes for _, attributes in graph.nodes(data=True)),
        "edge": _find_types(attributes for _, _, attributes in graph.edges(data=True)),
    }
    for node, attributes in sorted(graph.nodes(data=True)):
        clean.add_node(node, **_clean_attributes(attributes, types["node"]))
    for source, target, attributes in sorted(graph.edges(data=True), key=lambda edge: edge[2]["edge_id"]):
        clean.add_edge(source, target, **_clean_attributes(attributes, types["edge"]))
    return clean


def _find_types(rows: Any) -> dict[str, type]:
    """Find one type for each attribute: whole numbers become fractions where both occur."""
    types: dict[str, type] = {}
    for row in rows:
        for name, value in row.items():
            kind = _find_type(name, value)
            known = types.setdefault(name, kind)
            if known is not kind:
                if {known, kind} != {int, float}:
                    raise ExplorerError(
                        f"graph attribute {name}: both {known.__name__} and {kind.__name__}, wanted one"
                    )
                types[name] = float
    return types


def _find_type(name: str, value: Any) -> type:
    for kind in (bool, int, float, str):
        if isinstance(value, kind):
            return kind
    raise ExplorerError(f"graph attribute {name}: {value!r}, wanted text, a number or a truth value")


def _clean_attributes(attributes: dict[str, Any], types: dict[str, type]) -> dict[str, Any]:
    cleaned: dict[str, Any] = {}
    for name in sorted(attributes):
        value = types[name](attributes[name])
        if isinstance(value, float) and not math.isfinite(value):
            raise ExplorerError(f"graph attribute {name}: {value}, wanted a finite number")
        cleaned[name] = _CONTROL.sub("", value) if isinstance(value, str) else value
    return cleaned


def _prefix_keys(document: etree._Element) -> None:
    """Rename the keys and write truth values in lower case."""
    types: dict[str, str] = {}
    for key in document.findall(f"{_NAMESPACE}key"):
        key_id = _PREFIXES[str(key.get("for"))] + str(key.get("attr.name"))
        types[key_id] = str(key.get("attr.type"))
        key.set("id", key_id)
    for domain in ("node", "edge"):
        for data in document.iterfind(f".//{_NAMESPACE}{domain}/{_NAMESPACE}data"):
            key_id = _PREFIXES[domain] + str(data.get("key"))
            data.set("key", key_id)
            if types[key_id] == "boolean" and data.text:
                data.text = data.text.lower()


def _check_same(graph: nx.Graph, data: bytes, path: Path) -> None:
    read = nx.read_graphml(io.BytesIO(data), force_multigraph=graph.is_multigraph())
    wanted = (graph.number_of_nodes(), graph.number_of_edges())
    got = (read.number_of_nodes(), read.number_of_edges())
    if wanted != got:
        raise ExplorerError(f"{path}: {got} nodes and edges read back, wrote {wanted}")
