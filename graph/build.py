"""Tables of `extract` in, the graph's tables out: nodes, edges, and the evidence behind each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from extract.schema import SCORE_DECIMALS, UNKNOWN_SPEAKER
from extract.store import Tables
from extract.tables import build_table
from graph.communities import CommunityOptions, find_communities
from graph.cooccurrence import CooccurrenceOptions, find_cooccurrences
from graph.passages import find_passage_claims, find_passage_mentions, find_spoken
from graph.stance import summarise_stance

LABEL_CHARS = 48


@dataclass(frozen=True)
class GraphOptions:
    """The options of the graph's stages, by the name of their section in the settings."""

    cooccurrence: CooccurrenceOptions = CooccurrenceOptions()
    communities: CommunityOptions = CommunityOptions()


@dataclass
class _Draft:
    """Nodes, edges and evidence as they are collected."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    edges: dict[str, dict[str, Any]] = field(default_factory=dict)
    evidence: list[dict[str, Any]] = field(default_factory=list)

    def add_node(self, kind: str, ref_id: str, labels: tuple[str, str], weight: float, **columns: Any) -> str:
        node_id = f"{kind}:{ref_id}"
        self.nodes[node_id] = {
            "node_id": node_id,
            "kind": kind,
            "ref_id": ref_id,
            "label_en": labels[0],
            "label_zh": labels[1],
            "weight": float(weight),
            **columns,
        }
        return node_id

    def add_edge(self, kind: str, source: str, target: str, weight: float, **columns: Any) -> str:
        edge_id = f"{kind}:{source}>{target}"
        self.edges[edge_id] = {
            "edge_id": edge_id,
            "source": source,
            "target": target,
            "kind": kind,
            "is_symmetric": False,
            "weight": float(weight),
            **columns,
        }
        return edge_id

    def add_evidence(self, element_id: str, rows: Iterable[dict[str, Any]]) -> None:
        self.evidence.extend({"element_id": element_id, **row} for row in rows)


def build_graph(tables: Tables, *, options: GraphOptions) -> Tables:
    """Build the graph.

    Nodes are conversations, speakers, what is mentioned, and claims; a human who speaks is one node, also where
    others mention him. Unknown speakers are no node. Counts are passages: what several renditions or languages say
    counts once.

    Args:
        tables: The tables of `extract`.
        options: How co-occurrence and communities are found.

    Returns:
        Tables `nodes`, `edges` and `evidence`. Every node and edge has evidence, except `broader`, which is the
        lexicon's knowledge and not a finding.
    """
    spoken = find_spoken(tables)
    mentions = find_passage_mentions(tables, spoken)
    claims = find_passage_claims(tables, spoken)
    draft = _Draft()
    node_by_concept = _name_nodes(tables)
    _add_conversations(draft, tables, spoken)
    _add_speakers(draft, tables, spoken)
    _add_concepts(draft, tables, mentions, node_by_concept)
    _add_mentions(draft, tables, spoken, mentions, node_by_concept)
    _add_cooccurrences(draft, spoken, mentions, node_by_concept, options)
    _add_claims(draft, tables, claims, node_by_concept)
    _add_broader(draft, tables, node_by_concept)
    _make_labels_unique(draft.nodes.values())
    evidence = pd.DataFrame(draft.evidence).drop_duplicates().to_dict("records") if draft.evidence else []
    return {
        "nodes": build_table("nodes", draft.nodes.values()),
        "edges": build_table("edges", draft.edges.values()),
        "evidence": build_table("evidence", [_without_missing(row) for row in evidence]),
    }


def _without_missing(row: dict[Any, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in row.items() if isinstance(value, str)}


def _name_nodes(tables: Tables) -> dict[str, str]:
    """Name the node of every concept; a person who speaks is his speaker's node."""
    nodes = {row.concept_id: f"{row.kind}:{row.concept_id}" for row in tables["concepts"].itertuples(index=False)}
    speaking = set(tables["participants"]["speaker_id"])
    for speaker in tables["speakers"].itertuples(index=False):
        if speaker.speaker_id in speaking and isinstance(speaker.concept_id, str):
            nodes[speaker.concept_id] = f"speaker:{speaker.speaker_id}"
    return nodes


def _add_conversations(draft: _Draft, tables: Tables, spoken: pd.DataFrame) -> None:
    passages = spoken.groupby("conversation_id")["passage_id"].nunique()
    for row in tables["conversations"].itertuples(index=False):
        if row.conversation_id in passages.index:
            label = f"{row.title} ({row.venue})" if isinstance(row.venue, str) else row.title
            node_id = draft.add_node("conversation", row.conversation_id, (label, label), passages[row.conversation_id])
            own = spoken[spoken["conversation_id"] == row.conversation_id]
            draft.add_evidence(node_id, _as_evidence(own))


