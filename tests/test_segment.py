"""Cutting segments into utterances."""

from __future__ import annotations

import pytest

from extract.read import Segment
from extract.segment import SegmentOptions, find_spans


def cut(text: str, split: str = "sentences", **options: object) -> list[str]:
    segment = Segment(0, len(text), "speech", split=split)  # type: ignore[arg-type]
    spans = find_spans(text, segment, options=SegmentOptions(**options))  # type: ignore[arg-type]
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("好的。对吗？是的！", ["好的。", "对吗？", "是的！"]),
        ("他说“好。”然后走了。", ["他说“好。”", "然后走了。"]),
        ("It works. It costs 3.5 dollars. Why?", ["It works.", "It costs 3.5 dollars.", "Why?"]),
        ("In the U.S. Army they did. Yes.", ["In the U.S. Army they did.", "Yes."]),
        ("这是......这是相当惊人的。", ["这是......这是相当惊人的。"]),
        ("没有句号", ["没有句号"]),
    ],
)
def test_find_spans_cuts_at_sentence_ends(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_find_spans_leaves_subtitle_lines_whole() -> None:
    assert cut("Yes. No. Maybe.", "whole") == ["Yes. No. Maybe."]


def test_find_spans_cuts_a_stream_before_words_that_start_a_clause() -> None:
    text = "我们训练了一个非常大的神经网络并且得到了很好的结果所以我认为规模很重要"
    assert cut(text, "stream", clause_starters=("所以",)) == [
        "我们训练了一个非常大的神经网络并且得到了很好的结果",
        "所以我认为规模很重要",
    ]


def test_find_spans_keeps_latin_names_of_a_stream_together() -> None:
    assert cut("感谢Oriol Vinyals 和 Quoc Le大家好", "stream") == ["感谢Oriol Vinyals", "和", "Quoc Le大家好"]


@pytest.mark.parametrize("text", ["hello " + "." * 60_000, "!" * 60_000 + "x", "a-" * 30_000])
def test_find_spans_takes_runs_of_marks_in_one_go(text: str) -> None:
    assert "".join(cut(text)).replace(" ", "") == text.replace(" ", "")
