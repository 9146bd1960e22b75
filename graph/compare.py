"""Tables and two or more speakers in, their positions concept by concept out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from extract.errors import ExplorerError
from extract.schema import UNKNOWN_SPEAKER
from extract.store import Tables
from graph.passages import find_passage_claims, find_passage_mentions, find_spoken
from graph.quotes import make_quotes
from graph.stance import summarise_stance

_COVERAGE_NOTES = {"part": "part", "unknown": "unknown_coverage"}


@dataclass(frozen=True)
class CompareOptions:
    """How much is compared.

    Attributes:
        positions_max: Quotes shown of each speaker on a concept.
        only_max: Concepts listed that only one speaker speaks of.
    """

    positions_max: int = 6
    only_max: int = 20


@dataclass(frozen=True)
class Side:
    """One speaker, perhaps in one conversation only, and how much of him there is to go by.

    `passages` counts what he says in the primary renditions; `notes` says what is missing, one line each:
    (kind, conversation_id), kind being `part`, `unknown_coverage`, `inferred` (who speaks is) or `unlabelled`.
    """

    speaker_id: str
    conversation_id: str | None
    name_en: str
    name_zh: str
    passages: int
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Position:
    """What one side says of a concept: how often it is named, the summed-up stance, and the claims as quotes.

    `stance` is None without a claim.
    """

    mention_count: int
    claim_count: int
    stance: str | None
    quotes: pd.DataFrame


@dataclass(frozen=True)
class SharedConcept:
    """A concept that all sides speak of, with a position for each side."""

    concept_id: str
    label_en: str
    label_zh: str
    positions: tuple[Position, ...]


@dataclass(frozen=True)
class Comparison:
    """A comparison: the sides, what all speak of (most claims on every side first), and what only one speaks of.

    `only` has for each side a frame of `concept_id`, `label_en`, `label_zh`, `mention_count`.
    """

    sides: tuple[Side, ...]
    shared: tuple[SharedConcept, ...]
    only: tuple[pd.DataFrame, ...]


def compare_speakers(
    tables: Tables, speakers: list[str], *, concept_id: str | None = None, options: CompareOptions
) -> Comparison:
    """Compare what speakers hold, concept by concept.

    Args:
        tables: Tables of `extract`.
        speakers: Two or more of `SPEAKER` or `SPEAKER@CONVERSATION`.
        concept_id: Compare on this concept only.
        options: How much is compared.

    Raises:
        ExplorerError: If a speaker, conversation or concept does not exist; names those that do.
    """
    if len(speakers) < 2:
        raise ExplorerError(f"{len(speakers)} speaker to compare, wanted two or more")
    concepts = tables["concepts"].set_index("concept_id")
    if concept_id is not None and concept_id not in concepts.index:
        raise ExplorerError(f"concept {concept_id!r} does not exist; `parley search` finds concepts by any name")
    material = _collect(tables, speakers)
    shared = material.rank_shared() if concept_id is None else [concept_id]
    positions = _find_positions(tables, material, shared, options)
    return Comparison(
        material.sides,
        tuple(
            SharedConcept(
                concept, concepts.at[concept, "label_en"], concepts.at[concept, "label_zh"], positions[concept]
            )
            for concept in shared
        ),
        tuple(_find_only(index, material.counts, concepts, options) for index in range(len(material.sides))),
    )


@dataclass(frozen=True)
class _Material:
    """What there is to compare, for each side: passages by concept, and claims by concept."""

    sides: tuple[Side, ...]
    counts: list[dict[str, int]]
    claims: list[dict[str, pd.DataFrame]]

    def rank_shared(self) -> list[str]:
        """Rank the concepts that all sides name or make claims about: most claims on every side, then passages."""
        spoken_of = [{*counts, *claims} for counts, claims in zip(self.counts, self.claims, strict=True)]

        def rank(concept: str) -> tuple[int, int, str]:
            claim_count = min(len(claims.get(concept, ())) for claims in self.claims)
            return -claim_count, -min(counts.get(concept, 0) for counts in self.counts), concept

        return sorted(set.intersection(*spoken_of), key=rank)


def _collect(tables: Tables, speakers: list[str]) -> _Material:
    spoken = find_spoken(tables)
    mentions = find_passage_mentions(tables, spoken)
    targets = tables["claim_targets"].merge(find_passage_claims(tables, spoken), on="claim_id")
    sides = tuple(_describe_side(tables, spoken, name) for name in speakers)
    return _Material(
        sides,
        [_select_side(mentions, side).groupby("concept_id")["passage_id"].nunique().to_dict() for side in sides],
        [dict(list(_select_side(targets, side).groupby("concept_id"))) for side in sides],
    )


def _find_positions(
    tables: Tables, material: _Material, concept_ids: list[str], options: CompareOptions
) -> dict[str, tuple[Position, ...]]:
    """Find each side's position on each concept; all quotes are made in one go."""
    none = pd.DataFrame(columns=["utterance_id", "rank", "salience", "claim_id"])
    ordered = {
        concept: [_order_claims(claims.get(concept, none)) for claims in material.claims] for concept in concept_ids
    }
    shown = {
        concept: [list(claims["utterance_id"].head(options.positions_max)) for claims in sides]
        for concept, sides in ordered.items()
    }
    wanted = [utterance_id for sides in shown.values() for side in sides for utterance_id in side]
    quotes = make_quotes(tables, wanted, set()).set_index("utterance_id", drop=False)
    return {
        concept: tuple(
            Position(
                material.counts[index].get(concept, 0),
                len(claims),
                _sum_up(claims),
                quotes.loc[shown[concept][index]].reset_index(drop=True),
            )
            for index, claims in enumerate(sides)
        )
        for concept, sides in ordered.items()
    }