def _add_speakers(draft: _Draft, tables: Tables, spoken: pd.DataFrame) -> None:
    """Add speakers and where they took part.

    One whose lines nobody could tell apart has the conversation's opening as evidence; a nameless role (host,
    audience) without a line is left out.
    """
    names = tables["speakers"].set_index("speaker_id")
    totals = spoken.groupby("conversation_id")["passage_id"].nunique()
    for row in tables["participants"].itertuples(index=False):
        if row.conversation_id not in totals.index or row.speaker_id == UNKNOWN_SPEAKER:
            continue
        in_conversation = spoken[spoken["conversation_id"] == row.conversation_id]
        own = in_conversation[in_conversation["speaker_id"] == row.speaker_id]
        all_own = spoken[spoken["speaker_id"] == row.speaker_id]
        if all_own.empty and not isinstance(names.at[row.speaker_id, "concept_id"], str):
            continue
        evidence = all_own if len(all_own) else in_conversation.head(1)
        node_id = f"speaker:{row.speaker_id}"
        if node_id not in draft.nodes:
            labels = (names.at[row.speaker_id, "name_en"], names.at[row.speaker_id, "name_zh"])
            draft.add_node("speaker", row.speaker_id, labels, max(1, all_own["passage_id"].nunique()))
            draft.add_evidence(node_id, _as_evidence(evidence))
        passages = own["passage_id"].nunique()
        edge_id = draft.add_edge(
            "took_part_in", node_id, f"conversation:{row.conversation_id}", max(1, passages),
            share=_share(passages, totals[row.conversation_id]) if passages else None,
        )  # fmt: skip
        draft.add_evidence(edge_id, _as_evidence(own if passages else in_conversation.head(1)))


def _add_concepts(draft: _Draft, tables: Tables, mentions: pd.DataFrame, nodes: dict[str, str]) -> None:
    by_concept = dict(list(mentions.groupby("concept_id")))
    for row in tables["concepts"].itertuples(index=False):
        own = by_concept.get(row.concept_id)
        if own is None:
            continue
        node_id = nodes[row.concept_id]
        if node_id not in draft.nodes:
            labels = (row.label_en, row.label_zh)
            draft.add_node(row.kind, row.concept_id, labels, own["passage_id"].nunique(), category=row.category)
        draft.add_evidence(node_id, _as_evidence(own))
        for conversation_id, part in own.groupby("conversation_id"):
            edge_id = draft.add_edge(
                "discussed_in", node_id, f"conversation:{conversation_id}", part["passage_id"].nunique(),
                share=_share(part["passage_id"].nunique(), own["passage_id"].nunique()),
            )  # fmt: skip
            draft.add_evidence(edge_id, _as_evidence(part))


def _add_mentions(
    draft: _Draft, tables: Tables, spoken: pd.DataFrame, mentions: pd.DataFrame, nodes: dict[str, str]
) -> None:
    totals = spoken.groupby("speaker_id")["passage_id"].nunique()
    hosts = {
        (row.conversation_id, row.speaker_id)
        for row in tables["participants"].itertuples(index=False)
        if row.role == "host"
    }
    asked = _find_asked(mentions, hosts)
    known = mentions[mentions["speaker_id"] != UNKNOWN_SPEAKER]
    for (speaker_id, concept_id), own in known.groupby(["speaker_id", "concept_id"]):
        source, target = f"speaker:{speaker_id}", nodes[concept_id]
        if source == target:
            continue
        passages = own["passage_id"].nunique()
        is_asked = own["mention_id"].isin(asked)
        is_host = [pair in hosts for pair in zip(own["conversation_id"], own["speaker_id"], strict=True)]
        edge_id = draft.add_edge(
            "mentions", source, target, passages,
            share=_share(passages, totals[speaker_id]),
            raised=None if all(is_host) else ("asked" if is_asked.mean() > 0.5 else "unprompted"),
        )  # fmt: skip
        draft.add_evidence(edge_id, _as_evidence(own))


