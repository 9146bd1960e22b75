"""What SRT and WebVTT share: the timing lines as pysubs2 reads them, cues with their text in place."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pysubs2 import SSAFile
from pysubs2.formats.subrip import SubripFormat
from pysubs2.formats.webvtt import WebVTTFormat

from extract.read.cues import CueLine, Glyph, place_glyphs, split_glyph_lines, strip_glyphs
from extract.read.transcript import LayoutError, Line, split_lines

Dialect = Literal["srt", "vtt"]
ARROW = "-->"
_STAMPS = {"srt": SubripFormat.TIMESTAMP, "vtt": WebVTTFormat.TIMESTAMP}
_TAG = re.compile(
    r"<v(?:\.[^\s<>]{0,80})?[ \t]{1,9}(?P<name>[^<>\n]{0,200})>"
    r"|</?[a-zA-Z][^<>\n]{0,200}>|<[\d:.]{1,20}>|</?>|\{\\[^{}\n]{0,200}\}"
)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_CHANGE = re.compile(r"\s*(?:>>+|-\s+|–\s+|—\s+)")
_TIMED = re.compile(r"\d+:[\d:.,]*\s*-->\s*\d")


@dataclass(frozen=True)
class Timing:
    """A timing line: its place and what it says; no times where it cannot be read."""

    line: Line
    start_s: float | None = None
    end_s: float | None = None


def count_timings(lines: Sequence[Line], dialect: Dialect) -> int:
    """Count the lines that time a cue."""
    return sum(ARROW in line.text and len(_STAMPS[dialect].findall(line.text)) == 2 for line in lines)


def find_arrow(lines: Sequence[Line]) -> Line | None:
    """Find the first line that looks like a cue's timing, well written or not."""
    return next((line for line in lines if _TIMED.match(line.text)), None)


def find_timings(text: str, dialect: Dialect) -> list[Timing]:
    """Find the timing lines of a document.

    Raises:
        LayoutError: If there is none, or not one of them can be read.
    """
    lines = split_lines(text)
    arrows = [line for line in lines if _TIMED.match(line.text)]
    if not arrows:
        raise LayoutError(lines[-1].start if lines else 0, "wanted a cue such as 00:00:01.000 --> 00:00:02.000")
    known = {line.start: line for line in arrows if len(_STAMPS[dialect].findall(line.text)) == 2}
    if not known:
        example = "00:00:01,000 --> 00:00:02,000" if dialect == "srt" else "00:00:01.000 --> 00:00:02.000"
        raise LayoutError(arrows[0].start, f"cannot read the cue's times, wanted {example}")
    source = "\n".join(line.text for line in known.values())
    try:
        events = SSAFile.from_string(f"WEBVTT\n\n{source}" if dialect == "vtt" else source, format_=dialect).events
    except (ValueError, OverflowError) as error:
        raise LayoutError(arrows[0].start, f"cannot read the cues' times: {error}") from error
    times = dict(zip(known, events, strict=True))
    return [
        Timing(line, times[line.start].start / 1000, times[line.start].end / 1000)
        if line.start in times
        else Timing(line)
        for line in arrows
    ]


def read_cue_text(text: str, start: int, end: int) -> tuple[CueLine, ...]:
    """Read the text of a cue: tags away, voices as names, entities as the characters they mean.

    Args:
        text: The document.
        start: Where the cue's text starts in it.
        end: Where it ends.
    """
    voices: list[tuple[str | None, list[Glyph]]] = [(None, [])]
    position = start
    for match in _TAG.finditer(text, start, end):
        voices[-1][1].extend(_read_entities(text, position, match.start()))
        if match["name"] is not None:
            voices.append((html.unescape(match["name"]).strip() or None, []))
        elif match[0].startswith("</v"):
            voices.append((None, []))
        position = match.end()
    voices[-1][1].extend(_read_entities(text, position, end))
    return tuple(_make_line(name, line) for name, glyphs in voices for line in split_glyph_lines(glyphs) if line)


def _make_line(name: str | None, glyphs: tuple[Glyph, ...]) -> CueLine:
    change = _CHANGE.match("".join(glyph.character for glyph in glyphs))
    rest = strip_glyphs(glyphs[change.end() :]) if change else glyphs
    return CueLine(rest, name, opens_turn=True) if change and rest else CueLine(glyphs, name)


def _read_entities(text: str, start: int, end: int) -> list[Glyph]:
    glyphs: list[Glyph] = []
    position = start
    for match in _ENTITY.finditer(text, start, end):
        meant = html.unescape(match[0])
        if len(meant) == 1:
            glyphs += place_glyphs(text, position, match.start())
            glyphs.append(Glyph(meant, match.start(), match.end()))
            position = match.end()
    return [*glyphs, *place_glyphs(text, position, end)]
