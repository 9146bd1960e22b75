"""A corpus in, the tables of `extract` out: composes the stages, nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import pandas as pd

from extract.align import AlignOptions
from extract.attribution import AttributionOptions, SpeakerKnowledge, infer_speakers, load_speaker_knowledge
from extract.claims import ClaimOptions, find_claims
from extract.corpus import Conversation, Corpus, Rendition
from extract.cues import Cues, load_cues
from extract.errors import SettingsError, TranscriptError
from extract.garbled import GarbledOptions
from extract.kinds import KindOptions
from extract.lexicon import Lexicon, load_lexicon
from extract.mentions import MentionOptions, find_mentions
from extract.read import Transcript, read_transcript
from extract.read.read import ReadOptions
from extract.renditions import RenditionOptions, link_renditions
from extract.schema import UNKNOWN_SPEAKER
from extract.segment import SegmentOptions
from extract.settings import build_stages, read_toml
from extract.speakers import UNKNOWN, LinkedSpeaker, find_speakers, link_speakers
from extract.store import Tables, hash_file
from extract.tables import build_table
from extract.utterances import UtteranceOptions, find_utterances

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Told the name of a step, how many of its parts are done, and how many there are."""


@dataclass(frozen=True)
class ExtractOptions:
    """The options of every stage, by the name of its section in the settings."""

    read: ReadOptions = ReadOptions()
    segment: SegmentOptions = SegmentOptions()
    kinds: KindOptions = KindOptions()
    garbled: GarbledOptions = GarbledOptions()
    mentions: MentionOptions = MentionOptions()
    claims: ClaimOptions = ClaimOptions()
    align: AlignOptions = AlignOptions()
    renditions: RenditionOptions = RenditionOptions()
    attribution: AttributionOptions = AttributionOptions()


@dataclass(frozen=True)
class Knowledge:
    """What is known before any transcript is read: lexicon, cue words, how speakers differ, the stages' options."""

    lexicon: Lexicon
    cues: Cues
    speakers: SpeakerKnowledge
    options: ExtractOptions


@dataclass
class Failures:
    """Documents that could not be read, with the one-line reason."""

    messages: dict[str, str] = field(default_factory=dict)


def load_knowledge(data_folder: Path, settings: dict[str, Any]) -> Knowledge:
    """Load lexicon and cue words from a data folder, and the stages' options from settings.

    Raises:
        SettingsError: If one of the files is wrong.
    """
    files = sorted((data_folder / "lexicon").glob("*.toml"))
    lexicon = load_lexicon(files, ordinary_path=data_folder / "ordinary.txt")
    return Knowledge(
        lexicon,
        load_cues(data_folder / "cues.toml"),
        load_speaker_knowledge(data_folder),
        build_stages(ExtractOptions, settings),
    )


def load_settings(path: Path, known: set[str]) -> dict[str, Any]:
    """Read the settings file.

    Raises:
        SettingsError: For a section nobody knows.
    """
    settings = read_toml(path)
    unknown = sorted(set(settings) - known)
    if unknown:
        raise SettingsError(f"{path}: unknown section {unknown[0]!r}, known are {', '.join(sorted(known))}")
    return settings


def build_extract_tables(corpus: Corpus, knowledge: Knowledge, *, progress: Progress) -> tuple[Tables, Failures]:
    """Read every document of a corpus and find who says what.

    Args:
        corpus: The documents.
        knowledge: Lexicon, cue words, options.
        progress: Told about each document and step.

    Returns:
        The tables of `extract`, and the documents that could not be read.

    Raises:
        TranscriptError: If not a single document can be read.
    """
    failures = Failures()
    documents = list(_read_documents(corpus, knowledge, failures, progress))
    if not documents:
        raise TranscriptError("; ".join(failures.messages.values()) or "no transcript given, wanted at least one")
    cues, options = knowledge.cues, knowledge.options
    utterance_rows: list[dict[str, Any]] = []
    chapter_rows: list[dict[str, Any]] = []
    header_names: dict[str, str] = {}
    for conversation, rendition, transcript in documents:
        links = link_speakers(_list_turn_names(transcript), conversation, corpus)
        if not corpus.is_described:
            header_names.update({link.speaker_id: name for name, link in links.items() if link != UNKNOWN})
        _warn_of_strangers(rendition, links)
        rows, chapters = find_utterances(
            transcript, rendition, conversation, links,
            reading=cues.reading, advertisement=cues.advertisement,
            options=UtteranceOptions(_add_starters(options.segment, cues), options.kinds, options.garbled),
        )  # fmt: skip
        utterance_rows += rows
        chapter_rows += chapters if rendition.is_primary else []
    tables = _describe_corpus(corpus, documents, utterance_rows)
    progress("inferring speakers", 0, 1)
    _infer_unlabelled(utterance_rows, tables["participants"], knowledge)
    progress("aligning renditions", 0, 1)
    contradictions = [
        row
        for conversation in {conversation.conversation_id: conversation for conversation, _, _ in documents}.values()
        for row in link_renditions(
            utterance_rows, _keep_read(conversation, documents), stance=cues.stance, align=options.align,
            options=options.renditions,
        )
    ]  # fmt: skip
    progress("aligning renditions", 1, 1)
    tables["contradictions"] = build_table("contradictions", contradictions)
    concepts = knowledge.lexicon.concepts
    speaker_rows = find_speakers(corpus, header_names, list(concepts["concept_id"]))
    tables["speakers"] = build_table("speakers", speaker_rows)
    tables["utterances"] = build_table("utterances", utterance_rows)
    tables["chapters"] = build_table("chapters", chapter_rows)
    tables["concepts"], tables["aliases"] = concepts, knowledge.lexicon.aliases
    progress("finding mentions", 0, 2)
    tables["mentions"] = find_mentions(
        tables["utterances"], tables["participants"], tables["speakers"], knowledge.lexicon, options=options.mentions
    )
    progress("finding claims", 1, 2)
    tables["claims"], tables["claim_targets"] = find_claims(
        tables["utterances"], tables["mentions"], cues=cues, options=options.claims
    )
    progress("finding claims", 2, 2)
    for name in ("utterances", "mentions", "claims"):
        logger.info("%s: %d rows", name, len(tables[name]))
    return tables, failures


