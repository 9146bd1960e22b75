"""Evaluation: figures worked out by hand for a tiny conversation, and the errors of annotation files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from extract.errors import SettingsError
from extract.evaluate import PARTS, Score, evaluate_tables, load_gold
from extract.gold import Gold, GoldPair, GoldUnit
from extract.settings import DATA_FOLDER
from extract.store import Tables
from extract.tables import build_table

ALIASES = {"deep-learning": "deep learning", "robot": "robot", "brain": "brain"}
ANNOTATION: dict[str, Any] = {
    "id": "s0-1", "doc": "s0", "start": 0, "end": 5, "text": "Hello", "speaker": "ada", "mentions": [], "claim": None,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of the conversation: who says it, the concept its `surface` names, and the stance if it is a claim."""

    speaker_id: str
    text: str
    surface: str = ""
    concept_id: str = ""
    stance: str | None = None
    target: str | None = None


LINES = (
    Line("ada", "Deep learning works.", "Deep learning", "deep-learning", "favourable"),
    Line("bob", "Robots do fail a lot.", "Robots", "robot", "unfavourable"),
    Line("ada", "A brain is a brain", "brain", "brain", "neutral"),
    Line("bob", "Hello."),
)


def place(lines: Sequence[Line]) -> list[int]:
    """Return where each line starts in the document: one after the other."""
    return list(accumulate((len(line.text) for line in lines), initial=0))[:-1]


def make_tables(lines: Sequence[Line], document: str = "talk.txt") -> Tables:
    """Make the tables that hold exactly these lines, as utterances of one document."""
    utterances, mentions, claims, targets = [], [], [], []
    for start, line in zip(place(lines), lines, strict=True):
        utterance_id = f"talk:{start:04d}"
        common = {"utterance_id": utterance_id, "passage_id": utterance_id}
        utterances.append({
            **common, "rendition_id": "talk", "conversation_id": "talk", "turn": None, "speaker_id": line.speaker_id,
            "speaker_source": "header", "speaker_confidence": 1.0, "start_char": start,
            "end_char": start + len(line.text), "is_verbatim": True, "language": "en", "kind": "speech",
            "text": line.text,
        })  # fmt: skip
        if line.concept_id:
            at = line.text.index(line.surface)
            mentions.append({
                **common, "mention_id": f"{utterance_id}:{at}", "concept_id": line.concept_id, "surface": line.surface,
                "start": at, "end": at + len(line.surface), "method": "exact", "alias_relation": "preferred",
                "confidence": 1.0,
            })  # fmt: skip
        if line.stance:
            claims.append({
                **common, "claim_id": f"claim:{utterance_id}", "speaker_id": line.speaker_id, "start": 0,
                "end": len(line.text), "kind": "evaluation", "attribution": "own", "stance": line.stance,
                "stance_score": 0.0, "certainty": "firm", "confidence": 0.5, "salience": 0.5,
            })  # fmt: skip
            targets.append({
                "claim_id": f"claim:{utterance_id}", "concept_id": line.target or line.concept_id, "rank": 1,
                "source": "mention",
            })  # fmt: skip
    rendition = {
        "rendition_id": "talk", "conversation_id": "talk", "path": f"transcripts/{document}", "format": "plain",
        "label": "talk", "languages": "en", "fidelity": "original", "is_primary": True, "sha256": "",
    }  # fmt: skip
    aliases = [
        {"concept_id": key, "surface": form, "language": "en", "relation": "preferred", "source": "general"}
        for key, form in ALIASES.items()
    ]
    rows = {
        "renditions": [rendition], "utterances": utterances, "mentions": mentions, "claims": claims,
        "claim_targets": targets, "aliases": aliases,
    }  # fmt: skip
    return {name: build_table(name, own) for name, own in rows.items()}


def make_gold(lines: Sequence[Line], *, names: Mapping[str, tuple[str, ...]] | None = None) -> Gold:
    """Make the annotation that holds exactly these lines; a concept is named by its alias."""
    units = [
        GoldUnit(
            f"unit-{start}", "talk.txt", start, start + len(line.text), line.text, line.speaker_id,
            ((line.surface, ALIASES.get(line.concept_id, line.concept_id)),) if line.concept_id else (),
            {"targets": [ALIASES[line.concept_id]], "stance": line.stance, "certainty": "firm"} if line.stance
            else None,
        )
        for start, line in zip(place(lines), lines, strict=True)
    ]  # fmt: skip
    return Gold(tuple(units), names or {})


def change(index: int, **values: Any) -> list[Line]:
    """Change one of the lines."""
    return [replace(line, **values) if number == index else line for number, line in enumerate(LINES)]


def measure(tables: Tables, gold: Gold) -> dict[str, Score]:
    return {score.measure: score for score in evaluate_tables(tables, gold) if score.group == "all"}


