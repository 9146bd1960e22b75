"""WebVTT captions, with voices or without: text in, segments out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.read.captions import read_cues
from extract.read.cues import Cue
from extract.read.subtitles import Timing, find_timings, read_cue_text
from extract.read.transcript import Transcript

_BLOCK = re.compile(r"(?:(?:(?<=[\r\n])|\A)[^\S\r\n]*+\S[^\r\n]*+(?:\r\n|\r|\n|\Z))+")


def read_vtt(text: str) -> Transcript:
    """Read WebVTT captions.

    A cue's text ends at the first empty line after words. Header, notes and styles are furniture; a cue's name is not
    said and belongs to its timing.

    Raises:
        LayoutError: If there is no cue, or no cue's times can be read.
    """
    timings = find_timings(text, "vtt")
    cues: list[Cue] = []
    furniture = list(_find_blocks(text, 0, timings[0].line.start, is_cue_next=True))
    for index, timing in enumerate(timings):
        is_cue_next = index + 1 < len(timings)
        limit = timings[index + 1].line.start if is_cue_next else len(text)
        end = _find_end(text, timing, limit, is_cue_next=is_cue_next)
        cues.append(Cue(read_cue_text(text, timing.line.end, end), timing.start_s, timing.end_s))
        furniture += _find_blocks(text, end, limit, is_cue_next=is_cue_next)
    return read_cues(text, "vtt", cues, furniture=furniture)


def _find_end(text: str, timing: Timing, limit: int, *, is_cue_next: bool) -> int:
    """Find where a cue's text ends; an empty line straight after the timing is a cue that starts blank, as YouTube's.

    A block of one line before the next timing is that cue's name, unless it is all there is and a blank line follows.
    """
    begin = _skip_line_end(text, timing.line.end)
    block = _BLOCK.search(text, begin, limit)
    if block is None:
        return timing.line.end
    is_last_line = is_cue_next and block.end() == limit and len(block[0].splitlines()) == 1
    return timing.line.end if is_last_line and block.start() > begin else block.end()


def _skip_line_end(text: str, position: int) -> int:
    while position < len(text) and text[position] in " \t":
        position += 1
    return position + (2 if text.startswith("\r\n", position) else 1)


def _find_blocks(text: str, start: int, end: int, *, is_cue_next: bool) -> Iterator[tuple[int, int]]:
    """Find the blocks between cues, without the next cue's name: one line straight before its timing."""
    for block in _BLOCK.finditer(text, start, end):
        if is_cue_next and block.end() == end and len(block[0].splitlines()) == 1:
            continue
        stop = block.start() + len(block[0].rstrip())
        yield stop - len(block[0].strip()), stop
