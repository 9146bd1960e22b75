"""Utterances' texts in, which of them nobody said or nobody can read out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
import rjieba
from numpy.typing import NDArray

from extract.text import is_han, simplify_script

_SYLLABLES = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_SYLLABLES}]|[^\W_{_SYLLABLES}]+(?:['’][^\W_{_SYLLABLES}]+)*")
_IMMEDIATE_REPEAT = re.compile(r"(.{1,12}?)\1+", re.DOTALL)
_SYMBOL_SCRIPTS = frozenset({"HAN", "LATIN", "GREEK"})  # Greek letters are symbols of mathematics in any language
_UNREADABLE = "UNREADABLE"
_CIRCLE_TOKENS = 3

Tokens = tuple[str, ...]


@dataclass(frozen=True)
class GarbledOptions:
    """From where on text counts as garbled. A token is a Chinese character or a word of letters or digits.

    Weights are in Chinese characters; a word of letters weighs two.

    Attributes:
        loop_repeats_min: Times a phrase comes without a break, at least, in a loop. People stammer up to three.
        loop_tokens_min: Tokens in all repetitions together, at least.
        loop_period_max: Tokens in the repeated phrase, at most.
        loop_share_min: Part of an utterance that is loop, from which the utterance is garbled.
        copy_weight_min: Weight of the shared stretch that makes two utterances copies.
        copy_share_min: Part of the shorter copy that is shared, at least.
        copy_distance_min: Utterances between copies, at least: closer, a speaker repeats himself.
        copies_max: Utterances with that stretch, at most: what comes more often is a formula.
        circling_weight_min: Weight of an utterance, at least, that may circle on itself.
        circling_share_min: Part of it in phrases that come again later in it, from which it circles.
        vacuity_rank_max: An utterance is vacuous whose words are, on the average, commoner in the document than those
            of all but this part of its utterances.
        ranked_utterances_min: Utterances of some weight in a document, at least, for such ranks to mean something.
        home_script_share_min: Part of a document's letters, from which their script is at home in it.
        home_character_count_min: Times a rare Chinese character occurs, from which it is at home.
        foreign_letters_min: Letters that are not at home in a foreign utterance, at least.
        foreign_share_min: Part of an utterance's letters that are not at home, from which it cannot be read.
        foreign_run_min: Such letters in a row, at least, within Chinese text that makes no words.
        stray_words_min: Unusual words of one character beside them, at least, that make no words.
        stray_count_max: Times a word of one character occurs elsewhere in the document, at most, to be unusual;
        stray_share_max: or its part of the document's words, if that is more.
    """

    loop_repeats_min: int = 4
    loop_tokens_min: int = 16
    loop_period_max: int = 40
    loop_share_min: float = 0.5
    copy_weight_min: int = 12
    copy_share_min: float = 0.5
    copy_distance_min: int = 10
    copies_max: int = 50
    circling_weight_min: int = 20
    circling_share_min: float = 1 / 3
    vacuity_rank_max: float = 0.1
    ranked_utterances_min: int = 50
    home_script_share_min: float = 0.02
    home_character_count_min: int = 3
    foreign_letters_min: int = 4
    foreign_share_min: float = 0.6
    foreign_run_min: int = 2
    stray_words_min: int = 4
    stray_count_max: int = 2
    stray_share_max: float = 2e-4


def find_garbled(texts: Sequence[str], *, options: GarbledOptions) -> list[bool]:
    """Find utterances that nobody said or nobody can read.

    Counts: loops, one phrase over and over within an utterance or across neighbours; sentences that a translator made
    up, which circle on themselves, say nothing, and come back nearly the same far away; and letters that do not belong
    in the document, if they fill the utterance or stand among Chinese characters that make no words.

    Does not count: what is merely wrong, clumsy or misheard; stammering, laughter, one word however often, a few short
    replies in a row; quotes, pet phrases and questions that are asked again; a line that is there twice because its
    translation is missing; names and words in the other language; scripts and rare characters used throughout.

    Args:
        texts: The speech of one document in one language, in order.
        options: From where on text counts as garbled.

    Returns:
        For each text whether it is garbled.

    Source:
        Raunak, Menezes and Junczys-Dowmunt 2021, "The Curious Case of Hallucinations in Neural Machine Translation":
        what translators invent repeats its own phrases, and comes again for other sources.
    """
    tokens = [tuple(_TOKEN.findall(text.casefold())) for text in texts]
    garbled = _find_loops(tokens, options) | _find_invented(tokens, options) | _find_unreadable(texts, options)
    return [index in garbled for index in range(len(texts))]


def _find_loops(tokens: Sequence[Tokens], options: GarbledOptions) -> set[int]:
    """Find utterances that lie, for a good part, in a stretch of one phrase after itself; it may run across several."""
    counts = np.array([len(line) for line in tokens], dtype=np.int64)
    ids = _number_tokens(tokens)
    is_loop = np.zeros(len(ids), dtype=bool)
    for period in range(2, min(options.loop_period_max, len(ids) - 1) + 1):
        wanted = max(period * (options.loop_repeats_min - 1), options.loop_tokens_min - period)
        for start, end in _find_runs(ids[period:] == ids[:-period], wanted):
            if len(np.unique(ids[start : start + period])) > 1:  # one syllable over and over is laughter
                is_loop[start : end + period] = True
    lines = np.repeat(np.arange(len(tokens)), counts)
    looped = np.bincount(lines, weights=is_loop, minlength=len(tokens))
    return set(np.flatnonzero((looped > 0) & (looped >= options.loop_share_min * counts)).tolist())


def _number_tokens(tokens: Sequence[Tokens]) -> NDArray[np.int64]:
    """Give each token of the document, one after the other, the number of its kind, in order of appearance."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(token, len(numbers)) for line in tokens for token in line], dtype=np.int64)


