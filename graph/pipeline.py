"""A corpus in, a folder with all tables and their manifest out: composes both packages, nothing else."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib import metadata
from pathlib import Path
from typing import Any

from extract.corpus import Corpus, read_corpus
from extract.pipeline import ExtractOptions, Progress, build_extract_tables, load_knowledge, load_settings
from extract.settings import DATA_FOLDER, build_stages
from extract.store import MANIFEST, hash_file, read_manifest, write_json, write_tables
from graph.build import GraphOptions, build_graph

logger = logging.getLogger(__name__)

_LIBRARIES = ("ahocorasick-rs", "networkx", "numpy", "opencc", "pandas", "pyarrow", "rjieba", "scipy", "spacy")


@dataclass(frozen=True)
class BuildResult:
    """What a build did: rows by table, documents that could not be read, and whether it was up to date already."""

    counts: Mapping[str, int]
    failures: Mapping[str, str]
    is_fresh: bool


def find_default_corpus() -> Path:
    """Return the corpus description that comes with the project."""
    return DATA_FOLDER / "conversations.toml"


def build_corpus(
    corpus: Corpus,
    out: Path,
    *,
    data_folder: Path = DATA_FOLDER,
    description: Path | None = None,
    progress: Progress = lambda step, done, total: None,
    is_forced: bool = False,
) -> BuildResult:
    """Build the tables of a corpus into `out/tables`, with `out/manifest.json` and `out/build.log.json`.

    Nothing is done where inputs, settings, libraries and code are those of the last build.

    Args:
        corpus: The documents.
        out: The folder to write.
        data_folder: Where lexicon, cue words and settings are.
        description: The corpus description, when there is one.
        progress: Told about each step.
        is_forced: Build even if nothing changed.

    Raises:
        ExplorerError: If settings, lexicon or corpus are wrong, or no document can be read.
    """
    started = time.perf_counter()
    manifest = _describe_inputs(corpus, data_folder, description)
    former = read_manifest(out)
    if former is not None and not is_forced and _is_same(former, manifest, out):
        return BuildResult(former["counts"], former["failures"], is_fresh=True)
    settings = load_settings(data_folder / "settings.toml", _known_sections())
    knowledge = load_knowledge(data_folder, settings)
    graph_options = build_stages(GraphOptions, settings)
    tables, failures = build_extract_tables(corpus, knowledge, progress=progress)
    progress("building the graph", 0, 1)
    tables.update(build_graph(tables, options=graph_options))
    progress("building the graph", 1, 1)
    (out / MANIFEST).unlink(missing_ok=True)
    write_tables(tables, out / "tables")
    manifest["counts"] = {name: len(frame) for name, frame in tables.items()}
    manifest["failures"] = failures.messages
    write_json(manifest, out / MANIFEST)
    seconds = round(time.perf_counter() - started, 2)
    write_json({"finished": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "seconds": seconds}, out / "build.log.json")
    logger.info("built %s in %.1f s", out, seconds)
    return BuildResult(manifest["counts"], failures.messages, is_fresh=False)


def load_default_corpus(path: Path | None = None) -> tuple[Corpus, Path]:
    """Load a corpus description, the project's own by default."""
    description = path or find_default_corpus()
    return read_corpus(description), description


def _known_sections() -> set[str]:
    return {section.name for kind in (ExtractOptions, GraphOptions) for section in fields(kind)}


def _describe_inputs(corpus: Corpus, data_folder: Path, description: Path | None) -> dict[str, Any]:
    """Say what a build depends on. Documents that are missing have no hash; reading them will tell."""
    documents = {
        rendition.id: corpus.find_path(rendition)
        for conversation in corpus.conversations
        for rendition in conversation.renditions
    }
    knowledge = [
        *sorted((data_folder / "lexicon").glob("*.toml")),
        data_folder / "ordinary.txt",
        data_folder / "cues.toml",
        data_folder / "speaker_cues.toml",
        data_folder / "speaker_weights.toml",
        data_folder / "settings.toml",
    ]
    return {
        "documents": {
            name: hash_file(path) for name, path in documents.items() if os.access(path, os.R_OK) and path.is_file()
        },
        "knowledge": {
            path.relative_to(data_folder).as_posix(): hash_file(path) for path in knowledge if path.is_file()
        },
        "description": hash_file(description) if description else None,
        "code": _hash_code(),
        "versions": {name: metadata.version(name) for name in _LIBRARIES},
    }


def _hash_code() -> str:
    """Hash the source of both packages, so that a changed stage builds anew."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parent.parent
    for package in ("extract", "graph"):
        for path in sorted((root / package).rglob("*.py")):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_same(former: Mapping[str, Any], manifest: Mapping[str, Any], out: Path) -> bool:
    is_complete = all((out / "tables" / f"{name}.parquet").is_file() for name in former.get("counts", {"": 0}))
    return is_complete and "failures" in former and all(former.get(key) == value for key, value in manifest.items())
