"""Utterances and mentions in, claims with their targets out: rules over cue words, first version.

A claim here is a sentence with an opinion cue and a concept, in the sentence or inherited from its turn, that asks
nothing. Stance is read off words of praise and blame, turned round by negations in the same clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from extract.cues import Cues, CueSet
from extract.schema import SCORE_DECIMALS
from extract.tables import build_table

Found = tuple[int, int, str]
_SIGN = {"favourable": 1.0, "unfavourable": -1.0}


@dataclass(frozen=True)
class ClaimOptions:
    """What makes a claim and how its stance is weighed.

    Attributes:
        chars_min: Sentences shorter than this are fragments.
        inherit_utterances: Sentences back in the same turn from which a target may be inherited.
        targets_max: Targets kept of a claim.
        neutral_below: A stance score this near to 0 is neutral.
        contrast_weight: Weight of what stands before a contrasting word, against 1 for what follows it.
    """

    chars_min: int = 6
    inherit_utterances: int = 5
    targets_max: int = 4
    neutral_below: float = 0.2
    contrast_weight: float = 0.4


class ClaimRules:
    """The compiled cues that judge one sentence at a time.

    Args:
        cues: Every class of cue words.
        options: How stance is weighed.
    """

    def __init__(self, cues: Cues, *, options: ClaimOptions) -> None:
        self._options = options
        self._question_ends = tuple(end.casefold() for end in cues.question.ends)
        self._question = CueSet({"starts": cues.question.starts, "holds": cues.question.holds})
        self._backchannels = frozenset(cue.casefold() for cue in cues.claim.backchannel)
        self._content = CueSet(
            {
                "opinion": cues.claim.opinion,
                "predictive": cues.claim.predictive,
                "hypothetical": cues.claim.hypothetical,
                "recollection": cues.claim.recollection,
            }
        )
        self._views = CueSet(
            {
                "reported": cues.attribution.reported,
                "restated": cues.attribution.restated,
                "hedged": cues.certainty.hedged,
            }
        )
        self._kinds = [
            (kind, CueSet({kind: getattr(cues.kind, kind)}))
            for kind in ("recommendation", "prediction", "definition", "explanation")
        ]
        self._stance = CueSet(
            {
                "ignored": cues.stance.ignored,
                "contrast": cues.stance.contrast,
                "clause": cues.stance.clause,
                "negation": cues.stance.negation,
                "favourable": cues.stance.favourable,
                "unfavourable": cues.stance.unfavourable,
            }
        )

    def is_question(self, text: str) -> bool:
        """Tell whether a sentence asks: by its end, its first words, or a phrase that addresses the other."""
        stripped = text.rstrip("。.… \"'”’)）")
        if stripped.casefold().endswith(self._question_ends) and not stripped.casefold().endswith(("不对", "不是")):
            return True
        found = self._question.find(text)
        return any(name == "holds" for _, _, name in found) or any(
            name == "starts" and start <= 1 for start, _, name in found
        )

    def find_claim(self, text: str, *, has_target: bool) -> dict[str, Any] | None:
        """Judge one sentence.

        Args:
            text: The sentence.
            has_target: Whether a concept is named in the sentence itself.

        Returns:
            The claim's kind, attribution, stance, stance_score, certainty and confidence; None where there is none.
        """
        if len(text) < self._options.chars_min or text.strip("。.，,!！ ").casefold() in self._backchannels:
            return None
        if self.is_question(text):
            return None
        content = self._content.find_classes(text)
        stance_score, judged = self.measure_stance(text)
        is_position = "opinion" in content or judged or (has_target and "predictive" in content)
        if not is_position or "hypothetical" in content or "recollection" in content:
            return None
        views = self._views.find_classes(text)
        if "restated" in views or ("reported" in views and "opinion" not in content):
            return None
        confidence = 0.35 + 0.25 * ("opinion" in content) + 0.2 * has_target + 0.1 * min(judged, 2)
        return {
            "kind": self._find_kind(text),
            "attribution": "reported" if "reported" in views else "own",
            "stance": self._name_stance(stance_score),
            "stance_score": stance_score,
            "certainty": "hedged" if "hedged" in views else "firm",
            "confidence": round(min(confidence, 1.0), SCORE_DECIMALS),
        }

    def measure_stance(self, text: str) -> tuple[float, int]:
        """Measure for and against in a sentence.

        Words of praise count +1, of blame −1, the opposite after a negation in the same clause; what stands before
        the last contrast (but, 但) counts less. The score is their weighted mean.

        Returns:
            The score, −1..1 (0 without a word), and the number of words it rests on.
        """
        found = self._stance.find(text)
        last_contrast = max((start for start, _, name in found if name == "contrast"), default=-1)
        total = weights = 0.0
        words = 0
        is_negated = False
        for start, _, name in found:
            if name in ("clause", "contrast"):
                is_negated = False
            elif name == "negation":
                is_negated = not is_negated
            elif name in _SIGN:
                weight = self._options.contrast_weight if start < last_contrast else 1.0
                total += weight * _SIGN[name] * (-1 if is_negated else 1)
                weights += weight
                words += 1
                is_negated = False
        return (round(total / weights, SCORE_DECIMALS) if weights else 0.0), words

    def _name_stance(self, score: float) -> str:
        if abs(score) < self._options.neutral_below:
            return "neutral"
        return "favourable" if score > 0 else "unfavourable"

    def _find_kind(self, text: str) -> str:
        return next((kind for kind, cues in self._kinds if cues.find(text)), "evaluation")


def find_claims(
    utterances: pd.DataFrame, mentions: pd.DataFrame, *, cues: Cues, options: ClaimOptions
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find statements by which a speaker takes a position on a concept.

    Counts: sentences of speech with an opinion cue, or a judging word beside a mention. Does not count: questions,
    back-channels, suppositions, recollections, what others are said to think, advertisements and furniture.

    Args:
        utterances: Table `utterances`.
        mentions: Table `mentions`.
        cues: Cue words.
        options: What makes a claim.

    Returns:
        Tables `claims` (one row per claim, at most one an utterance) and `claim_targets` (one row per target).
    """
    rules = ClaimRules(cues, options=options)
    named: dict[str, list[str]] = {}
    for mention in mentions.sort_values(["utterance_id", "start"]).itertuples(index=False):
        concepts = named.setdefault(mention.utterance_id, [])
        if mention.concept_id not in concepts:
            concepts.append(mention.concept_id)
    claims: list[dict[str, Any]] = []
    targets: list[dict[str, Any]] = []
    recent = _RecentTargets(options)
    for utterance in utterances[utterances["kind"] == "speech"].itertuples(index=False):
        own = named.get(utterance.utterance_id, [])
        inherited = recent.find(utterance)
        recent.add(utterance, own)
        chosen, source = (own, "mention") if own else (inherited, "context")
        if not chosen:
            continue
        claim = rules.find_claim(utterance.text, has_target=bool(own))
        if claim is None:
            continue
        claim_id = f"claim:{utterance.utterance_id}"
        salience = claim["confidence"] * (1.0 if own else 0.6) * min(1.0, len(utterance.text) / 30)
        claims.append(
            {
                "claim_id": claim_id,
                "utterance_id": utterance.utterance_id,
                "passage_id": utterance.passage_id,
                "speaker_id": utterance.speaker_id,
                "start": 0,
                "end": len(utterance.text),
                "salience": round(salience, SCORE_DECIMALS),
                **claim,
            }
        )
        targets += [
            {"claim_id": claim_id, "concept_id": concept_id, "rank": rank, "source": source}
            for rank, concept_id in enumerate(chosen[: options.targets_max], start=1)
        ]
    return build_table("claims", claims), build_table("claim_targets", targets)


class _RecentTargets:
    """What was named in the last few passages of the same turn (or, without turns, of the same document)."""

    def __init__(self, options: ClaimOptions) -> None:
        self._limit = options.inherit_utterances
        self._place: tuple[Any, ...] = ()
        self._recent: list[tuple[str, Sequence[str]]] = []

    def find(self, utterance: Any) -> list[str]:
        """Return the concepts of the nearest earlier utterance that named any."""
        if self._find_place(utterance) != self._place:
            return []
        return list(next((concepts for _, concepts in reversed(self._recent) if concepts), []))

    def add(self, utterance: Any, concepts: Sequence[str]) -> None:
        """Remember what an utterance named; the lines of one passage count as one."""
        place = self._find_place(utterance)
        if place != self._place:
            self._place, self._recent = place, []
        if self._recent and self._recent[-1][0] == utterance.passage_id:
            concepts = [*dict.fromkeys([*self._recent.pop()[1], *concepts])]
        self._recent = [*self._recent, (utterance.passage_id, concepts)][-self._limit :]

    @staticmethod
    def _find_place(utterance: Any) -> tuple[Any, ...]:
        return (utterance.rendition_id, None if pd.isna(utterance.turn) else utterance.turn)
