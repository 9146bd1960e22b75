"""Segments of a transcript in, spans of utterances out: sentences, subtitle lines, or pieces of a stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

from extract.read import Segment
from extract.read.sentences import SENTENCE_END

_LETTER = r"[^\W_\u4e00-\u9fff]"
_STREAM_BREAK = re.compile(
    r"[。！？；，,!?;]+\s*"
    # a blank inside a phrase that is not Chinese is no pause
    rf"|(?<!{_LETTER})(?<!\s)\s+|(?<!\s)\s+(?!{_LETTER}|\s)"
)


@dataclass(frozen=True)
class SegmentOptions:
    """How a stream without punctuation is cut.

    Attributes:
        stream_chars_min: A piece of this length may end before a word that starts a clause.
        stream_chars_max: A piece ends at a word boundary before this length at the latest.
        clause_starters: Words that may start a clause.
    """

    stream_chars_min: int = 24
    stream_chars_max: int = 60
    clause_starters: tuple[str, ...] = ()


def find_spans(text: str, segment: Segment, *, options: SegmentOptions) -> list[tuple[int, int]]:
    """Cut a segment into utterances.

    Args:
        text: The document.
        segment: The part of it to cut, and how.
        options: How a stream is cut.

    Returns:
        Spans in the document, in order, without outer blanks, none empty; together they hold every non-blank
        character of the segment.
    """
    if segment.split == "whole":
        spans: Iterator[tuple[int, int]] = iter([(segment.start, segment.end)])
    elif segment.split == "stream":
        spans = _cut_stream(text, segment.start, segment.end, options)
    else:
        spans = _cut_sentences(text, segment.start, segment.end)
    return [span for span in (_strip_span(text, *span) for span in spans) if span[0] < span[1]]


def _cut_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    position = start
    for match in SENTENCE_END.finditer(text, start, end):
        yield position, match.end()
        position = match.end()
    yield position, end


def _cut_stream(text: str, start: int, end: int, options: SegmentOptions) -> Iterator[tuple[int, int]]:
    position = start
    for match in _STREAM_BREAK.finditer(text, start, end):
        yield from _cut_words(text, position, match.end(), options)
        position = match.end()
    yield from _cut_words(text, position, end, options)


def _cut_words(text: str, start: int, end: int, options: SegmentOptions) -> Iterator[tuple[int, int]]:
    """Cut unpunctuated text at word boundaries: before a clause starter if the piece is long enough, else when full."""
    starters = frozenset(options.clause_starters)
    position = cut = start
    for word in rjieba.cut(text[start:end]):
        length = cut - position
        is_full = length + len(word) > options.stream_chars_max
        if length and (is_full or (length >= options.stream_chars_min and word.lower() in starters)):
            yield position, cut
            position = cut
        cut += len(word)
    yield position, end


def _strip_span(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