def _find_runs(flags: NDArray[np.bool_], length_min: int) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run of true values of some length."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    starts, ends = edges[::2], edges[1::2]
    is_long = ends - starts >= length_min
    yield from zip(starts[is_long].tolist(), ends[is_long].tolist(), strict=True)


def _find_invented(tokens: Sequence[Tokens], options: GarbledOptions) -> set[int]:
    """Find vacuous utterances that circle on themselves and have a vacuous copy far away, and those copies.

    All three signs are needed: quotes circle and come again but use words of their own, pet phrases are vacuous and
    come again but do not circle, and clumsy sentences circle but come once.
    """
    vacuous = _find_vacuous(tokens, options)
    stretches = {index: _list_stretches(tokens[index], options.copy_weight_min) for index in vacuous}
    holders: dict[Tokens, list[int]] = defaultdict(list)
    for index in vacuous:
        for stretch in set(stretches[index].values()):
            holders[stretch].append(index)
    invented: set[int] = set()
    for index in vacuous:
        if not _is_circling(tokens[index], options):
            continue
        held_by = (holders[stretch] for stretch in stretches[index].values())
        others = {other for held in held_by if len(held) <= options.copies_max for other in held}
        for other in others:
            if abs(other - index) < options.copy_distance_min or _is_replay(tokens, index, other):
                continue
            short, long = sorted((index, other), key=lambda i: len(tokens[i]))
            shared = set(stretches[long].values())
            spans = [range(start, start + len(piece)) for start, piece in stretches[short].items() if piece in shared]
            if len({place for span in spans for place in span}) >= options.copy_share_min * len(tokens[short]):
                invented |= {index, other}
    return invented


def _is_replay(tokens: Sequence[Tokens], index: int, other: int) -> bool:
    """Tell whether two utterances also have a neighbour in common: a clip played before the talk, or a refrain."""
    both_before = tokens[max(0, index - 1) : index], tokens[max(0, other - 1) : other]
    both_after = tokens[index + 1 : index + 2], tokens[other + 1 : other + 2]
    return any(bool(a) and a == b for a, b in (both_before, both_after))


def _find_vacuous(tokens: Sequence[Tokens], options: GarbledOptions) -> list[int]:
    """Find utterances of the commonest words: those of least mean surprisal under the document's own frequencies."""
    weighty = [index for index, line in enumerate(tokens) if _weigh(line) >= options.copy_weight_min]
    if len(weighty) < options.ranked_utterances_min:
        return []
    frequency = Counter(token for line in tokens for token in line)
    log_frequency = {token: float(np.log(count)) for token, count in frequency.items()}
    ranked = sorted(weighty, key=lambda i: (-sum(log_frequency[token] for token in tokens[i]) / len(tokens[i]), i))
    return sorted(ranked[: int(options.vacuity_rank_max * len(ranked))])


def _weigh(tokens: Tokens) -> int:
    return sum(_weigh_token(token) for token in tokens)


def _weigh_token(token: str) -> int:
    return 1 if len(token) == 1 and not token.isascii() else 2


def _list_stretches(tokens: Tokens, weight_min: int) -> dict[int, Tokens]:
    """List the shortest stretch of some weight from each place on: texts share one iff they share such a stretch."""
    stretches: dict[int, Tokens] = {}
    for start in range(len(tokens)):
        weight = 0
        for end in range(start, len(tokens)):
            weight += _weigh_token(tokens[end])
            if weight >= weight_min:
                stretches[start] = tokens[start : end + 1]
                break
    return stretches


