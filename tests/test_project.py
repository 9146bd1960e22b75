"""What must hold for the project itself: the same bytes twice, nothing of the corpus in code, nothing fetched."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path

import pytest

from extract.corpus import make_slug, read_corpus
from extract.read.transcript import split_lines
from extract.settings import DATA_FOLDER
from extract.store import read_tables
from extract.text import normalise_text
from graph.graphml import write_graphml
from graph.network import build_network
from graph.pipeline import build_corpus, load_default_corpus

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = [
    ROOT / "app.py",
    ROOT / "cli.py",
    *(p for f in ("extract", "graph", "app_pages") for p in (ROOT / f).rglob("*.*")),
]
CODE = sorted(path for path in SHIPPED if path.suffix in (".py", ".js", ".html", ".css"))


def test_two_builds_give_the_same_bytes(build_folder: Path, tmp_path: Path) -> None:
    corpus, description = load_default_corpus()
    build_corpus(corpus, tmp_path, description=description)
    files = sorted(path.relative_to(build_folder) for path in build_folder.rglob("*.parquet"))
    assert len(files) > 10
    for name in [*files, Path("manifest.json")]:
        assert (build_folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_two_exports_give_the_same_bytes(build_folder: Path, tmp_path: Path) -> None:
    for name in ("one.graphml", "two.graphml"):
        write_graphml(build_network(read_tables(build_folder / "tables")), tmp_path / name)
    assert (tmp_path / "one.graphml").read_bytes() == (tmp_path / "two.graphml").read_bytes()


def test_a_build_is_not_repeated_when_nothing_changed(build_folder: Path) -> None:
    corpus, description = load_default_corpus()
    assert build_corpus(corpus, build_folder, description=description).is_fresh


def test_no_code_mentions_the_corpus() -> None:
    corpus = read_corpus(DATA_FOLDER / "conversations.toml")
    words = {make_slug(name) for speaker in corpus.speakers for name in speaker.all_names if name}
    words |= {conversation.conversation_id for conversation in corpus.conversations}
    words |= {rendition.id for conversation in corpus.conversations for rendition in conversation.renditions}
    words -= {"host", "audience", "主持人", "听众"}
    pattern = re.compile("|".join(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" for word in sorted(words)))
    for path in CODE:
        text = path.read_text(encoding="utf-8").lower()
        assert not pattern.search(text), f"{path.name}: {pattern.search(text)}"


def test_no_code_holds_a_passage_of_the_corpus() -> None:
    corpus_text = "\n".join(
        normalise_text(path.read_text(encoding="utf-8")).text for path in (DATA_FOLDER / "transcripts").glob("*.*")
    )
    for path in CODE:
        for line in split_lines(path.read_text(encoding="utf-8")):
            for run in re.findall(r"[\u4e00-\u9fff]{6,}", line.text):
                assert run not in corpus_text, f"{path.name}:{line.number}: {run}"


def test_transcripts_are_those_whose_hashes_the_provenance_gives() -> None:
    provenance = (DATA_FOLDER / "transcripts" / "README.md").read_text(encoding="utf-8")
    files = [path for path in (DATA_FOLDER / "transcripts").iterdir() if path.name != "README.md"]
    assert len(files) == 5
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in provenance, path.name


@pytest.mark.parametrize("name", ["torch", "sentence_transformers", "transformers"])
def test_nothing_heavy_is_installed(name: str) -> None:
    assert importlib.util.find_spec(name) is None


def test_requirements_hold_hashes_and_no_address() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    pins = re.findall(r"^[a-z0-9_.-]+==\S+", text, flags=re.MULTILINE)
    assert len(pins) > 50
    assert text.count("--hash=sha256:") >= len(pins)


def test_interface_code_fetches_nothing() -> None:
    for path in CODE:
        if path.suffix in (".js", ".html", ".css"):
            assert "://" not in path.read_text(encoding="utf-8"), path.name


def test_readme_starts_with_the_two_commands_that_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 150
    top = "\n".join(text.splitlines()[:40])
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for command in ("app", "test"):
        assert f"make {command}" in top
        assert command in targets
    assert (ROOT / "docs" / "explorer.png").read_bytes().startswith(b"\x89PNG")


def test_third_party_lists_every_pinned_package() -> None:
    pins = re.findall(r"^([a-z0-9_.-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    listed = re.findall(r"^\| ([a-z0-9_.-]+) \|", (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8"), flags=re.M)
    assert set(listed) == set(pins)
