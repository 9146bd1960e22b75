"""Annotation files in, gold units beside what the tables found in the same places out."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extract.errors import SettingsError
from extract.lexicon import Lexicon
from extract.settings import read_toml
from extract.store import Tables
from extract.text import normalise_term

_QUALIFIER = re.compile(r"\s*\([^()]*\)$")


@dataclass(frozen=True)
class GoldUnit:
    """An annotated stretch of a document. `mentions` are (surface, concept name); `claim` as in the file."""

    unit_id: str
    document: str
    start: int
    end: int
    text: str
    speaker_id: str
    mentions: tuple[tuple[str, str], ...]
    claim: Mapping[str, Any] | None


@dataclass(frozen=True)
class GoldPair:
    """A sentence of one rendition and the spans of the other that say the same (none where it is left out)."""

    document: str
    start: int
    end: int
    other: str
    spans: tuple[tuple[int, int], ...]


@dataclass
class Found:
    """What the tables hold in a unit.

    Mentions are (concept, start, end) in the document; speakers are by characters.
    """

    mentions: list[tuple[str, int, int]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    speakers: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(frozen=True)
class Gold:
    """Annotated units, further names of concepts that annotators use, and aligned sentences (both reviewed by hand)."""

    units: tuple[GoldUnit, ...]
    names: Mapping[str, tuple[str, ...]]
    pairs: tuple[GoldPair, ...] = ()


def load_gold(path: Path, folder: Path) -> Gold:
    """Load annotations, with `documents.toml`, `names.toml` and `alignment.jsonl` of the gold folder.

    Args:
        path: A file of JSON lines, or a folder of such files.
        folder: The gold folder.

    Raises:
        SettingsError: If a line is no annotation; names file and line.
    """
    documents = read_toml(folder / "documents.toml")
    names_path = folder / "names.toml"
    names = read_toml(names_path) if names_path.exists() else {}
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise SettingsError(f"{path}: no .jsonl file, wanted annotations")
    units = [unit for file in files for unit in _read_units(file, documents)]
    pairs_path = folder / "alignment.jsonl"
    pairs = _read_pairs(pairs_path, documents) if pairs_path.exists() else ()
    return Gold(tuple(units), {key: tuple(value) for key, value in names.items()}, pairs)


def _read_pairs(path: Path, documents: Mapping[str, str]) -> tuple[GoldPair, ...]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return tuple(
        GoldPair(
            documents[row["doc"]], row["start"], row["end"], documents[row["other"]],
            tuple((start, end) for start, end in row["spans"]),
        )
        for row in rows
    )  # fmt: skip


def _read_units(path: Path, documents: Mapping[str, str]) -> Iterator[GoldUnit]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SettingsError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: byte {error.start} is not UTF-8") from error
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            if row["claim"] is not None:
                row["claim"] = {key: row["claim"][key] for key in ("targets", "stance", "certainty")}
            yield GoldUnit(
                row["id"], documents[row["doc"]], row["start"], row["end"], row["text"], row["speaker"],
                tuple((mention["surface"], mention["concept"]) for mention in row["mentions"]), row["claim"],
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(f"{path}: line {number}: {error!r}, wanted an annotation") from error


def find_in_units(tables: Tables, units: Sequence[GoldUnit]) -> list[Found]:
    """Find what the tables hold in each unit.

    A mention belongs to every unit it touches, a claim to the one its utterance shares most characters with.
    """
    places = _Places(tables, units)
    found = [Found() for _ in units]
    home: dict[str, int] = {}
    for utterance in places.utterances.values():
        shared = places.measure_overlaps(utterance, utterance.start_char, utterance.end_char)
        for index, length in shared.items():
            found[index].speakers[utterance.speaker_id] += length
        if shared:
            home[utterance.utterance_id] = max(shared, key=lambda index: shared[index])
    for mention in tables["mentions"].itertuples(index=False):
        utterance = places.utterances[mention.utterance_id]
        start, end = utterance.start_char + mention.start, utterance.start_char + mention.end
        for index in places.measure_overlaps(utterance, start, end):
            found[index].mentions.append((mention.concept_id, start, end))
    targets: dict[str, list[str]] = defaultdict(list)
    for target in tables["claim_targets"].sort_values(["claim_id", "rank"]).itertuples(index=False):
        targets[target.claim_id].append(target.concept_id)
    for claim in tables["claims"].to_dict("records"):
        if claim["utterance_id"] in home:
            found[home[claim["utterance_id"]]].claims.append({**claim, "targets": targets[claim["claim_id"]]})
    return found


class _Places:
    """Finds the units of a document that a stretch of it touches."""

    def __init__(self, tables: Tables, units: Sequence[GoldUnit]) -> None:
        renditions = tables["renditions"]
        self._documents = {row.rendition_id: Path(row.path).name for row in renditions.itertuples(index=False)}
        self.utterances = {row.utterance_id: row for row in tables["utterances"].itertuples(index=False)}
        self._units: dict[str, list[tuple[int, GoldUnit]]] = defaultdict(list)
        for index, unit in enumerate(units):
            self._units[unit.document].append((index, unit))

    def measure_overlaps(self, utterance: Any, start: int, end: int) -> dict[int, int]:
        """Return the characters that a stretch of an utterance's document shares with each unit it touches."""
        units = self._units.get(self._documents[utterance.rendition_id], [])
        return {
            index: min(end, unit.end) - max(start, unit.start)
            for index, unit in units
            if start < unit.end and end > unit.start
        }


class ConceptNames:
    """Tells whether an annotator's name for a concept means one of the lexicon's.

    A name means a concept when it is among its labels, alternative labels or abbreviations, or when the reviewed list
    of names says so.
    """

    def __init__(self, lexicon_tables: Tables | Lexicon, names: Mapping[str, Sequence[str]]) -> None:
        aliases = lexicon_tables.aliases if isinstance(lexicon_tables, Lexicon) else lexicon_tables["aliases"]
        self._concepts: dict[str, set[str]] = defaultdict(set)
        for alias in aliases.itertuples(index=False):
            if alias.relation in ("preferred", "alternative", "abbreviation"):
                self._concepts[_singular(alias.surface)].add(alias.concept_id)
        for concept_id, further in names.items():
            for name in further:
                self._concepts[_singular(name)].add(concept_id)

    def find_concepts(self, name: str) -> set[str]:
        """Find the concepts a name may mean."""
        return self._concepts.get(_singular(name), set())


def _singular(name: str) -> str:
    """Bring a name to one form: no qualifier in brackets at its end, no plural."""
    normal = normalise_term(_QUALIFIER.sub("", name))
    return normal[:-1] if normal.endswith("s") and not normal.endswith("ss") else normal
