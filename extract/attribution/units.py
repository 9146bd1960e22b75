"""Utterances in, units whose speaker is sought out: twins are one unit, unpunctuated streams have their own shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import pandas as pd

_SENTENCE_END = re.compile(r"[.!?。！？…]")
_PUNCTUATION = re.compile(r"[^\w\s'’-]")


@dataclass(frozen=True)
class Unit:
    """Lines that say the same thing.

    Attributes:
        utterance_ids: The lines.
        texts: Their texts.
        speaker_id: Who speaks, as far as a header tells, else empty.
    """

    utterance_ids: tuple[str, ...]
    texts: tuple[str, ...]
    speaker_id: str = ""


def build_units(utterances: pd.DataFrame) -> list[Unit]:
    """Join the lines of a document that share a passage, in the order of the table."""
    return [
        Unit(tuple(group.utterance_id), tuple(group.text), str(group.speaker_id.iloc[0]))
        for _, group in utterances.groupby("passage_id", sort=False)
    ]


def is_stream(units: Sequence[Unit], *, ended_share_max: float) -> bool:
    """Tell whether units come from a stream without punctuation: few of them hold the end of a sentence."""
    ended = sum(any(_SENTENCE_END.search(text) for text in unit.texts) for unit in units)
    return ended < ended_share_max * len(units)


def measure_length(units: Sequence[Unit]) -> int:
    """Measure the median number of characters of the units' texts, at least 1."""
    return max(1, int(median(len(text) for unit in units for text in unit.texts)))


def make_stream(units: Sequence[Unit], length: int) -> list[Unit]:
    """Recut units as a recogniser would have written them: no punctuation, pieces of one length.

    Args:
        units: Units with a known speaker; the first text of each counts.
        length: Characters of a piece.

    Returns:
        Pieces, each with the speaker of most of its characters.
    """
    characters: list[tuple[str, str]] = []
    for unit in units:
        characters += [(character, unit.speaker_id) for character in _PUNCTUATION.sub("", unit.texts[0])]
    pieces = [characters[start : start + length] for start in range(0, len(characters), length)]
    return [_make_piece(piece) for piece in pieces]


def _make_piece(piece: Sequence[tuple[str, str]]) -> Unit:
    speakers = [speaker for _, speaker in piece]
    most = max(sorted(set(speakers)), key=speakers.count)
    return Unit((), ("".join(character for character, _ in piece),), most)
