"""Turns that start with a label on the line: `Name:`, `Name (MM:SS):`, `[HH:MM:SS] Name:`; text in, segments out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.read.clock import CLOCK_PATTERN, read_clock
from extract.read.cues import find_forward
from extract.read.names import find_name, find_names
from extract.read.transcript import Line, Segment, Transcript, split_lines

_NAME = r"(?P<name>[^\W\d_][^:：。，,!?！？；;\[\]()（）\n]{0,39}?)"
_TIMED_LABELS = (
    re.compile(rf"[\[(（]?(?P<time>{CLOCK_PATTERN})[\])）]?\s*[-–—]?\s*{_NAME}\s*[:：]\s*"),
    re.compile(rf"{_NAME}\s*[-–—]?\s*[\[(（](?P<time>{CLOCK_PATTERN})[\])）]\s*(?:[:：]\s*|$)"),
    re.compile(rf"{_NAME}\s+(?P<time>{CLOCK_PATTERN})\s*[:：](?!\d)\s*"),
)
_NAME_WORDS_MAX = 4
_LABELS_SHARE_MIN = 0.3
_FEW_LINES = 6


@dataclass(frozen=True)
class _Label:
    name: str
    end: int
    time_s: float | None = None


def find_timed_labels(lines: Sequence[Line]) -> dict[int, _Label]:
    """Find the labels with a time, by line number; none where names do not come again."""
    found: dict[int, _Label] = {}
    for line in lines:
        match = next((match for label in _TIMED_LABELS if (match := label.match(line.text))), None)
        if match and len(match["name"].split()) <= _NAME_WORDS_MAX:
            found[line.number] = _Label(match["name"].strip(), match.end(), read_clock(match["time"]))
    counts = Counter(label.name for label in found.values())
    repeated = sum(count for count in counts.values() if count > 1)
    is_small = len(lines) <= _FEW_LINES and len(counts) > 1
    return found if repeated * 2 > len(found) or is_small else {}


def find_labels(lines: Sequence[Line]) -> dict[int, _Label]:
    """Find the labels without a time, by line number; none where the lines are no conversation."""
    names = find_names([line.text for line in lines], share_min=_LABELS_SHARE_MIN)
    found: dict[int, _Label] = {}
    for line in lines if names else ():
        match = find_name(line.text)
        if match and match["name"] in names:
            found[line.number] = _Label(match["name"].strip(), match.end())
    return found


def measure_timed_labels(lines: Sequence[Line]) -> float:
    """Measure which part of a document's lines start with a name and a time, 0..1."""
    return len(find_timed_labels(lines)) / len(lines) if lines else 0.0


def read_labelled(text: str) -> Transcript:
    """Read turns that start with a label; lines without one go on with the turn.

    What stands before the first label is furniture. A turn ends when the next one with a time starts; times that run
    backwards are dropped.
    """
    lines = split_lines(text)
    labels = find_timed_labels(lines) or find_labels(lines)
    starts = _find_starts(list(labels.values()))
    segments: list[Segment] = []
    turn, name = -1, ""
    for line in lines:
        label = labels.get(line.number)
        if label:
            turn, name = turn + 1, label.name
        if turn < 0:
            segments.append(Segment(line.start, line.end, "furniture"))
            continue
        start = line.start + (label.end if label else 0)
        if start < line.end:
            end_s = next((time_s for time_s in starts[turn + 1 :] if time_s is not None), None)
            segments.append(Segment(start, line.end, "speech", turn=turn, name=name, time_s=starts[turn], end_s=end_s))
    return Transcript(text, "labelled", tuple(segments))


def _find_starts(labels: Sequence[_Label]) -> list[float | None]:
    """List each turn's start; None where it has none, or it runs backwards."""
    timed = [index for index, label in enumerate(labels) if label.time_s is not None]
    forward = {timed[place] for place in find_forward([labels[index].time_s or 0.0 for index in timed])}
    return [label.time_s if index in forward else None for index, label in enumerate(labels)]
