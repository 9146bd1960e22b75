"""Labelled units in, how much other units' wording sounds like one side of the conversation out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from extract.attribution.chain import Array
from extract.attribution.units import Unit
from extract.text import find_language

_MAX_WEIGHTED_CHARS = 60


@dataclass(frozen=True)
class StyleOptions:
    """How the wording is learnt.

    Attributes:
        ngram_chars: Longest run of characters that counts.
        count_min: Units a run must stand in.
        strength: Inverse of the penalty on the weights.
        examples_min: Examples of each side in a language from which its wording is learnt.
    """

    ngram_chars: int = 3
    count_min: int = 3
    strength: float = 1.0
    examples_min: int = 100


class StyleModel:
    """Logistic regression on runs of characters, one a language that has labelled examples.

    Args:
        units: Labelled units.
        labels: 1 for those who answer, 0 for those who ask.
        options: How the wording is learnt.
    """

    def __init__(self, units: Sequence[Unit], labels: Sequence[int], *, options: StyleOptions) -> None:
        self._models: dict[str, tuple[TfidfVectorizer, LogisticRegression]] = {}
        examples: dict[str, list[tuple[str, int]]] = {}
        for unit, label in zip(units, labels, strict=True):
            for text in unit.texts:
                examples.setdefault(find_language(text), []).append((text, label))
        for language, pairs in sorted(examples.items()):
            answering = sum(label for _, label in pairs)
            if min(answering, len(pairs) - answering) >= options.examples_min:
                self._models[language] = _fit(pairs, options)

    def measure_units(self, units: Sequence[Unit]) -> Array:
        """Measure the log odds that a unit is an answerer's; 0 where no line is in a language learnt."""
        scores = np.zeros((len(units), 2))
        for language, (vectorizer, model) in self._models.items():
            lines = [
                (index, text)
                for index, unit in enumerate(units)
                for text in unit.texts
                if find_language(text) == language
            ]
            if lines:
                found = model.decision_function(vectorizer.transform([text for _, text in lines]))
                for (index, _), score in zip(lines, found, strict=True):
                    scores[index] += (score, 1)
        mean: Array = scores[:, 0] / np.maximum(1, scores[:, 1])
        return mean


def _fit(pairs: Sequence[tuple[str, int]], options: StyleOptions) -> tuple[TfidfVectorizer, LogisticRegression]:
    vectorizer = TfidfVectorizer(
        analyzer="char", ngram_range=(1, options.ngram_chars), min_df=options.count_min, sublinear_tf=True
    )
    counts = vectorizer.fit_transform([text for text, _ in pairs])
    weights = np.sqrt([min(len(text), _MAX_WEIGHTED_CHARS) for text, _ in pairs])
    model = LogisticRegression(C=options.strength, max_iter=500)
    model.fit(counts, [label for _, label in pairs], sample_weight=weights / weights.mean())
    return vectorizer, model
