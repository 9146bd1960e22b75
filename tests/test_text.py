"""Normal forms and term matching."""

from __future__ import annotations

import pytest

from extract.matcher import TermMatcher
from extract.text import find_language, normalise_term, normalise_text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Self-Supervised Learning", "self supervised  learning"),
        ("ＡＩ 芯片", "AI芯片"),
        ("機器學習", "机器学习"),
        ("杰夫-辛顿", "杰夫·辛顿"),
        ("GPT－2", "gpt 2"),
    ],
)
def test_normalise_term_ignores_case_width_script_and_joiners(one: str, other: str) -> None:
    assert normalise_term(one) == normalise_term(other)


@pytest.mark.parametrize("text", ["ＡＩ 芯片，very ﬁne", "㎏ 機器學習 Straße", "", "  a - b  ", "乾隆 皇帝 后来"])
def test_normalise_text_maps_every_character_back(text: str) -> None:
    normal = normalise_text(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    assert list(normal.starts) == sorted(normal.starts)
    assert all(0 <= start < end <= len(text) for start, end in zip(normal.starts, normal.ends, strict=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the girl uses RL.", ["RL"]),
        ("深度强化学习很强", ["强化学习"]),
        ("用ＲＬ训练", ["ＲＬ"]),
        (
            "Reinforcement-Learning and reinforcement learning agents",
            ["Reinforcement-Learning", "reinforcement learning"],
        ),
        ("强化 学习", ["强化 学习"]),
        ("RL2 is not it", []),
    ],
)
def test_find_longest_respects_word_boundaries(text: str, found: list[str]) -> None:
    matcher = TermMatcher(["reinforcement learning", "RL", "强化学习"])
    assert [text[match.start : match.end] for match in matcher.find_longest(text)] == found


def test_find_longest_prefers_the_longer_term_wherever_it_starts() -> None:
    matcher = TermMatcher(["神经网络", "卷积神经", "网络架构搜索"])
    text = "卷积神经网络架构搜索"
    assert [text[match.start : match.end] for match in matcher.find_longest(text)] == ["卷积神经", "网络架构搜索"]


@pytest.mark.parametrize(("text", "language"), [("我们用 PyTorch 训练", "zh"), ("the word 你好", "en"), ("42", "en")])
def test_find_language_weighs_chinese_characters(text: str, language: str) -> None:
    assert find_language(text) == language
