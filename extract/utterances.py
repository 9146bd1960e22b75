"""A transcript in, its utterances and chapters out: who says what, when, where in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.corpus import Conversation, Rendition
from extract.cues import AdvertisementCues, ReadingCues
from extract.garbled import GarbledOptions, find_garbled
from extract.kinds import KindOptions, find_kinds
from extract.read import Segment, Transcript
from extract.read.markdown import strip_heading
from extract.segment import SegmentOptions, find_spans
from extract.speakers import UNKNOWN, LinkedSpeaker
from extract.text import find_language
from extract.times import HEADER_ERROR_S, date_turns

Row = dict[str, Any]


@dataclass(frozen=True)
class UtteranceOptions:
    """How utterances are cut and sorted into kinds."""

    segment: SegmentOptions = SegmentOptions()
    kind: KindOptions = KindOptions()
    garbled: GarbledOptions = GarbledOptions()


def find_utterances(
    transcript: Transcript,
    rendition: Rendition,
    conversation: Conversation,
    speaker_by_name: Mapping[str, LinkedSpeaker],
    *,
    reading: ReadingCues,
    advertisement: AdvertisementCues,
    options: UtteranceOptions,
) -> tuple[list[Row], list[Row]]:
    """Cut a transcript into utterances, in order of place.

    Counts: sentences, subtitle lines, pieces of unpunctuated streams, and furniture. Turn headers are no utterances.

    Returns:
        Rows of the tables `utterances` and `chapters`.
    """
    pieces = [
        (segment, start, end)
        for segment in transcript.segments
        for start, end in find_spans(transcript.text, segment, options=options.segment)
    ]
    slices = [transcript.text[start:end] for _, start, end in pieces]
    texts = [
        slice_ if segment.text is None else segment.text for slice_, (segment, _, _) in zip(slices, pieces, strict=True)
    ]
    is_spoken = [segment.kind == "speech" for segment, _, _ in pieces]
    spoken_kinds = iter(
        find_kinds(
            [text for text, spoken in zip(texts, is_spoken, strict=True) if spoken],
            reading=reading,
            advertisement=advertisement,
            options=options.kind,
        )
    )
    rows: list[Row] = []
    for (segment, start, end), text, spoken in zip(pieces, texts, is_spoken, strict=True):
        name = segment.name if spoken else None
        speaker_id, confidence = speaker_by_name.get(name or "", UNKNOWN)
        utterance_id = f"{rendition.id}:{start:07d}"
        rows.append(
            {
                "utterance_id": utterance_id,
                "rendition_id": rendition.id,
                "conversation_id": conversation.conversation_id,
                "turn": segment.turn if spoken else None,
                "speaker_id": speaker_id,
                "speaker_source": "header" if confidence else "none",
                "speaker_confidence": confidence,
                "start_char": start,
                "end_char": end,
                "is_verbatim": segment.text is None,
                "language": find_language(text),
                "kind": next(spoken_kinds) if spoken else "furniture",
                "passage_id": utterance_id,
                "text": text,
            }
        )
    _join_pairs(rows, [segment for segment, _, _ in pieces])
    _mark_garbled(rows, options.garbled)
    _add_times(rows, [segment for segment, _, _ in pieces])
    return rows, _find_chapters(rows, [segment for segment, _, _ in pieces], conversation)


def _join_pairs(rows: Sequence[Row], segments: Sequence[Segment]) -> None:
    """Give both lines of a bilingual pair one passage; if one of them is no speech, neither is."""
    first_of_pair: dict[int, Row] = {}
    for row, segment in zip(rows, segments, strict=True):
        if segment.pair is None:
            continue
        first = first_of_pair.setdefault(segment.pair, row)
        row["passage_id"] = first["passage_id"]
        if "ad" in (first["kind"], row["kind"]):
            first["kind"] = row["kind"] = "ad"


def _mark_garbled(rows: Sequence[Row], options: GarbledOptions) -> None:
    """Mark what nobody said or nobody can read, one language at a time; the other line of its pair goes with it."""
    passages: set[str] = set()
    for language in ("en", "zh"):
        spoken = [row for row in rows if row["kind"] == "speech" and row["language"] == language]
        flags = find_garbled([row["text"] for row in spoken], options=options)
        passages |= {row["passage_id"] for row, is_garbled in zip(spoken, flags, strict=True) if is_garbled}
    for row in rows:
        if row["passage_id"] in passages and row["kind"] == "speech":
            row["kind"] = "garbled"


def _add_times(rows: Sequence[Row], segments: Sequence[Segment]) -> None:
    """Date the utterances of captions, and those of headed turns."""
    turns: dict[int, tuple[float, float | None, list[Row]]] = {}
    for row, segment in zip(rows, segments, strict=True):
        if segment.time_source == "caption":
            if segment.time_s is not None and segment.kind == "speech":
                error_s = round(max(HEADER_ERROR_S, segment.time_error_s), 2)
                row.update(start_s=segment.time_s, end_s=segment.end_s, time_source="caption", time_error_s=error_s)
        elif segment.turn is not None and segment.time_s is not None:
            turns.setdefault(segment.turn, (segment.time_s, segment.end_s, []))[2].append(row)
    date_turns(list(turns.values()))


def _find_chapters(rows: Sequence[Row], segments: Sequence[Segment], conversation: Conversation) -> list[Row]:
    """Open a chapter at each heading that someone speaks under; it lasts until the next."""
    chapters: list[Row] = []
    pending: str | None = None
    for row, segment in zip(rows, segments, strict=True):
        row["chapter_id"] = None
        if segment.kind == "heading":
            pending = strip_heading(row["text"])
            continue
        if segment.kind != "speech":
            continue
        if pending is not None:
            language = find_language(pending)
            chapters.append(
                {
                    "chapter_id": f"{conversation.conversation_id}:chapter-{len(chapters) + 1:02d}",
                    "conversation_id": conversation.conversation_id,
                    f"title_{language}": pending,
                    "source": "given",
                    "start_s": row.get("start_s"),
                    "first_utterance_id": row["utterance_id"],
                }
            )
            pending = None
        if chapters:
            row["chapter_id"] = chapters[-1]["chapter_id"]
    return chapters
