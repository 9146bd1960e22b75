"""A view and its layout in, pyvis' nodes, edges and options out, ready for vis-network in a browser."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyvis
from pyvis.network import Network

from graph.layout import LINE_CHARS, measure_sizes
from graph.view import View

PALETTE = (
    "#4269d0", "#efb118", "#3ca951", "#ff725c", "#a463f2", "#6cc5b0", "#ff8ab7", "#9c6b4e", "#97bbf5", "#b3a369",
)  # fmt: skip
"""Colours of the largest communities, told apart by readers who see few colours."""
NO_COMMUNITY = "#9498a0"
SHAPES = {
    "concept": "dot",
    "person": "diamond",
    "organization": "square",
    "speaker": "star",
    "conversation": "hexagon",
    "claim": "triangle",
}
STANCE_COLOURS = {
    "favourable": "#2e9e5b",
    "unfavourable": "#d1495b",
    "neutral": "#8a8f98",
    "unclear": "#c9a227",
}


@dataclass(frozen=True)
class Picture:
    """What vis-network draws, and what the legend says: communities in order of size, with their colour."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    options: dict[str, Any]
    communities: list[dict[str, Any]]


def render_picture(view: View, places: Mapping[str, tuple[float, float]], *, language: str) -> Picture:
    """Render a view for vis-network.

    Colour is the community (stance for claims), shape the kind, size the weight. Every node has its place, so that
    nothing moves when the picture appears.

    Args:
        view: What to draw.
        places: By node, x and y.
        language: `en` or `zh`, of the labels.
    """
    communities = _rank_communities(view.nodes, language)
    colours = {row["node_id"]: row["colour"] for row in communities}
    network = Network(directed=True)
    sizes = measure_sizes(view)
    for node in view.nodes.itertuples(index=False):
        x, y = places[node.node_id]
        has_community = isinstance(node.community, str)
        colour = (
            STANCE_COLOURS[node.stance]
            if node.kind == "claim"
            else (colours.get(node.community, NO_COMMUNITY) if has_community else NO_COMMUNITY)
        )
        size = sizes[node.node_id]
        network.add_node(
            node.node_id,
            label=_wrap_label(node.label_zh if language == "zh" else node.label_en, language),
            shape=SHAPES[node.kind],
            size=round(size.radius, 1),
            font={"size": round(size.font)},
            color=colour,
            x=x,
            y=y,
        )
    for edge in view.edges.itertuples(index=False):
        is_pair = edge.kind == "co_occurs"
        network.add_edge(
            edge.source,
            edge.target,
            id=edge.edge_id,
            width=round(min(1.0 + 0.9 * math.sqrt(float(edge.weight)), 9.0) * (1.0 if is_pair else 0.5), 2),
            dashes=not is_pair,
        )
    return Picture(network.nodes, _without_arrows(network.edges), _make_options(network), communities)


def read_vis_network() -> tuple[str, str]:
    """Read the vis-network script and style sheet that the pyvis package carries."""
    folder = Path(pyvis.__file__).parent / "lib" / "vis-9.1.2"
    return tuple((folder / name).read_text(encoding="utf-8") for name in ("vis-network.min.js", "vis-network.css"))  # type: ignore[return-value]


def _without_arrows(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in edge.items() if key != "arrows"} for edge in edges]


def _make_options(network: Network) -> dict[str, Any]:
    """Take pyvis' options; physics off, straight lines: the layout is made already."""
    options: dict[str, Any] = json.loads(network.options.to_json())
    options["physics"] = {"enabled": False, "barnesHut": {"gravitationalConstant": -9000, "springLength": 140}}
    options["edges"] = {"smooth": False, "color": {"inherit": False}, "selectionWidth": 2, "hoverWidth": 1}
    options["interaction"] = {"hover": True, "multiselect": False, "navigationButtons": False, "keyboard": False}
    options["layout"] = {"randomSeed": 7, "improvedLayout": False}
    options.pop("configure", None)
    return options


def _rank_communities(nodes: pd.DataFrame, language: str) -> list[dict[str, Any]]:
    """Name the communities by their most prominent members in the view; the largest ones get a colour."""
    members = nodes[nodes["community"].notna()].sort_values(["weight", "node_id"], ascending=[False, True])
    groups = sorted(members.groupby("community"), key=lambda group: (-float(group[1]["weight"].sum()), group[0]))
    label = "label_zh" if language == "zh" else "label_en"
    return [
        {"node_id": name, "colour": colour, "members": list(group[label].head(3)), "count": len(group)}
        for (name, group), colour in zip(groups, PALETTE, strict=False)
    ]


def _wrap_label(label: str, language: str) -> str:
    """Break a long label in two lines near its middle."""
    limit = LINE_CHARS * 2 // 3 if language == "zh" else LINE_CHARS
    if len(label) <= limit:
        return label
    if " " not in label:
        return label if len(label) <= 2 * limit else label[: 2 * limit - 1] + "…"
    middle = len(label) // 2
    spaces = [index for index, character in enumerate(label) if character == " "]
    cut = min(spaces, key=lambda index: abs(index - middle))
    return f"{label[:cut]}\n{label[cut + 1 :]}"
