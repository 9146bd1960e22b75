"""The tables of the build that the explorer shows, read once and shared by all readers."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import streamlit as st

from app_pages.words import find_language, say
from extract.errors import TableError
from extract.store import MANIFEST, Tables, read_manifest, read_tables

DEFAULT_TABLES = Path(__file__).resolve().parent.parent / "build" / "tables"


def find_tables_folder() -> Path:
    """Return the folder of tables: `PARLEY_TABLES`, else the project's own build."""
    return Path(os.environ.get("PARLEY_TABLES", DEFAULT_TABLES))


def load_tables() -> Tables:
    """Load the tables; without any, say how to make them and stop the page."""
    folder = find_tables_folder()
    try:
        return _load_tables(str(folder), find_build_time())
    except TableError as error:
        st.warning(say("app.no_tables"))
        st.caption(str(error))
        st.stop()


def find_build_time() -> float:
    """Return when the build was finished: what caches are told apart by."""
    manifest = find_tables_folder().parent / MANIFEST
    return manifest.stat().st_mtime if manifest.exists() else 0.0


@st.cache_resource(show_spinner=False, max_entries=2)
def _load_tables(folder: str, build_time: float) -> Tables:
    return read_tables(Path(folder))


def show_failures() -> None:
    """Say which transcripts of the build could not be read."""
    manifest = read_manifest(find_tables_folder().parent) or {}
    failures = manifest.get("failures", {})
    if failures:
        with st.expander(say("app.failed_documents", count=len(failures)), icon=":material/warning:"):
            for message in failures.values():
                st.text(message)


def name_speakers(tables: Tables) -> dict[str, str]:
    """Name every speaker in the reader's language."""
    speakers = tables["speakers"]
    return dict(zip(speakers["speaker_id"], speakers[f"name_{find_language()}"], strict=True))


def name_conversations(tables: Tables) -> dict[str, str]:
    """Name every conversation shortly: its venue, else its title."""
    return {
        row.conversation_id: row.title if pd.isna(row.venue) else f"{row.venue}"
        for row in tables["conversations"].itertuples(index=False)
    }


def name_nodes(tables: Tables) -> dict[str, str]:
    """Name every node in the reader's language."""
    nodes = tables["nodes"]
    return dict(zip(nodes["node_id"], nodes[f"label_{find_language()}"], strict=True))
