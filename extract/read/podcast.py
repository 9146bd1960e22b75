"""Podcasting 2.0 JSON transcripts (`segments` of startTime, endTime, speaker, body): text in, segments out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from extract.read.entries import read_entries
from extract.read.json_text import parse_json
from extract.read.transcript import LayoutError, Transcript


def find_podcast_segments(document: Any) -> list[Any]:
    """Find the segments; empty where the document is none of these."""
    segments = document.get("segments") if isinstance(document, Mapping) else None
    if not isinstance(segments, list):
        return []
    return segments if any(isinstance(item, Mapping) and "body" in item for item in segments) else []


def read_podcast(text: str) -> Transcript:
    """Read a Podcasting 2.0 transcript.

    Raises:
        LayoutError: If it is no JSON or has no segments.
    """
    segments = find_podcast_segments(parse_json(text))
    if not segments:
        raise LayoutError(0, "no segments, wanted segments with startTime, endTime and body")
    return read_entries(text, "podcast", segments)
