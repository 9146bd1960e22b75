"""Search: concepts by any of their names, and what was said."""

from __future__ import annotations

import pytest

from extract.store import Tables
from extract.text import normalise_term
from graph.search import search_tables


@pytest.mark.parametrize(
    ("text", "concept_id"),
    [
        ("reinforcement learning", "reinforcement-learning"),
        ("Reinforcement LEARNING", "reinforcement-learning"),
        ("reinforcement-learning", "reinforcement-learning"),
        ("  reinforcement  learning ", "reinforcement-learning"),
        ("强化学习", "reinforcement-learning"),
        ("強化學習", "reinforcement-learning"),
        ("强化 学习", "reinforcement-learning"),
        ("增强学习", "reinforcement-learning"),
        ("rl", "reinforcement-learning"),
        ("ＲＬ", "reinforcement-learning"),
        ("变压器", "transformer"),
        ("變壓器", "transformer"),
        ("阿达洛夫莱斯", "ada-lovelace"),
        ("阿达-洛夫莱斯", "ada-lovelace"),
    ],
)
def test_a_concept_is_found_by_any_of_its_names(text: str, concept_id: str, small_tables: Tables) -> None:
    concepts = search_tables(small_tables, text).concepts
    assert list(concepts["concept_id"]) == [concept_id]
    assert list(concepts["rank"]) == [0]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("learning", [("machine-learning", 2), ("reinforcement-learning", 2)]),
        ("m", [("machine-learning", 1), ("transformer", 2), ("reinforcement-learning", 2)]),
        ("学习", [("machine-learning", 2), ("reinforcement-learning", 2)]),
        ("强", [("reinforcement-learning", 1)]),
        ("lovelace", [("ada-lovelace", 2)]),
    ],
)
def test_names_that_start_with_the_text_come_before_those_that_hold_it(
    text: str, found: list[tuple[str, int]], small_tables: Tables
) -> None:
    concepts = search_tables(small_tables, text).concepts
    assert list(zip(concepts["concept_id"], concepts["rank"], strict=True)) == found


@pytest.mark.parametrize("text", ["强化学习", "強化學習", "learning", "神经", "GPT", "a"])
def test_equal_names_come_first_then_shorter_ones_and_no_concept_twice(text: str, tables: Tables) -> None:
    concepts = search_tables(tables, text, limit=50).concepts
    assert len(concepts) > 1
    assert concepts["concept_id"].is_unique
    order = [(row.rank, len(normalise_term(row.surface))) for row in concepts.itertuples(index=False)]
    assert order == sorted(order)


def test_the_concept_of_that_name_comes_first_among_many(tables: Tables) -> None:
    concepts = search_tables(tables, "強化學習").concepts
    assert concepts["concept_id"].iloc[0] == "reinforcement-learning"
    assert len(concepts) > 3


@pytest.mark.parametrize("text", ["", "   ", "-", "·"])
def test_empty_text_finds_nothing(text: str, small_tables: Tables) -> None:
    found = search_tables(small_tables, text)
    assert found.concepts.empty
    assert found.utterances.empty


@pytest.mark.parametrize(
    ("text", "utterance_ids"),
    [
        ("is INEFFICIENT", ["first-text:0000072"]),
        ("great idea", ["second-text:0000013"]),
        ("nobody said this", []),
        ("00:00:10", []),
    ],
)
def test_what_was_said_is_found(text: str, utterance_ids: list[str], small_tables: Tables) -> None:
    assert list(search_tables(small_tables, text).utterances["utterance_id"]) == utterance_ids


def test_what_was_said_is_found_in_the_other_script(tables: Tables) -> None:
    simplified, traditional = (search_tables(tables, text).utterances for text in ("数据引擎", "數據引擎"))
    assert len(simplified) > 5
    assert simplified["text"].str.contains("数据引擎").all()
    assert list(simplified["utterance_id"]) == list(traditional["utterance_id"])


def test_advertisements_are_not_what_was_said(tables: Tables) -> None:
    assert (tables["utterances"]["text"].str.contains("netsuite.com/lex")).any()
    assert search_tables(tables, "netsuite.com/lex").utterances.empty


def test_limit_holds_for_each_kind(tables: Tables) -> None:
    found = search_tables(tables, "学习", limit=4)
    assert (len(found.concepts), len(found.utterances)) == (4, 4)
