"""Labelled chains of turns or a TOML file in, weights that score the units and changes of other chains out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from extract.attribution.chain import Array, measure_marginals
from extract.attribution.features import FEATURES
from extract.errors import SettingsError
from extract.settings import read_toml

STYLE = "style"
INPUTS = (*FEATURES, STYLE, "constant")
CHANGES = ("constant", "after_question", "into_question")
_DECIMALS = 6


class LabelledChain(NamedTuple):
    """A transcript whose speakers are known: its units' features and wording, and 1 where an answerer speaks."""

    features: Array
    style: Array
    labels: Array


@dataclass(frozen=True)
class TurnWeights:
    """What features say about the speaker: asker or answerer (log odds of the latter), and about changes of speaker."""

    emission: Mapping[str, float]
    to_answerer: Mapping[str, float]
    to_asker: Mapping[str, float]

    def score_units(self, features: Array, style: Array) -> Array:
        """Score units: log odds that an answerer speaks, shape (units,)."""
        scores: Array = _join(features, style) @ np.array([self.emission.get(name, 0.0) for name in INPUTS])
        return scores

    def score_changes(self, features: Array) -> tuple[Array, Array]:
        """Score the changes between neighbours: to the answerer and to the asker, each of shape (units - 1,)."""
        changes = _measure_changes(features)
        return (
            changes @ np.array([self.to_answerer.get(name, 0.0) for name in CHANGES]),
            changes @ np.array([self.to_asker.get(name, 0.0) for name in CHANGES]),
        )


def load_weights(path: Path) -> TurnWeights:
    """Load weights.

    Raises:
        SettingsError: For an unknown section or name, or a value that is no number; names file and key.
    """
    document = read_toml(path)
    known = {"emission": INPUTS, "to_answerer": CHANGES, "to_asker": CHANGES}
    for section, values in document.items():
        if section not in known:
            raise SettingsError(f"{path}: unknown section {section!r}, known are {', '.join(known)}")
        for name, value in values.items():
            if name not in known[section] or not isinstance(value, int | float):
                raise SettingsError(f"{path}: {section}: {name} = {value!r}, wanted a number for a known name")
    return TurnWeights(**{section: document.get(section, {}) for section in known})


def render_weights(weights: TurnWeights) -> str:
    """Render weights as TOML; those that are zero are left out."""
    lines: list[str] = []
    for section in ("emission", "to_answerer", "to_asker"):
        lines.append(f"[{section}]")
        lines += [f"{name} = {value:.4f}" for name, value in getattr(weights, section).items() if round(value, 4)]
        lines.append("")
    return "\n".join(lines)


