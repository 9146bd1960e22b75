"""The corpus description: the real one, its errors, and files nobody described."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.corpus import Conversation, Corpus, describe_files, make_slug, read_corpus
from extract.errors import SettingsError
from graph.pipeline import find_default_corpus

SMALL = """
[speakers.ada]
name_en = "Ada"

[conversations.first]
title = "First"
participants = { ada = "guest" }

[[conversations.first.renditions]]
id = "first-text"
path = "first.txt"
is_primary = true
"""
SECOND_RENDITION = """
[[conversations.first.renditions]]
id = "second-text"
path = "second.txt"
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """The project's own conversations."""
    return read_corpus(find_default_corpus())


def read(tmp_path: Path, text: str) -> Corpus:
    path = tmp_path / "corpus.toml"
    path.write_text(text, encoding="utf-8")
    return read_corpus(path)


def find(corpus: Corpus, conversation_id: str) -> Conversation:
    return next(item for item in corpus.conversations if item.conversation_id == conversation_id)


def test_the_real_corpus_has_four_conversations_and_five_renditions(corpus: Corpus) -> None:
    assert {
        item.conversation_id: [Path(rendition.path).name for rendition in item.renditions]
        for item in corpus.conversations
    } == {
        "lex-094": ["lex-094-sutskever.edited.md", "lex-094-sutskever.machine-translated.txt"],
        "lex-258": ["lex-258-lecun.bilingual.txt"],
        "lex-333": ["lex-333-karpathy.machine-translated.txt"],
        "neurips-2024": ["neurips-2024-sutskever.asr.txt"],
    }
    assert all(corpus.find_path(rendition).is_file() for item in corpus.conversations for rendition in item.renditions)


@pytest.mark.parametrize(
    ("conversation_id", "date", "recording", "media_offset_s", "coverage", "hours_covered", "hours"),
    [
        ("lex-094", "2020-05-09", "13CZPWmke6A", 0, "whole", None, None),
        ("lex-258", "2022-01-22", "SGzMElJ11Cc", 0, "part", (0, 0.4 * (2 + 46 / 60)), 2 + 46 / 60),
        ("lex-333", "2022-10-29", "cdiD-9MMpb0", 283, "part", (23 / 60, 3 + 29 / 60), 3 + 29 / 60),
        ("neurips-2024", "2024-12", "BV1TwB5YpEx8", 0, "whole", None, None),
    ],
)
def test_the_real_corpus_says_what_its_collector_says(
    conversation_id: str,
    date: str,
    recording: str,
    media_offset_s: float,
    coverage: str,
    hours_covered: tuple[float, float] | None,
    hours: float | None,
    corpus: Corpus,
) -> None:
    item = find(corpus, conversation_id)
    assert (item.date, item.media_offset_s, item.coverage) == (date, media_offset_s, coverage)
    assert recording in item.media_url
    covered = (item.covered_from_s, item.covered_to_s)
    wanted = tuple(3600 * hour for hour in hours_covered) if hours_covered else (None, None)
    assert covered == pytest.approx(wanted, abs=60)
    assert item.duration_s == (pytest.approx(3600 * hours, abs=60) if hours else None)


@pytest.mark.parametrize(
    ("file_name", "fidelity", "languages"),
    [
        ("lex-094-sutskever.edited.md", "edited-translation", ("zh",)),
        ("lex-094-sutskever.machine-translated.txt", "machine-translation", ("zh",)),
        ("lex-258-lecun.bilingual.txt", "original", ("en", "zh")),
        ("lex-333-karpathy.machine-translated.txt", "machine-translation", ("zh",)),
        ("neurips-2024-sutskever.asr.txt", "speech-recognition", ("zh",)),
    ],
)
def test_renditions_say_how_they_were_made(
    file_name: str, fidelity: str, languages: tuple[str, ...], corpus: Corpus
) -> None:
    (rendition,) = [
        part for item in corpus.conversations for part in item.renditions if Path(part.path).name == file_name
    ]
    assert (rendition.fidelity, rendition.languages) == (fidelity, languages)


def test_every_speaker_of_the_real_corpus_takes_part_and_has_two_names(corpus: Corpus) -> None:
    present = {speaker_id for item in corpus.conversations for speaker_id, _ in item.participants}
    assert {speaker.speaker_id for speaker in corpus.speakers} == present
    assert all(speaker.name_en and speaker.name_zh for speaker in corpus.speakers)


def test_read_corpus_fills_in_what_is_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, SMALL.replace('title = "First"', "duration_s = 90"))
    (item,) = found.conversations
    assert (item.title, item.coverage, item.duration_s, item.media_offset_s) == ("first", "unknown", 90.0, 0.0)
    assert item.participants == (("ada", "guest"),)
    assert found.speakers[0].name_zh == "Ada"
    assert found.find_path(item.renditions[0]) == tmp_path / "first.txt"


