"""Whose turn a header's name is: by its names, by one word of them, or by who speaks beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from extract.corpus import Conversation, Corpus, Speaker
from extract.read import read_transcript
from extract.read.read import ReadOptions
from extract.speakers import LinkedSpeaker, link_speakers
from graph.pipeline import load_default_corpus
from tests.conftest import TRANSCRIPTS

SPEAKERS = (Speaker("ada", "Ada Lovelace", "阿达·洛夫莱斯", "", ("A. L.",)), Speaker("bob", "Bob Stone", "鲍勃·斯通"))
CORPUS = Corpus(TRANSCRIPTS, (), SPEAKERS)
CONVERSATION = Conversation("talk", participants=(("ada", "guest"), ("bob", "host")))


@pytest.mark.parametrize(
    ("name", "link"),
    [
        ("Ada Lovelace", LinkedSpeaker("ada", 1.0)),
        ("a. l.", LinkedSpeaker("ada", 1.0)),
        ("Ada", LinkedSpeaker("ada", 0.98)),
        ("斯通", LinkedSpeaker("bob", 0.98)),
        ("Zed", LinkedSpeaker("unknown", 0.0)),
    ],
)
def test_link_speakers_knows_names_and_words_of_names(name: str, link: LinkedSpeaker) -> None:
    assert link_speakers([name], CONVERSATION, CORPUS) == {name: link}


def test_link_speakers_tells_an_odd_name_by_who_speaks_beside_it() -> None:
    names = ["Bob", "Ada", "Bob", "凌志", "Bob", "Ada", "凌志", "Ada"]
    found = link_speakers(["Bob", "Ada", "Bob", "凌志", "Bob", "Ada"], CONVERSATION, CORPUS)["凌志"]
    assert found.speaker_id == "ada"
    assert 0.5 < found.confidence < 1
    assert link_speakers(names, CONVERSATION, CORPUS)["凌志"].confidence <= 0.5


def test_link_speakers_guesses_nothing_among_three() -> None:
    crowd = replace(CONVERSATION, participants=(*CONVERSATION.participants, ("cy", "guest")))
    assert link_speakers(["Bob", "凌志", "Bob"], crowd, CORPUS)["凌志"].speaker_id == "unknown"


@pytest.mark.parametrize(
    ("name", "count"),
    [("lex-094-sutskever.machine-translated.txt", 287), ("lex-333-karpathy.machine-translated.txt", 787)],
)
def test_headers_of_the_corpus_resolve_with_and_without_known_spellings(name: str, count: int) -> None:
    corpus, _ = load_default_corpus()
    conversation = next(
        item for item in corpus.conversations for rendition in item.renditions if rendition.path.endswith(name)
    )
    transcript = read_transcript(TRANSCRIPTS / name, options=ReadOptions())
    turns = {segment.turn: segment.name or "" for segment in transcript.segments}
    names = list(turns.values())
    known = link_speakers(names, conversation, corpus)
    bare = replace(corpus, speakers=tuple(replace(speaker, spellings=()) for speaker in corpus.speakers))
    guessed = link_speakers(names, conversation, bare)
    assert len(names) == count
    assert "unknown" not in Counter(known[name].speaker_id for name in names)
    assert sum(guessed[name].speaker_id == known[name].speaker_id for name in names) / count >= 0.95
