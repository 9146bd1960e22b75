"""A comparison in, text for a terminal or JSON out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from graph.compare import Comparison, Side

CONCEPTS_SHOWN = 12
QUOTES_SHOWN = 2
_NOTES = {
    "part": "the transcript covers only part of this recording",
    "unknown_coverage": "it is not known how much of this recording the transcript covers",
    "inferred": "who speaks is inferred, not given",
    "unlabelled": "the transcript does not say who speaks, so nothing here can be ascribed yet",
}


def render_comparison(comparison: Comparison, *, is_detailed: bool) -> str:
    """Render a comparison as text.

    Args:
        comparison: What to render.
        is_detailed: Every concept and quote, and nothing of what only one side speaks of; else the first ones.
    """
    return "\n".join(_render_lines(comparison, is_detailed))


def _render_lines(comparison: Comparison, is_detailed: bool) -> Iterator[str]:
    for side in comparison.sides:
        notes = "; ".join(f"{conversation}: {_NOTES[kind]}" for kind, conversation in side.notes)
        yield f"{side.name_en} ({_name_side(side)}): {side.passages} passages. {notes}".rstrip()
    for concept in comparison.shared if is_detailed else comparison.shared[:CONCEPTS_SHOWN]:
        yield f"\n{concept.label_en} · {concept.label_zh}"
        for side, position in zip(comparison.sides, concept.positions, strict=True):
            stance = position.stance or "no position found"
            yield f"  {side.name_en}: {stance} ({position.claim_count} claims, {position.mention_count} passages)"
            quotes = position.quotes if is_detailed else position.quotes.head(QUOTES_SHOWN)
            for quote in quotes.itertuples(index=False):
                yield f"    [{quote.stance}, {quote.certainty}] {quote.text}"
                yield f"      {quote.fidelity} · {quote.link or quote.path}"
    for side, only in zip(comparison.sides, comparison.only, strict=True):
        if not is_detailed and len(only):
            names = ", ".join(f"{row.label_en} ({row.mention_count})" for row in only.itertuples(index=False))
            yield f"\nOnly {side.name_en}: {names}"


def _name_side(side: Side) -> str:
    return f"{side.speaker_id}@{side.conversation_id}" if side.conversation_id else side.speaker_id


def render_json(comparison: Comparison) -> str:
    """Render a comparison as JSON: its fields by name, frames as lists of rows."""
    return json.dumps(_as_plain(comparison), ensure_ascii=False, indent=1)


def _as_plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _as_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if hasattr(value, "to_json"):
        return json.loads(value.to_json(orient="records", force_ascii=False))
    if isinstance(value, tuple | list):
        return [_as_plain(item) for item in value]
    return value
