"""Captions in, segments out: repetitions said once, captions joined into sentences with their times."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extract.read.cues import Cue, CueLine, Glyph, check_times, strip_glyphs, time_glyphs
from extract.read.names import find_name, find_names
from extract.read.sentences import SENTENCE_END
from extract.read.transcript import Segment, Transcript
from extract.text import find_language, is_han

GAP_S_MAX = 2.0
"""A longer pause ends what is joined."""
SENTENCE_CHARS_MAX = 200
"""What is joined of captions without punctuation ends before it gets longer."""
_FLASH_S = 0.05
_SHORT_CHARS = 8
_NAMED_SHARE_MIN = 0.02
_PAIRED_SHARE_MIN = 0.6
_SOUND = re.compile(r"[\[(（【♪♫][^\n]{0,40}[\])）】♪♫]")
_FULL_WIDTH = re.compile(r"[\u3000-\u303f\uff00-\uffef“”‘’…—]")


@dataclass(frozen=True)
class _Piece:
    """A line as it is said: dated, with its turn, speaker and whether it may be joined to the one before."""

    line: CueLine
    turn: int | None
    start_s: float | None
    end_s: float | None


def read_cues(
    text: str, layout: str, cues: Sequence[Cue], *, furniture: Sequence[tuple[int, int]] = (), may_roll: bool = True
) -> Transcript:
    """Make a transcript of captions.

    Args:
        text: The document.
        layout: The layout it is in.
        cues: Its captions in order of place.
        furniture: Spans of it that nobody says.
        may_roll: Whether a caption may repeat the one before without anybody saying it again.
    """
    named = _name_lines(cues)
    checked = check_times(_say_once(named) if may_roll else named)
    pieces = list(_list_pieces(checked))
    is_paired = _measure_pairs(checked) >= _PAIRED_SHARE_MIN
    segments = _make_pairs(text, checked, pieces) if is_paired else _join_pieces(text, pieces)
    spoken = sorted(segments, key=lambda segment: segment.start)
    aside = [*furniture, *(_find_place(line) for cue in checked for line in cue.repeated)]
    silent = [Segment(start, end, "furniture", split="whole") for start, end in aside]
    return Transcript(text, layout, tuple(_merge_segments(spoken, silent)))


def _name_lines(cues: Sequence[Cue]) -> list[Cue]:
    """Take speakers' names off the beginnings of lines, where captions name them so and by no other mark."""
    if any(line.name for cue in cues for line in cue.lines):
        return list(cues)
    names = find_names([line.text for cue in cues for line in cue.lines], share_min=_NAMED_SHARE_MIN)
    current: str | None = None
    named: list[Cue] = []
    for cue in cues:
        lines: list[CueLine] = []
        for line in cue.lines:
            match = find_name(line.text)
            if match and match["name"] in names:
                current = match["name"]
                line = CueLine(strip_glyphs(line.glyphs[match.end() :]), current, opens_turn=True)
            elif names:
                current = None if line.opens_turn else current
                line = replace(line, name=current)
            lines.append(line)
        removed = cue.char_count - sum(len(line.glyphs) for line in lines)
        anchors = tuple((offset - removed, time_s) for offset, time_s in cue.anchors)
        named.append(replace(cue, lines=tuple(line for line in lines if line.glyphs), anchors=anchors))
    return named


def _say_once(cues: Sequence[Cue]) -> list[Cue]:
    """Set aside the lines at the top of a caption that were the last lines of the caption before."""
    kept: list[Cue] = []
    shown: list[str] = []
    end_s: float | None = None
    for cue in cues:
        texts = [_simplify(line.text) for line in cue.lines]
        count = next((n for n in range(min(len(texts), len(shown)), 0, -1) if texts[:n] == shown[-n:]), 0)
        if count and not _is_rolling(cue, count, end_s):
            count = 0
        removed = sum(len(line.glyphs) for line in cue.lines[:count])
        anchors = tuple((offset - removed, time_s) for offset, time_s in cue.anchors if offset >= removed)
        kept.append(replace(cue, lines=cue.lines[count:], repeated=cue.lines[:count], anchors=anchors))
        shown, end_s = texts or shown, cue.end_s
    return kept


def _is_rolling(cue: Cue, count: int, end_s: float | None) -> bool:
    """Tell whether lines repeat because captions roll, not because somebody says `No. No.` twice."""
    if end_s is not None and cue.start_s is not None and cue.start_s - end_s > GAP_S_MAX:
        return False
    is_flash = cue.start_s is not None and cue.end_s is not None and cue.end_s - cue.start_s <= _FLASH_S
    chars = sum(len(line.glyphs) * (3 if find_language(line.text) == "zh" else 1) for line in cue.lines[:count])
    return is_flash or count < len(cue.lines) or chars >= _SHORT_CHARS


def _simplify(text: str) -> str:
    return " ".join(text.casefold().split())


def _list_pieces(cues: Sequence[Cue]) -> Iterator[_Piece]:
    has_turns = any(line.name or line.opens_turn for cue in cues for line in cue.lines)
    turn = -1
    name: str | None = None
    for cue in cues:
        for line in time_glyphs(cue):
            if turn < 0 or line.name != name or line.opens_turn:
                turn, name = turn + 1, line.name
            yield _Piece(line, turn if has_turns else None, cue.start_s, cue.end_s)


