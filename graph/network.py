"""The graph's tables in, networkx graphs out: the multigraph with everything, or the simple graph of concepts."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd

from extract.store import Tables

THEMES = ("concept", "person", "organization", "speaker")
"""Kinds of nodes that can be named together."""


def build_network(tables: Tables) -> nx.MultiDiGraph:
    """Build the full directed multigraph: every node and edge, each with its attributes and first quote.

    Node attributes: label, kind, label_en, label_zh, weight, and category, community, stance, aliases where known.
    Edge attributes: edge_id, label, kind, weight, and the edge table's columns where known; `quote`, `speaker`,
    `conversation`, `utterance_id`, `char_start`, `char_end`, `start_s` of the first evidence.
    """
    graph = nx.MultiDiGraph()
    aliases = _join_aliases(tables["aliases"])
    for node in tables["nodes"].to_dict("records"):
        attributes = _select_known(node, {"node_id"})
        attributes["label"] = attributes["name"] = node["label_en"]
        if node["ref_id"] in aliases and node["kind"] not in ("claim", "conversation"):
            attributes["aliases"] = aliases[node["ref_id"]]
        graph.add_node(node["node_id"], **attributes)
    quotes = _find_first_quotes(tables)
    for edge in tables["edges"].to_dict("records"):
        attributes = _select_known(edge, {"source", "target"})
        attributes["label"] = attributes["interaction"] = edge["kind"]
        attributes.update(quotes.get(edge["edge_id"], {}))
        graph.add_edge(edge["source"], edge["target"], key=edge["edge_id"], **attributes)
    return graph


def build_concept_network(tables: Tables) -> nx.Graph:
    """Build the simple undirected graph of what is named together, for tools that want one edge a pair.

    Nodes are concepts, people, organizations, and speakers who are mentioned; edges are co-occurrences, with
    `weight` (windows), `npmi` and `p_value`.
    """
    graph = nx.Graph()
    edges = tables["edges"][tables["edges"]["kind"] == "co_occurs"]
    named = set(tables["edges"].loc[tables["edges"]["kind"] == "discussed_in", "source"])
    aliases = _join_aliases(tables["aliases"])
    for node in tables["nodes"].to_dict("records"):
        if node["kind"] in THEMES and node["node_id"] in named:
            attributes = _select_known(node, {"node_id", "stance"})
            attributes["label"] = attributes["name"] = node["label_en"]
            if node["ref_id"] in aliases:
                attributes["aliases"] = aliases[node["ref_id"]]
            graph.add_node(node["node_id"], **attributes)
    for edge in edges.to_dict("records"):
        attributes = {key: edge[key] for key in ("edge_id", "kind", "weight", "npmi", "p_value")}
        graph.add_edge(edge["source"], edge["target"], label="co_occurs", interaction="co_occurs", **attributes)
    return graph


def _select_known(row: dict[Any, Any], dropped: set[str]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items() if key not in dropped and not pd.isna(value)}


def _join_aliases(aliases: pd.DataFrame) -> dict[str, str]:
    established = aliases[aliases["relation"].isin(["preferred", "alternative", "abbreviation"])]
    joined: dict[str, str] = established.groupby("concept_id")["surface"].agg("|".join).to_dict()
    return joined


def _find_first_quotes(tables: Tables) -> dict[str, dict[str, Any]]:
    """Quote the first utterance behind each edge."""
    first = tables["evidence"].drop_duplicates("element_id")
    joined = first.merge(tables["utterances"], on="utterance_id")
    quotes: dict[str, dict[str, Any]] = {}
    for row in joined.itertuples(index=False):
        quote = {
            "quote": row.text,
            "speaker": row.speaker_id,
            "conversation": row.conversation_id,
            "utterance_id": row.utterance_id,
            "char_start": int(row.start_char),
            "char_end": int(row.end_char),
        }
        if not pd.isna(row.start_s):
            quote["start_s"] = float(row.start_s)
        quotes[row.element_id] = quote
    return quotes