def _is_circling(tokens: Tokens, options: GarbledOptions) -> bool:
    """Tell whether an utterance comes back to its own phrases; stammering, where one follows itself, does not count."""
    letters = {token: chr(number) for number, token in enumerate(dict.fromkeys(tokens))}
    line, count = "".join(letters[token] for token in tokens), 1
    while count:
        line, count = _IMMEDIATE_REPEAT.subn(r"\1", line)
    kept = list(letters)
    if _weigh(tuple(kept[ord(letter)] for letter in line)) < options.circling_weight_min:
        return False
    places: dict[str, list[int]] = defaultdict(list)
    for start in range(len(line) - _CIRCLE_TOKENS + 1):
        places[line[start : start + _CIRCLE_TOKENS]].append(start)
    again = [starts for starts in places.values() if starts[-1] - starts[0] >= _CIRCLE_TOKENS]
    covered = {place for starts in again for start in starts for place in range(start, start + _CIRCLE_TOKENS)}
    return len(covered) >= options.circling_share_min * len(line)


def _find_unreadable(texts: Sequence[str], options: GarbledOptions) -> set[int]:
    """Find utterances full of letters that are not at home in the document, or with some among stray characters."""
    foreign = _find_foreign_letters(texts, options)
    if not foreign:
        return set()
    any_foreign = re.compile("[" + "".join(map(re.escape, sorted(foreign))) + "]+")
    unreadable: set[int] = set()
    mixed: list[int] = []
    for index, text in enumerate(texts):
        runs = [match.group() for match in any_foreign.finditer(text)]
        letter_count = sum(map(len, runs))
        wanted = options.foreign_share_min * sum(c.isalpha() or c in foreign for c in text)
        if letter_count >= max(options.foreign_letters_min, wanted):
            unreadable.add(index)
        elif any(len(run) >= options.foreign_run_min for run in runs):
            mixed.append(index)
    if mixed:
        words = Counter(word for text in texts for word in rjieba.cut(simplify_script(text), False))
        unreadable |= {index for index in mixed if _has_strays(texts[index], foreign, words, options)}
    return unreadable


def _find_foreign_letters(texts: Sequence[str], options: GarbledOptions) -> frozenset[str]:
    """Find the document's letters that are not at home in it: of another script, rare as characters, or no letters."""
    counts = Counter("".join(texts))
    by_script: Counter[str] = Counter()
    for character, count in counts.items():
        by_script[_find_script(character)] += count
    del by_script[""]
    home = {script for script, n in by_script.items() if n >= options.home_script_share_min * by_script.total()}
    home = (home | _SYMBOL_SCRIPTS | {""}) - {_UNREADABLE}
    return frozenset(
        character
        for character, count in counts.items()
        if _find_script(character) not in home
        or (count < options.home_character_count_min and is_han(character) and not _is_listed(character))
    )


@cache
def _find_script(character: str) -> str:
    """Name a letter's script; marks, digits and the like have none, and what stands for no character is unreadable."""
    if is_han(character):
        return "HAN"
    plain = unicodedata.normalize("NFKC", character)[0]
    if plain == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(plain) in ("Cn", "Co", "Cs"):
        return _UNREADABLE
    if unicodedata.category(plain) not in ("Lu", "Ll", "Lo"):
        return ""
    return unicodedata.name(plain).split()[0].replace("HIRAGANA", "KATAKANA")


@cache
def _is_listed(character: str) -> bool:
    """Tell whether a Chinese character, simplified, is one of the 6,763 of the standard GB 2312."""
    return simplify_script(character).encode("gb2312", errors="ignore") != b""


def _has_strays(text: str, foreign: frozenset[str], words: Counter[str], options: GarbledOptions) -> bool:
    """Tell whether foreign letters stand among unusual words of one character, which no reader can join to words.

    Neither usual words of one character nor the foreign letters end such a stretch; longer words, marks and blanks do.
    """
    count_max = max(options.stray_count_max, options.stray_share_max * words.total())
    cut = [word if set(word) & foreign else simplify_script(word) for word in rjieba.cut(simplify_script(text), False)]
    own = Counter(cut)
    ends = [-1, *(k for k, w in enumerate(cut) if not set(w) <= foreign and not (len(w) == 1 and is_han(w))), len(cut)]
    for before, after in pairwise(ends):
        stretch = cut[before + 1 : after]
        strays = [w for w in stretch if is_han(w[0]) and words[w] - own[w] <= count_max]
        if len(strays) >= options.stray_words_min and any(set(w) <= foreign and not is_han(w[0]) for w in stretch):
            return True
    return False
