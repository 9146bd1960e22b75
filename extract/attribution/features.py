"""Units in, what their words and form tell about the speaker out: numbers that mean the same in every language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from extract.attribution.chain import Array
from extract.attribution.cues import SpeakerCues
from extract.attribution.units import Unit
from extract.cues import CueSet
from extract.text import find_language, normalise_term

CLASSES = tuple(field.name for field in fields(SpeakerCues) if field.name not in ("backchannels", "tags"))
FORMS = ("is_question", "is_directed", "is_tagged", "holds_question", "length", "is_short", "holds_number")
FEATURES = (*CLASSES, *(f"starts_{name}" for name in CLASSES), *FORMS)
"""Names of the features, in the order of the columns."""

NO_BACKCHANNEL, ACKNOWLEDGEMENT, TAG = 0, 1, 2
"""What a short line in the midst of a turn may be: neither, the listener's `Mhmm`, the speaker's own `Right?`."""

_COUNT_MAX = 3
_EDGE = " .,!?;:、。，！？；：…\"'“”‘’()（）-—"


class FeatureFinder:
    """Measures units.

    Args:
        cues: Cue words by what they tell.
    """

    def __init__(self, cues: SpeakerCues) -> None:
        self._cues = CueSet({name: getattr(cues, name) for name in CLASSES})
        self._backchannels = {normalise_term(cue) for cue in cues.backchannels}
        self._tags = tuple(normalise_term(cue) for cue in cues.tags)
        self._places = {name: place for place, name in enumerate(FEATURES)}

    def measure_units(self, units: Sequence[Unit]) -> Array:
        """Measure units; twins get the mean of their lines.

        Returns:
            One row per unit, one column per feature, shape (units, features).
        """
        rows = [np.mean([self._measure_text(text) for text in unit.texts], axis=0) for unit in units]
        return np.array(rows).reshape(len(units), len(FEATURES))

    def find_backchannels(self, units: Sequence[Unit]) -> list[int]:
        """Tell for each unit whether one of its lines is nothing but a backchannel, and whether it asks."""
        return [self._find_backchannel(unit.texts) for unit in units]

    def _find_backchannel(self, texts: Sequence[str]) -> int:
        if not any(normalise_term(text.strip(_EDGE)) in self._backchannels for text in texts):
            return NO_BACKCHANNEL
        return TAG if any(_is_question(text) for text in texts) else ACKNOWLEDGEMENT

    def _measure_text(self, text: str) -> Array:
        plain = unicodedata.normalize("NFKC", text).strip()
        row = np.zeros(len(FEATURES))
        for start, _, name in self._cues.find(plain):
            row[self._places[name]] = min(_COUNT_MAX, row[self._places[name]] + 1)
            if start <= 1:
                row[self._places[f"starts_{name}"]] = 1
        row[-len(FORMS) :] = self._measure_form(plain, row)
        return row

    def _measure_form(self, text: str, row: Array) -> tuple[float, ...]:
        """Measure a text's form; a question is no tag (`..., right?`), and directed when it speaks to somebody."""
        is_tagged = _is_question(text) and normalise_term(text.strip(_EDGE)).endswith(self._tags)
        is_question = _is_question(text) and not is_tagged
        is_directed = is_question and any(row[self._places[name]] for name in ("asks_view", "invites", "second_person"))
        clauses = _measure_clauses(text)
        holds_number = re.search(r"\d", text) is not None
        return is_question, is_directed, is_tagged, "?" in text, float(np.log1p(clauses)), clauses <= 1, holds_number


def _is_question(text: str) -> bool:
    return text.rstrip(" \"'”’").endswith(("?", "？"))


def _measure_clauses(text: str) -> float:
    """Measure a text in clauses of about ten Chinese characters or six English words."""
    return len(text) / 10 if find_language(text) == "zh" else len(text.split()) / 6
