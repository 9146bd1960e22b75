"""Subtitle lines in two languages, mostly in pairs: text in, segments out."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from extract.read.transcript import Line, Segment, Transcript, split_lines
from extract.text import find_language, is_han


def measure_pairing(lines: list[Line]) -> float:
    """Measure which part of a document's lines stands beside a line of the other language, 0..1."""
    languages = [find_language(line.text) for line in lines]
    changes = sum(one != other for one, other in pairwise(languages))
    return changes / (len(lines) - 1) if len(lines) > 1 else 0.0


def read_bilingual(text: str) -> Transcript:
    """Read subtitle lines of which two and two say the same, in either order of languages.

    A line and the next form a pair when their languages differ in the document's usual order, or when the second
    repeats the first (the translation is missing). Unpaired lines before the first pair and after the last are the
    page's own words, hence furniture.
    """
    lines = split_lines(text)
    is_chinese_first = _find_order(lines)
    segments: list[Segment] = []
    index = pair = 0
    while index < len(lines):
        line = lines[index]
        following = lines[index + 1] if index + 1 < len(lines) else None
        if following and _is_pair(line.text, following.text, is_chinese_first):
            segments += [Segment(one.start, one.end, "speech", split="whole", pair=pair) for one in (line, following)]
            pair += 1
            index += 2
        else:
            segments.append(Segment(line.start, line.end, "speech", split="whole"))
            index += 1
    return Transcript(text, "bilingual", _mark_page_furniture(segments))


def _find_order(lines: list[Line]) -> bool:
    """Tell whether Chinese leads: whether lines with Chinese before lines without outnumber the opposite.

    Inside pairs and between pairs both orders occur equally often, except at the two ends and around lone lines, so
    the first pair decides where they are equal.
    """
    has_chinese = [_has_chinese(line.text) for line in lines]
    changes = [one for one, other in pairwise(has_chinese) if one != other]
    chinese_first = sum(changes)
    other_first = len(changes) - chinese_first
    return changes[0] if changes and chinese_first == other_first else chinese_first > other_first


def _has_chinese(text: str) -> bool:
    return any(is_han(character) for character in text)


def _is_pair(one: str, other: str, is_chinese_first: bool) -> bool:
    if _strip_marks(one) == _strip_marks(other):
        return True
    return _has_chinese(one) == is_chinese_first != _has_chinese(other)


def _strip_marks(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _mark_page_furniture(segments: list[Segment]) -> tuple[Segment, ...]:
    paired = [index for index, segment in enumerate(segments) if segment.pair is not None]
    if not paired:
        return tuple(segments)
    return tuple(
        segment if paired[0] <= index <= paired[-1] else replace(segment, kind="furniture", split="sentences")
        for index, segment in enumerate(segments)
    )
