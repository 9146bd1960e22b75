"""Tables and annotations in, scores out."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.gold import ConceptNames, Found, Gold, GoldPair, GoldUnit, find_in_units, load_gold
from extract.store import Tables

__all__ = ["PARTS", "Score", "evaluate_tables", "load_gold"]

PARTS = ("concepts", "claims", "stance", "targets", "speakers", "alignment")
BOOTSTRAP_ROUNDS = 1000
_STANCES = ("favourable", "unfavourable", "neutral")


@dataclass(frozen=True)
class Score:
    """One figure.

    Attributes:
        measure: What is measured.
        group: `all`, or the document's file name.
        value: F1, macro-F1 or accuracy, 0..1.
        low, high: Bootstrap 95% interval over units.
        n: Gold items it rests on.
        precision, recall: Where the value is an F1.
    """

    measure: str
    group: str
    value: float
    low: float
    high: float
    n: int
    precision: float | None = None
    recall: float | None = None


@dataclass(frozen=True)
class _Judged:
    """A unit's counts: hits, predictions and gold items of a set comparison, or one (gold, predicted) pair."""

    document: str
    hits: float = 0.0
    predicted: float = 0.0
    gold: float = 0.0
    pair: tuple[str, str] | None = None


def evaluate_tables(tables: Tables, gold: Gold, *, parts: Sequence[str] = PARTS) -> list[Score]:
    """Measure tables against annotations.

    Concepts are sets of (unit, concept): right if any surface overlaps and the gold name means the concept. Claims
    are units with and without. Stance (macro-F1; `unclear` is wrong) and main target are judged on claims found in
    the right unit. Speakers are judged by characters of the units whose speaker the annotators could tell.

    Args:
        tables: Tables of `extract`.
        gold: Annotations.
        parts: Of `PARTS`.

    Returns:
        For each part the overall score, then those of each document that has gold items.
    """
    found = find_in_units(tables, gold.units)
    names = ConceptNames(tables, gold.names)
    judges: dict[str, list[tuple[str, Callable[[GoldUnit, Found], _Judged | None], Callable[..., _Value]]]] = {
        "concepts": [("concepts F1", lambda unit, got: _judge_concepts(unit, got, names), _measure_f1)],
        "claims": [("claim detection F1", _judge_claim, _measure_f1)],
        "stance": [("stance macro-F1", _judge_stance, _measure_macro_f1)],
        "targets": [
            ("main target equal", lambda unit, got: _judge_target(unit, got, names, 1), _measure_share),
            ("main target among gold's", lambda unit, got: _judge_target(unit, got, names, None), _measure_share),
        ],
        "speakers": [("speaker, by characters", _judge_speaker, _measure_share)],
    }
    scores: list[Score] = []
    if "alignment" in parts and gold.pairs:
        judged_pairs = judge_alignment(tables, gold.pairs)
        for measure, judged in zip(
            ("alignment, a right partner", "alignment, all partners"), judged_pairs, strict=True
        ):
            scores += _score_groups(measure, judged, _measure_share)
    for part in parts:
        if part == "alignment":
            continue
        for measure, judge, summarise in judges[part]:
            judged = [one for unit, got in zip(gold.units, found, strict=True) if (one := judge(unit, got)) is not None]
            scores += _score_groups(measure, judged, summarise)
    return scores


_Value = tuple[float, float | None, float | None]


def _score_groups(measure: str, judged: list[_Judged], summarise: Callable[..., _Value]) -> list[Score]:
    groups = {"all": judged}
    for one in judged:
        groups.setdefault(one.document, []).append(one)
    scores: list[Score] = []
    for group in ["all", *sorted(set(groups) - {"all"})]:
        members = groups[group]
        n = int(sum(one.gold for one in members))
        if n:
            value, precision, recall = summarise(members)
            low, high = _bootstrap(members, summarise)
            scores.append(Score(measure, group, value, low, high, n, precision, recall))
    return scores


def _bootstrap(judged: list[_Judged], summarise: Callable[..., _Value]) -> tuple[float, float]:
    """Resample units with a fixed seed; return the 2.5% and 97.5% quantiles of the value."""
    chance = random.Random(0)
    values = sorted(summarise(chance.choices(judged, k=len(judged)))[0] for _ in range(BOOTSTRAP_ROUNDS))
    return values[int(0.025 * BOOTSTRAP_ROUNDS)], values[int(0.975 * BOOTSTRAP_ROUNDS) - 1]


def _measure_f1(judged: Sequence[_Judged]) -> _Value:
    hits = sum(one.hits for one in judged)
    predicted = sum(one.predicted for one in judged)
    gold = sum(one.gold for one in judged)
    precision = hits / predicted if predicted else 0.0
    recall = hits / gold if gold else 0.0
    return (2 * precision * recall / (precision + recall) if hits else 0.0), precision, recall


