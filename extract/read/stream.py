"""Raw speech recognition, hardly punctuated, perhaps under a block of `Key: value` lines: text in, segments out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.read.transcript import Line, Segment, Transcript, split_lines

_KEY_LINE = re.compile(r"(?P<key>[A-Za-z\u4e00-\u9fff][\w \u4e00-\u9fff]{0,24})[:：]\s*(?P<value>.*)")
_PUNCTUATION = re.compile(r"[。，！？；、,.!?;]")


def measure_punctuation(text: str) -> float:
    """Measure how many of a text's characters are punctuation, 0..1."""
    return len(_PUNCTUATION.findall(text)) / len(text) if text else 0.0


def find_content(lines: list[Line], content_labels: Sequence[str]) -> int | None:
    """Find the line after which a block of `Key: value` lines lets the spoken text start.

    Returns:
        The index of the label's line, or None where the document has no such block or label.
    """
    if not lines or not _KEY_LINE.fullmatch(lines[0].text):
        return None
    for index, line in enumerate(lines):
        key_line = _KEY_LINE.fullmatch(line.text)
        if key_line and not key_line["value"] and key_line["key"].strip().casefold() in content_labels:
            return index
    return None


def read_stream(text: str, *, content_labels: Sequence[str]) -> Transcript:
    """Read a stream of recognised speech; a block of `Key: value` lines and its summary before it are furniture."""
    lines = split_lines(text)
    label = find_content(lines, content_labels)
    segments = [
        Segment(line.start, line.end, "furniture")
        if label is not None and index <= label
        else Segment(line.start, line.end, "speech", split="stream")
        for index, line in enumerate(lines)
    ]
    return Transcript(text, "stream", tuple(segments))
