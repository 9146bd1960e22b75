"""JSON of transcription services (lists of speaker, start, end, text): text in, segments out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from extract.read.entries import is_entry, read_entries
from extract.read.json_text import parse_json
from extract.read.transcript import LayoutError, Transcript

_LISTS = (
    "utterances", "monologues", "audio_segments", "segments", "results", "paragraphs", "entries", "captions", "cues",
    "transcript", "items", "",
)  # fmt: skip
"""Names of the lists that hold what is said, best first: by turns, then by pieces; unnamed at the end."""
_DEPTH_MAX = 6


def find_entries(document: Any) -> list[Any]:
    """Find the list of what is said; empty where there is none."""
    best: list[Any] = []
    rank = len(_LISTS)
    for name, items in _list_lists(document, "", 0):
        if name in _LISTS and _LISTS.index(name) < rank and any(map(is_entry, items)):
            best, rank = items, _LISTS.index(name)
    return best


def read_service(text: str) -> Transcript:
    """Read a transcription service's JSON.

    Raises:
        LayoutError: If it is no JSON or has no list of entries with text.
    """
    entries = find_entries(parse_json(text))
    if not entries:
        raise LayoutError(0, "JSON without a transcript, wanted utterances, segments, results or monologues with text")
    return read_entries(text, "service", entries)


def _list_lists(value: Any, name: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    if depth > _DEPTH_MAX:
        return
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _list_lists(member, key, depth + 1)
    elif isinstance(value, list):
        yield name, value
        for member in value:
            if isinstance(member, Mapping) and not is_entry(member):
                yield from _list_lists(member, "items", depth + 1)
