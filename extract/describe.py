"""A transcript nobody described in; what it says of itself, and a ready entry of the corpus description, out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.corpus import make_slug
from extract.read import Segment, Transcript, read_transcript
from extract.read.markdown import strip_heading
from extract.read.read import ReadOptions
from extract.segment import SegmentOptions, find_spans
from extract.text import find_language

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.年]\s*(0?[1-9]|1[0-2])(?:[-/.月]\s*(0?[1-9]|[12]\d|3[01]))?(?!\d)")
_TITLE_KEY = re.compile(r"(?:title|标题|题目)\s*[:：]\s*(\S.*)", re.IGNORECASE)
_QUESTION = re.compile(r"[?？]")
_SAMPLE_CHARS = 80
_HEAD_LINES = 12


@dataclass(frozen=True)
class FoundSpeaker:
    """A name that headers give, its turns, and the role that its questions suggest."""

    name: str
    turn_count: int
    role: str


@dataclass(frozen=True)
class Description:
    """What a transcript says of itself.

    Attributes:
        path: The file.
        format: The layout it is read as.
        title: A title line or first heading, else the file's name.
        date: ISO date found in its first lines or its name, else empty.
        languages: Languages of its speech, the more frequent first.
        speakers: Names in headers, in order of their first turn.
        utterance_count: Sentences or lines of speech.
        end_s: Last time on its clock, in seconds; None without times.
        sample: First words of the first utterances.
    """

    path: Path
    format: str
    title: str
    date: str
    languages: tuple[str, ...]
    speakers: tuple[FoundSpeaker, ...]
    utterance_count: int
    end_s: float | None
    sample: tuple[str, ...]


def describe_file(path: Path, *, read: ReadOptions, segment: SegmentOptions) -> Description:
    """Find out what a transcript says of itself.

    Raises:
        TranscriptError: If it cannot be read.
    """
    transcript = read_transcript(path, options=read)
    speech = [item for item in transcript.segments if item.kind == "speech"]
    texts = [
        transcript.text[start:end]
        for item in speech
        for start, end in find_spans(transcript.text, item, options=segment)
    ]
    languages = Counter(find_language(text) for text in texts)
    times = [item.end_s or item.time_s for item in speech if item.time_s is not None]
    return Description(
        path,
        transcript.format,
        _find_title(transcript, path),
        _find_date(transcript, path),
        tuple(language for language, count in languages.most_common() if count > 0.1 * len(texts)),
        _find_speakers(transcript, speech),
        len(texts),
        max((time for time in times if time is not None), default=None),
        tuple(text[:_SAMPLE_CHARS] for text in texts[:3]),
    )


def _list_head(transcript: Transcript) -> list[str]:
    """List the first lines that are no speech."""
    head = [item for item in transcript.segments[:_HEAD_LINES] if item.kind != "speech"]
    return [transcript.text[item.start : item.end] for item in head]


def _find_title(transcript: Transcript, path: Path) -> str:
    for line in _list_head(transcript):
        match = _TITLE_KEY.match(line)
        if match:
            return match[1].strip()
    headings = [line for line in _list_head(transcript) if line.startswith("#")]
    return strip_heading(headings[0]) if headings else path.stem


def _find_date(transcript: Transcript, path: Path) -> str:
    for text in (path.stem, *_list_head(transcript)):
        match = _DATE.search(text)
        if match:
            return "-".join(part.zfill(2) for part in match.groups() if part)
    return ""


def _find_speakers(transcript: Transcript, speech: Sequence[Segment]) -> tuple[FoundSpeaker, ...]:
    """Find who speaks; who asks in most of his turns, and more than anybody, is the host."""
    turns: dict[str, set[int]] = {}
    asking: dict[str, set[int]] = {}
    for item in speech:
        if item.name is not None and item.turn is not None:
            turns.setdefault(item.name, set()).add(item.turn)
            if _QUESTION.search(transcript.text, item.start, item.end):
                asking.setdefault(item.name, set()).add(item.turn)
    shares = {name: len(asking.get(name, ())) / len(own) for name, own in turns.items()}
    host = max(shares, key=lambda name: shares[name], default=None)
    is_interview = len(turns) > 1 and host is not None and shares[host] >= 0.4
    return tuple(
        FoundSpeaker(name, len(own), ("host" if name == host else "guest") if is_interview else "speaker")
        for name, own in turns.items()
    )


def render_entries(descriptions: Sequence[Description]) -> str:
    """Render ready sections of a corpus description (TOML), to be corrected and kept."""
    speakers: dict[str, str] = {}
    conversations: list[str] = []
    for description in descriptions:
        for speaker in description.speakers:
            speakers.setdefault(make_slug(speaker.name), speaker.name)
        conversations.append(_render_conversation(description))
    heads = [f"[speakers.{_quote_key(key)}]\nname_en = {_quote(name)}\n" for key, name in speakers.items()]
    return "\n".join([*heads, *conversations])


def _render_conversation(description: Description) -> str:
    key = _quote_key(make_slug(description.path.stem) or "conversation")
    roles = ", ".join(f"{_quote_key(make_slug(item.name))} = {_quote(item.role)}" for item in description.speakers)
    lines = [
        f"[conversations.{key}]",
        f"title = {_quote(description.title)}",
        *([f"date = {_quote(description.date)}"] if description.date else []),
        'coverage = "unknown"',
        f"participants = {{ {roles} }}" if roles else "participants = {}",
        "",
        f"[[conversations.{key}.renditions]]",
        f"id = {_quote(make_slug(description.path.stem) or 'conversation')}",
        f"path = {_quote(str(description.path))}",
        f"label = {_quote(description.path.name)}",
        f"languages = [{', '.join(_quote(language) for language in description.languages)}]",
        'fidelity = "unknown"',
        "is_primary = true",
        "",
    ]
    return "\n".join(lines)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _quote_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _quote(key)