def _join_pieces(text: str, pieces: Sequence[_Piece]) -> list[Segment]:
    """Join lines of one turn without long pauses, and cut them into sentences."""
    segments: list[Segment] = []
    run: list[_Piece] = []
    for piece in pieces:
        is_sound = _SOUND.fullmatch(piece.line.text) is not None
        if run and (is_sound or not _is_going_on(run[-1], piece)):
            segments += _cut_run(text, run)
            run = []
        if is_sound:
            segments.append(Segment(*_find_place(piece.line), "furniture", split="whole"))
        else:
            run.append(piece)
    return [*segments, *_cut_run(text, run)]


def _is_going_on(one: _Piece, other: _Piece) -> bool:
    if one.turn != other.turn:
        return False
    return one.end_s is None or other.start_s is None or other.start_s - one.end_s <= GAP_S_MAX


def _cut_run(text: str, run: Sequence[_Piece]) -> Iterator[Segment]:
    glyphs: list[Glyph] = []
    starts: list[int] = []
    for piece in run:
        if glyphs and not _touches_han(glyphs[-1].character, piece.line.glyphs[0].character):
            glyphs.append(glyphs[-1]._replace(character=" ", start=glyphs[-1].end))
        starts.append(len(glyphs))
        glyphs += piece.line.glyphs
    said = "".join(glyph.character for glyph in glyphs)
    ends = [*(match.end() for match in SENTENCE_END.finditer(said)), len(said)]
    for start, end in pairwise([0, *ends]):
        for begin, finish in _cut_long(said, start, end, starts):
            sentence = strip_glyphs(glyphs[begin:finish])
            if sentence:
                yield _make_segment(text, sentence, run[0])


def _cut_long(said: str, start: int, end: int, line_starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Cut what is too long where a line starts, else at a blank, else where it is full."""
    while end - start > SENTENCE_CHARS_MAX:
        full = start + SENTENCE_CHARS_MAX
        cut = max((place for place in line_starts if start < place <= full), default=0)
        cut = cut or said.rfind(" ", start + 1, full) + 1 or full
        yield start, cut
        start = cut
    yield start, end


def _touches_han(one: str, other: str) -> bool:
    """Tell whether two lines are joined by nothing: one of them is Chinese there, and the first is no sentence."""
    if one in ".!?":
        return False
    return any(is_han(character) or _FULL_WIDTH.match(character) is not None for character in (one, other))


def _make_segment(text: str, glyphs: Sequence[Glyph], piece: _Piece, pair: int | None = None) -> Segment:
    start, end = glyphs[0].start, glyphs[-1].end
    said = "".join(glyph.character for glyph in glyphs)
    begin_s = glyphs[0].begin_s
    finish_s = max((glyph.finish_s for glyph in glyphs if glyph.finish_s is not None), default=None)
    return Segment(
        start, end, "speech", split="whole", turn=piece.turn, name=piece.line.name, pair=pair,
        time_s=None if begin_s is None else round(begin_s, 2),
        end_s=None if begin_s is None or finish_s is None else round(finish_s, 2),
        text=None if text[start:end] == said else said,
        time_source="caption", time_error_s=glyphs[0].error_s,
    )  # fmt: skip


def _measure_pairs(cues: Sequence[Cue]) -> float:
    """Measure which part of the captions says something in both languages, 0..1."""
    spoken = [cue for cue in cues if cue.lines]
    both = sum(len({find_language(line.text) for line in cue.lines}) == 2 for cue in spoken)
    return both / len(spoken) if spoken else 0.0


def _make_pairs(text: str, cues: Sequence[Cue], pieces: Sequence[_Piece]) -> list[Segment]:
    """Make a pair of each caption in two languages: one passage, both lines at the caption's time."""
    segments: list[Segment] = []
    lines = iter(pieces)
    for number, cue in enumerate(cues):
        own = [next(lines) for _ in cue.lines]
        is_pair = len({find_language(piece.line.text) for piece in own}) == 2
        for piece in own:
            segment = _make_segment(text, piece.line.glyphs, piece, number if is_pair else None)
            segments.append(replace(segment, time_s=cue.start_s, end_s=cue.end_s, time_error_s=0.0))
    return segments


def _find_place(line: CueLine) -> tuple[int, int]:
    return line.glyphs[0].start, line.glyphs[-1].end


def _merge_segments(spoken: Sequence[Segment], silent: Sequence[Segment]) -> list[Segment]:
    """Put speech and furniture in order of place; furniture inside a sentence's span is part of that span."""
    merged: list[Segment] = []
    last_end = 0
    for segment in sorted([*spoken, *silent], key=lambda one: (one.start, one.kind != "speech")):
        if segment.start >= last_end:
            merged.append(segment)
            last_end = segment.end
        elif segment.kind == "speech" and merged and merged[-1].kind == "furniture":
            merged[-1] = segment
            last_end = segment.end
    return merged
