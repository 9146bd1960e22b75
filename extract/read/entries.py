"""Entries of a JSON transcript in, captions out: text, speaker, start and end under the names services give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.read.captions import read_cues
from extract.read.clock import CLOCK, read_clock
from extract.read.cues import Cue, CueLine, Glyph, split_glyph_lines
from extract.read.json_text import PlacedText, place_string
from extract.read.transcript import LayoutError, Transcript

TEXT_KEYS = ("text", "body", "transcript", "content", "punctuated_word", "word", "value")
_SPEAKERS = ("speaker", "speaker_label", "speakerLabel", "speaker_name", "speakerName", "speaker_id", "speakerId")
_STARTS = ("start", "startTime", "start_time", "begin", "from", "ts", "time", "offset")
_ENDS = ("end", "endTime", "end_time", "to", "end_ts", "resultEndTime")
_STARTS_MS = ("start_ms", "startMs", "startTimeMs", "start_time_ms", "tStartMs", "offsetMs")
_ENDS_MS = ("end_ms", "endMs", "endTimeMs", "end_time_ms")
_NUMBER = re.compile(r"\s*(\d{1,9}(?:\.\d{1,9})?)\s*s?\s*")
_CHARS_PER_UNIT_MIN = 0.5
"""Under this many characters in a unit of time, the unit is a millisecond: speech has 2 to 40 in a second."""


@dataclass(frozen=True)
class _Entry:
    glyphs: tuple[Glyph, ...]
    name: str | None
    start: float | None
    end: float | None
    words: tuple[tuple[str, float], ...]
    has_unit: bool


def read_entries(text: str, layout: str, entries: Sequence[Any]) -> Transcript:
    """Make a transcript of a list of entries; those without text are left out.

    Raises:
        LayoutError: If no entry has text.
    """
    read = [entry for item in entries if isinstance(item, Mapping) and (entry := _read_entry(text, item)).glyphs]
    if not read:
        raise LayoutError(0, "no entry has text, wanted a list of entries with start, end and text")
    scale = 1000.0 if _counts_milliseconds(read) else 1.0
    cues = [_make_cue(entry, 1000.0 if entry.has_unit else scale) for entry in read]
    return read_cues(text, layout, cues, may_roll=False)


def is_entry(item: Any) -> bool:
    """Tell whether a value may be an entry: an object with text, words, or alternatives of a text."""
    return isinstance(item, Mapping) and bool(_find_strings(item))


def _read_entry(text: str, item: Mapping[str, Any]) -> _Entry:
    glyphs = [glyph for string in _find_strings(item) for glyph in place_string(text, string)]
    start_ms, end_ms = _find_number(item, _STARTS_MS), _find_number(item, _ENDS_MS)
    offsets = item.get("offsets")
    if start_ms is None and isinstance(offsets, Mapping):
        start_ms, end_ms = _find_number(offsets, ("from",)), _find_number(offsets, ("to",))
    words = _list_words(item)
    if start_ms is not None:
        return _Entry(tuple(glyphs), _find_speaker(item, words), start_ms, end_ms, (), has_unit=True)
    start, end = _find_number(item, _STARTS), _find_number(item, _ENDS)
    pair = item.get("timestamp")
    if start is None and isinstance(pair, list) and len(pair) == 2:
        start, end = _read_number(pair[0]), _read_number(pair[1])
    duration = _find_number(item, ("duration", "dur"))
    end = start + duration if end is None and start is not None and duration is not None else end
    start = _find_number(words[0], _STARTS) if start is None and words else start
    end = _find_number(words[-1], _ENDS) if end is None and words else end
    timed = [(_read_word(word), _find_number(word, _STARTS)) for word in words]
    anchors = tuple((word, time) for word, time in timed if word and time is not None)
    return _Entry(tuple(glyphs), _find_speaker(item, words), start, end, anchors, has_unit=False)


def _find_strings(item: Mapping[str, Any]) -> list[PlacedText]:
    """Find the strings that make an entry's text: one, the best alternative's, or those of its elements."""
    for key in TEXT_KEYS:
        if isinstance(item.get(key), PlacedText):
            return [item[key]]
    alternatives = item.get("alternatives")
    if isinstance(alternatives, list) and alternatives and isinstance(alternatives[0], Mapping):
        return [value for key in TEXT_KEYS if isinstance(value := alternatives[0].get(key), PlacedText)][:1]
    elements = item.get("elements")
    if not isinstance(elements, list):
        return []
    return [
        part["value"] for part in elements if isinstance(part, Mapping) and isinstance(part.get("value"), PlacedText)
    ]


def _list_words(item: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    words = item.get("words") or item.get("elements")
    alternatives = item.get("alternatives")
    if words is None and isinstance(alternatives, list) and alternatives and isinstance(alternatives[0], Mapping):
        words = alternatives[0].get("words")
    if not isinstance(words, list):
        return []
    return [word for word in words if isinstance(word, Mapping) and _find_number(word, _STARTS) is not None]


def _read_word(word: Mapping[str, Any]) -> str:
    return next((value.strip() for key in TEXT_KEYS if isinstance(value := word.get(key), str)), "")


def _find_speaker(item: Mapping[str, Any], words: Sequence[Mapping[str, Any]]) -> str | None:
    """Find who speaks; where only words have speakers, the first word's."""
    for source in (item, *words[:1]):
        for key in _SPEAKERS:
            value = source.get(key)
            if isinstance(value, Mapping):
                value = value.get("name")
            if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1000:
                return f"Speaker {value}"
            if isinstance(value, str) and value.strip():
                return value.strip().encode("utf-8", "replace").decode()
    return None


def _find_number(item: Mapping[str, Any], keys: Sequence[str]) -> float | None:
    return next((number for key in keys if (number := _read_number(item.get(key))) is not None), None)


def _read_number(value: Any) -> float | None:
    """Read a time: a number, a number in quotes, perhaps with `s`, or a clock."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < 1e12 else None
    if not isinstance(value, str):
        return None
    match = _NUMBER.fullmatch(value)
    if match:
        return float(match[1])
    return read_clock(value.strip()) if CLOCK.fullmatch(value.strip()) else None


def _counts_milliseconds(entries: Sequence[_Entry]) -> bool:
    """Tell whether times are in milliseconds: whole numbers, and far more of them than seconds to say the text in."""
    timed = [entry for entry in entries if entry.start is not None and not entry.has_unit]
    times = [time for entry in timed for time in (entry.start, entry.end) if time is not None]
    if not times or any(time % 1 for time in times):
        return False
    ended = [(entry, entry.end - (entry.start or 0.0)) for entry in timed if entry.end is not None]
    ended = [(entry, length) for entry, length in ended if length > 0]
    units = sum(length for _, length in ended) or max(times) - min(times)
    return (
        sum(len(entry.glyphs) for entry, _ in ended or [(entry, 0.0) for entry in timed]) < _CHARS_PER_UNIT_MIN * units
    )


def _make_cue(entry: _Entry, scale: float) -> Cue:
    lines = tuple(CueLine(line, entry.name) for line in split_glyph_lines(entry.glyphs))
    said = "".join(line.text for line in lines).casefold()
    anchors: list[tuple[int, float]] = []
    position = 0
    for word, time in entry.words:
        found = said.find(word.casefold(), position)
        if found >= 0:
            anchors.append((found, time / scale))
            position = found + len(word)
    start = None if entry.start is None else entry.start / scale
    end = None if entry.end is None else entry.end / scale
    return Cue(lines, start, end, tuple(anchors))
