"""Mounts `graph_view.js` with the vis-network that the pyvis package carries: no network, no iframe."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from graph.render import Picture, read_vis_network

_FOLDER = Path(__file__).resolve().parent
CLICKED = "clicked"


def _register() -> Any:
    script, style = read_vis_network()
    return st.components.v2.component(
        "parley_graph_view",
        html=(_FOLDER / "graph_view.html").read_text(encoding="utf-8"),
        css=style + (_FOLDER / "graph_view.css").read_text(encoding="utf-8"),
        js=script + "\n" + (_FOLDER / "graph_view.js").read_text(encoding="utf-8"),
    )


_component = _register()


def show_graph(
    picture: Picture,
    *,
    selected: str | None,
    physics: bool,
    height: int,
    labels: dict[str, str],
    on_click: Callable[[], None],
) -> Any:
    """Draw a picture.

    Zoom and place stay while the picture is the same; only another picture is drawn anew.

    Args:
        picture: Nodes, edges and options of vis-network.
        selected: Node or edge to mark.
        physics: Whether the graph moves.
        height: In pixels.
        labels: Words on the buttons: `fit`, `hint`.
        on_click: Called after a click; the component's state under its key then has `clicked`, the id.

    Returns:
        The component's state.
    """
    drawing = {"nodes": picture.nodes, "edges": picture.edges, "options": picture.options}
    version = hashlib.sha256(json.dumps(drawing, sort_keys=True).encode()).hexdigest()[:16]
    return _component(
        key="graph",
        data={
            **drawing, "version": version, "selected": selected, "physics": physics, "height": height, "labels": labels,
        },
        height=height,
        on_clicked_change=on_click,
    )  # fmt: skip
