"""Turns headed `Name HH:MM:SS` on a line of their own: text in, segments out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter

from extract.read.transcript import Line, Segment, Transcript, split_lines

_HEADER = re.compile(
    r"(?P<name>[^\W\d_][^\d:：。，,!?！？]{0,39}?(?:\s?\d{1,2}(?=\s))?)"  # a name, perhaps numbered: Speaker 2
    r"\s*(?P<time>(?:\d{1,2}:)?[0-5]?\d:[0-5]\d)"
)
_NAME_WORDS_MAX = 4


def find_header(line: Line) -> re.Match[str] | None:
    """Find a turn header: a short name, then a time, and nothing else on the line."""
    match = _HEADER.fullmatch(line.text)
    return match if match and len(match["name"].split()) <= _NAME_WORDS_MAX else None


def find_headers(lines: list[Line]) -> dict[int, re.Match[str]]:
    """Find the turn headers of a document, by line number.

    A line that only looks like one is left out: its name stands nowhere else, and its time does not fit between the
    headers of repeated names around it.
    """
    candidates = [(line.number, match) for line in lines if (match := find_header(line))]
    names = Counter(match["name"] for _, match in candidates)
    times = [read_clock(match["time"]) for _, match in candidates]
    anchors = [index for index, (_, match) in enumerate(candidates) if names[match["name"]] > 1]
    kept: dict[int, re.Match[str]] = {}
    for index, (number, match) in enumerate(candidates):
        place = bisect_left(anchors, index)
        before = anchors[place - 1] if place else None
        after = anchors[place] if place < len(anchors) else None
        is_late_enough = after == index or before is None or times[before] <= times[index]
        if is_late_enough and (after is None or times[index] <= times[after]):
            kept[number] = match
    return kept


def measure_headers(lines: list[Line]) -> float:
    """Measure which part of a document's lines are turn headers, 0..1."""
    return len(find_headers(lines)) / len(lines) if lines else 0.0


def read_headed(text: str) -> Transcript:
    """Read a transcript whose turns are headed by name and time.

    Every paragraph until the next header belongs to the turn. What stands before the first header is furniture.
    """
    segments: list[Segment] = []
    turn, name, time_s = -1, "", 0.0
    lines = split_lines(text)
    headers = find_headers(lines)
    starts = [read_clock(header["time"]) for header in headers.values()]
    for line in lines:
        header = headers.get(line.number)
        if header:
            turn, name, time_s = turn + 1, header["name"], starts[turn + 1]
        elif turn < 0:
            segments.append(Segment(line.start, line.end, "furniture"))
        else:
            end_s = starts[turn + 1] if turn + 1 < len(starts) else None
            segment = Segment(line.start, line.end, "speech", turn=turn, name=name, time_s=time_s, end_s=end_s)
            segments.append(segment)
    return Transcript(text, "headed", tuple(segments))


def read_clock(clock: str) -> float:
    """Turn `HH:MM:SS` or `MM:SS` into seconds."""
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return float(seconds)
