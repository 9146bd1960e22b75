"""Utterances and the lexicon in, mentions out: longest match, through a spaCy component.

Source: longest-match dictionary linking with word boundaries; general practice, no single author.
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd
import rjieba
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from extract.lexicon import Lexicon
from extract.matcher import Match, TermMatcher, choose_longest
from extract.tables import build_table
from extract.text import is_han, is_latin_word

FACTORY = "parley_mentions"
SPANS_KEY = "mentions"

_CONFIDENCE = {"preferred": 1.0, "alternative": 0.95, "abbreviation": 0.9, "mistranslated": 0.7, "misheard": 0.6}


@dataclass(frozen=True)
class MentionOptions:
    """What is tagged.

    Attributes:
        confidence_min: Forms whose relation promises less are not tagged.
        short_chars_max: Chinese forms up to this length must not cross a word boundary of the segmenter, so that 直觉
            is not found in 一直觉得. Longer ones are sure enough, and often unknown to it.
    """

    confidence_min: float = 0.5
    short_chars_max: int = 3


class Forms:
    """The surface forms to look for, compiled.

    Args:
        surfaces: The forms.
        concept_ids: Concept of each form; empty for an ordinary word that keeps shorter forms in it from being found.
        relations: Relation of each form to its concept.
    """

    def __init__(self, surfaces: Sequence[str], concept_ids: Sequence[str], relations: Sequence[str]) -> None:
        self.matcher = TermMatcher(surfaces)
        self.concept_ids = list(concept_ids)
        self.relations = list(relations)


class MentionTagger:
    """A spaCy component that finds the lexicon's forms in a `Doc` and writes them to `doc.spans["mentions"]`.

    Each `Span` carries the concept as `label_` and the relation of the matched form as `id_`. Tokens are split where
    a form starts or ends inside one, so that a span has exactly the characters of the form. As with spaCy's own
    rulers, what to look for is added after the component is made: `tagger.set_forms(forms)`.

    Args:
        short_chars_max: Chinese forms up to this length must not cross word boundaries.
    """

    def __init__(self, short_chars_max: int) -> None:
        self._short_chars_max = short_chars_max
        self._forms = Forms([], [], [])

    def set_forms(self, forms: Forms) -> None:
        """Set what to look for; several taggers may share one set of forms."""
        self._forms = forms

    def find_matches(self, text: str) -> list[Match]:
        """Find the places of forms in a text: cheap, no `Doc` needed."""
        matches = self._forms.matcher.find_all(text)
        if any(self._is_short(text, match) for match in matches):
            boundaries = _find_word_boundaries(text)
            matches = [
                match for match in matches if not (self._is_short(text, match) and _crosses_words(match, boundaries))
            ]
        return [match for match in choose_longest(matches) if self._forms.concept_ids[match.term]]

    def _is_short(self, text: str, match: Match) -> bool:
        return match.end - match.start <= self._short_chars_max and is_han(text[match.start])

    def __call__(self, doc: Doc) -> Doc:
        """Add the mentions of a document; `doc.user_data["matches"]` saves looking for them a second time."""
        matches: list[Match] | None = doc.user_data.pop("matches", None)
        if matches is None:
            matches = self.find_matches(doc.text)
        _split_tokens(doc, {offset for match in matches for offset in (match.start, match.end)})
        doc.spans[SPANS_KEY] = [self._make_span(doc, match) for match in matches]
        return doc

    def _make_span(self, doc: Doc, match: Match) -> Span:
        concept_id, relation = self._forms.concept_ids[match.term], self._forms.relations[match.term]
        span = doc.char_span(match.start, match.end, label=concept_id, span_id=relation)
        if span is None:
            raise ValueError(f"no token of {doc.text!r} starts at {match.start} or ends at {match.end}")
        return span


def _find_word_boundaries(text: str) -> set[int]:
    """Find where the segmenter's dictionary words start and end, as offsets; unknown words are single characters."""
    return {0, *accumulate(len(word) for word in rjieba.cut(text, False))}


def _crosses_words(match: Match, boundaries: set[int]) -> bool:
    """Tell whether a match holds a part of two words: a boundary inside, and an end that is none."""
    is_cut_inside = any(offset in boundaries for offset in range(match.start + 1, match.end))
    return is_cut_inside and not {match.start, match.end} <= boundaries


@Language.factory(FACTORY, default_config={"short_chars_max": 3})
def create_mention_tagger(nlp: Language, name: str, short_chars_max: int) -> MentionTagger:
    """Make the component; it finds nothing until it is given forms."""
    return MentionTagger(short_chars_max)


