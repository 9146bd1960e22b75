"""What a caption is: timed lines of placed characters, and the checks of their times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import NamedTuple

SPEECH_CHARS_PER_S = 15.0
"""A common rate of English speech, for a last caption without an end."""
_CHARS_PER_S_MAX = 40.0
_SLOW_CHARS_PER_S = 4.0
_PAUSE_S = 10.0


class Glyph(NamedTuple):
    """A character as said, the span of the document it stands for, and when it is said, give or take."""

    character: str
    start: int
    end: int
    begin_s: float | None = None
    finish_s: float | None = None
    error_s: float = 0.0


@dataclass(frozen=True)
class CueLine:
    """A line of a caption: who says it, where the document tells, and whether it says that somebody else starts."""

    glyphs: tuple[Glyph, ...]
    name: str | None = None
    opens_turn: bool = False

    @property
    def text(self) -> str:
        """What is said."""
        return "".join(glyph.character for glyph in self.glyphs)


@dataclass(frozen=True)
class Cue:
    """A caption: its lines, its times where it has any, and times within it as (character, second).

    Attributes:
        lines: What is said in it for the first time.
        start_s: Start in seconds.
        end_s: End.
        anchors: Times of single words, by the number of the character they start at.
        repeated: Lines that only repeat what the caption before said.
    """

    lines: tuple[CueLine, ...]
    start_s: float | None = None
    end_s: float | None = None
    anchors: tuple[tuple[int, float], ...] = ()
    repeated: tuple[CueLine, ...] = ()

    @property
    def char_count(self) -> int:
        """Number of characters said."""
        return sum(len(line.glyphs) for line in self.lines)


def place_glyphs(text: str, start: int, end: int) -> tuple[Glyph, ...]:
    """Place the characters of a slice of a document."""
    return tuple(Glyph(text[index], index, index + 1) for index in range(start, end))


def strip_glyphs(glyphs: Sequence[Glyph]) -> tuple[Glyph, ...]:
    """Take the outer blanks off."""
    start, end = 0, len(glyphs)
    while start < end and glyphs[start].character.isspace():
        start += 1
    while end > start and glyphs[end - 1].character.isspace():
        end -= 1
    return tuple(glyphs[start:end])


def split_glyph_lines(glyphs: Sequence[Glyph]) -> list[tuple[Glyph, ...]]:
    """Cut at line breaks; empty lines are left out."""
    lines: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        if glyph.character in "\r\n":
            lines.append([])
        else:
            lines[-1].append(glyph)
    return [line for line in map(strip_glyphs, lines) if line]


def check_times(cues: Sequence[Cue]) -> list[Cue]:
    """Give captions without an end the next one's start, and drop impossible times.

    Impossible: no number, before 0, an end before the start, more than 40 characters a second, and a start that runs
    backwards. Of the starts as many are kept as run forward, so that one wild time does not cost all that follow.
    """
    ended = _end_cues([cue if _is_number(cue.start_s) else replace(cue, start_s=None, end_s=None) for cue in cues])
    is_possible = [_is_possible(cue) for cue in ended]
    candidates = [index for index, possible in enumerate(is_possible) if possible]
    forward = {candidates[place] for place in find_forward([ended[index].start_s or 0.0 for index in candidates])}
    return [
        cue if index in forward else replace(cue, start_s=None, end_s=None, anchors=())
        for index, cue in enumerate(ended)
    ]


def find_forward(times: Sequence[float]) -> list[int]:
    """Find the most times that never run backwards: their indexes, in order."""
    tails: list[float] = []
    last: list[int] = []
    before: list[int] = []
    for index, time_s in enumerate(times):
        place = bisect_right(tails, time_s)
        before.append(last[place - 1] if place else -1)
        tails[place : place + 1] = [time_s]
        last[place : place + 1] = [index]
    chain: list[int] = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]


def time_glyphs(cue: Cue) -> list[CueLine]:
    """Date each character of a caption: time passes with characters between the times that are known."""
    count = cue.char_count
    if cue.start_s is None or cue.end_s is None or not count:
        return list(cue.lines)
    points = _find_points(cue, cue.start_s, cue.end_s, count)
    lines: list[CueLine] = []
    offset = place = 0
    for line in cue.lines:
        timed: list[Glyph] = []
        for glyph in line.glyphs:
            while place + 2 < len(points) and points[place + 1][0] <= offset:
                place += 1
            (left, begin), (right, end) = points[place], points[place + 1]
            rate = (end - begin) / (right - left)
            at, after = begin + rate * (offset - left), begin + rate * (offset + 1 - left)
            timed.append(glyph._replace(begin_s=at, finish_s=after, error_s=min(at - begin, end - at)))
            offset += 1
        lines.append(replace(line, glyphs=tuple(timed)))
    return lines


def _find_points(cue: Cue, start_s: float, end_s: float, count: int) -> list[tuple[int, float]]:
    """List the known times of a caption: its ends, and the words between them that run forward."""
    points = [(0, start_s)]
    for offset, time_s in cue.anchors:
        if points[-1][0] < offset < count and points[-1][1] <= time_s <= end_s:
            points.append((offset, time_s))
    return [*points, (count, end_s)]


def _end_cues(cues: list[Cue]) -> list[Cue]:
    """End captions that have no end where the next starts, unless nobody speaks as slowly as that."""
    ended: list[Cue] = []
    following: float | None = None
    for cue in reversed(cues):
        if cue.start_s is not None and cue.end_s is None:
            slow = cue.start_s + max(_PAUSE_S, cue.char_count / _SLOW_CHARS_PER_S)
            usual = cue.start_s + cue.char_count / SPEECH_CHARS_PER_S
            is_next = following is not None and following > cue.start_s
            cue = replace(cue, end_s=min(slow, following) if is_next and following else usual)
        following = cue.start_s if cue.start_s is not None else following
        ended.append(cue)
    return ended[::-1]


def _is_number(value: float | None) -> bool:
    return value is not None and isfinite(value) and value >= 0


def _is_possible(cue: Cue) -> bool:
    if cue.start_s is None or not _is_number(cue.end_s) or cue.end_s is None or cue.end_s < cue.start_s:
        return False
    return cue.char_count <= _CHARS_PER_S_MAX * (cue.end_s - cue.start_s)