ERRORS = {
    "unknown section": ("colour = 1\n" + SMALL, "unknown key 'colour', known are conversations, speakers"),
    "unknown key of a speaker": (
        SMALL.replace('name_en = "Ada"', 'name = "Ada"'), "speakers.ada: unknown key 'name', known are name_en",
    ),
    "unknown key of a conversation": (
        SMALL.replace("title", "titel"), "conversations.first: unknown key 'titel', known are coverage",
    ),
    "unknown key of a rendition": (
        SMALL + "primary = true", r"conversations.first: renditions\[0\]: unknown key 'primary', known are id, path",
    ),
    "unknown participant": (
        SMALL.replace("{ ada", "{ bob"),
        r"conversations.first: participant 'bob' has no \[speakers.bob\] section",
    ),
    "bad role": (SMALL.replace('"guest"', '"king"'), "conversations.first: participants: role 'king', wanted one of"),
    "participants as a list": (SMALL.replace('{ ada = "guest" }', '["ada"]'), r"participants = \['ada'\], wanted"),
    "two primaries": (SMALL + SECOND_RENDITION + "is_primary = true", "conversations.first: wanted exactly one"),
    "no primary": (SMALL.replace("is_primary = true", ""), "conversations.first: wanted exactly one rendition"),
    "rendition id twice": (
        SMALL + SECOND_RENDITION.replace("second-text", "first-text"),
        "rendition 'first-text' is described twice",
    ),
    "rendition without a path": (SMALL.replace('path = "first.txt"', ""), r"renditions\[0\]: path is missing"),
    "renditions as one table": (
        SMALL.replace("[[conversations.first.renditions]]", "[conversations.first.renditions]"),
        r"conversations.first: renditions: wanted \[\[conversations.first.renditions\]\]",
    ),
    "unknown fidelity": (SMALL + 'fidelity = "rumour"', r"renditions\[0\]: fidelity = 'rumour', wanted one of orig"),
    "a text for a list": (SMALL + 'languages = "en"', r"renditions\[0\]: languages = 'en', wanted list"),
    "a text for seconds": (
        SMALL.replace('title = "First"', 'duration_s = "1:30"'), "first: duration_s = '1:30', wanted seconds",
    ),
    "a truth value for seconds": (
        SMALL.replace('title = "First"', "media_offset_s = true"), "first: media_offset_s = True, wanted seconds",
    ),
    "a number for a text": (SMALL.replace('"First"', "1"), "first: title = 1, wanted text"),
    "a date without quotes": (SMALL.replace('title = "First"', "date = 2020-05-09"), "first: date = .*, wanted text"),
    "unknown coverage": (SMALL.replace('title = "First"', 'coverage = "half"'), "first: coverage = 'half', wanted"),
    "no conversation": ('[speakers.ada]\nname_en = "Ada"', r"no \[conversations.NAME\] section"),
    "conversations as a list": ('[[conversations]]\nid = "first"', r"conversations: wanted \[conversations.NAME\]"),
    "speakers as a text": ('speakers = "Ada"', r"speakers: wanted \[speakers.NAME\]"),
    "no TOML": ("[conversations", "expected"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), ERRORS.values(), ids=ERRORS)
def test_read_corpus_names_file_and_key_of_an_error(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'corpus.toml'}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("name", "words"), [("none.toml", "no such file"), (".", "is a directory")])
def test_read_corpus_names_what_is_no_file(name: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=words):
        read_corpus(tmp_path / name)


def test_describe_files_makes_a_conversation_of_each_file_with_an_id_of_its_own() -> None:
    names = ["a.txt", "b/a.md", "A.srt", "a-2.txt", "___.txt", "你好 world.txt"]
    found = describe_files([Path(name) for name in names])
    assert [item.conversation_id for item in found.conversations] == [
        "a", "a-2", "a-3", "a-2-2", "conversation", "你好-world",
    ]  # fmt: skip
    assert [item.title for item in found.conversations] == ["a", "a", "A", "a-2", "___", "你好 world"]
    renditions = [item.renditions for item in found.conversations]
    assert all(len(parts) == 1 and parts[0].is_primary for parts in renditions)
    assert len({parts[0].id for parts in renditions}) == len(names)
    assert not found.is_described


def test_describe_files_finds_its_files_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Hello.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = describe_files([Path("a.txt")])
    monkeypatch.chdir("/")
    assert found.find_path(found.conversations[0].renditions[0]).is_file()


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Lex 094_Sutskever!", "lex-094-sutskever"), ("访谈（一）", "访谈-一"), ("ＡＩ", "ai"), ("--", "")],
)
def test_make_slug_keeps_letters_of_any_script(name: str, slug: str) -> None:
    assert make_slug(name) == slug