def learn_weights(chains: Sequence[LabelledChain], *, penalty: float, window: int) -> TurnWeights:
    """Learn weights that make the labelled chains likely: a linear-chain conditional random field.

    Chains are cut into windows of one length, so that all are summed over at once; what is left over at a chain's end
    overlaps the window before.

    Args:
        chains: Labelled transcripts.
        penalty: Strength of the quadratic penalty on the weights of standardised features.
        window: Units of a window.

    Source:
        J. Lafferty, A. McCallum, F. Pereira, Conditional Random Fields, 2001.
    """
    size = min(window, *(len(chain.labels) for chain in chains))
    inputs = _cut([_join(chain.features, chain.style) for chain in chains], size)
    changes = _cut([_pad(_measure_changes(chain.features)) for chain in chains], size)[:, 1:]
    labels = _cut([chain.labels[:, None] for chain in chains], size)[:, :, 0]
    input_mean, input_scale = _measure_scale(inputs)
    change_mean, change_scale = _measure_scale(changes)
    objective = _Objective((inputs - input_mean) / input_scale, (changes - change_mean) / change_scale, labels, penalty)
    found = minimize(objective, np.zeros(objective.size), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    emission, to_answerer, to_asker = objective.split(found)
    return TurnWeights(
        _name(INPUTS, emission, input_mean, input_scale),
        _name(CHANGES, to_answerer, change_mean, change_scale),
        _name(CHANGES, to_asker, change_mean, change_scale),
    )


class _Objective:
    """Penalised negative log likelihood of labelled windows, and its gradient."""

    def __init__(self, inputs: Array, changes: Array, labels: Array, penalty: float) -> None:
        self._inputs, self._changes, self._labels, self._penalty = inputs, changes, labels, penalty
        self._risen = (1 - labels[:, :-1]) * labels[:, 1:]
        self._fallen = labels[:, :-1] * (1 - labels[:, 1:])
        self._free = np.zeros(self.size)
        self._free[[len(INPUTS) - 1, len(INPUTS), len(INPUTS) + len(CHANGES)]] = 1

    @property
    def size(self) -> int:
        return len(INPUTS) + 2 * len(CHANGES)

    def split(self, values: Array) -> tuple[Array, Array, Array]:
        first, second = len(INPUTS), len(INPUTS) + len(CHANGES)
        return values[:first], values[first:second], values[second:]

    def __call__(self, values: Array) -> tuple[float, Array]:
        emission, to_answerer, to_asker = self.split(values)
        unit = self._inputs @ emission
        rise, fall = self._changes @ to_answerer, self._changes @ to_asker
        marginals = measure_marginals(stack_emission(unit), stack_transition(rise, fall))
        given = (unit * self._labels).sum() + (rise * self._risen).sum() + (fall * self._fallen).sum()
        penalised = values * (1 - self._free)
        gradient = np.concatenate(
            [
                np.einsum("bt,btk->k", self._labels - marginals.states[..., 1], self._inputs),
                np.einsum("bt,btk->k", self._risen - marginals.pairs[..., 0, 1], self._changes),
                np.einsum("bt,btk->k", self._fallen - marginals.pairs[..., 1, 0], self._changes),
            ]
        )
        loss = marginals.log_total.sum() - given + 0.5 * self._penalty * (penalised @ penalised)
        return float(loss), self._penalty * penalised - gradient


def stack_emission(unit: Array) -> Array:
    """Lay out scores of units for the two states asker and answerer."""
    return np.stack([np.zeros_like(unit), unit], axis=-1)


def stack_transition(rise: Array, fall: Array) -> Array:
    """Lay out scores of changes between asker and answerer; staying scores 0."""
    zero = np.zeros_like(rise)
    return np.stack([np.stack([zero, rise], axis=-1), np.stack([fall, zero], axis=-1)], axis=-2)


def _join(features: Array, style: Array) -> Array:
    return np.hstack([features, style[:, None], np.ones((len(features), 1))])


def _measure_changes(features: Array) -> Array:
    asks = features[:, FEATURES.index("is_question")]
    return np.stack([np.ones(len(asks) - 1), asks[:-1], asks[1:]], axis=1)


def _pad(changes: Array) -> Array:
    return np.vstack([np.zeros((1, changes.shape[1])), changes])


def _cut(rows: Sequence[Array], size: int) -> Array:
    windows = []
    for array in rows:
        starts = [*range(0, len(array) - size, size), len(array) - size]
        windows += [array[start : start + size] for start in starts]
    return np.array(windows)


def _measure_scale(windows: Array) -> tuple[Array, Array]:
    """Measure mean and spread of each column; a constant one is left as it is."""
    flat = windows.reshape(-1, windows.shape[-1])
    spread = flat.std(axis=0)
    varies = spread > 1e-9
    return np.where(varies, flat.mean(axis=0), 0.0), np.where(varies, spread, 1.0)


def _name(names: Sequence[str], values: Array, mean: Array, scale: Array) -> dict[str, float]:
    """Name the weights, for features as they are instead of standardised ones."""
    plain = values / scale
    plain[names.index("constant")] -= (plain * mean).sum()
    return {name: round(float(value), _DECIMALS) for name, value in zip(names, plain, strict=True)}
