"""The `parley` command, run as its entry point does: output, files, exit status."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pytest

from cli import is_port_free, main
from extract.store import read_tables

HEADED = """Ada 00:00:01
I think reinforcement learning is a great idea.

Bob Stone 00:00:09
I doubt that deep learning is enough.
"""
MARKDOWN = """# A talk

**Ada:** Deep learning is useful.

**Cy:** Backpropagation is the best idea we have.
"""
PROJECT = Path(__file__).resolve().parent.parent
VOCABULARY = ("ordinary.txt", "cues.toml", "speaker_cues.toml", "speaker_weights.toml")


class Ran(NamedTuple):
    """How the command ended, and what it printed."""

    status: int | str | None
    out: str
    err: str


def run(*arguments: str | Path) -> Ran:
    """Run `parley` with these arguments."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setattr(sys, "argv", ["parley", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
    return Ran(ended.value.code, out.getvalue(), err.getvalue())


def write(folder: Path, **texts: str) -> list[Path]:
    """Write files; `a_txt` becomes `a.txt`."""
    paths = [folder / name.replace("_", ".") for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def assert_one_error_line(ran: Ran, *words: str | Path) -> None:
    assert ran.status == 1
    assert ran.err.startswith("parley: ")
    assert ran.err.count("\n") == 1
    assert not ran.err.endswith(".\n")
    for word in words:
        assert str(word) in ran.err


class Built(NamedTuple):
    """Files nobody described, and where and how they were built."""

    files: list[Path]
    out: Path
    ran: Ran


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Two files nobody described, built."""
    folder = tmp_path_factory.mktemp("files")
    files = write(folder, a_txt=HEADED, b_md=MARKDOWN)
    return Built(files, folder / "out", run("build", *files, "--out", folder / "out"))


@pytest.fixture(scope="module")
def own_tables(build_folder: Path) -> Path:
    """The tables of the real corpus."""
    return build_folder / "tables"


def test_build_works_on_files_nobody_described(built: Built) -> None:
    assert (built.ran.status, built.ran.err) == (0, "")
    assert built.ran.out.startswith("built: 5 utterances, ")
    first, *described = built.ran.out.splitlines()
    assert first.endswith(f" in {built.out}")
    assert [line.split(",")[0].strip() for line in described] == ["a.txt: headed", "b.md: markdown"]
    assert json.loads((built.out / "build.log.json").read_text(encoding="utf-8"))["seconds"] > 0
    tables = read_tables(built.out / "tables")
    utterances = tables["utterances"][tables["utterances"]["kind"] == "speech"]
    assert list(zip(utterances["conversation_id"], utterances["speaker_id"], strict=True)) == [
        ("a", "ada"), ("a", "bob-stone"), ("b", "ada"), ("b", "cy"),
    ]  # fmt: skip
    assert set(tables["speakers"]["name_en"]) == {"Ada", "Bob Stone", "Cy", "unknown speaker"}
    assert dict(zip(tables["renditions"]["path"], tables["renditions"]["format"], strict=True)) == {
        "a.txt": "headed",
        "b.md": "markdown",
    }
    assert {"reinforcement-learning", "deep-learning", "backpropagation"} == set(tables["mentions"]["concept_id"])
    assert len(tables["claims"]) >= 3


def test_files_nobody_described_can_be_compared_and_searched(built: Built) -> None:
    tables = built.out / "tables"
    compared = run("compare", "ada", "bob-stone", "--on", "deep learning", "--tables", tables)
    assert (compared.status, compared.err) == (0, "")
    assert "Deep learning is useful." in compared.out
    assert "I doubt that deep learning is enough." in compared.out
    searched = run("search", "LEARNING is enough", "--tables", tables)
    assert (searched.status, searched.out.splitlines()[0]) == (0, "bob-stone: I doubt that deep learning is enough.")


def test_build_does_nothing_the_second_time(built: Built) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.out.rglob("*")}
    again = run("build", *built.files, "--out", built.out)
    assert (again.status, again.err) == (0, "")
    assert again.out == built.ran.out.replace("built: ", "up to date: ")
    assert {path: path.stat().st_mtime_ns for path in built.out.rglob("*")} == before


def test_build_reads_a_changed_file_anew(built: Built, tmp_path: Path) -> None:
    out = shutil.copytree(built.out, tmp_path / "out")
    files = write(tmp_path, a_txt=HEADED.replace("Bob Stone", "Eve"), b_md=MARKDOWN)
    ran = run("build", *files, "--out", out)
    assert (ran.status, ran.out.partition(":")[0]) == (0, "built")
    assert set(read_tables(out / "tables")["participants"]["speaker_id"]) == {"ada", "eve", "cy"}


def test_build_goes_on_without_a_file_it_cannot_read(tmp_path: Path) -> None:
    (good,) = write(tmp_path, good_txt=HEADED)
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"Ada 00:00:01\n\xff\xfe\n")
    out = tmp_path / "out"
    ran = run("build", good, bad, "--out", out)
    assert_one_error_line(ran, bad, "line 2", "not UTF-8")
    assert ran.out.startswith("built: 2 utterances")
    assert list(read_tables(out / "tables")["conversations"]["conversation_id"]) == ["good"]
    failures = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["failures"]
    assert failures == {"bad": ran.err.removeprefix("parley: ").rstrip("\n")}
    again = run("build", good, bad, "--out", out)
    assert (again.status, again.err, again.out.partition(":")[0]) == (1, ran.err, "up to date")


def test_build_without_a_single_readable_file_writes_nothing(tmp_path: Path) -> None:
    (empty,) = write(tmp_path, empty_txt="")
    ran = run("build", empty, tmp_path / "none.txt", tmp_path, "--out", tmp_path / "out")
    assert_one_error_line(ran, "empty.txt: the file is empty", "none.txt: no such file", f"{tmp_path}: is a directory")
    assert ran.out == ""
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "a.txt", "--corpus", "c.toml"], "not both"),
        (["build", "--bogus"], "--bogus"),
        (["export", "g.graphml", "--format", "gexf"], "'gexf', wanted one of graphml, graphml-concepts"),
        (["export"], "Missing argument"),
        (["eval", "beauty"], "'beauty', wanted one of concepts, claims"),
        (["search", "x", "--limit", "0"], "greater than or equal to 1"),
        (["app", "--port", "70000"], "less than or equal to 65535"),
        (["nothing"], "No such command 'nothing'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_usage_ends_with_status_two(arguments: list[str], words: str) -> None:
    ran = run(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert words in " ".join(ran.err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("text", "words"),
    [("[conversations.a\n", "line 1"), ("[conversations.a]\ncolour = 1\n", "unknown key 'colour'"), (None, "no such")],
    ids=["no TOML", "unknown key", "missing"],
)
def test_a_broken_corpus_description_is_one_line(text: str | None, words: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.toml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    assert_one_error_line(run("build", "--corpus", path, "--out", tmp_path / "out"), path, words)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[read\n", "line 1"),
        ("[reading]\nx = 1\n", "unknown section 'reading', known are"),
        ("[read]\nheaders_min = 'two'\n", "read: headers_min = 'two', wanted int"),
    ],
    ids=["no TOML", "unknown section", "wrong type"],
)
def test_broken_settings_are_one_line(text: str, words: str, project_copy: Path) -> None:
    (project_copy / "data" / "settings.toml").write_text(text, encoding="utf-8")
    (talk,) = write(project_copy, talk_txt=HEADED)
    ended = subprocess.run(
        [sys.executable, project_copy / "cli.py", "build", talk, "--out", project_copy / "out"],
        capture_output=True, text=True, check=False, cwd=project_copy,
    )  # fmt: skip
    assert_one_error_line(Ran(ended.returncode, ended.stdout, ended.stderr), "settings", words)
    assert ended.stdout == ""


@pytest.fixture(scope="module")
def project_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, both packages and the vocabulary in a folder of their own, to break their settings."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("extract", "graph", "data/lexicon"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("cli.py", *(f"data/{name}" for name in VOCABULARY)):
        shutil.copy(PROJECT / name, folder / name)
    return folder


@pytest.mark.parametrize(
    ("form", "kinds"),
    [
        ("graphml", {"concept", "person", "organization", "speaker", "conversation", "claim"}),
        ("graphml-concepts", {"concept", "person", "organization", "speaker"}),
    ],
)
def test_export_writes_a_file_networkx_reads(form: str, kinds: set[str], own_tables: Path, tmp_path: Path) -> None:
    path = tmp_path / "deep" / "graph.graphml"
    ran = run("export", path, "--format", form, "--tables", own_tables)
    graph = nx.read_graphml(path, force_multigraph=form == "graphml")
    assert ran == (0, f"{path}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges\n", "")
    assert set(nx.get_node_attributes(graph, "kind").values()) == kinds


def test_export_into_a_folder_or_without_tables_is_one_line(own_tables: Path, tmp_path: Path) -> None:
    assert_one_error_line(run("export", tmp_path, "--tables", own_tables), tmp_path, "is a folder")
    assert_one_error_line(run("export", tmp_path / "a", "--tables", tmp_path), "conversations.parquet: no such table")
    (tmp_path / "file").write_bytes(b"")
    assert_one_error_line(run("export", tmp_path / "file" / "a", "--tables", own_tables), tmp_path / "file")


@pytest.mark.parametrize("name", ["强化学习", "強化學習", "增强学习", "RL", "reinforcement-learning"])
def test_compare_takes_a_concept_by_any_of_its_names(name: str, own_tables: Path) -> None:
    ran = run("compare", "andrej-karpathy", "ilya-sutskever", "--on", name, "--tables", own_tables)
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert [line.partition(" (")[0] for line in lines[:2]] == ["Andrej Karpathy", "Ilya Sutskever"]
    assert "covers only part of this recording" in lines[0]
    assert "reinforcement learning · 强化学习" in lines
    assert sum("https://www.youtube.com/watch?v=cdiD-9MMpb0&t=" in line for line in lines) >= 2
    assert sum("https://www.youtube.com/watch?v=13CZPWmke6A" in line for line in lines) >= 2


def test_compare_without_a_concept_lists_what_only_one_speaks_of(own_tables: Path) -> None:
    ran = run("compare", "andrej-karpathy", "ilya-sutskever@lex-094", "--tables", own_tables)
    assert ran.status == 0
    assert "(ilya-sutskever@lex-094)" in ran.out
    assert "\nOnly Andrej Karpathy: " in ran.out
    assert "\nOnly Ilya Sutskever: " in ran.out


def test_compare_prints_json_that_parses(own_tables: Path) -> None:
    ran = run("compare", "andrej-karpathy", "yann-lecun", "--on", "强化学习", "--json", "--tables", own_tables)
    found = json.loads(ran.out, parse_constant=refuse)
    assert [side["speaker_id"] for side in found["sides"]] == ["andrej-karpathy", "yann-lecun"]
    (shared,) = found["shared"]
    assert shared["label_zh"] == "强化学习"
    quote = shared["positions"][0]["quotes"][0]
    assert {"text", "fidelity", "stance", "link", "start_char"} <= set(quote)
    assert "\\u" not in ran.out
    assert len(found["only"]) == 2


def refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["andrej-karpathy", "eve"], "speaker 'eve' does not exist, known are andrej-karpathy, "),
        (["andrej-karpathy"], "1 speaker to compare, wanted two or more"),
        (["andrej-karpathy@lex-1", "yann-lecun"], "took no part in 'lex-1', but in lex-333"),
        (["andrej-karpathy", "yann-lecun", "--on", "zzz"], "concept 'zzz' does not exist; near it: none"),
        (["andrej-karpathy", "yann-lecun", "--on", "强化"], "near it: reinforcement-learning"),
    ],
)
def test_compare_names_what_does_exist(arguments: list[str], words: str, own_tables: Path) -> None:
    ran = run("compare", *arguments, "--tables", own_tables)
    assert_one_error_line(ran, words)
    assert ran.out == ""


def test_search_prints_concepts_then_what_was_said_with_its_moment(own_tables: Path) -> None:
    ran = run("search", "數據引擎", "--limit", "2", "--tables", own_tables)
    assert (ran.status, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0].startswith("data-engine  data engine · 数据引擎: ")
    said = [line for line in lines if line.startswith("  lex-333-machine-translated:")]
    assert len(said) == 2
    assert all("watch?v=cdiD-9MMpb0&t=" in line for line in said)


def test_search_that_finds_nothing_says_so(own_tables: Path) -> None:
    for text in ("qqqq", ""):
        assert_one_error_line(run("search", text, "--tables", own_tables), f"nothing found for {text!r}")


def test_eval_prints_a_row_for_each_measure_and_document(own_tables: Path) -> None:
    ran = run("eval", "speakers", "--gold", PROJECT / "data" / "training" / "train1.jsonl", "--tables", own_tables)
    assert (ran.status, ran.err) == (0, "")
    header, *rows, note = ran.out.splitlines()
    assert header.split()[:2] == ["measure", "transcripts"]
    assert rows[0].split()[:4] == ["speaker,", "by", "characters", "all"]
    assert len(rows) > 1
    assert all(
        row.split()[3] in {path.name for path in (PROJECT / "data" / "transcripts").iterdir()} for row in rows[1:]
    )
    assert "no human has checked them" in note


def test_eval_of_a_broken_annotation_is_one_line(own_tables: Path, tmp_path: Path) -> None:
    (path,) = write(tmp_path, bad_jsonl="{}\n")
    assert_one_error_line(run("eval", "--gold", path, "--tables", own_tables), path, "line 1")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of 127.0.0.1 that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_app_names_a_port_that_is_taken(taken_port: int, own_tables: Path) -> None:
    assert not is_port_free(taken_port)
    ran = run("app", "--port", str(taken_port), "--headless", "--tables", own_tables)
    assert_one_error_line(ran, f"port {taken_port} ", "is taken", "--port")
    assert ran.out == ""


def test_app_without_tables_says_what_makes_them(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert_one_error_line(run("app", "--port", str(port), "--tables", tmp_path / "none"), "none", "`parley build`")


def test_app_asks_a_first_time_user_nothing(own_tables: Path, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    environment = {**os.environ, "HOME": str(tmp_path), "BROWSER": "true"}
    command = [sys.executable, "cli.py", "app", "--port", str(port), "--tables", str(own_tables)]
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        assert wait_for_health(port), "the explorer did not start"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        printed = process.communicate(timeout=20)[0]
    assert "mail" not in printed
    assert "skills" not in printed


def wait_for_health(port: int) -> bool:
    """Wait up to a minute for the explorer to answer."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1) as answer:
                return bool(answer.read() == b"ok")
        except OSError:
            time.sleep(0.2)
    return False
