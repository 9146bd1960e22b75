"""Scores of units and a layout in, scores of its states and of the changes between them out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from extract.attribution.chain import Array
from extract.attribution.features import FEATURES
from extract.attribution.layout import Layout, TalkOptions

_TALK_CUES = {
    "question": (("announces_question", "starts_greetings", "starts_thanks"), ("greetings", "thanks")),
    "closing": (("closing",), ("thanks",)),
}
"""What the one who asks, and the one who closes, say; and what is said when they take the floor."""


def score_exchange(score: Array, changes: tuple[Array, Array], layout: Layout) -> tuple[Array, Array]:
    """Score who has the floor, shape (units, states), and changes, shape (units - 1, states, states)."""
    rise, fall = changes
    sides = [state.is_answerer for state in layout.states]
    transition = np.zeros((len(rise), len(sides), len(sides)))
    for source, first in enumerate(sides):
        for target, second in enumerate(sides):
            if source != target:
                transition[:, source, target] = (rise + fall) / 2 if first == second else rise if second else fall
    return score[:, None] * np.array(sides, dtype=float), transition


def score_talk(score: Array, features: Array, layout: Layout, options: TalkOptions) -> tuple[Array, Array]:
    """Score the parts of a talk, shape (units, states), and going from one to another.

    Questions from the floor and the end are announced; a part that begins without that is unlikely, and so is a talk
    that ends with a question.
    """
    emission = score[:, None] * np.array([float(state.is_answerer) for state in layout.states])
    emission[0] += layout.start
    transition = np.tile(layout.change, (len(score) - 1, 1, 1))
    for index, state in enumerate(layout.states):
        if state.part in _TALK_CUES:
            spoken, before = _TALK_CUES[state.part]
            emission[:, index] += options.cue_weight * np.minimum(2, _sum_features(features, spoken))
            is_announced = _sum_features(features, (*spoken, *before)) > 0
            others = [place for place in range(len(layout.states)) if place != index]
            transition[:, others, index] -= options.unannounced * ~(is_announced[1:] | is_announced[:-1])[:, None]
        if state.part == "question":
            emission[:, index] += options.question_odds
            emission[-1, index] -= options.unannounced
        if state.part == "answer":
            is_answer = _sum_features(features[1:], ("answers",)) > 0
            transition[:, index - 1, index] += options.cue_weight * is_answer
    return emission, transition


def _sum_features(features: Array, names: Sequence[str]) -> Array:
    total: Array = features[:, [FEATURES.index(name) for name in names]].sum(axis=1)
    return total
