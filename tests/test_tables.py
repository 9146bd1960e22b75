"""The tables' contract, and what holds for every table of the real corpus."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from extract.errors import TableError
from extract.pipeline import ExtractOptions
from extract.schema import TABLES
from extract.settings import DATA_FOLDER, build_stages
from extract.store import Tables, read_tables, write_tables
from extract.tables import build_table, to_arrow

SPEAKER = {"speaker_id": "ada", "name_en": "Ada", "name_zh": "阿达"}


def test_every_table_of_the_contract_is_built(tables: Tables) -> None:
    assert set(tables) == set(TABLES)
    for name, frame in tables.items():
        assert list(frame.columns) == TABLES[name].column_names


def test_empty_table_has_all_columns_and_types() -> None:
    empty = build_table("utterances", [])
    assert list(empty.columns) == TABLES["utterances"].column_names
    assert to_arrow("utterances", empty).schema == TABLES["utterances"].arrow


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([{**SPEAKER, "name_en": None}], "table speakers: column name_en: 1 nulls"),
        ([SPEAKER, SPEAKER], "table speakers: 1 rows repeat a key"),
        ([{**SPEAKER, "name_zh": 3}], "table speakers: column name_zh: wanted string"),
    ],
)
def test_build_table_names_table_and_column_of_a_breach(rows: list[dict[str, object]], words: str) -> None:
    with pytest.raises(TableError, match=words):
        build_table("speakers", rows)


def test_build_table_refuses_values_off_the_list() -> None:
    with pytest.raises(TableError, match="column role: 'king'"):
        build_table("participants", [{"conversation_id": "a", "speaker_id": "b", "role": "king"}])


def test_to_arrow_refuses_other_columns() -> None:
    with pytest.raises(TableError, match="wanted columns"):
        to_arrow("speakers", pd.DataFrame({"speaker_id": ["a"]}))


def test_read_tables_names_a_missing_table(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"speakers\.parquet: no such table"):
        read_tables(tmp_path, ["speakers"])


def test_read_tables_names_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "speakers.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(TableError, match=r"speakers\.parquet: cannot be read"):
        read_tables(tmp_path, ["speakers"])


def test_write_tables_writes_nothing_if_one_is_wrong(tmp_path: Path) -> None:
    good = build_table("speakers", [SPEAKER])
    with pytest.raises(TableError):
        write_tables({"speakers": good, "participants": good}, tmp_path / "tables")
    assert not (tmp_path / "tables").exists()


@pytest.mark.parametrize(
    ("table", "column", "other", "key"),
    [
        ("participants", "conversation_id", "conversations", "conversation_id"),
        ("participants", "speaker_id", "speakers", "speaker_id"),
        ("renditions", "conversation_id", "conversations", "conversation_id"),
        ("speakers", "concept_id", "concepts", "concept_id"),
        ("utterances", "rendition_id", "renditions", "rendition_id"),
        ("utterances", "speaker_id", "speakers", "speaker_id"),
        ("utterances", "chapter_id", "chapters", "chapter_id"),
        ("chapters", "first_utterance_id", "utterances", "utterance_id"),
        ("concepts", "broader_id", "concepts", "concept_id"),
        ("aliases", "concept_id", "concepts", "concept_id"),
        ("mentions", "utterance_id", "utterances", "utterance_id"),
        ("mentions", "passage_id", "utterances", "passage_id"),
        ("mentions", "concept_id", "concepts", "concept_id"),
        ("claims", "utterance_id", "utterances", "utterance_id"),
        ("claims", "speaker_id", "speakers", "speaker_id"),
        ("claim_targets", "claim_id", "claims", "claim_id"),
        ("claim_targets", "concept_id", "concepts", "concept_id"),
        ("edges", "source", "nodes", "node_id"),
        ("edges", "target", "nodes", "node_id"),
        ("nodes", "community", "nodes", "node_id"),
        ("evidence", "utterance_id", "utterances", "utterance_id"),
        ("evidence", "mention_id", "mentions", "mention_id"),
        ("evidence", "claim_id", "claims", "claim_id"),
    ],
)
def test_every_id_resolves(table: str, column: str, other: str, key: str, tables: Tables) -> None:
    used = set(tables[table][column].dropna())
    assert used
    assert used <= set(tables[other][key])


def test_utterances_stand_where_they_are_said_to(tables: Tables) -> None:
    paths = dict(zip(tables["renditions"]["rendition_id"], tables["renditions"]["path"], strict=True))
    texts = {key: (DATA_FOLDER / path).read_text(encoding="utf-8-sig") for key, path in paths.items()}
    for row in tables["utterances"].itertuples(index=False):
        assert row.is_verbatim
        assert texts[row.rendition_id][row.start_char : row.end_char] == row.text


def test_utterances_of_a_document_do_not_overlap(tables: Tables) -> None:
    for _, own in tables["utterances"].sort_values("start_char").groupby("rendition_id"):
        assert (own["start_char"].iloc[1:].to_numpy() >= own["end_char"].iloc[:-1].to_numpy()).all()


def test_times_run_forward_and_say_how_sure_they_are(tables: Tables) -> None:
    timed = tables["utterances"].dropna(subset=["start_s"])
    assert set(timed["rendition_id"]) == {"lex-094-edited", "lex-094-machine-translated", "lex-333-machine-translated"}
    for _, own in timed.sort_values("utterance_id").groupby("rendition_id"):
        assert own["start_s"].is_monotonic_increasing
        assert (own["end_s"] >= own["start_s"]).all()
    assert timed["time_error_s"].notna().all()
    assert set(timed["time_source"]) == {"header", "interpolated", "aligned"}


def test_headers_name_speakers_in_every_spelling(tables: Tables) -> None:
    utterances = tables["utterances"]
    headed = utterances[(utterances["turn"].notna()) & (utterances["kind"] != "furniture")]
    assert set(headed["speaker_source"]) == {"header"}
    assert headed.groupby("rendition_id")["turn"].nunique().to_dict() == {
        "lex-094-edited": 321,
        "lex-094-machine-translated": 287,
        "lex-333-machine-translated": 787,
    }


def test_unlabelled_documents_have_inferred_speakers_with_a_confidence(tables: Tables) -> None:
    utterances = tables["utterances"]
    unlabelled = utterances[utterances["rendition_id"].isin(["lex-258-bilingual", "neurips-2024-recognised"])]
    spoken = unlabelled[unlabelled["kind"] == "speech"]
    assert set(spoken["speaker_source"]) == {"inferred"}
    assert set(spoken["speaker_id"]) == {"lex-fridman", "yann-lecun", "ilya-sutskever", "audience", "host"}
    assert spoken["speaker_confidence"].between(0.3, 1).all()
    assert set(unlabelled.loc[unlabelled["kind"] != "speech", "speaker_id"]) == {"unknown"}
    assert (spoken.groupby("passage_id")["speaker_id"].nunique() == 1).all()


def test_settings_reach_their_stage() -> None:
    options = build_stages(ExtractOptions, {"claims": {"chars_min": 3}, "graph": {}})
    assert options.claims.chars_min == 3
    assert options.mentions == ExtractOptions().mentions
