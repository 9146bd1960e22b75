"""Text that nobody said or nobody can read, and the noise around it that must stay."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from extract.garbled import GarbledOptions, find_garbled
from extract.store import Tables

OPTIONS = GarbledOptions()

INVENTED = "我想说的是，如果你有一个问题，那么你就应该有一个问题，而不是没有一个问题。"
INVENTED_COPY = "我想说的是，如果你有一个问题的话，你就有问题。"


def find(texts: list[str]) -> list[str]:
    return [text for text, is_garbled in zip(texts, find_garbled(texts, options=OPTIONS), strict=True) if is_garbled]


def make_talk(*, size: int = 400) -> list[str]:
    """Write a plain conversation: its commonest words are those that the invented sentences are made of."""
    common = ["我", "想说的是", "如果", "你", "有", "一个", "问题", "那么", "就应该", "没有", "而不是", "的"]
    rare = ["卫星", "森林", "电影", "桥梁", "钢琴", "面包", "医院", "铁路", "牛奶", "雨伞", "河流", "学校", "城市"]
    chooser = random.Random(7)
    words = [chooser.sample(common, 5) + chooser.sample(rare, 4) for _ in range(size)]
    return ["".join(chooser.sample(line, len(line))) + f"第{number}。" for number, line in enumerate(words)]


@pytest.mark.parametrize(
    ("texts", "garbled"),
    [
        # One phrase over and over, whole or with something before it.
        (["在河边等着在河边等着在河边等着在河边等着在河边等着"], [True]),
        (["然后他在河边等着在河边等着在河边等着在河边等着在河边等着"], [True]),
        (["and then we go to the store and then we go to the store and then we go to the store " * 2], [True]),
        # Across neighbours, wherever the cuts fall; what is said before and after stays.
        (["好。", "请订阅本频道", "请订阅本频道", "请订阅本频道", "请订阅本频道", "谢谢"], [False, *[True] * 4, False]),
        (["Hello.", *["Thank you for watching."] * 6, "Any questions?"], [False, *[True] * 6, False]),
        (["大家好我们下去吧我们下去", "吧我们下去吧我们下去吧", "我们下去吧好今天讲三件事情"], [True, True, False]),
        # A short loop in a sentence that says more leaves the sentence.
        (["我们讲三件事情先讲数据再讲模型最后讲一讲评测的办法和结果然后对不对对不对对不对对不对对不对对不对"], [False]),
        # Stammering, emphasis, laughter, applause, short replies.
        (["它的过程，它的过程，它的过程和结果。"], [False]),
        (["I think I think I think that it's it's really really really really good."], [False]),
        (
            ["哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈哈", "ha ha ha ha ha ha ha ha ha ha ha ha ha ha ha ha ha ha"],
            [False] * 2,
        ),
        (["是的。", "是的，是的。", "是的。", "对。", "对对对对对对。", "嗯嗯嗯。"], [False] * 6),
        (["Right."] * 20, [False] * 20),
        # The line stands twice because its translation is missing.
        (
            ["So that's the model of the world that we need.", "So that's the model of the world that we need."],
            [False] * 2,
        ),
    ],
)
def test_find_garbled_marks_loops_and_keeps_stammering(texts: list[str], garbled: list[bool]) -> None:
    assert find_garbled(texts, options=OPTIONS) == garbled


def test_find_garbled_marks_invented_sentences_and_their_near_copies() -> None:
    talk = make_talk()
    talk.insert(40, INVENTED)
    talk.insert(300, INVENTED_COPY)
    assert find(talk) == [INVENTED, INVENTED_COPY]


@pytest.mark.parametrize(
    "repeated",
    [
        "谢谢你的收听，我们下次节目再见。",
        "你认为一个人要怎样才能过好一生，你有什么建议吗？",
        "不要问国家能为你做些什么，而要问你能为国家做些什么。",  # circles, but has words of its own
        "我想说的是，如果你有一个问题，那么你就应该。",  # vacuous, but does not circle
        "我想说的是我想说的是我想说的是，如果你有一个问题，那么你就应该。",  # a stammer does not circle
    ],
)
def test_find_garbled_keeps_what_people_say_again(repeated: str) -> None:
    talk = make_talk()
    for place in (30, 150, 320):
        talk.insert(place, repeated)
    assert find(talk) == []


def test_find_garbled_keeps_an_odd_sentence_without_a_copy_far_away() -> None:
    talk = make_talk()
    talk.insert(40, INVENTED)
    assert find(talk) == []
    talk.insert(42, INVENTED_COPY)
    assert find(talk) == []


def test_find_garbled_keeps_a_clip_that_is_played_first() -> None:
    talk = make_talk()
    clip = ["你最怕的是什么？", INVENTED]
    assert find(clip + talk[:200] + clip + talk[200:]) == []


@pytest.mark.parametrize(
    ("text", "is_garbled"),
    [
        ("Спасибо за просмотр", True),
        ("ご視聴ありがとうございました", True),
        ("시청해 주셔서 감사합니다", True),
        ("\ufffd\ufffd\ufffd\ufffd的\ufffd\ufffd", True),
        ("昨天看见与ロボ乐伏乨广乳", True),
        ("他很喜欢看ドラゴンボール这部动画", False),  # a name among words
        ("参数λ和μ乘以Δx再加上σ", False),
        ("我们用Transformer和GPT-2来做机器翻译，François和Søren也是。", False),
        ("朱镕基和陈喆都去了", False),
    ],
)
def test_find_garbled_marks_letters_that_do_not_belong(text: str, is_garbled: bool) -> None:
    assert find([*make_talk(), text]) == [text] * is_garbled


def test_find_garbled_keeps_scripts_that_are_at_home() -> None:
    russian = [f"Это обычное предложение номер {number}" for number in range(50)]
    assert find([*make_talk(size=50), *russian]) == []


def test_find_garbled_follows_its_options() -> None:
    texts = ["在河边等着，在河边等着，在河边等着。"]
    assert find_garbled(texts, options=OPTIONS) == [False]
    assert find_garbled(texts, options=replace(OPTIONS, loop_repeats_min=3, loop_tokens_min=15)) == [True]


@pytest.mark.parametrize("texts", [[], [""], ["。"], ["", "…", ""], ["好"], ["a b"]])
def test_find_garbled_takes_texts_that_hold_nothing(texts: list[str]) -> None:
    assert find_garbled(texts, options=OPTIONS) == [False] * len(texts)


def list_speech(tables: Tables, rendition_id: str, language: str | None = None) -> list[str]:
    rows = tables["utterances"]
    rows = rows[(rows["rendition_id"] == rendition_id) & rows["kind"].isin(["speech", "garbled"])]
    return list(rows["text"] if language is None else rows.loc[rows["language"] == language, "text"])


def test_find_garbled_finds_both_loops_of_the_talk(tables: Tables) -> None:
    texts = list_speech(tables, "neurips-2024-recognised")
    marked = "".join(find(texts))
    kept = "".join(text for text in texts if text not in find(texts))
    for loop in ("在门口能让人家在门口能让人家", "我们来的我们来的我们来的"):
        assert loop in marked
        assert loop not in kept
    assert "GPT2模型" in kept  # noisy, but a reader can tell what it is about


def test_find_garbled_finds_the_invented_sentence_of_the_machine_translation(tables: Tables) -> None:
    marked = find(list_speech(tables, "lex-333-machine-translated"))
    assert [text for text in marked if not text.startswith("我的意思是说，如果你是一个人")] == []
    assert len(marked) == 2


@pytest.mark.parametrize(
    ("rendition_id", "language", "share_max"),
    [
        ("lex-094-edited", None, 0),
        ("lex-094-machine-translated", None, 0.002),
        ("lex-258-bilingual", "en", 0),
        ("lex-258-bilingual", "zh", 0),
        ("lex-333-machine-translated", None, 0.002),
        ("neurips-2024-recognised", None, 0.05),
    ],
)
def test_find_garbled_marks_little(tables: Tables, rendition_id: str, language: str | None, share_max: float) -> None:
    texts = list_speech(tables, rendition_id, language)
    assert len(find(texts)) <= share_max * len(texts)


def test_find_garbled_gives_the_same_twice(tables: Tables) -> None:
    texts = list_speech(tables, "lex-333-machine-translated")
    before = list(texts)
    assert find_garbled(texts, options=OPTIONS) == find_garbled(tuple(texts), options=OPTIONS)
    assert texts == before