def test_perfect_predictions_score_one_in_everything() -> None:
    scores = evaluate_tables(make_tables(LINES), make_gold(LINES))
    assert [(score.measure, score.group) for score in scores] == [
        (name, group)
        for name in (
            "concepts F1", "claim detection F1", "stance macro-F1", "main target equal", "main target among gold's",
            "speaker, by characters",
        )
        for group in ("all", "talk.txt")
    ]  # fmt: skip
    assert all((score.value, score.low, score.high) == (1.0, 1.0, 1.0) for score in scores)
    assert [score.n for score in scores if score.group == "all"] == [3, 3, 3, 3, 3, 65]
    assert {score.precision for score in scores if "F1" in score.measure} == {1.0, None}


ROBOTS, ALL = len(LINES[1].text), sum(len(line.text) for line in LINES)
WRONG = {
    "a concept missed": (change(1, concept_id="", stance=None), "concepts F1", 0.8),
    "a concept mistaken": (change(1, concept_id="brain"), "concepts F1", 2 / 3),
    "a concept too many": (change(3, surface="Hello", concept_id="brain"), "concepts F1", 6 / 7),
    "a concept at another place": (change(1, surface="fail"), "concepts F1", 2 / 3),
    "a claim missed": (change(1, stance=None), "claim detection F1", 0.8),
    "a claim too many": (
        change(3, surface="Hello", concept_id="brain", stance="neutral"), "claim detection F1", 6 / 7,
    ),
    "a stance unclear": (change(1, stance="unclear"), "stance macro-F1", 2 / 3),
    "a stance reversed": (change(1, stance="favourable"), "stance macro-F1", (2 / 3 + 0 + 1) / 3),
    "a target mistaken": (change(1, target="brain"), "main target equal", 2 / 3),
    "a speaker mistaken": (change(1, speaker_id="ada"), "speaker, by characters", 1 - ROBOTS / ALL),
    "a speaker unknown": (change(1, speaker_id="unknown"), "speaker, by characters", 1 - ROBOTS / ALL),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "name", "value"), WRONG.values(), ids=WRONG)
def test_wrong_predictions_score_what_is_worked_out_by_hand(lines: list[Line], name: str, value: float) -> None:
    score = measure(make_tables(lines), make_gold(LINES))[name]
    assert score.value == pytest.approx(value)
    assert score.low <= score.value <= score.high
    assert score.low < score.high <= 1.0


def test_precision_and_recall_tell_missed_from_too_many() -> None:
    missed = measure(make_tables(change(1, stance=None)), make_gold(LINES))["claim detection F1"]
    assert (missed.precision, missed.recall) == (1.0, pytest.approx(2 / 3))
    many = measure(make_tables(LINES), make_gold(change(1, stance=None)))["claim detection F1"]
    assert (many.precision, many.recall) == (pytest.approx(2 / 3), 1.0)


def test_nothing_found_scores_zero() -> None:
    empty = [Line("unknown", line.text) for line in LINES]
    scores = measure(make_tables(empty), make_gold(LINES))
    assert {name: score.value for name, score in scores.items()} == {
        "concepts F1": 0.0, "claim detection F1": 0.0, "speaker, by characters": 0.0,
    }  # fmt: skip


def test_another_document_of_the_same_places_counts_for_nothing() -> None:
    scores = measure(make_tables(LINES, document="other.txt"), make_gold(LINES))
    assert scores["concepts F1"].value == 0.0


def test_what_annotators_could_not_tell_is_not_judged() -> None:
    gold = make_gold(change(1, speaker_id="unknown"))
    score = measure(make_tables(LINES), gold)["speaker, by characters"]
    assert (score.value, score.n) == (1.0, ALL - ROBOTS)


@pytest.mark.parametrize(
    ("name", "names", "value"),
    [
        ("robots", {}, 1.0),
        ("Robot (machine)", {}, 1.0),
        ("android", {}, 2 / 3),
        ("android", {"robot": ("androids",)}, 1.0),
        ("android", {"brain": ("android",)}, 2 / 3),
    ],
)
def test_a_gold_name_means_a_concept_by_alias_or_reviewed_name(
    name: str, names: dict[str, tuple[str, ...]], value: float
) -> None:
    units = make_gold(LINES).units
    renamed = replace(units[1], mentions=(("Robots", name),))
    gold = Gold((units[0], renamed, *units[2:]), names)
    assert measure(make_tables(LINES), gold)["concepts F1"].value == pytest.approx(value)


def test_further_targets_count_as_among_gold_only() -> None:
    units = make_gold(LINES).units
    claim = {"targets": ["brain", "robot"], "stance": "unfavourable", "certainty": "firm"}
    gold = Gold((units[0], replace(units[1], claim=claim), *units[2:]), {})
    scores = measure(make_tables(LINES), gold)
    assert scores["main target equal"].value == pytest.approx(2 / 3)
    assert scores["main target among gold's"].value == 1.0