def _measure_macro_f1(judged: Sequence[_Judged]) -> _Value:
    """Average the F1 of the stances that gold or prediction has."""
    values = []
    for stance in _STANCES:
        hits = sum(one.pair == (stance, stance) for one in judged)
        gold = sum(one.pair is not None and one.pair[0] == stance for one in judged)
        predicted = sum(one.pair is not None and one.pair[1] == stance for one in judged)
        if gold or predicted:
            values.append(2 * hits / (gold + predicted))
    return (sum(values) / len(values) if values else 0.0), None, None


def _measure_share(judged: Sequence[_Judged]) -> _Value:
    gold = sum(one.gold for one in judged)
    return (sum(one.hits for one in judged) / gold if gold else 0.0), None, None


def _judge_concepts(unit: GoldUnit, got: Found, names: ConceptNames) -> _Judged:
    wanted: dict[str, list[tuple[int, int]]] = {}
    for surface, name in unit.mentions:
        wanted.setdefault(name, []).extend(_find_places(unit, surface))
    predicted: dict[str, list[tuple[int, int]]] = {}
    for concept_id, start, end in got.mentions:
        predicted.setdefault(concept_id, []).append((start, end))
    free = set(predicted)
    hits = 0
    for name, places in wanted.items():
        match = next(
            (
                concept_id
                for concept_id in sorted(names.find_concepts(name) & free)
                if any(start < end2 and start2 < end for start, end in places for start2, end2 in predicted[concept_id])
            ),
            None,
        )
        if match is not None:
            free.discard(match)
            hits += 1
    return _Judged(unit.document, hits, len(predicted), len(wanted))


def _find_places(unit: GoldUnit, surface: str) -> list[tuple[int, int]]:
    places: list[tuple[int, int]] = []
    at = unit.text.find(surface)
    while at >= 0:
        places.append((unit.start + at, unit.start + at + len(surface)))
        at = unit.text.find(surface, at + 1)
    return places


def _judge_claim(unit: GoldUnit, got: Found) -> _Judged:
    is_gold, is_found = unit.claim is not None, bool(got.claims)
    return _Judged(unit.document, float(is_gold and is_found), float(is_found), float(is_gold))


def _judge_stance(unit: GoldUnit, got: Found) -> _Judged | None:
    if unit.claim is None or not got.claims:
        return None
    best = max(got.claims, key=lambda claim: claim["confidence"])
    return _Judged(unit.document, gold=1.0, pair=(unit.claim["stance"], best["stance"]))


def _judge_target(unit: GoldUnit, got: Found, names: ConceptNames, depth: int | None) -> _Judged | None:
    if unit.claim is None or not got.claims:
        return None
    best = max(got.claims, key=lambda claim: claim["confidence"])
    wanted = {concept for name in unit.claim["targets"][:depth] for concept in names.find_concepts(name)}
    return _Judged(unit.document, hits=float(bool(wanted & set(best["targets"][:1]))), gold=1.0)


def judge_alignment(tables: Tables, pairs: Sequence[GoldPair]) -> tuple[list[_Judged], list[_Judged]]:
    """Judge the sentences of one rendition by their partners in the other.

    Returns:
        For each pair, whether one of its partners shares its passage (none does, where it has none), and whether
        exactly its partners do.
    """
    documents = {row.rendition_id: Path(row.path).name for row in tables["renditions"].itertuples(index=False)}
    passages: dict[tuple[str, int], str] = {}
    starts: dict[tuple[str, str], set[int]] = {}
    for row in tables["utterances"].itertuples(index=False):
        passages[documents[row.rendition_id], row.start_char] = row.passage_id
        starts.setdefault((documents[row.rendition_id], row.passage_id), set()).add(row.start_char)
    some: list[_Judged] = []
    exact: list[_Judged] = []
    for pair in pairs:
        passage_id = passages.get((pair.document, pair.start), "")
        found = starts.get((pair.other, passage_id), set())
        wanted = {start for start, _ in pair.spans}
        some.append(_Judged(pair.document, hits=float(bool(found & wanted) if wanted else not found), gold=1.0))
        exact.append(_Judged(pair.document, hits=float(found == wanted), gold=1.0))
    return some, exact


def _judge_speaker(unit: GoldUnit, got: Found) -> _Judged | None:
    if unit.speaker_id == "unknown":
        return None
    length = unit.end - unit.start
    return _Judged(unit.document, hits=min(length, got.speakers.get(unit.speaker_id, 0)), gold=float(length))
