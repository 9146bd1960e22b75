"""YouTube captions copied from the page (a time on its own line, then text): text in, segments out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.read.captions import read_cues
from extract.read.clock import CLOCK_PATTERN, read_clock
from extract.read.cues import Cue, CueLine, place_glyphs
from extract.read.transcript import LayoutError, Line, Transcript, split_lines

_TIME_LINE = re.compile(rf"[\[(]?(?P<time>{CLOCK_PATTERN})[\])]?")
_SPOKEN_TIME = re.compile(
    r"(?:\d+ (?:hours?|minutes?|seconds?)(?:, | and )?)+|(?:\d+\s*(?:小时|小時|分钟|分鐘|分|秒钟|秒鐘|秒)\s*)+"
)
_FORWARD_MIN = 0.7


def measure_time_lines(lines: Sequence[Line]) -> float:
    """Measure which part of a document's lines are nothing but a time, with text after it, 0..1.

    Times that mostly run backwards count for nothing.
    """
    places = {index: line for index, line in enumerate(lines) if _TIME_LINE.fullmatch(line.text)}
    if len(lines) == len(places) > 1:
        return 1.0  # somebody copied the times only
    followed = [index for index in places if index + 1 < len(lines) and index + 1 not in places]
    times = [_read_time(line) for line in places.values()]
    forward = sum(one <= other for one, other in pairwise(times))
    if len(followed) < 2 or len(followed) * 2 < len(places) or forward < _FORWARD_MIN * (len(times) - 1):
        return 0.0
    return len(places) / len(lines)


def read_youtube(text: str) -> Transcript:
    """Read captions copied from the page: lines after a time are said then, until the next time.

    What stands before the first time is furniture, and so are times in words.

    Raises:
        LayoutError: If no text follows a time.
    """
    furniture: list[tuple[int, int]] = []
    cues: list[Cue] = []
    said: list[CueLine] = []
    start_s: float | None = None
    for line in split_lines(text):
        if _TIME_LINE.fullmatch(line.text):
            if start_s is not None:
                cues.append(Cue(tuple(said), start_s))
            said, start_s = [], _read_time(line)
        elif start_s is None or (not said and _SPOKEN_TIME.fullmatch(line.text)):
            furniture.append((line.start, line.end))
        else:
            said.append(CueLine(place_glyphs(text, line.start, line.end)))
    cues.append(Cue(tuple(said), start_s))
    if start_s is None or not any(cue.lines for cue in cues):
        raise LayoutError(0, "no text after a time, wanted a time such as 0:05 before each line of text")
    return read_cues(text, "youtube", cues, furniture=furniture)


def _read_time(line: Line) -> float:
    match = _TIME_LINE.fullmatch(line.text)
    return read_clock(match["time"]) if match else 0.0
