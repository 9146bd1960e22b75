"""Speech, advertisements, furniture."""

from __future__ import annotations

from extract.cues import Cues
from extract.kinds import KindOptions, find_kinds
from extract.store import Tables


def kinds_of(texts: list[str], cues: Cues) -> list[str]:
    return find_kinds(texts, reading=cues.reading, advertisement=cues.advertisement, options=KindOptions())


def test_find_kinds_marks_a_read_from_first_to_last_cue(cues: Cues) -> None:
    texts = [
        "Welcome, everybody.",
        "This show is brought to you by Soap and Sons.",
        "I wash my hands with it.",
        "Go to soap.com/show for a free trial.",
        "Use code SHOW at checkout.",
        "Here's my conversation with Ada.",
        "What is learning?",
    ]
    assert kinds_of(texts, cues) == ["speech", "ad", "ad", "ad", "ad", "speech", "speech"]


def test_find_kinds_does_not_fill_between_single_cues(cues: Cues) -> None:
    texts = ["The sponsor was happy.", "Then we trained a network.", "It worked."]
    assert kinds_of(texts, cues) == ["ad", "speech", "speech"]


def test_find_kinds_takes_weak_cues_only_beside_others(cues: Cues) -> None:
    assert kinds_of(["它的成功率就会大打折扣。", "这个广告很有趣。"], cues) == ["speech", "speech"]


def test_find_kinds_marks_buttons(cues: Cues) -> None:
    assert kinds_of(["展开剩余字幕(还有 48 条)", "展开说说这个问题"], cues) == ["furniture", "speech"]


def test_sponsor_reads_of_the_corpus_are_no_speech(tables: Tables) -> None:
    utterances = tables["utterances"]
    bilingual = utterances[utterances["rendition_id"] == "lex-258-bilingual"]
    text_by_kind = bilingual.groupby("kind")["text"].agg(" ".join)
    for words in ("netsuite.com/lex", "ROKA", "Magic Spoon", "I use their hand soap", "我进行了大量的招聘"):
        assert words in text_by_kind["ad"]
        assert words not in text_by_kind["speech"]
    for words in ("What is self supervised learning", "what is self supervised learning", "什么是自监督学习"):
        assert words not in text_by_kind["ad"]


def test_both_lines_of_a_pair_are_of_one_kind(tables: Tables) -> None:
    kinds = tables["utterances"].groupby("passage_id")["kind"].nunique()
    assert kinds.max() == 1
