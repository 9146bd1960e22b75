"""Terms and texts in, the places where the terms stand out: one pass over normal forms, Latin at word boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from extract.text import is_latin_word, normalise_term, normalise_text


class Match(NamedTuple):
    """A place where a term stands: offsets into the original text, and the term's number."""

    start: int
    end: int
    term: int


class TermMatcher:
    """Finds many terms at once.

    Terms and texts are compared in their normal form (`extract.text.normalise_text`). A term that starts or ends with
    a Latin letter or a digit matches there only at a word boundary.

    Args:
        terms: The terms. Terms of one normal form are told apart by nobody: the first one's number is reported.
    """

    def __init__(self, terms: Sequence[str]) -> None:
        numbers: dict[str, int] = {}
        for number, term in enumerate(terms):
            normal = normalise_term(term)
            if normal:
                numbers.setdefault(normal, number)
        self._numbers = list(numbers.values())
        self._automaton = AhoCorasick(
            list(numbers), matchkind=MatchKind.Standard, implementation=Implementation.ContiguousNFA
        )

    def find_all(self, text: str) -> list[Match]:
        """Find every place of every term, nested and overlapping ones too, in order of place."""
        normal = normalise_text(text)
        return [
            Match(normal.starts[start], normal.ends[end - 1], self._numbers[pattern])
            for pattern, start, end in self._automaton.find_matches_as_indexes(normal.text, overlapping=True)
            if _is_whole(normal.text, start, end)
        ]

    def find_longest(self, text: str) -> list[Match]:
        """Find places that do not overlap; see `choose_longest`."""
        return choose_longest(self.find_all(text))


def choose_longest(matches: Sequence[Match]) -> list[Match]:
    """Choose places that do not overlap, longer ones before shorter, earlier before later; in order of place."""
    chosen: list[Match] = []
    taken: set[int] = set()
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        place = range(match.start, match.end)
        if taken.isdisjoint(place):
            taken.update(place)
            chosen.append(match)
    return sorted(chosen)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether neither end of a match cuts a Latin word or a number in two."""
    if start and is_latin_word(text[start]) and is_latin_word(text[start - 1]):
        return False
    return not (end < len(text) and is_latin_word(text[end - 1]) and is_latin_word(text[end]))
