"""Names in headers in, the participants they stand for out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from extract.corpus import Conversation, Corpus, Speaker, make_slug
from extract.schema import SCORE_DECIMALS, UNKNOWN_SPEAKER
from extract.text import normalise_term


class LinkedSpeaker(NamedTuple):
    """The participant a header's name stands for, and how sure that is, 0..1."""

    speaker_id: str
    confidence: float


UNKNOWN = LinkedSpeaker(UNKNOWN_SPEAKER, 0.0)
PART_CONFIDENCE = 0.98
"""Confidence of a name that is one word of a participant's name, and of nobody else's."""
_NAME_PARTS = re.compile(r"[\s·•・\-‐–]+")


def index_names(speakers: Iterable[Speaker]) -> dict[str, LinkedSpeaker]:
    """Map the normal form of names, spellings, and of single words of names, to their speaker.

    A form that two speakers share is left out.
    """
    speakers = list(speakers)
    whole = _index_forms(speakers, lambda speaker: speaker.all_names, 1.0)
    parts = _index_forms(
        speakers,
        lambda speaker: [part for name in speaker.all_names for part in _NAME_PARTS.split(name)],
        PART_CONFIDENCE,
    )
    return {**parts, **whole}


def _index_forms(
    speakers: Sequence[Speaker], list_forms: Callable[[Speaker], Sequence[str]], confidence: float
) -> dict[str, LinkedSpeaker]:
    owners: dict[str, set[str]] = {}
    for speaker in speakers:
        for form in list_forms(speaker):
            if normalise_term(form):
                owners.setdefault(normalise_term(form), set()).add(speaker.speaker_id)
    return {form: LinkedSpeaker(next(iter(ids)), confidence) for form, ids in owners.items() if len(ids) == 1}


def link_speakers(names: Sequence[str], conversation: Conversation, corpus: Corpus) -> dict[str, LinkedSpeaker]:
    """Link the names of a document's headers to speakers.

    A name that is no participant's is one that translation or recognition made of a participant's: in a conversation of
    two it belongs to the one who does not speak before and after it.

    Args:
        names: The name of each turn, in order, as the headers write them.
        conversation: The conversation; only its participants are considered where it has any.
        corpus: All speakers. In a corpus nobody described every name is a speaker of its own.

    Returns:
        Speaker and confidence by name; `unknown` for a name that cannot be told.
    """
    distinct = sorted(set(names))
    if not corpus.is_described:
        return {name: LinkedSpeaker(make_slug(name), 1.0) if make_slug(name) else UNKNOWN for name in distinct}
    present = {speaker_id for speaker_id, _ in conversation.participants}
    index = index_names(speaker for speaker in corpus.speakers if not present or speaker.speaker_id in present)
    links = {name: index.get(normalise_term(name), UNKNOWN) for name in distinct}
    if len(present) == 2:
        odd = [name for name in distinct if links[name] == UNKNOWN]
        links.update({name: _link_by_alternation(name, names, links, present) for name in odd})
    return links


def _link_by_alternation(
    name: str, names: Sequence[str], links: Mapping[str, LinkedSpeaker], present: set[str]
) -> LinkedSpeaker:
    """Tell whose an odd name is by who speaks beside it; the confidence is the part of neighbours that say so."""
    votes: Counter[str] = Counter()
    for at, other in enumerate(names):
        if other != name:
            continue
        for beside in (names[at - 1] if at else None, names[at + 1] if at + 1 < len(names) else None):
            if beside is not None and links[beside].speaker_id in present:
                votes.update(present - {links[beside].speaker_id})
    if not votes:
        return UNKNOWN
    speaker_id, count = max(sorted(votes.items()), key=lambda vote: vote[1])
    return LinkedSpeaker(speaker_id, round(count / (votes.total() + 1), SCORE_DECIMALS))


def find_speakers(corpus: Corpus, names: Mapping[str, str], concept_ids: Sequence[str]) -> list[dict[str, str | None]]:
    """List the speakers: those described, those only headers name, and `unknown`.

    Args:
        corpus: The described speakers.
        names: Speaker ids that headers gave rise to, with the name as written.
        concept_ids: Known concepts; a speaker's link to any other is dropped.

    Returns:
        Rows of the table `speakers`.
    """
    known = set(concept_ids)
    rows: dict[str, dict[str, str | None]] = {}
    for speaker in corpus.speakers:
        concept_id = speaker.concept if speaker.concept in known else None
        rows[speaker.speaker_id] = _make_row(speaker.speaker_id, speaker.name_en, speaker.name_zh, concept_id)
    for speaker_id, name in names.items():
        rows.setdefault(speaker_id, _make_row(speaker_id, name, name, speaker_id if speaker_id in known else None))
    rows.setdefault(UNKNOWN_SPEAKER, _make_row(UNKNOWN_SPEAKER, "unknown speaker", "未知说话人", None))
    return list(rows.values())


def _make_row(speaker_id: str, name_en: str, name_zh: str, concept_id: str | None) -> dict[str, str | None]:
    return {"speaker_id": speaker_id, "name_en": name_en, "name_zh": name_zh, "concept_id": concept_id}
