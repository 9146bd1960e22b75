"""Renditions of one conversation: aligned, dated from one another, and compared where they contradict each other."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from extract.align import AlignOptions, align_texts
from extract.corpus import Conversation, Rendition
from extract.cues import Cues
from extract.renditions import RenditionOptions, link_renditions
from extract.store import Tables
from extract.times import carry_times, date_turns

ONES = [
    "深度学习在二零一零年开始成功。",
    "是的。",
    "强化学习需要非常多的试验，而且每次只得到很少的信号。",
    "我认为模拟很有用。",
    "大脑用脉冲传递信号。",
]
OTHERS = [
    "深度学习从二零一零年起成功了。",
    "强化学习需要很多很多试验。",
    "而且它每次只能得到很少的信号。",
    "我不认为模拟很有用。",
    "人的大脑使用脉冲来传递信号。",
]


def make_row(rendition: str, number: int, text: str, **columns: Any) -> dict[str, Any]:
    utterance_id = f"{rendition}:{number}"
    return {
        "utterance_id": utterance_id, "rendition_id": rendition, "kind": "speech", "language": "zh",
        "speaker_id": "ada", "passage_id": utterance_id, "text": text, **columns,
    }  # fmt: skip


def make_rows() -> list[dict[str, Any]]:
    rows = [make_row("a", number, text) for number, text in enumerate(ONES)]
    for number, text in enumerate(OTHERS):
        times = {"start_s": 10.0 * number, "end_s": 10.0 * number + 10, "time_source": "header", "time_error_s": 0.5}
        rows.append(make_row("b", number, text, **times))
    return rows


CONVERSATION = Conversation("talk", renditions=(Rendition("a", is_primary=True), Rendition("b")))


def link(rows: list[dict[str, Any]], cues: Cues) -> list[dict[str, Any]]:
    return link_renditions(rows, CONVERSATION, stance=cues.stance, align=AlignOptions(), options=RenditionOptions())


def test_align_texts_pairs_many_to_many_and_leaves_out_what_has_no_partner() -> None:
    beads = align_texts(ONES, OTHERS, options=AlignOptions())
    assert [(bead.ones, bead.others) for bead in beads] == [((0,), (0,)), ((2,), (1, 2)), ((3,), (3,)), ((4,), (4,))]


def test_align_texts_pairs_a_document_with_itself() -> None:
    beads = align_texts(ONES, ONES, options=AlignOptions())
    assert [(bead.ones, bead.others) for bead in beads] == [((i,), (i,)) for i in range(len(ONES))]
    assert all(bead.similarity == pytest.approx(1.0, abs=1e-3) for bead in beads)


@pytest.mark.parametrize(("ones", "others"), [([], OTHERS), (ONES, []), ([], [])])
def test_align_texts_of_nothing_is_nothing(ones: list[str], others: list[str]) -> None:
    assert align_texts(ones, others, options=AlignOptions()) == []


def test_link_renditions_joins_passages_and_carries_times(cues: Cues) -> None:
    rows = make_rows()
    link(rows, cues)
    by_id = {row["utterance_id"]: row for row in rows}
    assert by_id["b:1"]["passage_id"] == by_id["b:2"]["passage_id"] == by_id["a:2"]["passage_id"] == "a:2"
    assert by_id["a:1"]["passage_id"] == "a:1"
    assert (by_id["a:2"]["start_s"], by_id["a:2"]["end_s"]) == (10.0, 30.0)
    assert by_id["a:2"]["time_source"] == "aligned"
    assert by_id["a:1"]["time_source"] == "interpolated"
    assert by_id["a:0"]["end_s"] <= by_id["a:1"]["start_s"] <= by_id["a:2"]["start_s"]


def test_link_renditions_lists_what_contradicts(cues: Cues) -> None:
    rows = make_rows()
    next(row for row in rows if row["utterance_id"] == "b:4")["speaker_id"] = "bob"
    assert {(row["passage_id"], row["kind"]) for row in link(rows, cues)} == {("a:3", "polarity"), ("a:4", "speaker")}


def test_date_turns_spreads_time_by_characters_and_says_how_sure_it_is() -> None:
    rows = [make_row("a", number, "字" * 10) for number in range(3)]
    date_turns([(0.0, 20.0, rows[:2]), (20.0, None, rows[2:])])
    assert [(row["start_s"], row["time_source"], row["time_error_s"]) for row in rows] == [
        (0.0, "header", 0.5),
        (10.0, "interpolated", 10.0),
        (20.0, "header", 0.5),
    ]
    assert rows[2]["end_s"] == 30.0


def test_carry_times_drops_times_that_run_backwards() -> None:
    dated = [make_row("b", n, "x" * 5, start_s=s, end_s=s + 1, time_error_s=0.5) for n, s in enumerate((50.0, 10.0))]
    undated = [make_row("a", n, "y" * 5) for n in range(2)]
    carry_times([([dated[0]], [undated[0]]), ([dated[1]], [undated[1]])], undated)
    assert undated[0]["start_s"] == 50.0
    assert undated[1]["start_s"] is None


def test_the_edited_rendition_gets_times_and_both_wordings(tables: Tables) -> None:
    utterances = tables["utterances"]
    edited = utterances[(utterances["rendition_id"] == "lex-094-edited") & (utterances["kind"] == "speech")]
    assert edited["start_s"].notna().mean() > 0.95
    assert (edited["time_source"] == "aligned").mean() > 0.9
    shared = utterances.groupby("passage_id")["rendition_id"].nunique()
    assert (shared[edited["passage_id"]] == 2).mean() > 0.85


def test_contradictions_name_passages_of_two_renditions(tables: Tables) -> None:
    found = tables["contradictions"]
    assert set(found["kind"]) >= {"speaker", "polarity"}
    rendition = dict(zip(tables["utterances"]["utterance_id"], tables["utterances"]["rendition_id"], strict=True))
    assert (found["utterance_id"].map(rendition) != found["other_id"].map(rendition)).all()
    passages: pd.Series = tables["utterances"].set_index("utterance_id")["passage_id"]
    assert (passages[found["utterance_id"]].to_numpy() == found["passage_id"].to_numpy()).all()
