"""JSON text in, its values out, each string with its place in the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from extract.read.cues import Glyph
from extract.read.transcript import LayoutError

_STRING = re.compile(r'"((?:[^"\\]|\\.)*+)"', re.DOTALL)
_UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{])")


class PlacedText(str):
    """A string of a JSON text, and where what stands between its quotes starts and ends there."""

    start: int = 0
    end: int = 0


class _Pairs(list[tuple[str, Any]]):
    """An object's members as written: every key, in order, so that strings can be counted off."""


def looks_like_json(text: str) -> bool:
    """Tell whether a text means to be a JSON object, or a list of them."""
    return _START.match(text) is not None


def parse_json(text: str) -> Any:
    """Parse a JSON text.

    Returns:
        Its value; every string in it (but keys) is a `PlacedText`.

    Raises:
        LayoutError: If it is no JSON, or nested too deeply.
    """
    try:
        value = json.loads(text, object_pairs_hook=_Pairs)
        return _place_strings(value, _STRING.finditer(text))
    except json.JSONDecodeError as error:
        raise LayoutError(error.pos, f"no valid JSON: {error.msg[:1].lower()}{error.msg[1:]}") from error
    except (RecursionError, ValueError) as error:
        raise LayoutError(0, "no readable JSON: nested too deeply, or a number too long") from error


def place_string(text: str, string: PlacedText) -> list[Glyph]:
    """Place the characters of a string; what an escape stands for has the escape's place.

    Halves of characters become the replacement character, control characters blanks.
    """
    glyphs: list[Glyph] = []
    for match in _UNIT.finditer(text, string.start, string.end):
        raw = match[0]
        meant: str = json.loads(f'"{raw}"') if raw.startswith("\\") else raw
        if "\ud800" <= meant <= "\udfff":
            meant = "\ufffd"
        elif meant < " " and meant != "\n":
            meant = " "
        glyphs.append(Glyph(meant, match.start(), match.end()))
    return glyphs


def _place_strings(value: Any, strings: Iterator[re.Match[str]]) -> Any:
    """Give each string its place: in document order, keys and values take the text's strings one by one."""
    if isinstance(value, _Pairs):
        placed: dict[str, Any] = {}
        for key, member in value:
            next(strings)
            placed[key] = _place_strings(member, strings)
        return placed
    if isinstance(value, list):
        return [_place_strings(member, strings) for member in value]
    if isinstance(value, str):
        match = next(strings)
        string = PlacedText(value)
        string.start, string.end = match.span(1)
        return string
    return value