Document = tuple[Conversation, Rendition, Transcript]


def _read_documents(corpus: Corpus, knowledge: Knowledge, failures: Failures, progress: Progress) -> Iterator[Document]:
    """Read the documents one by one; one that cannot be read is noted, not raised."""
    planned = [
        (conversation, rendition) for conversation in corpus.conversations for rendition in conversation.renditions
    ]
    labels = tuple(label.casefold() for label in knowledge.cues.reading.content_labels)
    options = replace(knowledge.options.read, content_labels=labels)
    for number, (conversation, rendition) in enumerate(planned):
        progress(f"reading {Path(rendition.path).name}", number, len(planned))
        try:
            transcript = read_transcript(corpus.find_path(rendition), options=options)
        except TranscriptError as error:
            failures.messages[rendition.id] = str(error)
            logger.warning("%s", error)
            continue
        yield conversation, rendition, transcript
    progress("reading transcripts", len(planned), len(planned))


def _keep_read(conversation: Conversation, documents: list[Document]) -> Conversation:
    """Leave out the renditions that could not be read; without the primary one there is nothing to tie others to."""
    read = {rendition.id for _, rendition, _ in documents}
    renditions = tuple(rendition for rendition in conversation.renditions if rendition.id in read)
    has_primary = any(rendition.is_primary for rendition in renditions)
    return replace(conversation, renditions=renditions if has_primary else ())


def _add_starters(options: SegmentOptions, cues: Cues) -> SegmentOptions:
    return replace(options, clause_starters=options.clause_starters or cues.reading.clause_starters)


def _infer_unlabelled(rows: list[dict[str, Any]], participants: pd.DataFrame, knowledge: Knowledge) -> None:
    """Infer who speaks in documents whose headers do not tell; changes `rows`."""
    inferred = infer_speakers(
        build_table("utterances", rows),
        participants,
        knowledge=knowledge.speakers,
        options=knowledge.options.attribution,
    )
    found = {row.utterance_id: row for row in inferred.itertuples(index=False)}
    for row in rows:
        guess = found.get(row["utterance_id"])
        if guess is not None and guess.speaker_id != UNKNOWN_SPEAKER:
            row["speaker_id"], row["speaker_confidence"] = guess.speaker_id, guess.confidence
            row["speaker_source"] = "inferred"
            row["alternative_id"] = None if guess.alternative_id == UNKNOWN_SPEAKER else guess.alternative_id


def _list_turn_names(transcript: Transcript) -> list[str]:
    """List the name of each turn, in order."""
    turns = {segment.turn: segment.name for segment in transcript.segments if segment.name}
    return [name for name in turns.values() if name]


def _warn_of_strangers(rendition: Rendition, links: dict[str, LinkedSpeaker]) -> None:
    strangers = sorted(name for name, link in links.items() if link == UNKNOWN)
    if strangers:
        logger.warning("%s: %d header names are no participant's: %s", rendition.id, len(strangers), strangers)


def _describe_corpus(corpus: Corpus, documents: list[Document], utterances: list[dict[str, Any]]) -> Tables:
    """Make the tables that say what there is: conversations, participants, renditions."""
    read = {conversation.conversation_id: conversation for conversation, _, _ in documents}
    participants = {
        (conversation.conversation_id, speaker_id): role
        for conversation in read.values()
        for speaker_id, role in conversation.participants
    }
    if not corpus.is_described:
        for row in utterances:
            if row["speaker_id"] != UNKNOWN_SPEAKER:
                participants.setdefault((row["conversation_id"], row["speaker_id"]), "speaker")
    return {
        "conversations": build_table("conversations", [_make_conversation(item) for item in read.values()]),
        "participants": build_table(
            "participants",
            [
                {"conversation_id": conversation_id, "speaker_id": speaker_id, "role": role}
                for (conversation_id, speaker_id), role in participants.items()
            ],
        ),
        "renditions": build_table(
            "renditions",
            [
                _make_rendition(corpus, conversation, rendition, transcript, utterances)
                for conversation, rendition, transcript in documents
            ],
        ),
    }


def _make_conversation(conversation: Conversation) -> dict[str, Any]:
    row = {item.name: getattr(conversation, item.name) for item in fields(Conversation)}
    return {
        key: None if value == "" else value for key, value in row.items() if key not in ("participants", "renditions")
    }


def _make_rendition(
    corpus: Corpus,
    conversation: Conversation,
    rendition: Rendition,
    transcript: Transcript,
    utterances: list[dict[str, Any]],
) -> dict[str, Any]:
    languages = rendition.languages or tuple(
        sorted({row["language"] for row in utterances if row["rendition_id"] == rendition.id})
    )
    return {
        "rendition_id": rendition.id,
        "conversation_id": conversation.conversation_id,
        "path": rendition.path if corpus.is_described else Path(rendition.path).name,
        "format": transcript.format,
        "label": rendition.label or rendition.id,
        "languages": "|".join(languages),
        "fidelity": rendition.fidelity,
        "is_primary": rendition.is_primary,
        "sha256": hash_file(corpus.find_path(rendition)),
    }
