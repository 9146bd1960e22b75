"""Utterances, some of them dated, in; dates for the others out, each with its source and error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]
HEADER_ERROR_S = 0.5
DEFAULT_CHARACTERS_PER_SECOND = 5.0
"""A common rate of Chinese speech, where a document has too few times to measure its own."""


def date_turns(turns: Sequence[tuple[float, float | None, Sequence[Row]]]) -> None:
    """Date the utterances of turns whose start is known.

    Within a turn, time passes with characters until the next turn starts. The error of an interpolated start is its
    distance to the nearer end of the turn: an upper bound as long as no part of the turn is spoken at more than
    twice or under half its mean rate.

    Args:
        turns: Start in seconds, start of the next turn (None after the last), and the turn's utterances in order
            (changed: `start_s`, `end_s`, `time_source`, `time_error_s`).
    """
    rate = _measure_rate(turns)
    for begin, following, rows in turns:
        end = begin + _count_characters(rows) / rate if following is None else following
        spread_times(rows, begin, max(begin, end), source="interpolated")
        rows[0]["time_source"], rows[0]["time_error_s"] = "header", HEADER_ERROR_S


def spread_times(rows: Sequence[Row], begin: float, end: float, *, source: str, error_s: float = 0.0) -> None:
    """Date utterances between two known times, by characters.

    Args:
        rows: Utterances in order; changed.
        begin: Start of the first, in seconds.
        end: End of the last.
        source: What `time_source` becomes.
        error_s: Error of the two known times.
    """
    length = _count_characters(rows)
    said = 0
    for row in rows:
        at = begin + (end - begin) * said / length
        said += len(row["text"])
        row["start_s"] = round(at, 2)
        row["end_s"] = round(begin + (end - begin) * said / length, 2)
        row["time_source"] = source
        row["time_error_s"] = round(max(HEADER_ERROR_S, min(at - begin, end - at) + error_s), 2)


def carry_times(pairs: Sequence[tuple[Sequence[Row], Sequence[Row]]], rows: Sequence[Row]) -> None:
    """Carry times from one rendition to the utterances of another that say the same.

    What has no partner, but stands between utterances that have, is interpolated.

    Args:
        pairs: Dated utterances and, said in the same passage, those to be dated.
        rows: All utterances of the rendition to be dated, in order; changed.
    """
    for dated, undated in pairs:
        known = [row for row in dated if row.get("start_s") is not None]
        if known:
            error_s = max(row["time_error_s"] for row in known)
            spread_times(undated, known[0]["start_s"], known[-1]["end_s"], source="aligned", error_s=error_s)
    _keep_forward(rows)
    gap: list[Row] = []
    last: Row | None = None
    for row in rows:
        if row.get("start_s") is None:
            gap.append(row)
            continue
        if gap and last is not None:
            error_s = max(last["time_error_s"], row["time_error_s"])
            spread_times(gap, last["end_s"], max(last["end_s"], row["start_s"]), source="interpolated", error_s=error_s)
        gap, last = [], row


def _keep_forward(rows: Sequence[Row]) -> None:
    """Drop times that run backwards, and end each utterance before the next starts."""
    latest = 0.0
    previous: Row | None = None
    for row in rows:
        if row.get("start_s") is None:
            continue
        if row["start_s"] < latest:
            row["start_s"] = row["end_s"] = row["time_source"] = row["time_error_s"] = None
            continue
        if previous is not None:
            previous["end_s"] = min(previous["end_s"], row["start_s"])
        latest, previous = row["start_s"], row


def _count_characters(rows: Sequence[Row]) -> int:
    return max(1, sum(len(row["text"]) for row in rows))


def _measure_rate(turns: Sequence[tuple[float, float | None, Sequence[Row]]]) -> float:
    """Measure a document's characters per second over its turns."""
    ended = [(end - begin, rows) for begin, end, rows in turns if end is not None and end > begin]
    seconds = sum(length for length, _ in ended)
    if seconds <= 0:
        return DEFAULT_CHARACTERS_PER_SECOND
    return max(1.0, sum(_count_characters(rows) for _, rows in ended) / seconds)