def _order_claims(claims: pd.DataFrame) -> pd.DataFrame:
    """Put the claims mainly about a concept first, then the most salient."""
    return claims.sort_values(["rank", "salience", "claim_id"], ascending=[True, False, True])


def _sum_up(claims: pd.DataFrame) -> str | None:
    """Sum up the stance of the claims mainly about a concept, of all where none is; None without a claim."""
    main: list[Any] = list(claims[claims["rank"] == 1].itertuples(index=False)) or list(claims.itertuples(index=False))
    return summarise_stance(main) if main else None


def _describe_side(tables: Tables, spoken: pd.DataFrame, name: str) -> Side:
    speaker_id, _, conversation_id = name.partition("@")
    speakers = tables["speakers"].set_index("speaker_id")
    if speaker_id not in speakers.index:
        known = ", ".join(sorted(set(speakers.index) - {UNKNOWN_SPEAKER}))
        raise ExplorerError(f"speaker {speaker_id!r} does not exist, known are {known}")
    parts = tables["participants"]
    attended = list(parts.loc[parts["speaker_id"] == speaker_id, "conversation_id"])
    if conversation_id and conversation_id not in attended:
        raise ExplorerError(f"{speaker_id} took no part in {conversation_id!r}, but in {', '.join(attended) or 'none'}")
    own = _select(spoken, speaker_id, conversation_id or None)
    return Side(
        speaker_id,
        conversation_id or None,
        speakers.at[speaker_id, "name_en"],
        speakers.at[speaker_id, "name_zh"],
        own["passage_id"].nunique(),
        tuple(_find_notes(tables, spoken, speaker_id, [conversation_id] if conversation_id else attended)),
    )


def _find_notes(
    tables: Tables, spoken: pd.DataFrame, speaker_id: str, conversation_ids: list[str]
) -> list[tuple[str, str]]:
    """Say for each conversation what the lines do not tell, and what silence does not mean."""
    coverage = tables["conversations"].set_index("conversation_id")["coverage"]
    notes: list[tuple[str, str]] = []
    for conversation_id in sorted(conversation_ids):
        own = _select(spoken, speaker_id, conversation_id)
        if own.empty:
            notes.append(("unlabelled", conversation_id))
            continue
        if (own["speaker_source"] == "inferred").any():
            notes.append(("inferred", conversation_id))
        if coverage.get(conversation_id) in _COVERAGE_NOTES:
            notes.append((_COVERAGE_NOTES[coverage[conversation_id]], conversation_id))
    return notes


def _select(frame: pd.DataFrame, speaker_id: str, conversation_id: str | None) -> pd.DataFrame:
    own = frame[frame["speaker_id"] == speaker_id]
    return own if conversation_id is None else own[own["conversation_id"] == conversation_id]


def _select_side(frame: pd.DataFrame, side: Side) -> pd.DataFrame:
    return _select(frame, side.speaker_id, side.conversation_id)


def _find_only(
    index: int, counts: list[dict[str, int]], concepts: pd.DataFrame, options: CompareOptions
) -> pd.DataFrame:
    own = counts[index]
    others = {concept for number, count in enumerate(counts) if number != index for concept in count}
    rows = sorted(
        ((count, concept) for concept, count in own.items() if concept not in others),
        key=lambda row: (-row[0], row[1]),
    )[: options.only_max]
    return pd.DataFrame(
        [
            {
                "concept_id": concept,
                "label_en": concepts.at[concept, "label_en"],
                "label_zh": concepts.at[concept, "label_zh"],
                "mention_count": count,
            }
            for count, concept in rows
        ],
        columns=["concept_id", "label_en", "label_zh", "mention_count"],
    )
