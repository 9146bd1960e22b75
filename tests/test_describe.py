"""What a transcript says of itself, and the entry made of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.corpus import read_corpus
from extract.describe import Description, describe_file, render_entries
from extract.read.read import ReadOptions
from extract.segment import SegmentOptions
from tests.conftest import FIRST, TRANSCRIPTS


def describe(path: Path) -> Description:
    return describe_file(path, read=ReadOptions(content_labels=("content",)), segment=SegmentOptions())


@pytest.mark.parametrize(
    ("name", "layout", "languages", "speakers"),
    [
        ("lex-094-sutskever.edited.md", "markdown", ("zh",), [("Lex Fridman", "host"), ("Ilya Sutskever", "guest")]),
        ("lex-258-lecun.bilingual.txt", "bilingual", ("en", "zh"), []),
        ("neurips-2024-sutskever.asr.txt", "stream", ("zh",), []),
    ],
)
def test_describe_file_finds_format_language_and_roles(
    name: str, layout: str, languages: tuple[str, ...], speakers: list[tuple[str, str]]
) -> None:
    found = describe(TRANSCRIPTS / name)
    assert (found.format, set(found.languages)) == (layout, set(languages))
    assert [(speaker.name, speaker.role) for speaker in found.speakers] == speakers
    assert found.utterance_count > 50


def test_describe_file_finds_title_and_date() -> None:
    edited = describe(TRANSCRIPTS / "lex-094-sutskever.edited.md")
    assert edited.date == "2020-05-09"
    talk = describe(TRANSCRIPTS / "neurips-2024-sutskever.asr.txt")
    assert talk.title.startswith("Ilya宣判")


def test_render_entries_makes_a_description_that_reads_back(tmp_path: Path) -> None:
    path = tmp_path / 'my talk "2021-03" 一.txt'
    path.write_text(FIRST, encoding="utf-8")
    found = describe(path)
    (tmp_path / "conversations.toml").write_text(render_entries([found]), encoding="utf-8")
    corpus = read_corpus(tmp_path / "conversations.toml")
    conversation = corpus.conversations[0]
    assert conversation.date == "2021-03"
    assert dict(conversation.participants) == {"bob": "host", "ada": "guest"}
    assert corpus.find_path(conversation.renditions[0]) == path
