"""Prose without any marks of a transcript: text in, segments out."""

from __future__ import annotations

from extract.read.transcript import Segment, Transcript, split_lines


def read_plain(text: str) -> Transcript:
    """Read plain prose: everything is speech of one unknown speaker."""
    segments = tuple(Segment(line.start, line.end, "speech") for line in split_lines(text))
    return Transcript(text, "plain", segments)
