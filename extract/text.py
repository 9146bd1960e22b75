"""Text in, its normal form with a map back to the original characters out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import opencc

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_LATIN_CHARACTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
_JOINERS = frozenset("-‐‑‒–_·•・‧/'’‘`")


@dataclass(frozen=True)
class NormalText:
    """A text's normal form and where each of its characters comes from.

    Attributes:
        text: Case-folded, half-width, simplified; joiners and runs of blanks are one blank; no blank beside Han.
        starts: For each character of `text`, the offset in the original of the first character it stands for.
        ends: For each character of `text`, one past the last original character it stands for.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


class _Folds(dict[int, str]):
    """The folded form of each character, made when it is first met; joiners and blanks are one blank."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = character.lower() if code < 128 else unicodedata.normalize("NFKC", character).casefold()
        self[code] = "".join(" " if piece.isspace() or piece in _JOINERS else piece for piece in folded)
        return self[code]


_FOLDS = _Folds()
_MOVED_BLANK = re.compile(f"^ |  | [{_HAN}]|[{_HAN}] ")
"""Where a blank of a folded text does not stay: at the start, doubled, or beside a Chinese character."""


@cache
def _load_simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def is_han(character: str) -> bool:
    """Tell whether a character is a Chinese one."""
    return _HAN_CHARACTER.match(character) is not None


def is_latin_word(character: str) -> bool:
    """Tell whether a character (of a normal form) belongs to a Latin word or a number."""
    return character.isalnum() and not is_han(character)


def find_language(text: str) -> str:
    """Tell the language of a text: `zh` when a third or more of its letters are Chinese, else `en`.

    A Chinese character carries about as much as a word of three letters, hence the third.
    """
    han = len(_HAN_CHARACTER.findall(text))
    latin = len(_LATIN_CHARACTER.findall(text))
    return "zh" if han and han * 3 >= latin else "en"


def simplify_script(text: str) -> str:
    """Write traditional characters as simplified ones, keeping the number of characters."""
    simplified: str = _load_simplifier().convert(text)
    if len(simplified) == len(text):
        return simplified
    return "".join(c if len(c) == 1 else original for original in text for c in [_load_simplifier().convert(original)])


def normalise_text(text: str) -> NormalText:
    """Bring a text to its normal form: case, width, script, joiners and blanks do not matter any more.

    Hyphens, dots between names and other joiners become blanks, and blanks go where they touch a Chinese character,
    so that `self-supervised` equals `self supervised`, `ＡＩ 芯片` equals `AI芯片` and `杰夫-辛顿` equals `杰夫·辛顿`.

    Args:
        text: Any text.

    Returns:
        The normal form, with the offsets of each of its characters in `text`.
    """
    simplified = simplify_script(text)
    folded = simplified.translate(_FOLDS)
    if len(folded) == len(text) and not _MOVED_BLANK.search(folded):
        return NormalText(folded, range(len(text)), range(1, len(text) + 1))
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for offset, character in enumerate(simplified):
        for piece in character.translate(_FOLDS):
            if piece == " " and (not characters or characters[-1] == " " or is_han(characters[-1])):
                continue
            if is_han(piece) and characters and characters[-1] == " ":
                characters.pop(), starts.pop(), ends.pop()
            characters.append(piece)
            starts.append(offset)
            ends.append(offset + 1)
    return NormalText("".join(characters), starts, ends)


def normalise_term(term: str) -> str:
    """Bring a term to the form in which it is looked up: its normal form without outer blanks."""
    return normalise_text(term).text.strip()
