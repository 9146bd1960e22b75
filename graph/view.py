"""The graph's tables and a reader's filters in, the few nodes and edges to draw out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from extract.store import Tables
from graph.network import THEMES

ACTORS = ("speaker", "conversation")
DRAWN_EDGES = ("co_occurs", "mentions", "discussed_in", "took_part_in", "makes", "about")


@dataclass(frozen=True)
class ViewFilter:
    """What a reader wants to see.

    Attributes:
        conversation_ids: Only what is said in these; all when empty.
        speaker_ids: Only what these say; all when empty.
        kinds: Kinds of nodes.
        weight_min: Least passages of a node.
        node_limit: The most prominent nodes of themes (concepts, people, organizations) drawn.
        edges_per_node: Strongest co-occurrences kept of each node.
        themes_per_speaker: Concepts a speaker is joined to: those he speaks of most, beyond what all do.
        focus: A node to draw with its neighbours only.
    """

    conversation_ids: tuple[str, ...] = ()
    speaker_ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("concept", "person", "organization", "speaker")
    weight_min: int = 1
    node_limit: int = 80
    edges_per_node: int = 4
    themes_per_speaker: int = 10
    focus: str | None = None


@dataclass(frozen=True)
class View:
    """Nodes and edges to draw (rows of their tables, `weight` as under the filters), and how many there were."""

    nodes: pd.DataFrame
    edges: pd.DataFrame
    available: int


def select_view(tables: Tables, wanted: ViewFilter) -> View:
    """Select what to draw.

    Nodes are ranked by passages under the filters. Speakers and conversations are drawn beside the themes, where a
    line joins them to anything, and do not count against the limit. Claims are drawn only around a focus, where they
    are few enough to be read.

    Returns:
        The view. Every edge joins two of its nodes.
    """
    nodes, edges = _weigh(tables, wanted)
    is_focus = nodes["node_id"] == (wanted.focus or "")
    nodes = nodes[(nodes["kind"].isin(wanted.kinds) & (nodes["weight"] >= wanted.weight_min)) | is_focus]
    if wanted.focus is not None:
        near = edges[(edges["source"] == wanted.focus) | (edges["target"] == wanted.focus)]
        nodes = nodes[nodes["node_id"].isin({wanted.focus, *near["source"], *near["target"]})]
    else:
        nodes = nodes[nodes["kind"] != "claim"]
    available = len(nodes)
    is_theme = nodes["kind"].isin([*THEMES[:3], "claim"])
    ranked = nodes[is_theme].sort_values(["weight", "node_id"], ascending=[False, True])
    is_focus = ranked["node_id"] == (wanted.focus or "")
    focus, rest = ranked[is_focus], ranked[~is_focus]
    kept = pd.concat([focus, rest.head(max(0, wanted.node_limit - len(focus))), nodes[~is_theme]])
    ids = set(kept["node_id"])
    inside = edges[edges["source"].isin(ids) & edges["target"].isin(ids) & edges["kind"].isin(DRAWN_EDGES)]
    drawn = _thin(inside, wanted).sort_values("edge_id", ignore_index=True)
    is_lonely = ~kept["node_id"].isin({*drawn["source"], *drawn["target"]}) & kept["kind"].isin(ACTORS)
    if is_theme.any():
        kept = kept[~is_lonely | (kept["node_id"] == (wanted.focus or ""))]
    return View(kept.sort_values("node_id", ignore_index=True), drawn, available)


def _weigh(tables: Tables, wanted: ViewFilter) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Weigh nodes and edges by the evidence that passes the filters; what has none left is dropped."""
    nodes, edges = tables["nodes"], tables["edges"]
    if not wanted.conversation_ids and not wanted.speaker_ids:
        return nodes, edges
    utterances = tables["utterances"]
    keep = pd.Series(True, index=utterances.index)
    if wanted.conversation_ids:
        keep &= utterances["conversation_id"].isin(wanted.conversation_ids)
    if wanted.speaker_ids:
        keep &= utterances["speaker_id"].isin(wanted.speaker_ids)
    left = tables["evidence"].merge(utterances.loc[keep, ["utterance_id", "passage_id"]], on="utterance_id")
    passages = left.groupby("element_id")["passage_id"].nunique()
    mentions = left.groupby("element_id")["mention_id"].count()
    is_symmetric = edges["edge_id"].map(passages).where(~edges["is_symmetric"], edges["edge_id"].map(mentions) / 2)
    return (
        _reweigh(nodes, nodes["node_id"].map(passages)),
        _reweigh(edges, is_symmetric),
    )


def _reweigh(frame: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    weighed = frame.assign(weight=weights.astype(float).fillna(0.0).round())
    return weighed[weighed["weight"] > 0]


def _thin(edges: pd.DataFrame, wanted: ViewFilter) -> pd.DataFrame:
    """Keep each node's strongest co-occurrences above chance, each speaker's own themes, and all edges of the focus."""
    is_pair, is_theme = edges["kind"] == "co_occurs", edges["kind"] == "mentions"
    pairs = edges[is_pair & (edges["npmi"].fillna(0.0) > 0)]
    ends = pd.concat([pairs.assign(end=pairs["source"]), pairs.assign(end=pairs["target"])])
    ends = ends.assign(strength=ends["weight"] * ends["npmi"])
    kept = _find_strongest(ends, "end", wanted.edges_per_node) | _find_strongest(
        _measure_distinctiveness(edges[is_theme]), "source", wanted.themes_per_speaker
    )
    is_of_focus = (edges["source"] == (wanted.focus or "")) | (edges["target"] == (wanted.focus or ""))
    return edges[~(is_pair | is_theme) | edges["edge_id"].isin(kept) | is_of_focus]


def _find_strongest(edges: pd.DataFrame, by: str, count: int) -> set[str]:
    ordered = edges.sort_values([by, "strength", "edge_id"], ascending=[True, False, True])
    return set(ordered.groupby(by).head(count)["edge_id"])


def _measure_distinctiveness(mentions: pd.DataFrame) -> pd.DataFrame:
    """Measure how much more often a speaker names a concept than his share of all mentions lets expect."""
    of_speaker = mentions.groupby("source")["weight"].transform("sum")
    of_concept = mentions.groupby("target")["weight"].transform("sum")
    expected = of_speaker * of_concept / max(float(mentions["weight"].sum()), 1.0)
    return mentions.assign(strength=mentions["weight"] - expected)
