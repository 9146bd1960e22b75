"""Several claims in, one stance out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any


def summarise_stance(claims: Iterable[Any]) -> str:
    """Sum up the stance of several claims, weighed by confidence: the leading side, `unclear` where both are strong.

    A side leads when it has at least twice the weight of the other; with neither side, the claims are neutral.
    """
    weights: dict[str, float] = defaultdict(float)
    for claim in claims:
        weights[claim.stance] += claim.confidence
    favourable, unfavourable = weights["favourable"], weights["unfavourable"]
    if favourable + unfavourable <= weights["neutral"]:
        return "neutral"
    if min(favourable, unfavourable) * 2 > max(favourable, unfavourable):
        return "unclear"
    return "favourable" if favourable > unfavourable else "unfavourable"
