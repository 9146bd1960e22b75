"""Utterances of several renditions of one conversation in; passages, times carried over, and contradictions out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extract.align import AlignOptions, Bead, align_texts
from extract.corpus import Conversation, Rendition
from extract.cues import CueSet, StanceCues
from extract.schema import UNKNOWN_SPEAKER
from extract.times import carry_times

Row = dict[str, Any]
_CLAUSE_END = re.compile(r"[，。；：！？、,.;:!?…—]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class RenditionOptions:
    """When aligned renditions contradict each other in polarity.

    Attributes:
        clause_similarity_min: Clauses that share fewer of their character pairs (Dice, 0..1) do not say the same.
        clause_chars_min: Shorter clauses are not compared.
    """

    clause_similarity_min: float = 0.6
    clause_chars_min: int = 7


def link_renditions(
    rows: Sequence[Row],
    conversation: Conversation,
    *,
    stance: StanceCues,
    align: AlignOptions,
    options: RenditionOptions,
) -> list[Row]:
    """Tie each further rendition of a conversation to the primary one, passage by passage.

    Changes `rows`: utterances that say the same get one `passage_id`, and a rendition without times gets the other's
    (`time_source` = aligned).

    Args:
        rows: Rows of `utterances` of all conversations.
        conversation: The conversation whose renditions are tied.
        stance: Cues of negation.
        align: How they are aligned.
        options: When they contradict each other.

    Returns:
        Rows of `contradictions`: passages whose renditions differ in speaker, in a number, or in polarity.
    """
    primary = next((rendition for rendition in conversation.renditions if rendition.is_primary), None)
    if primary is None:
        return []
    found: list[Row] = []
    for rendition in conversation.renditions:
        if rendition.is_primary:
            continue
        ones, others = _select_speech(rows, primary), _select_speech(rows, rendition)
        beads = align_texts([row["text"] for row in ones], [row["text"] for row in others], options=align)
        pairs = [_Pair([ones[i] for i in bead.ones], [others[j] for j in bead.others], bead) for bead in beads]
        found += [row for pair in pairs for row in _find_contradictions(pair, stance, options)]
        _carry(pairs, ones, others)
        _join_passages(rows, pairs)
    return found


@dataclass(frozen=True)
class _Pair:
    """The utterances of a group, of either rendition."""

    ones: list[Row]
    others: list[Row]
    bead: Bead


def _select_speech(rows: Sequence[Row], rendition: Rendition) -> list[Row]:
    """Select the speech of a rendition in one language: the original's where it has it."""
    own = [row for row in rows if row["rendition_id"] == rendition.id and row["kind"] == "speech"]
    languages = rendition.languages or tuple(sorted({row["language"] for row in own}))
    chosen = [row for row in own if row["language"] == languages[0]] if languages else []
    return chosen or own


def _join_passages(rows: Sequence[Row], pairs: Sequence[_Pair]) -> None:
    """Give every utterance of a group, and the lines that shared a passage with one of them, one passage."""
    renamed = {row["passage_id"]: pair.ones[0]["passage_id"] for pair in pairs for row in [*pair.ones, *pair.others]}
    for row in rows:
        row["passage_id"] = renamed.get(row["passage_id"], row["passage_id"])


def _carry(pairs: Sequence[_Pair], ones: Sequence[Row], others: Sequence[Row]) -> None:
    """Carry times to the side that has none."""
    has_times = [any(row.get("start_s") is not None for row in side) for side in (ones, others)]
    if has_times == [False, True]:
        carry_times([(pair.others, pair.ones) for pair in pairs], ones)
    elif has_times == [True, False]:
        carry_times([(pair.ones, pair.others) for pair in pairs], others)


def _find_contradictions(pair: _Pair, stance: StanceCues, options: RenditionOptions) -> list[Row]:
    """Find in what a group's two sides differ."""
    kinds = []
    speakers = [{row["speaker_id"] for row in side} - {UNKNOWN_SPEAKER} for side in (pair.ones, pair.others)]
    if all(speakers) and not speakers[0] & speakers[1]:
        kinds.append("speaker")
    numbers = [set(_NUMBER.findall(" ".join(row["text"] for row in side))) for side in (pair.ones, pair.others)]
    if all(numbers) and not numbers[0] & numbers[1]:
        kinds.append("number")
    if _differ_in_polarity(pair, stance, options):
        kinds.append("polarity")
    return [
        {
            "passage_id": pair.ones[0]["passage_id"],
            "kind": kind,
            "utterance_id": pair.ones[0]["utterance_id"],
            "other_id": pair.others[0]["utterance_id"],
        }
        for kind in kinds
    ]


def _differ_in_polarity(pair: _Pair, stance: StanceCues, options: RenditionOptions) -> bool:
    """Tell whether a clause of one side is negated and the clause most like it on the other side is not.

    Doubled negations are a stammer as often as an affirmation, so only their presence counts.
    """
    sides = [
        [clause for row in side for clause in _CLAUSE_END.split(row["text"]) if len(clause) >= options.clause_chars_min]
        for side in (pair.ones, pair.others)
    ]
    for clause in sides[0]:
        nearest = max(sides[1], key=lambda other: _measure_overlap(clause, other), default=None)
        if nearest is None or _measure_overlap(clause, nearest) < options.clause_similarity_min:
            continue
        if len({_is_negated(text, stance) for text in (clause, nearest)}) == 2:
            return True
    return False


def _measure_overlap(one: str, other: str) -> float:
    """Measure which part of their character pairs two clauses share (Dice's coefficient, 0..1)."""
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) / max(1, len(pairs[0]) + len(pairs[1]))


def _is_negated(text: str, stance: StanceCues) -> bool:
    return any(name == "negation" for _, _, name in _load_negations(stance).find(text))


@cache
def _load_negations(stance: StanceCues) -> CueSet:
    return CueSet({"ignored": stance.ignored, "negation": stance.negation})
