"""Whisper's JSON (`segments` of start, end, text; words and speakers where it has them): text in, segments out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extract.read.entries import read_entries
from extract.read.json_text import parse_json
from extract.read.transcript import LayoutError, Transcript

_LISTS = ("segments", "chunks", "transcription")


def find_whisper_segments(document: Any) -> list[Any]:
    """Find the segments, as Whisper or one of its ports names them; empty where the document is none of these."""
    if not isinstance(document, Mapping):
        return []
    for key in _LISTS:
        segments = document.get(key)
        if isinstance(segments, list) and any(isinstance(item, Mapping) and "text" in item for item in segments):
            return segments
    return []


def read_whisper(text: str) -> Transcript:
    """Read Whisper's JSON.

    Raises:
        LayoutError: If it is no JSON or has no segments.
    """
    segments = find_whisper_segments(parse_json(text))
    if not segments:
        raise LayoutError(0, "no segments, wanted segments with start, end and text")
    return read_entries(text, "whisper", segments)
