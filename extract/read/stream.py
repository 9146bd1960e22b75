"""Raw speech recognition, hardly punctuated: text in, segments out."""

from __future__ import annotations

import re

from extract.read.transcript import Segment, Transcript, split_lines

_PUNCTUATION = re.compile(r"[。，！？；、,.!?;]")


def measure_punctuation(text: str) -> float:
    """Measure how many of a text's characters are punctuation, 0..1."""
    return len(_PUNCTUATION.findall(text)) / len(text) if text else 0.0


def read_stream(text: str) -> Transcript:
    """Read a stream of recognised speech."""
    segments = tuple(Segment(line.start, line.end, "speech", split="stream") for line in split_lines(text))
    return Transcript(text, "stream", segments)
