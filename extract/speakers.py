"""Names in headers in, the participants they stand for out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extract.corpus import Conversation, Corpus, Speaker, make_slug
from extract.schema import UNKNOWN_SPEAKER
from extract.text import normalise_term


def index_names(speakers: Iterable[Speaker]) -> dict[str, str]:
    """Map the normal form of every name and spelling to its speaker; a form that two speakers share is left out."""
    owners: dict[str, set[str]] = {}
    for speaker in speakers:
        for name in speaker.all_names:
            if name:
                owners.setdefault(normalise_term(name), set()).add(speaker.speaker_id)
    return {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1}


def link_speakers(names: Iterable[str], conversation: Conversation, corpus: Corpus) -> dict[str, str]:
    """Link the names of a document's headers to speakers.

    Args:
        names: Names as the headers write them.
        conversation: The conversation; only its participants are considered where it has any.
        corpus: All speakers. In a corpus nobody described every name is a speaker of its own.

    Returns:
        Speaker by name; `unknown` for a name that no participant has.
    """
    distinct = sorted(set(names))
    if not corpus.is_described:
        return {name: make_slug(name) or UNKNOWN_SPEAKER for name in distinct}
    present = {speaker_id for speaker_id, _ in conversation.participants}
    index = index_names(speaker for speaker in corpus.speakers if not present or speaker.speaker_id in present)
    return {name: index.get(normalise_term(name), UNKNOWN_SPEAKER) for name in distinct}


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
