"""Turns headed `Name HH:MM:SS` on a line of their own: text in, segments out."""

from __future__ import annotations

import re

from extract.read.transcript import Line, Segment, Transcript, split_lines

_HEADER = re.compile(r"(?P<name>[^\W\d_][^\d:：。，,!?！？]{0,39}?)\s*(?P<time>(?:\d{1,2}:)?\d{1,2}:\d{2})", re.UNICODE)


def find_header(line: Line) -> re.Match[str] | None:
    """Find a turn header: a short name, then a time, and nothing else on the line."""
    return _HEADER.fullmatch(line.text)


def count_headers(lines: list[Line]) -> int:
    """Count the lines that are turn headers."""
    return sum(find_header(line) is not None for line in lines)


def read_headed(text: str) -> Transcript:
    """Read a transcript whose turns are headed by name and time.

    Every paragraph until the next header belongs to the turn. What stands before the first header is furniture.
    """
    segments: list[Segment] = []
    turn, name, time_s = -1, "", 0.0
    for line in split_lines(text):
        header = find_header(line)
        if header:
            turn, name, time_s = turn + 1, header["name"], read_clock(header["time"])
        elif turn < 0:
            segments.append(Segment(line.start, line.end, "furniture"))
        else:
            segments.append(Segment(line.start, line.end, "speech", turn=turn, name=name, time_s=time_s))
    return Transcript(text, "headed", tuple(segments))


def read_clock(clock: str) -> float:
    """Turn `HH:MM:SS` or `MM:SS` into seconds."""
    seconds = 0
    for part in clock.split(":"):
        seconds = seconds * 60 + int(part)
    return float(seconds)
