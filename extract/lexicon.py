"""The lexicon's TOML files in, the tables of concepts and aliases out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from extract.errors import SettingsError
from extract.schema import RELATIONS
from extract.settings import read_toml
from extract.tables import build_table
from extract.text import is_han, normalise_term

CATEGORIES = (
    "method", "architecture", "system", "dataset", "task", "phenomenon", "field", "idea", "theory", "hardware",
    "software", "work", "thing", "person", "organization",
)  # fmt: skip
LEARNT_SOURCES = ("train", "user")
"""Sub-tables of an entry whose aliases come from elsewhere than general knowledge."""

_TEXT_KEYS = ("en", "zh", "category", "broader", "description")
_ALIAS_KEYS = tuple(relation for relation in RELATIONS if relation != "preferred")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Lexicon:
    """Concepts, people and organizations, and the surface forms they go by.

    Attributes:
        concepts: Table `concepts`.
        aliases: Table `aliases`: one row per form; labels are forms too (relation `preferred`).
        ordinary: Everyday words that hold a form without meaning its concept.
    """

    concepts: pd.DataFrame
    aliases: pd.DataFrame
    ordinary: tuple[str, ...] = ()


def load_lexicon(paths: Sequence[Path], *, ordinary_path: Path | None = None) -> Lexicon:
    """Load lexicon files, and the list of ordinary words (one a line, `#` starts a comment).

    Raises:
        SettingsError: For an unknown key, a missing label, a name defined twice, a broader concept that does not
            exist, or a form that two entries claim; names file and entry.
    """
    concepts: list[dict[str, Any]] = []
    aliases: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    for path in paths:
        for concept_id, entry in read_toml(path).items():
            where = f"{path}: [{concept_id}]"
            _check_entry(concept_id, entry, where)
            if concept_id in places:
                raise SettingsError(f"{where}: defined already in {places[concept_id]}")
            places[concept_id] = str(path)
            concepts.append(_make_concept(concept_id, entry))
            aliases.extend(_make_aliases(concept_id, entry))
    for concept in concepts:
        broader_id = concept["broader_id"]
        if broader_id is not None and broader_id not in places:
            raise SettingsError(
                f"{places[concept['concept_id']]}: [{concept['concept_id']}]: broader = {broader_id!r} is no entry"
            )
    _check_clashes(aliases, places)
    ordinary = _read_words(ordinary_path) if ordinary_path else ()
    return Lexicon(build_table("concepts", concepts), build_table("aliases", aliases), ordinary)


def _read_words(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if (word := line.partition("#")[0].strip()))


def _check_entry(concept_id: str, entry: Any, where: str) -> None:
    if not _SLUG.fullmatch(concept_id):
        raise SettingsError(f"{where}: wanted a name of a-z, 0-9 and hyphens")
    if not isinstance(entry, dict):
        raise SettingsError(f"{where}: wanted a table")
    unknown = sorted(set(entry) - {*_TEXT_KEYS, *_ALIAS_KEYS, *LEARNT_SOURCES})
    if unknown:
        raise SettingsError(f"{where}: unknown key {unknown[0]!r}, known are {', '.join(_TEXT_KEYS + _ALIAS_KEYS)}")
    for key in ("en", "zh", "category", "description"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise SettingsError(f"{where}: {key} is missing")
    if entry["category"] not in CATEGORIES:
        raise SettingsError(f"{where}: category = {entry['category']!r}, wanted one of {', '.join(CATEGORIES)}")
    for _, key, forms in _iterate_forms(entry):
        if key not in _ALIAS_KEYS or not isinstance(forms, list) or not all(isinstance(form, str) for form in forms):
            raise SettingsError(f"{where}: {key} wants a list of forms")


def _make_concept(concept_id: str, entry: dict[str, Any]) -> dict[str, Any]:
    category = entry["category"]
    return {
        "concept_id": concept_id,
        "label_en": entry["en"],
        "label_zh": entry["zh"],
        "kind": category if category in ("person", "organization") else "concept",
        "category": category,
        "broader_id": entry.get("broader"),
        "origin": "lexicon",
        "description": entry["description"],
    }


def _iterate_forms(entry: dict[str, Any]) -> Iterable[tuple[str, str, Any]]:
    """Yield source, relation and forms of each list of an entry."""
    for key in _ALIAS_KEYS:
        if key in entry:
            yield "general", key, entry[key]
    for source in LEARNT_SOURCES:
        for key, forms in entry.get(source, {}).items():
            yield source, key, forms


def _make_aliases(concept_id: str, entry: dict[str, Any]) -> Iterable[dict[str, Any]]:
    """Yield an entry's forms, each once: the first listing of a form and language counts."""
    seen: set[tuple[str, str]] = set()
    listed = [("general", "preferred", [entry["en"], entry["zh"]]), *_iterate_forms(entry)]
    for source, relation, forms in listed:
        for form in forms:
            language = "zh" if any(is_han(character) for character in form) else "en"
            if (form, language) not in seen:
                seen.add((form, language))
                yield {
                    "concept_id": concept_id,
                    "surface": form,
                    "language": language,
                    "relation": relation,
                    "source": source,
                }


def _check_clashes(aliases: Sequence[dict[str, Any]], places: dict[str, str]) -> None:
    owners: dict[str, str] = {}
    for alias in aliases:
        owner = owners.setdefault(normalise_term(alias["surface"]), alias["concept_id"])
        if owner != alias["concept_id"]:
            raise SettingsError(
                f"{places[alias['concept_id']]}: [{alias['concept_id']}]: "
                f"{alias['surface']!r} is a form of [{owner}] too"
            )