def _find_asked(mentions: pd.DataFrame, hosts: set[tuple[str, str]]) -> set[str]:
    """Find the mentions of guests whose concept a host has named in the turn before."""
    hosted: set[tuple[str, int, str]] = set()
    guests: list[tuple[str, tuple[str, int, str]]] = []
    for row in mentions[mentions["turn"].notna()].itertuples(index=False):
        if (row.conversation_id, row.speaker_id) in hosts:
            hosted.add((row.rendition_id, int(row.turn) + 1, row.concept_id))
        else:
            guests.append((row.mention_id, (row.rendition_id, int(row.turn), row.concept_id)))
    return {mention_id for mention_id, place in guests if place in hosted}


def _add_cooccurrences(
    draft: _Draft, spoken: pd.DataFrame, mentions: pd.DataFrame, nodes: dict[str, str], options: GraphOptions
) -> None:
    pairs = find_cooccurrences(spoken, mentions, options=options.cooccurrence)
    utterances = dict(zip(mentions["mention_id"], mentions["utterance_id"], strict=True))
    weights = mentions.groupby("concept_id")["passage_id"].nunique().astype(float).to_dict()
    for pair in pairs.itertuples(index=False):
        source, target = sorted((nodes[pair.concept_a], nodes[pair.concept_b]))
        edge_id = draft.add_edge(
            "co_occurs", source, target, pair.windows, is_symmetric=True, npmi=pair.npmi, p_value=pair.p_value
        )
        opened = [mention_id for window in pair.mention_ids for mention_id in window]
        draft.add_evidence(
            edge_id, [{"utterance_id": utterances[mention_id], "mention_id": mention_id} for mention_id in opened]
        )
    communities = find_communities(pairs, weights, options=options.communities)
    for concept_id, name in communities.items():
        draft.nodes[nodes[concept_id]]["community"] = nodes[name]


def _add_claims(draft: _Draft, tables: Tables, claims: pd.DataFrame, nodes: dict[str, str]) -> None:
    targets = tables["claim_targets"].sort_values(["claim_id", "rank"])
    targets_by_claim: dict[str, list[str]] = defaultdict(list)
    for row in targets.itertuples(index=False):
        targets_by_claim[row.claim_id].append(nodes[row.concept_id])
    positions: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for claim in claims.itertuples(index=False):
        label = _shorten(claim.text)
        ref_id = claim.claim_id.removeprefix("claim:")
        node_id = draft.add_node("claim", ref_id, (label, label), 1, stance=claim.stance, category=claim.kind)
        evidence = [{"utterance_id": claim.utterance_id, "claim_id": claim.claim_id}]
        draft.add_evidence(node_id, evidence)
        speaker = f"speaker:{claim.speaker_id}"
        if speaker in draft.nodes:
            draft.add_evidence(draft.add_edge("makes", speaker, node_id, 1, stance=claim.stance), evidence)
        for rank, target in enumerate(targets_by_claim[claim.claim_id]):
            if target not in draft.nodes:
                continue
            draft.add_evidence(draft.add_edge("about", node_id, target, 1, stance=claim.stance), evidence)
            if rank == 0 and speaker in draft.nodes and speaker != target and claim.attribution == "own":
                positions[speaker, target].append(claim)
    for (speaker, target), own in positions.items():
        edge_id = draft.add_edge("position_on", speaker, target, len(own), stance=summarise_stance(own))
        for claim in own:
            draft.add_evidence(edge_id, [{"utterance_id": claim.utterance_id, "claim_id": claim.claim_id}])


def _add_broader(draft: _Draft, tables: Tables, nodes: dict[str, str]) -> None:
    for row in tables["concepts"].itertuples(index=False):
        source, target = nodes[row.concept_id], nodes.get(row.broader_id)
        if source in draft.nodes and target in draft.nodes and target is not None:
            draft.add_edge("broader", source, target, 1)


def _as_evidence(rows: pd.DataFrame) -> list[dict[str, str]]:
    columns = [column for column in ("utterance_id", "mention_id") if column in rows]
    return [dict(zip(columns, values, strict=True)) for values in rows[columns].itertuples(index=False)]


def _share(part: int, whole: int) -> float:
    return round(part / whole, SCORE_DECIMALS)


def _shorten(text: str) -> str:
    return text if len(text) <= LABEL_CHARS else text[: LABEL_CHARS - 1].rstrip() + "…"


def _make_labels_unique(nodes: Iterable[dict[str, Any]]) -> None:
    """Number the labels that several nodes share, in the order of their ids."""
    ordered = sorted(nodes, key=lambda node: node["node_id"])
    for key in ("label_en", "label_zh"):
        seen: dict[str, int] = defaultdict(int)
        for node in ordered:
            seen[node[key]] += 1
            if seen[node[key]] > 1:
                node[key] = f"{node[key]} ({seen[node[key]]})"
