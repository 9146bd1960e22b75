"""Scores of states and of their changes in, probabilities of the states out: forward-backward over chains."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Marginals(NamedTuple):
    """What a chain's scores say.

    Attributes:
        states: Probability of each state at each place, shape (batch, length, states).
        pairs: Probability of each pair of neighbours, shape (batch, length - 1, states, states).
        log_total: Logarithm of the summed weight of all paths, shape (batch,).
    """

    states: Array
    pairs: Array
    log_total: Array


def measure_marginals(emission: Array, transition: Array) -> Marginals:
    """Sum over all paths through each chain (Rabiner 1989, A tutorial on hidden Markov models, section III).

    Args:
        emission: Log scores of the states, shape (batch, length, states); the first place's hold the start's too.
        transition: Log scores of going from state to state, shape (batch, length - 1, states, states).
    """
    length = emission.shape[1]
    forward = emission.copy()
    backward = np.zeros_like(emission)
    for place in range(1, length):
        forward[:, place] += _log_sum(forward[:, place - 1, :, None] + transition[:, place - 1], axis=1)
    for place in range(length - 2, -1, -1):
        following = emission[:, place + 1] + backward[:, place + 1]
        backward[:, place] = _log_sum(transition[:, place] + following[:, None, :], axis=2)
    log_total = _log_sum(forward[:, -1], axis=1)
    states = np.exp(forward + backward - log_total[:, None, None])
    pairs = np.exp(
        forward[:, :-1, :, None] + transition + (emission + backward)[:, 1:, None, :] - log_total[:, None, None, None]
    )
    return Marginals(states, pairs, log_total)


def _log_sum(scores: Array, *, axis: int) -> Array:
    highest = scores.max(axis=axis, keepdims=True)
    total: Array = np.log(np.exp(scores - highest).sum(axis=axis)) + highest.squeeze(axis)
    return total
