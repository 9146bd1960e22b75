"""Cue words (TOML) in, compiled matchers by class of cue out."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

from extract.errors import SettingsError
from extract.matcher import TermMatcher
from extract.settings import build_options, read_toml


@dataclass(frozen=True)
class ReadingCues:
    """How copied pages label and clutter the spoken text."""

    content_labels: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    clause_starters: tuple[str, ...] = ()


@dataclass(frozen=True)
class AdvertisementCues:
    """What sponsor reads and housekeeping notes say, and what ends them."""

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionCues:
    """What questions end in, start with or hold."""

    ends: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimCues:
    """What announces a position, and what only looks like one."""

    opinion: tuple[str, ...] = ()
    predictive: tuple[str, ...] = ()
    backchannel: tuple[str, ...] = ()
    hypothetical: tuple[str, ...] = ()
    recollection: tuple[str, ...] = ()


@dataclass(frozen=True)
class AttributionCues:
    """What marks a view as somebody else's."""

    reported: tuple[str, ...] = ()
    restated: tuple[str, ...] = ()


@dataclass(frozen=True)
class CertaintyCues:
    """What hedges a statement."""

    hedged: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindCues:
    """What tells recommendations, predictions, definitions and explanations."""

    recommendation: tuple[str, ...] = ()
    prediction: tuple[str, ...] = ()
    definition: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()


@dataclass(frozen=True)
class StanceCues:
    """What speaks for or against, what turns it round, and where that stops."""

    favourable: tuple[str, ...] = ()
    unfavourable: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    negation: tuple[str, ...] = ()
    clause: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cues:
    """Every class of cue words."""

    reading: ReadingCues
    advertisement: AdvertisementCues
    question: QuestionCues
    claim: ClaimCues
    attribution: AttributionCues
    certainty: CertaintyCues
    kind: KindCues
    stance: StanceCues


_SECTIONS: dict[str, type[Any]] = {
    "reading": ReadingCues,
    "advertisement": AdvertisementCues,
    "question": QuestionCues,
    "claim": ClaimCues,
    "attribution": AttributionCues,
    "certainty": CertaintyCues,
    "kind": KindCues,
    "stance": StanceCues,
}


def load_cues(path: Path) -> Cues:
    """Load the cue words.

    Raises:
        SettingsError: For an unknown section or key, or a bad regular expression; names file and place.
    """
    document = read_toml(path)
    unknown = sorted(set(document) - {field.name for field in fields(Cues)})
    if unknown:
        raise SettingsError(f"{path}: unknown section {unknown[0]!r}, known are {', '.join(_SECTIONS)}")
    sections = {
        name: build_options(kind, document.get(name, {}), where=f"{path}: {name}") for name, kind in _SECTIONS.items()
    }
    for pattern in sections["advertisement"].patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise SettingsError(f"{path}: advertisement: pattern {pattern!r}: {error}") from error
    return Cues(**sections)


class CueSet:
    """Cues of several classes, found in one pass: the longest wins, so that `not only` is no `not`.

    Args:
        classes: Cues by the name of their class; a cue listed in two classes belongs to the first.
    """

    def __init__(self, classes: dict[str, tuple[str, ...]]) -> None:
        self._classes = [(name, cue) for name, cues in classes.items() for cue in cues]

    @cached_property
    def _matcher(self) -> TermMatcher:
        return TermMatcher([cue for _, cue in self._classes])

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Find the cues of a text: start, end (code points) and class, in order, none overlapping."""
        return [(match.start, match.end, self._classes[match.term][0]) for match in self._matcher.find_longest(text)]

    def find_classes(self, text: str) -> set[str]:
        """Find the classes of the cues in a text; overlapping cues count each."""
        return {self._classes[match.term][0] for match in self._matcher.find_all(text)}
