"""Tables and two or more speakers in, their positions concept by concept out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from extract.errors import ExplorerError
from extract.schema import UNKNOWN_SPEAKER
from extract.store import Tables
from graph.build import summarise_stance
from graph.passages import find_passage_claims, find_passage_mentions, find_spoken
from graph.quotes import make_quotes


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
    (kind, conversation_id), kind being `part`, `unknown_coverage` or `unlabelled`.
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
    spoken = find_spoken(tables)
    mentions = find_passage_mentions(tables, spoken)
    claims = find_passage_claims(tables, spoken)
    targets = tables["claim_targets"].merge(claims, on="claim_id")
    sides = tuple(_describe_side(tables, spoken, name) for name in speakers)
    mentioned = [_select_side(mentions, side) for side in sides]
    claimed = [_select_side(targets, side) for side in sides]
    counts = [frame.groupby("concept_id")["passage_id"].nunique() for frame in mentioned]
    claim_counts = [frame.groupby("concept_id")["claim_id"].nunique() for frame in claimed]
    everyone = set(counts[0].index).union(*(count.index for count in counts), *(count.index for count in claim_counts))
    wanted = {concept_id} if concept_id is not None else everyone
    shared = [
        concept for concept in wanted
        if concept_id is not None or all(concept in one.index or concept in other.index
                                         for one, other in zip(counts, claim_counts, strict=True))
    ]  # fmt: skip

    def rank(concept: str) -> tuple[int, int, str]:
        return (
            -min(int(count.get(concept, 0)) for count in claim_counts),
            -min(int(count.get(concept, 0)) for count in counts),
            concept,
        )

    return Comparison(
        sides,
        tuple(
            SharedConcept(
                concept,
                concepts.at[concept, "label_en"],
                concepts.at[concept, "label_zh"],
                tuple(
                    _find_position(tables, own[own["concept_id"] == concept], int(count.get(concept, 0)), options)
                    for own, count in zip(claimed, counts, strict=True)
                ),
            )
            for concept in sorted(shared, key=rank)
        ),
        tuple(_find_only(index, counts, concepts, options) for index in range(len(sides))),
    )


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
    """Say for each conversation what silence does not mean: a part is missing, or nobody knows who speaks."""
    coverage = tables["conversations"].set_index("conversation_id")["coverage"]
    notes: list[tuple[str, str]] = []
    for conversation_id in sorted(conversation_ids):
        if _select(spoken, speaker_id, conversation_id).empty:
            notes.append(("unlabelled", conversation_id))
        elif coverage.get(conversation_id) == "part":
            notes.append(("part", conversation_id))
        elif coverage.get(conversation_id) == "unknown":
            notes.append(("unknown_coverage", conversation_id))
    return notes


def _select(frame: pd.DataFrame, speaker_id: str, conversation_id: str | None) -> pd.DataFrame:
    own = frame[frame["speaker_id"] == speaker_id]
    return own if conversation_id is None else own[own["conversation_id"] == conversation_id]


def _select_side(frame: pd.DataFrame, side: Side) -> pd.DataFrame:
    return _select(frame, side.speaker_id, side.conversation_id)


def _find_position(tables: Tables, own: pd.DataFrame, mention_count: int, options: CompareOptions) -> Position:
    """Collect the claims on a concept: those mainly about it first, then the most salient."""
    ordered = own.sort_values(["rank", "salience", "claim_id"], ascending=[True, False, True])
    shown = list(ordered["utterance_id"].head(options.positions_max))
    quotes = make_quotes(tables, shown, set())
    quotes["rank"] = [shown.index(utterance_id) for utterance_id in quotes["utterance_id"]]
    main: Any = ordered[ordered["rank"] == 1].itertuples(index=False)
    main = list(main) or list(ordered.itertuples(index=False))
    return Position(
        mention_count,
        len(own),
        summarise_stance(main) if main else None,
        quotes.sort_values("rank", ignore_index=True).drop(columns="rank"),
    )


def _find_only(index: int, counts: list[pd.Series], concepts: pd.DataFrame, options: CompareOptions) -> pd.DataFrame:
    own = counts[index]
    others = set().union(*(count.index for number, count in enumerate(counts) if number != index))
    rows = sorted(
        ((int(count), str(concept)) for concept, count in own.items() if concept not in others),
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
