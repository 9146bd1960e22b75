"""Labelled transcripts in, a model of who speaks when out: weights, wording, and how far to trust them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from extract.attribution.chain import Array, measure_marginals
from extract.attribution.features import FEATURES, FeatureFinder
from extract.attribution.layout import ExchangeOptions
from extract.attribution.style import StyleModel, StyleOptions
from extract.attribution.units import Unit
from extract.attribution.weights import LabelledChain, TurnWeights, learn_weights, stack_emission, stack_transition


@dataclass(frozen=True)
class LearningOptions:
    """How the model is learnt.

    Attributes:
        penalty: Strength of the penalty on the weights.
        window_units: Units of a transcript that are looked at together.
        units_min: Units a labelled transcript must have to be learnt from.
        doubt: Exponent of the temperature found on held-out conversations. It is found with models that saw fewer
            conversations than the one in use, and so is too high.
    """

    penalty: float = 20.0
    window_units: int = 80
    units_min: int = 40
    doubt: float = 0.5


@dataclass(frozen=True)
class LabelledTranscript:
    """A transcript with speakers: its conversation, units, and 1 for each that an answerer says, else 0."""

    conversation_id: str
    units: tuple[Unit, ...]
    labels: tuple[int, ...]


@dataclass(frozen=True)
class TurnModel:
    """A model of who speaks when.

    Attributes:
        weights: What features say.
        style: What the wording says, where it could be learnt.
        temperature: What log odds of the outcome are divided by to be honest probabilities.
    """

    weights: TurnWeights
    style: StyleModel | None
    temperature: float = 1.0

    def score_units(self, units: Sequence[Unit], features: Array) -> Array:
        """Score units: log odds that an answerer speaks."""
        style = self.style.measure_units(units) if self.style else np.zeros(len(units))
        return self.weights.score_units(features, style)

    def measure_sides(self, units: Sequence[Unit], features: Array, exchange: ExchangeOptions) -> Array:
        """Measure the probability that an answerer has the floor, shape (units,)."""
        score = exchange.evidence * self.score_units(units, features) - exchange.balance
        rise, fall = self.score_changes(features, exchange)
        marginals = measure_marginals(stack_emission(score)[None], stack_transition(rise, fall)[None])
        return marginals.states[0, :, 1]

    def score_changes(self, features: Array, exchange: ExchangeOptions) -> tuple[Array, Array]:
        """Score changes to the answerer and to the asker."""
        rise, fall = self.weights.score_changes(features)
        asked = features[:-1, FEATURES.index("is_question")]
        return rise - exchange.keep_floor + exchange.answer_follows * asked, fall - exchange.keep_floor


class Teacher:
    """Learns models from labelled transcripts.

    Args:
        finder: Measures units.
        learning: How weights are learnt.
        style: How wording is learnt.
        exchange: How exchanges go.
    """

    def __init__(
        self, finder: FeatureFinder, *, learning: LearningOptions, style: StyleOptions, exchange: ExchangeOptions
    ) -> None:
        self._finder, self._learning, self._style, self._exchange = finder, learning, style, exchange

    def learn(self, transcripts: Sequence[LabelledTranscript]) -> TurnModel:
        """Learn a model, and from models of the other conversations how far to trust it."""
        plain = self._learn_plain(transcripts)
        names = sorted({transcript.conversation_id for transcript in transcripts})
        if len(names) < 2:
            return plain
        odds: list[Array] = []
        for name in names:
            model = self._learn_plain([t for t in transcripts if t.conversation_id != name])
            odds += [self._try(model, transcript) for transcript in transcripts if transcript.conversation_id == name]
        return TurnModel(plain.weights, plain.style, _fit_temperature(np.concatenate(odds)) ** self._learning.doubt)

    def _learn_plain(self, transcripts: Sequence[LabelledTranscript]) -> TurnModel:
        chains = [
            LabelledChain(self._finder.measure_units(t.units), style, np.array(t.labels, dtype=float))
            for t, style in zip(transcripts, self._measure_styles(transcripts), strict=True)
        ]
        weights = learn_weights(chains, penalty=self._learning.penalty, window=self._learning.window_units)
        return TurnModel(weights, self._learn_style(transcripts))

    def _learn_style(self, transcripts: Sequence[LabelledTranscript]) -> StyleModel:
        return StyleModel(
            [unit for t in transcripts for unit in t.units], [label for t in transcripts for label in t.labels],
            options=self._style,
        )  # fmt: skip

    def _measure_styles(self, transcripts: Sequence[LabelledTranscript]) -> list[Array]:
        """Measure each transcript's wording by a model that has not seen its conversation, or else not this half."""
        names = {transcript.conversation_id for transcript in transcripts}
        if len(names) > 1:
            models = {
                name: self._learn_style([t for t in transcripts if t.conversation_id != name]) for name in sorted(names)
            }
            return [models[t.conversation_id].measure_units(t.units) for t in transcripts]
        halves = [[_cut_half(t, second=second) for t in transcripts] for second in (False, True)]
        by_second, by_first = self._learn_style(halves[1]), self._learn_style(halves[0])
        return [
            np.concatenate([by_second.measure_units(first.units), by_first.measure_units(second.units)])
            for first, second in zip(*halves, strict=True)
        ]

    def _try(self, model: TurnModel, transcript: LabelledTranscript) -> Array:
        """Decode a transcript as if it had no speakers; returns the log odds of the right side, shape (units,)."""
        features = self._finder.measure_units(transcript.units)
        answering = np.clip(model.measure_sides(transcript.units, features, self._exchange), 1e-6, 1 - 1e-6)
        odds: Array = np.log(answering / (1 - answering)) * np.where(np.array(transcript.labels) == 1, 1.0, -1.0)
        return odds


def _cut_half(transcript: LabelledTranscript, *, second: bool) -> LabelledTranscript:
    middle = len(transcript.units) // 2
    part = slice(middle, None) if second else slice(None, middle)
    return LabelledTranscript(transcript.conversation_id, transcript.units[part], transcript.labels[part])


def _fit_temperature(odds: Array) -> float:
    """Find the temperature that makes held-out speakers likeliest.

    Source:
        C. Guo et al., On Calibration of Modern Neural Networks, 2017.
    """
    found = minimize_scalar(
        lambda temperature: np.logaddexp(0, -odds / temperature).sum(), bounds=(0.5, 4.0), method="bounded"
    )
    return round(float(found.x), 3)
