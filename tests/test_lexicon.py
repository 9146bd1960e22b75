"""The lexicon as data, and its loader's errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.errors import SettingsError
from extract.lexicon import Lexicon, load_lexicon
from extract.text import is_han, normalise_term

ENTRY = """
[deep-learning]
en = "deep learning"
zh = "深度学习"
category = "field"
description = "Many layers."
"""


def load(tmp_path: Path, text: str) -> Lexicon:
    path = tmp_path / "a.toml"
    path.write_text(text, encoding="utf-8")
    return load_lexicon([path])


def test_lexicon_has_breadth_in_both_languages(lexicon: Lexicon) -> None:
    kinds = lexicon.concepts["kind"].value_counts()
    assert kinds["concept"] >= 400
    assert kinds["person"] >= 100
    assert kinds["organization"] >= 50
    named = [any(is_han(c) for c in label) for label in lexicon.concepts["label_zh"]]
    assert sum(named) / len(named) > 0.85


def test_descriptions_are_one_line_and_not_repeated(lexicon: Lexicon) -> None:
    descriptions = lexicon.concepts["description"]
    assert not descriptions.str.contains("\n").any()
    assert descriptions.str.len().between(8, 200).all()
    assert descriptions.is_unique


def test_broader_links_end(lexicon: Lexicon) -> None:
    broader = dict(zip(lexicon.concepts["concept_id"], lexicon.concepts["broader_id"], strict=True))
    for concept_id in broader:
        seen = {concept_id}
        above = broader[concept_id]
        while isinstance(above, str):
            assert above not in seen, f"{concept_id} is broader than itself"
            seen.add(above)
            above = broader[above]


def test_no_form_belongs_to_two_concepts(lexicon: Lexicon) -> None:
    owners: dict[str, str] = {}
    for alias in lexicon.aliases.itertuples(index=False):
        assert owners.setdefault(normalise_term(alias.surface), alias.concept_id) == alias.concept_id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (ENTRY + 'colour = "red"', r"\[deep-learning\]: unknown key 'colour'"),
        (ENTRY.replace('zh = "深度学习"\n', ""), "zh is missing"),
        (ENTRY + 'broader = "magic"', "broader = 'magic' is no entry"),
        (ENTRY + 'category = "fruit"', r"a\.toml: cannot overwrite"),
        (ENTRY.replace('"field"', '"fruit"'), "category = 'fruit'"),
        (ENTRY + 'alternative = "DL"', "alternative wants a list"),
        (ENTRY + ENTRY.replace("deep-learning", "dl").replace("深度学习", "深层学习"), "'deep learning' is a form of"),
        ("[Deep_Learning]", "wanted a name of"),
        ("[deep-learning", r"a\.toml: "),
    ],
)
def test_load_lexicon_names_file_and_entry_of_an_error(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=words):
        load(tmp_path, text)


def test_load_lexicon_marks_where_forms_come_from(tmp_path: Path) -> None:
    lexicon = load(tmp_path, ENTRY + 'abbreviation = ["DL"]\n\n[deep-learning.train]\nmisheard = ["深度学席"]\n')
    rows = {row.surface: (row.language, row.relation, row.source) for row in lexicon.aliases.itertuples(index=False)}
    assert rows == {
        "deep learning": ("en", "preferred", "general"),
        "深度学习": ("zh", "preferred", "general"),
        "DL": ("en", "abbreviation", "general"),
        "深度学席": ("zh", "misheard", "train"),
    }
