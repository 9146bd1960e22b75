"""The `parley` command: a thin front on `extract` and `graph`."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from extract.corpus import describe_files
from extract.cues import load_cues
from extract.describe import Description, describe_file, render_entries
from extract.errors import ExplorerError, TranscriptError
from extract.evaluate import PARTS, Score, evaluate_tables, load_gold
from extract.read.read import ReadOptions
from extract.segment import SegmentOptions
from extract.settings import DATA_FOLDER
from extract.store import read_tables
from graph.compare import CompareOptions, compare_speakers
from graph.graphml import write_graphml
from graph.network import build_concept_network, build_network
from graph.quotes import link_moment
from graph.report import render_comparison, render_json
from graph.search import search_tables

if TYPE_CHECKING:
    from graph.pipeline import BuildResult

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

DEFAULT_OUT = Path(__file__).resolve().parent / "build"
SCORES_WIDTH = 120
"""Columns of the table of scores where no terminal says how wide it is: no file's name is cut."""
TablesOption = Annotated[Path, typer.Option("--tables", help="Folder with the tables of a build.")]


@app.callback()
def main_options(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say what each stage does.")] = False,
) -> None:
    """Parley: who says what about which ideas, as a graph with evidence."""
    logging.basicConfig(level=logging.INFO if verbose else logging.ERROR, format="%(message)s", stream=sys.stderr)


@app.command()
def build(
    files: Annotated[list[Path] | None, typer.Argument(help="Transcripts nobody described; else the corpus.")] = None,
    corpus: Annotated[Path | None, typer.Option(help="Corpus description (TOML).")] = None,
    out_folder: Annotated[Path, typer.Option("--out", help="Where tables/ and manifest.json go.")] = DEFAULT_OUT,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing changed.")] = False,
) -> None:
    """Build the tables and the graph from transcripts."""
    from graph.pipeline import build_corpus, load_default_corpus  # brings spaCy, which takes a second to import

    if files and corpus:
        raise typer.BadParameter("give files or --corpus, not both")
    described, description = (describe_files(files), None) if files else load_default_corpus(corpus)
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
        console=err, disable=not err.is_terminal, transient=True,
    )  # fmt: skip
    with bar:
        task = bar.add_task("", total=None)
        result = build_corpus(
            described,
            out_folder,
            description=description,
            is_forced=force,
            progress=lambda step, done, total: bar.update(task, description=step, completed=done, total=total),
        )
    _report_build(result, out_folder, files or [])


@app.command()
def describe(
    files: Annotated[list[Path], typer.Argument(help="Transcripts nobody described.")],
) -> None:
    """Write ready corpus entries for transcripts: what was found out about each, to be corrected and kept."""
    found = [_describe(path) for path in files]
    for item in found:
        err.print(_summarise(item), markup=False)
    print(render_entries(found))  # noqa: T201 - the command's output


def _describe(path: Path) -> Description:
    cues = load_cues(DATA_FOLDER / "cues.toml")
    read = ReadOptions(content_labels=tuple(label.casefold() for label in cues.reading.content_labels))
    segment = SegmentOptions(clause_starters=cues.reading.clause_starters)
    return describe_file(path.resolve(), read=read, segment=segment)


def _summarise(item: Description) -> str:
    names = ", ".join(f"{one.name} ({one.role}, {one.turn_count} turns)" for one in item.speakers) or "nobody named"
    return f"{item.path.name}: {item.format}, {'/'.join(item.languages)}, {item.utterance_count} utterances, {names}"


def _report_build(result: BuildResult, out_folder: Path, files: list[Path]) -> None:
    for message in result.failures.values():
        err.print(f"parley: {message}", markup=False)
    counts = ", ".join(
        f"{result.counts[name]} {name}" for name in ("utterances", "mentions", "claims", "nodes", "edges")
    )
    out.print(f"{'up to date' if result.is_fresh else 'built'}: {counts} in {out_folder}", markup=False)
    for path in files:
        with suppress(TranscriptError):  # it is named among the failures
            out.print(f"  {_summarise(_describe(path))}", markup=False)
    if result.failures:
        raise typer.Exit(1)


@app.command("app")
def open_app(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on 127.0.0.1.")] = 8501,
    tables: TablesOption = DEFAULT_OUT / "tables",
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Open the explorer in the browser."""
    if not is_port_free(port):
        raise ExplorerError(f"port {port} of 127.0.0.1 is taken; choose another with --port (make app PORT=8502)")
    if not tables.is_dir():
        raise ExplorerError(f"{tables}: no such folder; `parley build` makes it")
    script = Path(__file__).resolve().parent / "app.py"
    command = [
        sys.executable, "-m", "streamlit", "run", str(script),
        "--server.address=127.0.0.1", f"--server.port={port}", "--server.headless=true",
        "--server.showEmailPrompt=false", "--server.fileWatcherType=none", "--browser.gatherUsageStats=false",
        "--client.toolbarMode=viewer", "--logger.hideWelcomeMessage=true",
    ]  # fmt: skip
    out.print(f"the explorer is at http://127.0.0.1:{port} (end with Ctrl-C)")
    if not headless and has_screen():
        threading.Thread(target=open_when_ready, args=(port,), daemon=True).start()
    environment = {**os.environ, "PARLEY_TABLES": str(tables.resolve())}
    try:
        raise typer.Exit(subprocess.run(command, env=environment, check=False).returncode)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def has_screen() -> bool:
    """Tell whether a browser could show anything."""
    return sys.platform in ("darwin", "win32") or bool({"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))


def open_when_ready(port: int) -> None:
    """Open the explorer in the browser as soon as it answers, within a minute.

    Streamlit would do so itself, but shows its own offers to app developers to whoever lets it.
    """
    for _ in range(300):
        if not is_port_free(port):
            webbrowser.open(f"http://127.0.0.1:{port}")
            return
        time.sleep(0.2)


def is_port_free(port: int) -> bool:
    """Tell whether nobody listens on a port of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write, e.g. graph.graphml.")],
    tables: TablesOption = DEFAULT_OUT / "tables",
    form: Annotated[
        str, typer.Option("--format", help="graphml: everything; graphml-concepts: concepts and co-occurrences.")
    ] = "graphml",
) -> None:
    """Export the graph."""
    builders = {"graphml": build_network, "graphml-concepts": build_concept_network}
    if form not in builders:
        raise typer.BadParameter(f"{form!r}, wanted one of {', '.join(builders)}", param_hint="--format")
    graph = builders[form](read_tables(tables))
    write_graphml(graph, file)
    out.print(f"{file}: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges", markup=False)


