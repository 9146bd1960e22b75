"""Tables and the id of a node or edge in, the quotes behind it out: who says it, where, when, how faithfully."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pandas as pd

from extract.store import Tables

QUOTE_COLUMNS = [
    "utterance_id", "passage_id", "text", "language", "twin", "speaker_id", "speaker_confidence", "speaker_source",
    "alternative_id", "conversation_id", "rendition_id", "fidelity", "path", "start_char", "end_char", "start_s",
    "recording_s", "time_source", "time_error_s", "link", "spans", "claim_id", "stance", "certainty", "salience",
    "contradictions",
]  # fmt: skip


def link_moment(media_url: str | None, start_s: float | None, media_offset_s: float) -> str | None:
    """Link to the moment of a recording.

    Args:
        media_url: Where the recording is.
        start_s: Seconds on the transcript's clock.
        media_offset_s: Seconds by which that clock runs ahead of the recording's.

    Returns:
        The address with `t` set to whole seconds; without a time the plain address; None without a recording.
    """
    if media_url is None or pd.isna(media_url) or not media_url:
        return None
    if start_s is None or pd.isna(start_s):
        return media_url
    parts = urlsplit(media_url)
    query = [(key, value) for key, value in parse_qsl(parts.query) if key != "t"]
    query.append(("t", str(max(0, int(start_s - media_offset_s)))))
    return urlunsplit(parts._replace(query=urlencode(query)))


def find_quotes(tables: Tables, element_id: str) -> pd.DataFrame:
    """Find the quotes behind a node or an edge.

    Args:
        tables: Tables of `extract` and of the graph.
        element_id: A `node_id` or an `edge_id`.

    Returns:
        One row per passage with the columns `QUOTE_COLUMNS`: claims by salience first, then the rest in order of
        place. `start_s` is on the transcript's clock, `recording_s` on the recording's; `spans` are the (start, end)
        of what was named, in the text; `twin` is the passage's other wording (its line in the other language, or
        the other rendition's); `contradictions` are the kinds in which renditions differ, as `a|b`, null without any.
        Empty for an unknown element.
    """
    evidence = tables["evidence"][tables["evidence"]["element_id"] == element_id]
    utterance_ids = list(dict.fromkeys(evidence["utterance_id"]))
    mention_ids = set(evidence["mention_id"].dropna())
    return make_quotes(tables, utterance_ids, mention_ids).drop_duplicates("passage_id", ignore_index=True)


def make_quotes(tables: Tables, utterance_ids: list[str], mention_ids: set[str]) -> pd.DataFrame:
    """Make quotes of utterances, one row each; see `find_quotes`."""
    utterances = tables["utterances"]
    chosen = utterances[utterances["utterance_id"].isin(utterance_ids)]
    if chosen.empty:
        return pd.DataFrame(columns=QUOTE_COLUMNS)
    quotes = chosen.merge(tables["renditions"][["rendition_id", "fidelity", "path"]], on="rendition_id")
    media = tables["conversations"][["conversation_id", "media_url", "media_offset_s"]]
    quotes = quotes.merge(media, on="conversation_id")
    quotes["link"] = [
        link_moment(row.media_url, row.start_s, row.media_offset_s) for row in quotes.itertuples(index=False)
    ]
    quotes["recording_s"] = (quotes["start_s"] - quotes["media_offset_s"]).clip(lower=0.0)
    quotes["fidelity"] = [
        "machine-translation" if is_translated else fidelity
        for fidelity, is_translated in zip(quotes["fidelity"], _is_translation(tables, quotes), strict=True)
    ]
    quotes["twin"] = _find_twins(utterances, quotes)
    quotes["contradictions"] = quotes["passage_id"].map(_join_contradictions(tables))
    quotes["spans"] = _find_spans(tables["mentions"], quotes, mention_ids)
    claims = tables["claims"][["utterance_id", "claim_id", "stance", "certainty", "salience"]]
    quotes = quotes.merge(claims, on="utterance_id", how="left")
    quotes = quotes.sort_values(["salience", "utterance_id"], ascending=[False, True], na_position="last")
    return quotes[QUOTE_COLUMNS].reset_index(drop=True)


def _is_translation(tables: Tables, quotes: pd.DataFrame) -> list[bool]:
    """Tell which quotes stand in another language than the original in a rendition that carries the original."""
    renditions = tables["renditions"]
    original = {row.rendition_id: row.languages.split("|")[0] for row in renditions.itertuples(index=False)}
    return [
        row.fidelity == "original" and row.language != original[row.rendition_id]
        for row in quotes.itertuples(index=False)
    ]


def _find_twins(utterances: pd.DataFrame, quotes: pd.DataFrame) -> list[str | None]:
    """Join what the passage's lines in the other language, else in the other renditions, say."""
    in_passages = utterances[utterances["passage_id"].isin(set(quotes["passage_id"]))]
    by_passage: dict[str, list[Any]] = {}
    for row in in_passages.itertuples(index=False):
        by_passage.setdefault(row.passage_id, []).append(row)
    twins: list[str | None] = []
    for quote in quotes.itertuples(index=False):
        rows = by_passage[quote.passage_id]
        other_lines = [
            row.text for row in rows if row.rendition_id == quote.rendition_id and row.language != quote.language
        ] or [row.text for row in rows if row.rendition_id != quote.rendition_id]
        twins.append(" ".join(other_lines) or None)
    return twins


def _join_contradictions(tables: Tables) -> pd.Series:
    """Join the kinds in which the renditions of a passage differ, by passage."""
    found = tables["contradictions"].drop_duplicates(["passage_id", "kind"]).sort_values(["passage_id", "kind"])
    return found.groupby("passage_id")["kind"].agg("|".join)


def _find_spans(mentions: pd.DataFrame, quotes: pd.DataFrame, mention_ids: set[str]) -> list[list[tuple[int, int]]]:
    chosen = mentions[mentions["mention_id"].isin(mention_ids)]
    concepts = set(chosen["concept_id"])
    same = mentions[mentions["utterance_id"].isin(set(quotes["utterance_id"])) & mentions["concept_id"].isin(concepts)]
    spans: dict[str, list[tuple[int, int]]] = {}
    for row in same.itertuples(index=False):
        spans.setdefault(row.utterance_id, []).append((int(row.start), int(row.end)))
    return [spans.get(utterance_id, []) for utterance_id in quotes["utterance_id"]]
