"""The real corpus, built once for all tests, and a small conversation made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from extract.attribution import load_speaker_knowledge
from extract.cues import Cues, load_cues
from extract.lexicon import Lexicon, load_lexicon
from extract.pipeline import ExtractOptions, Knowledge, build_extract_tables
from extract.settings import DATA_FOLDER
from extract.store import Tables, read_tables
from graph.build import GraphOptions, build_graph
from graph.pipeline import build_corpus, load_default_corpus

TRANSCRIPTS = DATA_FOLDER / "transcripts"

SMALL_LEXICON = """
[machine-learning]
en = "machine learning"
zh = "机器学习"
category = "field"
description = "Programs that improve with data."
abbreviation = ["ML"]

[reinforcement-learning]
en = "reinforcement learning"
zh = "强化学习"
category = "field"
broader = "machine-learning"
description = "Learning by trial and error."
alternative = ["增强学习"]
abbreviation = ["RL"]

[transformer]
en = "Transformer"
zh = "Transformer"
category = "architecture"
description = "A network of attention."
mistranslated = ["变压器"]

[ada-lovelace]
en = "Ada Lovelace"
zh = "阿达·洛夫莱斯"
category = "person"
description = "Wrote programs before there were machines."
"""

SMALL_CORPUS = """
[speakers.ada]
name_en = "Ada Lovelace"
name_zh = "阿达·洛夫莱斯"
concept = "ada-lovelace"
spellings = ["Ada"]

[speakers.bob]
name_en = "Bob"
name_zh = "鲍勃"

[conversations.first]
title = "First"
media_url = "https://example.org/watch?v=1"
media_offset_s = 10
coverage = "part"
participants = { bob = "host", ada = "guest" }

[[conversations.first.renditions]]
id = "first-text"
path = "first.txt"
label = "first"
languages = ["en"]
fidelity = "original"
is_primary = true

[conversations.second]
title = "Second"
coverage = "whole"
participants = { bob = "guest" }

[[conversations.second.renditions]]
id = "second-text"
path = "second.txt"
label = "second"
languages = ["en"]
fidelity = "original"
is_primary = true
"""

FIRST = """Bob 00:00:10
What do you think of reinforcement learning?

Ada 00:00:20
I think reinforcement learning is inefficient. The Transformer is amazing. I don't think RL with a Transformer works.

Bob 00:01:00
Ada Lovelace said that machine learning is useful.
"""

SECOND = """Bob 00:00:00
I believe RL is a great idea. Ada Lovelace is brilliant.
"""


@pytest.fixture(scope="session")
def build_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the project's own corpus as `parley build` does."""
    folder = tmp_path_factory.mktemp("build")
    corpus, description = load_default_corpus()
    build_corpus(corpus, folder, description=description)
    return folder


@pytest.fixture(scope="session")
def tables(build_folder: Path) -> Tables:
    """All tables of the real corpus."""
    return read_tables(build_folder / "tables")


@pytest.fixture(scope="session")
def cues() -> Cues:
    """The project's cue words."""
    return load_cues(DATA_FOLDER / "cues.toml")


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The project's lexicon."""
    return load_lexicon(sorted((DATA_FOLDER / "lexicon").glob("*.toml")), ordinary_path=DATA_FOLDER / "ordinary.txt")


@pytest.fixture(scope="session")
def small_lexicon(tmp_path_factory: pytest.TempPathFactory) -> Lexicon:
    """Four entries."""
    path = tmp_path_factory.mktemp("lexicon") / "small.toml"
    path.write_text(SMALL_LEXICON, encoding="utf-8")
    return load_lexicon([path])


@pytest.fixture(scope="session")
def small_corpus_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the description of two short conversations, and the conversations."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "first.txt").write_text(FIRST, encoding="utf-8")
    (folder / "second.txt").write_text(SECOND, encoding="utf-8")
    path = folder / "conversations.toml"
    path.write_text(SMALL_CORPUS, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def small_tables(small_corpus_path: Path, small_lexicon: Lexicon, cues: Cues) -> Tables:
    """All tables of the two short conversations."""
    corpus, _ = load_default_corpus(small_corpus_path)
    knowledge = Knowledge(small_lexicon, cues, load_speaker_knowledge(DATA_FOLDER), ExtractOptions())
    made, failures = build_extract_tables(corpus, knowledge, progress=_ignore)
    assert failures.messages == {}
    return {**made, **build_graph(made, options=GraphOptions())}


def _ignore(*_: Any) -> None:
    """Take progress without showing it."""
