"""Mentions in, pairs of concepts named close together out, with how much more often than by chance."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd
from scipy.stats import hypergeom

from extract.schema import SCORE_DECIMALS

_COLUMNS = ["concept_a", "concept_b", "windows", "npmi", "p_value", "mention_ids"]


@dataclass(frozen=True)
class CooccurrenceOptions:
    """What counts as close.

    Attributes:
        window_chars: Two concepts co-occur where both are named in one turn within this many characters.
    """

    window_chars: int = 120


def find_cooccurrences(spoken: pd.DataFrame, mentions: pd.DataFrame, *, options: CooccurrenceOptions) -> pd.DataFrame:
    """Find the pairs of concepts that are named close together.

    A window is a stretch of `window_chars` characters of one turn (of one document, where turns are not marked).
    Windows of a pair do not overlap, nor do those of a single concept; there are as many windows in all as fit into
    the speech. With p = windows / all windows, NPMI(a, b) = ln(p(a, b) / (p(a) p(b))) / −ln p(a, b): 1 for always
    together, 0 for chance, towards −1 for never. The p-value is the hypergeometric chance of at least as many shared
    windows.

    Args:
        spoken: Utterances that count, one language's lines of each passage marked `original`.
        mentions: Mentions in them, with `utterance_id`, `concept_id`, `mention_id`, `start`, `end`.
        options: What counts as close.

    Returns:
        One row per pair: `concept_a` < `concept_b`, `windows`, `npmi` (−1..1), `p_value`, and `mention_ids` of the two
        mentions that open each window. Sorted by the pair.

    Source:
        G. Bouma, Normalized (Pointwise) Mutual Information in Collocation Extraction, 2009.
    """
    places, total_chars = _place_mentions(spoken, mentions)
    singles: dict[str, int] = defaultdict(int)
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for stretch in places.values():
        _count_singles(stretch, options.window_chars, singles)
        _collect_pairs(stretch, options.window_chars, pairs)
    all_windows = max(1, math.ceil(total_chars / options.window_chars), *singles.values()) if singles else 1
    rows = []
    for (one, other), windows in sorted(pairs.items()):
        count = min(len(windows), singles[one], singles[other])
        rows.append(
            {
                "concept_a": one,
                "concept_b": other,
                "windows": count,
                "npmi": measure_npmi(count, singles[one], singles[other], all_windows),
                "p_value": _measure_p_value(count, singles[one], singles[other], all_windows),
                "mention_ids": windows[:count],
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)


def measure_npmi(joint: int, one: int, other: int, total: int) -> float:
    """Measure normalised pointwise mutual information from counts of windows; 1 where the pair is everywhere."""
    if joint >= total:
        return 1.0
    p_joint = joint / total
    pmi = math.log(p_joint / ((one / total) * (other / total)))
    return round(max(-1.0, min(1.0, pmi / -math.log(p_joint))), SCORE_DECIMALS)


def _measure_p_value(joint: int, one: int, other: int, total: int) -> float:
    return float(f"{hypergeom.sf(joint - 1, total, one, other):.4g}")


Place = tuple[int, int, str, str]
"""Start and end in the stretch, concept, mention."""


def _place_mentions(spoken: pd.DataFrame, mentions: pd.DataFrame) -> tuple[dict[tuple[str, int], list[Place]], int]:
    """Place mentions on one line of characters per turn, made of the lines in the original language."""
    original = spoken[spoken["original"]]
    turns = original["turn"].fillna(-1).astype(int)
    offsets: dict[str, tuple[tuple[str, int], int]] = {}
    lengths: dict[tuple[str, int], int] = defaultdict(int)
    for utterance_id, rendition_id, turn, text in zip(
        original["utterance_id"], original["rendition_id"], turns, original["text"], strict=True
    ):
        stretch = (rendition_id, turn)
        offsets[utterance_id] = (stretch, lengths[stretch])
        lengths[stretch] += len(text)
    by_passage = dict(zip(original["passage_id"], original["utterance_id"], strict=True))
    places: dict[tuple[str, int], list[Place]] = defaultdict(list)
    for mention in mentions.itertuples(index=False):
        utterance_id = mention.utterance_id if mention.utterance_id in offsets else by_passage[mention.passage_id]
        stretch, offset = offsets[utterance_id]
        places[stretch].append((offset + mention.start, offset + mention.end, mention.concept_id, mention.mention_id))
    return {stretch: sorted(items) for stretch, items in sorted(places.items())}, sum(lengths.values())


def _count_singles(stretch: list[Place], window_chars: int, counts: dict[str, int]) -> None:
    free_from: dict[str, int] = {}
    for start, _, concept, _ in stretch:
        if start >= free_from.get(concept, 0):
            counts[concept] += 1
            free_from[concept] = start + window_chars


def _collect_pairs(
    stretch: list[Place], window_chars: int, pairs: dict[tuple[str, str], list[tuple[str, str]]]
) -> None:
    free_from: dict[tuple[str, str], int] = {}
    for index, (start, _, concept, mention) in enumerate(stretch):
        for other_start, other_end, other, other_mention in stretch[index + 1 :]:
            if other_start > start + window_chars:
                break
            if other == concept or other_end > start + window_chars:
                continue
            pair = (min(concept, other), max(concept, other))
            if start >= free_from.get(pair, 0):
                pairs[pair].append((mention, other_mention))
                free_from[pair] = start + window_chars
