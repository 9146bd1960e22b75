"""Transcripts as programs, services and pages write them: layouts, spans, times, encodings, and broken files."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from extract.corpus import describe_files
from extract.cues import Cues
from extract.errors import TranscriptError
from extract.read import Transcript, decode_transcript, read_transcript
from extract.read.read import ReadOptions
from extract.read.transcript import Segment
from extract.speakers import link_speakers
from extract.tables import build_table
from extract.utterances import UtteranceOptions, find_utterances

FOLDER = Path(__file__).parent / "fixtures" / "formats"
OPTIONS = ReadOptions(content_labels=("content", "transcript"))
LAYOUTS = {
    "talk.srt": "srt",
    "paired.srt": "srt",
    "voices.vtt": "vtt",
    "names.vtt": "vtt",
    "rolling.vtt": "vtt",
    "whisper.json": "whisper",
    "podcast.json": "podcast",
    "utterances.json": "service",
    "monologues.json": "service",
    "results.json": "service",
    "youtube.txt": "youtube",
    "name-clock.txt": "labelled",
    "clock-name.txt": "labelled",
    "clock-bare.txt": "labelled",
    "names.txt": "labelled",
    "names-zh.txt": "labelled",
    "prose.txt": "plain",
}
BROKEN = {
    "broken.srt": r"line 10: cannot read the cue's times, wanted 00:00:01,000 --> 00:00:02,000",
    "broken.vtt": r"line 3: wanted a cue such as",
    "broken.json": r"line 4: no valid JSON: expecting value",
    "broken-youtube.txt": r"line 1: no text after a time",
}


def read(name: str) -> Transcript:
    return read_transcript(FOLDER / name, options=OPTIONS)


def read_text(text: str | bytes, tmp_path: Path) -> Transcript:
    path = tmp_path / "file"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_transcript(path, options=OPTIONS)


def say(transcript: Transcript, segment: Segment) -> str:
    return transcript.text[segment.start : segment.end] if segment.text is None else segment.text


def list_spoken(transcript: Transcript) -> list[tuple[str | None, float | None, float | None, str]]:
    return [
        (segment.name, segment.time_s, segment.end_s, say(transcript, segment))
        for segment in transcript.segments
        if segment.kind == "speech"
    ]


def find_rows(path: Path, cues: Cues) -> list[dict[str, Any]]:
    corpus = describe_files([path])
    conversation = corpus.conversations[0]
    transcript = read_transcript(path, options=OPTIONS)
    links = link_speakers({one.name for one in transcript.segments if one.name}, conversation, corpus)
    rows, _ = find_utterances(
        transcript,
        conversation.renditions[0],
        conversation,
        links,
        reading=cues.reading,
        advertisement=cues.advertisement,
        options=UtteranceOptions(),
    )
    return rows


@pytest.mark.parametrize(("name", "layout"), LAYOUTS.items())
def test_read_transcript_recognises_format_by_content(name: str, layout: str, tmp_path: Path) -> None:
    assert read_text((FOLDER / name).read_bytes(), tmp_path).format == layout


def test_every_fixture_is_in_a_table() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {*LAYOUTS, *BROKEN}


@pytest.mark.parametrize(("name", "words"), BROKEN.items())
def test_broken_files_are_one_line_with_file_and_place(name: str, words: str) -> None:
    with pytest.raises(TranscriptError, match=words) as caught:
        read(name)
    assert str(caught.value).startswith(str(FOLDER / name))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1}', "line 1: JSON without a transcript, wanted utterances, segments, results or monologues"),
        ('{"segments": [{"start": 0, "text": ""}]}', "no entry has text"),
        ('{"segments": [\n{"body": 3}]}', "no entry has text"),
        ("[" * 5000 + "{", "no readable JSON|no valid JSON"),
        ('{"segments": [{"start": ' + "1" * 6000 + ', "text": "a"}]}', "no readable JSON"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n", "no speech found"),
        (b"PK\x03\x04\x00\x00", "line 1: byte 4 is NUL"),
        (b"\xff\xfeH\x00\x00", "byte 4 is not UTF-16"),
        ("Café, naïve.\n".encode("latin-1"), "line 1: byte 3 is not UTF-8"),
    ],
)
def test_read_transcript_says_what_was_wanted(text: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(TranscriptError, match=words):
        read_text(text, tmp_path)


@pytest.mark.parametrize("name", LAYOUTS)
def test_utterances_have_valid_spans_and_times(name: str, cues: Cues) -> None:
    text = decode_transcript(FOLDER / name)
    rows = find_rows(FOLDER / name, cues)
    assert len(build_table("utterances", rows)) == len(rows)
    last_end = 0
    for row in rows:
        assert last_end <= row["start_char"] < row["end_char"] <= len(text)
        assert (text[row["start_char"] : row["end_char"]] == row["text"]) == row["is_verbatim"]
        last_end = row["end_char"]
    timed = [row for row in rows if row.get("start_s") is not None]
    assert all(row["start_s"] <= row["end_s"] and row["time_error_s"] >= 0.5 for row in timed)
    assert [row["start_s"] for row in timed] == sorted(row["start_s"] for row in timed)
    assert {row["time_source"] for row in timed} <= {"caption", "header", "interpolated"}


def test_captions_are_joined_into_sentences_with_their_times() -> None:
    assert list_spoken(read("talk.srt")) == [
        (None, 1.0, 3.63, "I think that reinforcement learning is a great idea for robots."),
        (None, 3.69, 7.5, "But supervised learning is easier & cheaper."),
        (None, 12.0, 16.0, "那么机器学习到底是什么呢？"),
    ]


def test_read_vtt_takes_voices_as_speakers_and_drops_impossible_times() -> None:
    assert list_spoken(read("voices.vtt")) == [
        ("Ann", 1.0, 3.0, "What is deep learning?"),
        ("Bob Li", 3.0, 6.0, "Deep learning is a kind of machine learning."),
        ("Ann", None, None, "This cue ends before it starts."),
        ("Bob Li", 70.0, 72.0, "我觉得神经网络很有用。"),
    ]


def test_read_vtt_takes_names_at_the_beginning_of_cues() -> None:
    assert list_spoken(read("names.vtt")) == [
        ("Ann", 1.0, 3.0, "What is deep learning?"),
        ("Bob", 3.0, 7.0, "It is learning with many layers."),
        ("Ann", 7.0, 9.0, "I believe you."),
    ]


def test_rolling_captions_are_said_once() -> None:
    spoken = list_spoken(read("rolling.vtt"))
    assert [text for *_, text in spoken] == ["today we talk about machine learning and robots"]


def test_repeated_cue_becomes_furniture(tmp_path: Path) -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nThe model learns.\n\n2\n00:00:02,000 --> 00:00:03,000\nThe model learns.\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nNo.\n\n4\n00:00:04,000 --> 00:00:05,000\nNo.\n"
    )
    transcript = read_text(text, tmp_path)
    kinds = [(segment.kind, say(transcript, segment)) for segment in transcript.segments]
    assert kinds == [
        ("speech", "The model learns."), ("furniture", "The model learns."), ("speech", "No."), ("speech", "No."),
    ]  # fmt: skip


def test_captions_in_two_languages_are_pairs() -> None:
    transcript = read("paired.srt")
    assert [segment.pair for segment in transcript.segments] == [0, 0, 1, 1, 2, 2]
    assert [segment.time_s for segment in transcript.segments] == [1.0, 1.0, 3.0, 3.0, 5.0, 5.0]


def test_read_whisper_uses_word_times_and_keeps_escapes_apart() -> None:
    transcript = read("whisper.json")
    spoken = list_spoken(transcript)
    assert [text for *_, text in spoken] == ["Hello there.", 'I said "deep learning" is fun.', "机器学习很有趣。"]
    assert [start for _, start, _, _ in spoken] == [0.0, 1.5, 4.0]
    assert [segment.text is None for segment in transcript.segments] == [True, False, False]


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        (
            "podcast.json",
            [("Ann", 0.5, 2.5, "What is deep learning?"), ("鲍勃", 2.5, 5.5, "深度学习是机器学习的一种。")],
        ),
        (
            "utterances.json",
            [
                ("A", 0.25, 1.25, "What is it?"),
                ("B", 1.5, 3.19, "It is machine learning."),
                ("B", 3.26, 4.0, "I like it."),
            ],
        ),
        ("monologues.json", [("Speaker 0", 0.5, 1.5, "Robots learn."), ("Speaker 1", 2.0, 2.5, "Really?")]),
        ("results.json", [(None, 0.5, 2.0, "robots learn from data"), (None, 6.0, 7.5, "we think so")]),
    ],
)
def test_json_of_services_gives_speakers_and_times(
    name: str, spoken: list[tuple[str | None, float, float, str]]
) -> None:
    assert list_spoken(read(name)) == spoken


def test_read_youtube_dates_lines_by_the_time_above() -> None:
    spoken = list_spoken(read("youtube.txt"))
    assert [(start, text) for _, start, _, text in spoken] == [
        (5.0, "today we talk about machine learning and why it matters."),
        (10.4, "It is useful for robots."),
        (3725.0, "谢谢大家"),
    ]


@pytest.mark.parametrize(
    ("name", "times"),
    [
        ("name-clock.txt", [5.0, 10.0, 10.0, 60.0]),
        ("clock-name.txt", [5.0, 10.0, 60.0]),
        ("clock-bare.txt", [5.0, 10.0, 60.0]),
        ("names.txt", [None, None, None, None]),
    ],
)
def test_labels_give_name_and_time_of_turns(name: str, times: list[float | None]) -> None:
    spoken = list_spoken(read(name))
    assert [start for _, start, _, _ in spoken] == times
    assert {who for who, *_ in spoken} <= {"Ann", "Bob", "Bob Li"}
    assert spoken[0][3] == "What is deep learning?"


@pytest.mark.parametrize(
    "text",
    [
        "Title: A day\nDate: today\nWe went out.\nIt rained.\nNote: bring a coat.\nNote: bring boots.\nWe came home.",
        "他说：走吧。\n她说：好。\n他说：快点。\n她说：来了。",
        "See https://example.org\nSee https://example.net\nThat is all.",
        "We map\n1 --> 2\nand\n2 --> 3\nand so on.",
        "At 10:30 we left.\nAt 11:40 we came.\nAt 12:50 we slept.",
        "10:30 Lunch: soup.\n11:40 Talk: nothing.\n" + "We sat.\n" * 10,
    ],
)
def test_prose_with_colons_stays_plain(text: str, tmp_path: Path) -> None:
    transcript = read_text(text, tmp_path)
    assert transcript.format == "plain"
    assert {segment.name for segment in transcript.segments} == {None}


CHINESE = "主持人：什么是机器学习？我们今天来谈谈这个问题。\n李明：机器学习是从数据中学习的方法，它非常有用。\n" * 4
TRADITIONAL = "主持人：什麼是機器學習？我們今天來談談這個問題。\n李明：機器學習是從資料中學習的方法，它非常有用。\n" * 4


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"), (CHINESE, "utf-8-sig"), (CHINESE, "utf-16"), (CHINESE, "gb18030"),
        (TRADITIONAL, "big5"), (TRADITIONAL, "gb18030"), (CHINESE.replace("\n", "\r\n"), "gb18030"),
    ],
)  # fmt: skip
def test_decode_transcript_knows_encodings(text: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    assert decode_transcript(path) == text


def test_decode_transcript_knows_utf_16_big_endian(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xfe\xff" + "Ann: 你好".encode("utf-16-be"))
    assert decode_transcript(path) == "Ann: 你好"


@pytest.mark.parametrize(
    ("cue", "time_s"),
    [
        ("00:00:05,000 --> 00:00:04,000", None),
        ("00:00:02,000 --> 00:00:02,100", None),
        ("99:00:00,000 --> 99:00:05,000", None),
        ("00:00:03 --> 00:00:04", None),
        ("00:00:03,000 --> 00:00:04,000", 3.0),
    ],
)
def test_impossible_times_are_dropped_for_their_cue_only(cue: str, time_s: float | None, tmp_path: Path) -> None:
    text = (
        f"1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n{cue}\nIt is time.\n\n3\n00:00:05,000 --> 00:00:06,000\nThree.\n"
    )
    text += "\n4\n00:00:06,000 --> 00:00:07,000\nFour.\n"
    spoken = list_spoken(read_text(text, tmp_path))
    assert [start for _, start, _, _ in spoken] == [1.0, time_s, 5.0, 6.0]


@pytest.mark.parametrize("name", [*LAYOUTS, *BROKEN])
def test_mutated_files_raise_nothing_but_transcript_errors(name: str, cues: Cues, tmp_path: Path) -> None:
    random_ = random.Random(name)
    original = (FOLDER / name).read_bytes()
    path = tmp_path / "file"
    for _ in range(60):
        path.write_bytes(mutate(original, random_))
        try:
            rows = find_rows(path, cues)
        except TranscriptError:
            continue
        text = decode_transcript(path)
        build_table("utterances", rows)
        assert all((text[row["start_char"] : row["end_char"]] == row["text"]) == row["is_verbatim"] for row in rows)


def mutate(data: bytes, random_: random.Random) -> bytes:
    """Delete, repeat, swap or overwrite a few stretches of a file."""
    changed = bytearray(data)
    for _ in range(random_.randint(1, 6)):
        start = random_.randrange(len(changed) + 1)
        end = min(len(changed), start + random_.choice((1, 1, 2, 5, 20, 80)))
        piece = bytes(changed[start:end])
        other = random_.choice(
            (b"", piece * 2, piece[::-1], b"\n", b"-->", b'"', b"\\u", b"\\ud800", b"1e999", b"<v ", b"9" * 30, b"\xe4",
             b"00:00:00.000 --> 00:00:00.000", b":", b"null", b"{", b"&#0;", b"\r", "：".encode())
        )  # fmt: skip
        changed[start:end] = other
    return bytes(changed)


@pytest.mark.parametrize("piece", ["<v ", "<", "&a", "{\\", "1\n\n", " "])
def test_read_vtt_takes_runs_of_marks_in_one_go(piece: str, tmp_path: Path) -> None:
    transcript = read_text("WEBVTT\n\n00:01.000 --> 00:02.000\nhi " + piece * 20_000, tmp_path)
    assert say(transcript, transcript.segments[1]).startswith("hi")