@app.command()
def compare(
    speakers: Annotated[list[str], typer.Argument(help="Two or more of SPEAKER or SPEAKER@CONVERSATION.")],
    on: Annotated[str | None, typer.Option("--on", help="A concept, by any of its names.")] = None,
    tables: TablesOption = DEFAULT_OUT / "tables",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare what speakers hold, concept by concept, with quotes."""
    loaded = read_tables(tables)
    comparison = compare_speakers(
        loaded, speakers, concept_id=_find_concept(loaded, on) if on else None, options=CompareOptions()
    )
    if as_json:
        print(render_json(comparison))  # noqa: T201 - the command's output
    else:
        out.print(render_comparison(comparison, is_detailed=on is not None), markup=False)


def _find_concept(tables: dict[str, Any], name: str) -> str:
    if name in set(tables["concepts"]["concept_id"]):
        return name
    found = search_tables(tables, name, limit=6).concepts
    exact = found[found["rank"] == 0]
    if len(exact) == 1 or len(found) == 1:
        return str((exact if len(exact) else found)["concept_id"].iloc[0])
    near = ", ".join(found["concept_id"]) or "none"
    raise ExplorerError(f"concept {name!r} does not exist; near it: {near}")


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A concept's name, or words that were said.")],
    tables: TablesOption = DEFAULT_OUT / "tables",
    limit: Annotated[int, typer.Option(min=1, help="Rows of each kind.")] = 10,
) -> None:
    """Search concepts by any of their names, and what was said."""
    loaded = read_tables(tables)
    result = search_tables(loaded, text, limit=limit)
    for concept in result.concepts.itertuples(index=False):
        out.print(f"{concept.concept_id}  {concept.label_en} · {concept.label_zh}: {concept.description}", markup=False)
    media = loaded["conversations"].set_index("conversation_id")
    for row in result.utterances.itertuples(index=False):
        conversation = media.loc[row.conversation_id]
        link = link_moment(conversation["media_url"], row.start_s, conversation["media_offset_s"])
        out.print(f"{row.speaker_id}: {row.text}\n  {row.utterance_id} {link or ''}", markup=False)
    if result.concepts.empty and result.utterances.empty:
        raise ExplorerError(f"nothing found for {text!r}")


@app.command("eval")
def evaluate(
    part: Annotated[str | None, typer.Argument(help=f"One of {', '.join(PARTS)}; all when left out.")] = None,
    gold: Annotated[Path, typer.Option(help="Annotations (JSON lines).")] = DATA_FOLDER / "gold" / "dev.jsonl",
    tables: TablesOption = DEFAULT_OUT / "tables",
) -> None:
    """Measure the tables against annotations: precision, recall, F1, n and a bootstrap 95% interval."""
    if part is not None and part not in PARTS:
        raise typer.BadParameter(f"{part!r}, wanted one of {', '.join(PARTS)}", param_hint="PART")
    loaded = read_tables(tables)
    scores = evaluate_tables(loaded, load_gold(gold, DATA_FOLDER / "gold"), parts=[part] if part else list(PARTS))
    wide = out if out.is_terminal else Console(highlight=False, width=SCORES_WIDTH)
    wide.print(_make_score_table(scores))
    out.print("Annotations were made by large language models; no human has checked them.", style="dim")


def _make_score_table(scores: list[Score]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in ("measure", "transcripts", "precision", "recall", "F1 / value", "95% interval", "n"):
        table.add_column(column, justify="left" if column in ("measure", "transcripts") else "right", overflow="fold")
    for score in scores:
        precision, recall = (f"{x:.2f}" if x is not None else "" for x in (score.precision, score.recall))
        interval = f"{score.low:.2f}–{score.high:.2f}"
        table.add_row(score.measure, score.group, precision, recall, f"{score.value:.2f}", interval, str(score.n))
    return table


def main() -> None:
    """Run the command; an error is one line on standard error and exit status 1."""
    try:
        app()
    except ExplorerError as error:
        err.print(f"parley: {error}", markup=False)
        raise SystemExit(1) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        err.print(f"parley: {where}{(error.strerror or str(error)).lower()}", markup=False)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
