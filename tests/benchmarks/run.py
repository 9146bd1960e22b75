"""Times what a user waits for, and the inner loops; writes tests/benchmarks/results.json. Run by `make bench`.

Each figure is the best of several runs after one to warm up, in this process on an otherwise idle machine.
"""

from __future__ import annotations

import json
import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from extract.lexicon import load_lexicon
from extract.mentions import FACTORY, MentionOptions, find_mentions, load_pipelines
from extract.settings import DATA_FOLDER
from extract.store import read_tables
from graph.compare import CompareOptions, compare_speakers
from graph.graphml import write_graphml
from graph.layout import LayoutOptions, compute_layout
from graph.network import build_network
from graph.pipeline import build_corpus, load_default_corpus
from graph.quotes import find_quotes
from graph.render import render_picture
from graph.view import ViewFilter, select_view

RESULTS = Path(__file__).resolve().parent / "results.json"


def measure_seconds(action: Callable[[], Any], *, runs: int = 3) -> float:
    """Measure the best of several runs, after one that is not counted."""
    action()
    best = float("inf")
    for _ in range(runs):
        started = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - started)
    return best


def run_benchmarks(folder: Path) -> list[dict[str, Any]]:
    """Run all benchmarks; one row each: name, value, unit."""
    corpus, description = load_default_corpus()

    def build() -> None:
        build_corpus(corpus, folder, description=description, is_forced=True)

    rows = [{"name": "build of the corpus", "value": measure_seconds(build, runs=1), "unit": "s"}]
    fresh = measure_seconds(lambda: build_corpus(corpus, folder, description=description))
    rows.append({"name": "build when nothing changed", "value": fresh, "unit": "s"})
    tables = read_tables(folder / "tables")
    lexicon = load_lexicon(sorted((DATA_FOLDER / "lexicon").glob("*.toml")), ordinary_path=DATA_FOLDER / "ordinary.txt")
    tagger: Any = load_pipelines(lexicon, options=MentionOptions())["zh"].get_pipe(FACTORY)
    texts = list(tables["utterances"]["text"])
    scan = measure_seconds(lambda: [tagger.find_matches(text) for text in texts])
    rows.append({"name": "candidate scan", "value": len(texts) / scan, "unit": "utterances/s"})

    def tag() -> None:
        find_mentions(
            tables["utterances"], tables["participants"], tables["speakers"], lexicon, options=MentionOptions()
        )

    rows.append(
        {
            "name": "mention tagging, lexicon compiled anew",
            "value": len(texts) / measure_seconds(tag),
            "unit": "utterances/s",
        }
    )
    view = select_view(tables, ViewFilter())

    def draw() -> None:
        chosen = select_view(tables, ViewFilter())
        render_picture(chosen, compute_layout(chosen, options=LayoutOptions()), language="en")

    speakers = sorted(set(tables["participants"]["speaker_id"]))[:2]
    busiest = view.nodes.sort_values("weight").iloc[-1]["node_id"]
    timed: list[tuple[str, Callable[[], Any]]] = [
        ("tables loaded", lambda: read_tables(folder / "tables")),
        ("picture selected, laid out, rendered", draw),
        ("quotes of the most prominent node", lambda: find_quotes(tables, busiest)),
        ("comparison of two speakers", lambda: compare_speakers(tables, speakers, options=CompareOptions())),
        ("GraphML of everything", lambda: write_graphml(build_network(tables), folder / "graph.graphml")),
    ]
    rows += [{"name": name, "value": measure_seconds(action), "unit": "s"} for name, action in timed]
    return rows


def main() -> None:
    """Run, print and write the results."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [{**row, "value": float(f"{row['value']:.3g}")} for row in run_benchmarks(Path(folder))]
    table = Table(box=None)
    for column in ("what", "value", "unit"):
        table.add_column(column)
    for row in rows:
        table.add_row(row["name"], f"{row['value']:,}", row["unit"])
    Console().print(table)
    document = {"python": platform.python_version(), "machine": platform.machine(), "results": rows}
    RESULTS.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
