"""The explorer in a real browser: it draws, a click shows quotes, the comparison has two columns, files download."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.find_browser import HINT, find_browser

pytestmark = pytest.mark.browser

FIND_CANVAS = """() => {
  const search = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.parleyNetwork) return element;
      const found = element.shadowRoot && search(element.shadowRoot);
      if (found) return found;
    }
  };
  return search(document);
}"""
LOCATE = f"""(id) => {{
  const canvas = ({FIND_CANVAS})();
  const network = canvas.parleyNetwork;
  const point = network.canvasToDOM(network.getPosition(id));
  const box = canvas.getBoundingClientRect();
  return [box.left + point.x, box.top + point.y];
}}"""


@pytest.fixture(scope="module")
def explorer(build_folder: Path) -> Iterator[str]:
    """Start the explorer as a user does, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "cli.py",
        "app",
        "--headless",
        "--port",
        str(port),
        "--tables",
        str(build_folder / "tables"),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{url}/_stcore/health", timeout=1).read()
            break
        except OSError:
            time.sleep(0.2)
    yield url
    os.killpg(process.pid, 15)
    process.wait(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = find_browser()
    assert path, HINT
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on a script error or a request to anywhere but this machine."""
    opened = browser.new_page(viewport={"width": 1500, "height": 950})
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("request", lambda request: "://127.0.0.1" in request.url or problems.append(request.url))
    yield opened
    opened.close()
    assert [problem for problem in problems if not problem.startswith(("data:", "blob:"))] == []


def open_graph(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(".graph-view[data-drawn]", timeout=30_000)


def test_explorer_draws_the_graph_and_a_click_shows_quotes(page: Page, explorer: str) -> None:
    open_graph(page, explorer)
    drawn = int(page.locator(".graph-view").get_attribute("data-drawn") or 0)
    assert 60 <= drawn <= 100
    is_painted = page.evaluate(
        f"""() => {{
          const canvas = ({FIND_CANVAS})().querySelector('canvas');
          const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
          return pixels.some((value) => value !== 0);
        }}"""
    )
    assert is_painted
    page.mouse.click(*page.evaluate(LOCATE, "concept:transformer"))
    expect(page.get_by_role("heading", name="Transformer")).to_be_visible(timeout=10_000)
    expect(page.locator(".quote mark", has_text="变压器").first).to_be_visible()
    expect(page.locator(".quote a[href*='cdiD-9MMpb0'][href*='t=']").first).to_be_visible()
    assert "node=Transformer" in page.url


def test_graph_stands_still_when_it_appears_and_keeps_its_zoom(page: Page, explorer: str) -> None:
    open_graph(page, explorer)
    read_place = f"() => ({FIND_CANVAS})().parleyNetwork.getPosition('concept:neural-network')"
    before = page.evaluate(read_place)
    page.get_by_role("button", name="+", exact=True).click()
    page.wait_for_timeout(500)
    assert page.evaluate(read_place) == before
    read_scale = f"() => ({FIND_CANVAS})().parleyNetwork.getScale()"
    scale = page.evaluate(read_scale)
    page.mouse.click(*page.evaluate(LOCATE, "concept:neural-network"))
    expect(page.get_by_role("heading", name="neural network")).to_be_visible(timeout=10_000)
    assert page.evaluate(read_scale) == pytest.approx(scale, rel=1e-3)


def test_click_on_a_line_shows_what_is_named_together(page: Page, explorer: str) -> None:
    open_graph(page, explorer)
    middle = page.evaluate(
        f"""() => {{
          const canvas = ({FIND_CANVAS})();
          const network = canvas.parleyNetwork;
          const box = canvas.getBoundingClientRect();
          for (const edge of network.body.data.edges.getIds().filter((id) => id.startsWith('co_occurs'))) {{
            const [from, to] = network.getConnectedNodes(edge).map((id) => network.getPosition(id));
            const point = network.canvasToDOM({{ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }});
            if (network.getNodeAt(point) === undefined && network.getEdgeAt(point) === edge) {{
              return [box.left + point.x, box.top + point.y];
            }}
          }}
        }}"""
    )
    page.mouse.click(*middle)
    expect(page.get_by_text("named together", exact=True)).to_be_visible(timeout=10_000)
    expect(page.locator(".quote").first).to_be_visible()


def test_compare_shows_two_columns_and_lives_in_the_url(page: Page, explorer: str) -> None:
    page.goto(f"{explorer}/compare?left=Andrej+Karpathy&right=Ilya+Sutskever&on=reinforcement+learning")
    left = page.get_by_role("heading", name="Andrej Karpathy")
    right = page.get_by_role("heading", name="Ilya Sutskever")
    expect(left).to_be_visible(timeout=30_000)
    expect(right).to_be_visible()
    expect(page.get_by_text("Only Ilya Sutskever")).to_be_visible(timeout=30_000)
    boxes = [heading.bounding_box() for heading in (left, right)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    xs = {round(card.bounding_box()["x"]) for card in page.locator(".quote").all()}  # type: ignore[index]
    assert len(xs) == 2


def test_chinese_interface_draws_chinese_labels(page: Page, explorer: str) -> None:
    open_graph(page, f"{explorer}/?lang=中文")
    label = page.evaluate(f"() => ({FIND_CANVAS})().parleyNetwork.body.data.nodes.get('concept:neural-network').label")
    assert label == "神经网络"
    expect(page.get_by_text("比较说话人")).to_be_visible()


def test_export_downloads_a_graph(page: Page, explorer: str, tmp_path: Path) -> None:
    page.goto(f"{explorer}/export")
    button = page.get_by_role("button", name="Download parley-concepts.graphml")
    expect(button).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        button.click()
    path = tmp_path / "graph.graphml"
    waiting.value.save_as(path)
    graph = nx.read_graphml(path)
    assert graph.nodes["concept:transformer"]["label"] == "Transformer"