def _split_tokens(doc: Doc, offsets: set[int]) -> None:
    """Split the tokens that have one of the offsets inside."""
    ordered = sorted(offsets)
    with doc.retokenize() as retokenizer:
        for token in doc:
            inside = ordered[bisect_right(ordered, token.idx) : bisect_left(ordered, token.idx + len(token))]
            if inside:
                edges = [0, *(offset - token.idx for offset in inside), len(token)]
                pieces = [token.text[one:other] for one, other in pairwise(edges)]
                retokenizer.split(token, pieces, heads=[(token, index) for index in range(len(pieces))])


def expand_surfaces(lexicon: Lexicon, *, options: MentionOptions) -> pd.DataFrame:
    """List the forms to look for: the aliases, best relation first, and the regular plurals of Latin ones.

    Returns:
        Frame with `surface`, `concept_id`, `relation`; no form twice. Forms under the least confidence are left out;
        ordinary words have no concept.
    """
    rank = list(_CONFIDENCE)
    rows = [
        (rank.index(alias.relation), surface, alias.concept_id, alias.relation)
        for alias in lexicon.aliases.itertuples()
        if _CONFIDENCE[alias.relation] >= options.confidence_min
        for surface in dict.fromkeys([alias.surface, *_make_plurals(alias.surface)])
    ]
    rows += [(len(rank), word, "", "ordinary") for word in lexicon.ordinary]
    frame = pd.DataFrame(sorted(rows), columns=["rank", "surface", "concept_id", "relation"])
    return frame.drop_duplicates("surface").drop(columns="rank").reset_index(drop=True)


def _make_plurals(surface: str) -> Iterator[str]:
    """Yield the regular English plural of a form whose last word is Latin letters."""
    last = surface[-1:]
    if not (is_latin_word(last) and last.isalpha()) or len(surface) < 2:
        return
    lower = surface.lower()
    if lower.endswith("y") and lower[-2] not in "aeiou":
        yield surface[:-1] + "ies"
    elif lower.endswith(("s", "x", "z", "ch", "sh")):
        yield surface + "es"
    else:
        yield surface + "s"


def load_pipelines(lexicon: Lexicon, *, options: MentionOptions) -> dict[str, Language]:
    """Make one blank spaCy pipeline per language, with the tagger of the lexicon's forms in it."""
    surfaces = expand_surfaces(lexicon, options=options)
    forms = Forms(surfaces["surface"], surfaces["concept_id"], surfaces["relation"])
    pipelines: dict[str, Language] = {}
    for language in ("en", "zh"):
        pipelines[language] = spacy.blank(language)
        pipelines[language].max_length = sys.maxsize  # the limit guards parsers, of which there are none here
        tagger: Any = pipelines[language].add_pipe(FACTORY, config={"short_chars_max": options.short_chars_max})
        tagger.set_forms(forms)
    return pipelines


def find_mentions(
    utterances: pd.DataFrame,
    participants: pd.DataFrame,
    speakers: pd.DataFrame,
    lexicon: Lexicon,
    *,
    options: MentionOptions,
) -> pd.DataFrame:
    """Find the places where speech names a concept, a person or an organization.

    Counts: the longest form of the lexicon at each place. Does not count: advertisements, furniture and garbled text;
    participants named in their own conversation, who are being addressed.

    Args:
        utterances: Table `utterances`.
        participants: Table `participants`.
        speakers: Table `speakers`.
        lexicon: The forms to look for.
        options: What is tagged.

    Returns:
        Table `mentions`: one row per place.
    """
    pipelines = load_pipelines(lexicon, options=options)
    forms = set(zip(lexicon.aliases["concept_id"], lexicon.aliases["surface"], strict=True))
    person_by_speaker = dict(zip(speakers["speaker_id"], speakers["concept_id"], strict=True))
    present = {
        (row.conversation_id, person_by_speaker.get(row.speaker_id)) for row in participants.itertuples(index=False)
    }
    rows: list[dict[str, Any]] = []
    for utterance in utterances[utterances["kind"] == "speech"].itertuples(index=False):
        nlp = pipelines[utterance.language]
        tagger: Any = nlp.get_pipe(FACTORY)
        matches = tagger.find_matches(utterance.text)
        if not matches:
            continue
        doc = nlp.make_doc(utterance.text)
        doc.user_data["matches"] = matches
        for span in tagger(doc).spans[SPANS_KEY]:
            if (utterance.conversation_id, span.label_) not in present:
                is_exact = (span.label_, span.text) in forms
                rows.append(_make_row(utterance, span, "exact" if is_exact else "normalised"))
    return build_table("mentions", rows)


def _make_row(utterance: Any, span: Span, method: str) -> dict[str, Any]:
    relation = span.id_
    return {
        "mention_id": f"{utterance.utterance_id}:{span.start_char:04d}",
        "utterance_id": utterance.utterance_id,
        "passage_id": utterance.passage_id,
        "concept_id": span.label_,
        "surface": span.text,
        "start": span.start_char,
        "end": span.end_char,
        "method": method,
        "alias_relation": relation,
        "confidence": _CONFIDENCE[relation],
    }
