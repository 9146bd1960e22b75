"""Readers: every layout present, on the real documents and on small ones."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from extract.errors import TranscriptError
from extract.read import decode_transcript, detect_format, read_transcript
from extract.read.headed import find_header
from extract.read.read import ReadOptions
from extract.read.transcript import Line, Transcript
from extract.segment import SegmentOptions, find_spans
from tests.conftest import TRANSCRIPTS

OPTIONS = ReadOptions(content_labels=("content", "transcript"))
LAYOUTS = {
    "lex-094-sutskever.edited.md": "markdown",
    "lex-094-sutskever.machine-translated.txt": "headed",
    "lex-258-lecun.bilingual.txt": "bilingual",
    "lex-333-karpathy.machine-translated.txt": "headed",
    "neurips-2024-sutskever.asr.txt": "stream",
}


def read(name: str) -> Transcript:
    return read_transcript(TRANSCRIPTS / name, options=OPTIONS)


@pytest.mark.parametrize(("name", "layout"), LAYOUTS.items())
def test_read_transcript_recognises_layout_by_content(name: str, layout: str, tmp_path: Path) -> None:
    anonymous = tmp_path / "file"
    anonymous.write_bytes((TRANSCRIPTS / name).read_bytes())
    assert read_transcript(anonymous, options=OPTIONS).format == layout


@pytest.mark.parametrize(
    ("name", "count"),
    [("lex-094-sutskever.machine-translated.txt", 287), ("lex-333-karpathy.machine-translated.txt", 787)],
)
def test_read_headed_finds_every_turn(name: str, count: int) -> None:
    assert len({segment.turn for segment in read(name).segments}) == count


@pytest.mark.parametrize("name", LAYOUTS)
def test_segments_hold_every_character_but_headers(name: str) -> None:
    transcript = read(name)
    covered = bytearray(len(transcript.text))
    for segment in transcript.segments:
        assert not any(covered[segment.start : segment.end]), "segments overlap"
        covered[segment.start : segment.end] = b"\x01" * (segment.end - segment.start)
    left = "".join(c if not is_in else "\n" for c, is_in in zip(transcript.text, covered, strict=True))
    rest = [line.strip() for line in left.splitlines() if line.strip()]
    assert all(
        find_header(Line(0, 0, 0, line)) if transcript.format == "headed" else line.startswith("**") for line in rest
    ), rest[:3]


@pytest.mark.parametrize("name", LAYOUTS)
def test_find_spans_loses_no_character(name: str) -> None:
    transcript = read(name)
    options = SegmentOptions(clause_starters=("所以", "但"))
    for segment in transcript.segments:
        spans = find_spans(transcript.text, segment, options=options)
        joined = "".join(transcript.text[start:end] for start, end in spans)
        assert "".join(joined.split()) == "".join(transcript.text[segment.start : segment.end].split())
        if segment.split == "stream":
            assert max(end - start for start, end in spans) <= options.stream_chars_max


def test_read_markdown_keeps_front_matter_outline_and_summary_out_of_speech() -> None:
    transcript = read("lex-094-sutskever.edited.md")
    furniture = "".join(
        transcript.text[segment.start : segment.end] for segment in transcript.segments if segment.kind == "furniture"
    )
    for words in ("本篇内容整理自", "自博弈（Self-play）的角色与价值", "理由：AI领域正从"):
        assert words in furniture
    headings = [segment for segment in transcript.segments if segment.kind == "heading"]
    assert len(headings) == 7


def test_read_bilingual_pairs_lines_and_drops_page_furniture() -> None:
    transcript = read("lex-258-lecun.bilingual.txt")
    kinds = Counter(segment.kind for segment in transcript.segments)
    alone = [segment for segment in transcript.segments if segment.kind == "speech" and segment.pair is None]
    assert kinds["furniture"] == 5
    assert [transcript.text[segment.start : segment.end] for segment in alone] == ["展开剩余字幕(还有 480 条)"]


def test_read_bilingual_works_in_the_other_order() -> None:
    lines = ["Hello there, everyone.", "大家好。", "What is learning?", "什么是学习？", "It is fun.", "很有趣。"]
    text = "\n".join(lines)
    assert detect_format(text, options=OPTIONS) == "bilingual"


def test_read_stream_takes_header_block_and_its_summary_as_furniture() -> None:
    transcript = read("neurips-2024-sutskever.asr.txt")
    speech = [segment for segment in transcript.segments if segment.kind == "speech"]
    assert transcript.text[speech[0].start :].startswith("我想感谢组织者")
    assert all(segment.end <= speech[0].start for segment in transcript.segments if segment.kind == "furniture")


@pytest.mark.parametrize(
    ("line", "name", "clock"),
    [
        ("Lex 00:04:50", "Lex", "00:04:50"),
        ("凌志01:27:22", "凌志", "01:27:22"),
        ("Mary Ann 1:02", "Mary Ann", "1:02"),
        ("at 10:30 we met 11:00", None, None),
        ("那是在 10:30，对吗 11:00", None, None),
        ("00:10:12", None, None),
    ],
)
def test_find_header_takes_short_names_before_a_time(line: str, name: str | None, clock: str | None) -> None:
    match = find_header(Line(1, 0, len(line), line))
    assert (match and match["name"], match and match["time"]) == (name, clock)


def test_decode_transcript_drops_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("你好\r\n".encode("utf-8-sig"))
    assert decode_transcript(path) == "你好\r\n"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        ("一行\n另一行".encode() + b"\n\xff\xfe\n", "line 3: byte 17 is not UTF-8"),
    ],
)
def test_read_transcript_names_file_and_place_of_an_error(data: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(TranscriptError, match=words) as caught:
        read_transcript(path, options=OPTIONS)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_read_transcript_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match="no such file"):
        read_transcript(tmp_path / "none.txt", options=OPTIONS)


def read_text(text: str, tmp_path: Path) -> Transcript:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return read_transcript(path, options=OPTIONS)


def list_turns(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [
        (segment.name, transcript.text[segment.start : segment.end])
        for segment in transcript.segments
        if segment.kind == "speech"
    ]


@pytest.mark.parametrize(
    ("text", "layout", "turns"),
    [
        (
            "Lex 00:10\nA.\nSpeaker 2 00:20\nB.\nLex 00:30\nC.",
            "headed",
            [("Lex", "A."), ("Speaker 2", "B."), ("Lex", "C.")],
        ),
        (
            "Title: A talk\nTranscript:\nLex 00:00:10\nHello.\nIlya 00:00:20\nHi.",
            "headed",
            [("Lex", "Hello."), ("Ilya", "Hi.")],
        ),
        (
            "Ann 00:10\nThe train left.\nThe score was 21:12\nBob 00:20\nYes.\nAnn 00:30\nNo.",
            "headed",
            [("Ann", "The train left."), ("Ann", "The score was 21:12"), ("Bob", "Yes."), ("Ann", "No.")],
        ),
        (
            "**Ann:** Look:\n\n```\nx = 1\n```\n\n**Bob:** Yes.\n\n````\nnever closed\n\n**Ann:** Go on.",
            "markdown",
            [("Ann", "Look:"), ("Bob", "Yes."), ("Ann", "Go on.")],
        ),
    ],
)
def test_read_transcript_is_not_led_astray(
    text: str, layout: str, turns: list[tuple[str, str]], tmp_path: Path
) -> None:
    transcript = read_text(text, tmp_path)
    assert transcript.format == layout
    assert list_turns(transcript) == turns


@pytest.mark.parametrize(
    "text",
    [
        "We met early.\n" * 50 + "The train left at 10:30\nWe had tea.\nand arrived at 11:40",
        "There is a way to say it that takes many words without a stop and goes on and on. " * 12,
    ],
)
def test_prose_stays_prose(text: str, tmp_path: Path) -> None:
    transcript = read_text(text, tmp_path)
    assert transcript.format == "plain"
    assert {segment.kind for segment in transcript.segments} == {"speech"}
