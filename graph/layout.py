"""A view in, a place for each of its nodes out: computed once, with a seed, so that the picture stands still."""

from __future__ import annotations

import math
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.view import View

LINE_CHARS = 18
"""Labels longer than this are broken in two lines."""


@dataclass(frozen=True)
class LayoutOptions:
    """How a picture is laid out.

    Attributes:
        seed: Seed of the first places.
        iterations: Steps of the forces.
        spread: Distance that nodes keep, in units of the picture, per square root of their number.
        gap: Least free space between two nodes' labels, in units of the picture.
        aspect: Width of the picture by its height.
    """

    seed: int = 7
    iterations: int = 300
    spread: float = 62.0
    gap: float = 10.0
    aspect: float = 1.0


@dataclass(frozen=True)
class NodeSize:
    """How large a node is drawn: radius and height of its label's letters, in units of the picture."""

    radius: float
    font: float


def measure_sizes(view: View) -> dict[str, NodeSize]:
    """Measure how large each node is drawn: area by weight among the themes; speakers and conversations alike."""
    themes = view.nodes[~view.nodes["kind"].isin(["speaker", "conversation"])]
    heaviest = max([float(weight) for weight in themes["weight"]], default=1.0)
    sizes: dict[str, NodeSize] = {}
    for node in view.nodes.itertuples(index=False):
        share = math.sqrt(min(float(node.weight), heaviest) / heaviest)
        is_actor = node.kind in ("speaker", "conversation")
        sizes[node.node_id] = NodeSize(30.0, 26.0) if is_actor else NodeSize(9 + 27 * share, 15 + 15 * share)
    return sizes


def compute_layout(view: View, *, options: LayoutOptions) -> dict[str, tuple[float, float]]:
    """Place the nodes of a view.

    Communities start side by side on a circle, forces between linked nodes follow, then boxes around labels are
    pushed apart.

    Returns:
        By node, x and y in the units of vis-network (pixels at zoom 1), rounded to 0.1.

    Source:
        T. Fruchterman, E. Reingold, Graph Drawing by Force-directed Placement, 1991.
    """
    if view.nodes.empty:
        return {}
    graph = nx.Graph()
    graph.add_nodes_from(view.nodes["node_id"])
    for edge in view.edges.itertuples(index=False):
        strength = float(edge.weight) * float(edge.npmi) if edge.kind == "co_occurs" else 0.15
        graph.add_edge(edge.source, edge.target, weight=math.sqrt(max(strength, 0.05)))
    places = nx.spring_layout(
        graph,
        pos=_start_by_community(view, options),
        weight="weight",
        iterations=options.iterations,
        k=1.6 / math.sqrt(len(graph)),
        seed=options.seed,
    )
    ids = list(graph)
    scale = options.spread * math.sqrt(len(ids))
    points = (
        np.array([places[node] for node in ids])
        * scale
        * np.array([math.sqrt(options.aspect), 1 / math.sqrt(options.aspect)])
    )
    halves, drops = _measure_boxes(view, ids)
    points = _push_apart(points + drops, halves, options.gap) - drops
    return {node: (round(float(x), 1), round(float(y), 1)) for node, (x, y) in zip(ids, points, strict=True)}


def _start_by_community(view: View, options: LayoutOptions) -> dict[str, NDArray[np.float64]]:
    random = np.random.default_rng(options.seed)
    community = dict(zip(view.nodes["node_id"], view.nodes["community"].fillna(""), strict=True))
    names = sorted(set(community.values()))
    angles = {name: 2 * math.pi * index / len(names) for index, name in enumerate(names)}
    return {
        node: np.array([math.cos(angles[name]), math.sin(angles[name])]) * (0.6 if name else 0.1)
        + random.normal(0, 0.12, 2)
        for node, name in sorted(community.items())
    }


def _measure_boxes(view: View, ids: list[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure the box around each node and the label under it.

    Returns:
        Half widths and heights, and how far the box's centre lies from the node's; shape (nodes, 2) each.
    """
    sizes = measure_sizes(view)
    labels = dict(zip(view.nodes["node_id"], view.nodes["label_en"], strict=True))
    halves, drops = [], []
    for node in ids:
        radius, font, length = sizes[node].radius, sizes[node].font, len(labels[node])
        line_count = 2 if length > LINE_CHARS else 1
        label_height = 1.25 * font * line_count
        halves.append([max(radius, 0.27 * font * length / line_count), radius + label_height / 2])
        drops.append([0.0, label_height / 2])
    return np.array(halves), np.array(drops)


def _push_apart(centres: NDArray[np.float64], halves: NDArray[np.float64], gap: float) -> NDArray[np.float64]:
    """Move overlapping boxes apart until none overlap or 400 rounds.

    Each pair moves along the axis on which the overlap is the smaller part of the boxes, so that wide labels do not
    stretch the picture in height. Steps are divided by the root of a box's overlaps: a crowd would fly apart.
    """
    centres = centres.copy()
    wanted = halves[:, None, :] + halves[None, :, :] + gap
    order = np.sign(np.subtract.outer(np.arange(len(centres)), np.arange(len(centres))))[:, :, None]
    for _ in range(400):
        difference = centres[:, None, :] - centres[None, :, :]
        overlap = wanted - np.abs(difference)
        is_overlapping = np.logical_and(overlap[:, :, 0] > 0, overlap[:, :, 1] > 0)
        np.fill_diagonal(is_overlapping, False)
        if not is_overlapping.any():
            break
        direction = np.where(difference == 0, order, np.sign(difference))
        is_axis = np.eye(2, dtype=bool)[np.argmin(overlap / wanted, axis=2)] & is_overlapping[:, :, None]
        steps = np.where(is_axis, direction * overlap / 2, 0.0).sum(axis=1)
        centres += steps / np.sqrt(np.maximum(1, is_overlapping.sum(axis=1, keepdims=True)))
    return centres
