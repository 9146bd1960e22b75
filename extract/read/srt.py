"""SubRip subtitles: text in, segments out."""

from __future__ import annotations

import re

from extract.read.captions import read_cues
from extract.read.cues import Cue
from extract.read.subtitles import find_timings, read_cue_text
from extract.read.transcript import Transcript

_NUMBER_LINE = re.compile(r"(?:^|[\r\n])[ \t\ufeff]*\d+[ \t]*(?:\r\n|\r|\n)?[ \t]*\Z")


def read_srt(text: str) -> Transcript:
    """Read SubRip subtitles: everything between a timing line and the next cue's number is said in the cue.

    Raises:
        LayoutError: If there is no cue, or no cue's times can be read.
    """
    timings = find_timings(text, "srt")
    cues: list[Cue] = []
    for index, timing in enumerate(timings):
        end = timings[index + 1].line.start if index + 1 < len(timings) else len(text)
        number = _NUMBER_LINE.search(text, timing.line.end, end) if index + 1 < len(timings) else None
        lines = read_cue_text(text, timing.line.end, number.start() if number else end)
        cues.append(Cue(lines, timing.start_s, timing.end_s))
    head = text[: timings[0].line.start]
    number = _NUMBER_LINE.search(head)
    page = head[: number.start() if number else len(head)]
    start = len(page) - len(page.lstrip())
    return read_cues(text, "srt", cues, furniture=[(start, len(page.rstrip()))] if page.strip() else [])