@pytest.mark.parametrize("part", [part for part in PARTS if part != "alignment"])
def test_a_part_alone_gives_the_figures_it_gives_among_all(part: str) -> None:
    tables, gold = make_tables(change(1, stance="unclear")), make_gold(LINES)
    alone = evaluate_tables(tables, gold, parts=[part])
    assert alone
    assert [score for score in evaluate_tables(tables, gold) if score in alone] == alone


def write_gold(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def gold_folder(tmp_path: Path) -> Path:
    """A gold folder that knows one document."""
    (tmp_path / "documents.toml").write_text('s0 = "talk.txt"\n', encoding="utf-8")
    return tmp_path


def test_load_gold_reads_units_and_reviewed_names(gold_folder: Path) -> None:
    (gold_folder / "names.toml").write_text('robot = ["android"]\n', encoding="utf-8")
    claim = {"targets": ["robot"], "stance": "neutral", "certainty": "firm"}
    row = {**ANNOTATION, "mentions": [{"surface": "Hello", "concept": "robot", "kind": "concept"}], "claim": claim}
    gold = load_gold(write_gold(gold_folder / "a.jsonl", row), gold_folder)
    assert gold.units == (GoldUnit("s0-1", "talk.txt", 0, 5, "Hello", "ada", (("Hello", "robot"),), claim),)
    assert gold.names == {"robot": ("android",)}


def test_load_gold_reads_every_file_of_a_folder_in_order(gold_folder: Path) -> None:
    write_gold(gold_folder / "b.jsonl", {**ANNOTATION, "id": "3"})
    write_gold(gold_folder / "a.jsonl", {**ANNOTATION, "id": "1"}, {**ANNOTATION, "id": "2"})
    assert [unit.unit_id for unit in load_gold(gold_folder, gold_folder).units] == ["1", "2", "3"]


def test_load_gold_reads_the_training_annotations_as_they_stand_in_the_transcripts() -> None:
    gold = load_gold(DATA_FOLDER / "training", DATA_FOLDER / "gold")
    texts = {path.name: path.read_text(encoding="utf-8-sig") for path in (DATA_FOLDER / "transcripts").iterdir()}
    assert len(gold.units) > 100
    assert all(texts[unit.document][unit.start : unit.end] == unit.text for unit in gold.units)


@pytest.mark.parametrize(
    "bad",
    ["{", "[]", "3", "", json.dumps({**ANNOTATION, "doc": "s9"}), json.dumps({"id": "s0-1"}),
     json.dumps({**ANNOTATION, "mentions": [{"surface": "Hello"}]}), json.dumps({**ANNOTATION, "mentions": 3})],
    ids=["cut short", "a list", "a number", "empty", "unknown document", "keys missing", "mention without concept",
         "mentions no list"],
)  # fmt: skip
def test_load_gold_names_file_and_line_of_an_error(bad: str, gold_folder: Path) -> None:
    path = gold_folder / "bad.jsonl"
    path.write_text(f"{json.dumps(ANNOTATION)}\n{bad}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"bad\.jsonl: line 2: .*, wanted an annotation") as caught:
        load_gold(path, gold_folder)
    assert "\n" not in str(caught.value)


def test_load_gold_names_what_cannot_be_read(gold_folder: Path) -> None:
    (gold_folder / "latin.jsonl").write_bytes(b'{"text": "\xe9"}\n')
    (gold_folder / "empty").mkdir()
    for name, words in [("latin.jsonl", "not UTF-8"), ("none.jsonl", "no such file"), ("empty", "no .jsonl file")]:
        with pytest.raises(SettingsError, match=words) as caught:
            load_gold(gold_folder / name, gold_folder)
        assert str(gold_folder / name) in str(caught.value)


@pytest.mark.parametrize(
    ("spans", "values"),
    [(((0, 5),), (1.0, 1.0)), (((0, 5), (90, 95)), (1.0, 0.0)), (((90, 95),), (0.0, 0.0)), ((), (0.0, 0.0))],
)
def test_alignment_asks_for_a_right_partner_and_for_all(
    spans: tuple[tuple[int, int], ...], values: tuple[float, float]
) -> None:
    tables = make_tables(LINES)
    first = tables["utterances"].iloc[0]
    twin = first.copy()
    twin["utterance_id"], twin["rendition_id"], twin["start_char"] = "other:0", "other", 0
    renditions = tables["renditions"].iloc[[0]].assign(rendition_id="other", path="other.txt")
    doubled = {
        **tables,
        "utterances": pd.concat([tables["utterances"], twin.to_frame().T]),
        "renditions": pd.concat([tables["renditions"], renditions]),
    }
    pair = GoldPair("talk.txt", int(first["start_char"]), int(first["end_char"]), "other.txt", spans)
    scores = evaluate_tables(doubled, Gold((), {}, (pair,)), parts=["alignment"])
    assert tuple(score.value for score in scores if score.group == "all") == values
