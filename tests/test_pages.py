"""The explorer's pages, run without a browser. What a click on the canvas does is tested in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app_pages.words import LANGUAGES
from extract.settings import DATA_FOLDER, read_toml

APP = DATA_FOLDER.parent / "app.py"
PAGES = ("explore", "compare", "export")


@pytest.fixture(autouse=True)
def use_built_tables(build_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TABLES", str(build_folder / "tables"))


def open_page(page: str, **params: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    for key, value in params.items():
        app.query_params[key] = value
    if page != "explore":
        app.switch_page(f"app_pages/{page}.py")
    return app.run()


def read_texts(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.subheader, *app.info, *app.get("html")]
    return "\n".join(getattr(part, "value", None) or part.proto.body for part in parts)


@pytest.mark.parametrize("language", LANGUAGES.values())
@pytest.mark.parametrize("page", PAGES)
def test_page_runs_in_both_languages(page: str, language: str) -> None:
    app = open_page(page, lang=language)
    assert not app.exception
    assert not app.error
    assert not app.warning


def test_explore_shows_the_quotes_of_the_node_in_the_url() -> None:
    texts = read_texts(open_page("explore", node="Transformer"))
    assert "变压器" in texts
    assert "Andrej Karpathy" in texts
    assert "machine translation" in texts
    assert "youtube.com/watch?v=cdiD-9MMpb0&amp;t=" in texts


def test_explore_follows_the_search_box() -> None:
    app = open_page("explore")
    app.selectbox(key="node").set_value("concept:reinforcement-learning").run()
    assert not app.exception
    assert "reinforcement learning" in [heading.value for heading in app.subheader]


def test_explore_goes_to_a_neighbour() -> None:
    app = open_page("explore", node="Transformer")
    neighbour = next(button for button in app.button if str(button.key).startswith("near-"))
    neighbour.click().run()
    assert not app.exception
    assert app.session_state["node"] == str(neighbour.key).removeprefix("near-")


def test_explore_says_when_nothing_passes_the_filters() -> None:
    app = open_page("explore", least="30", kinds="person")
    assert any("Nothing passes" in info.value for info in app.info)


def test_compare_shows_two_columns_with_quotes_on_one_concept() -> None:
    app = open_page("compare", left="Andrej Karpathy", right="Ilya Sutskever", on="reinforcement learning")
    texts = read_texts(app)
    assert {"Andrej Karpathy", "Ilya Sutskever"} <= {heading.value for heading in app.subheader}
    assert texts.count('class="quote"') >= 4
    assert "强化学习" in texts


def test_compare_says_what_silence_does_not_mean() -> None:
    app = open_page("compare", left="Andrej Karpathy", right="Yann LeCun")
    texts = read_texts(app)
    assert "covers only part of this recording, about 0:23:24 to 3:29:00" in texts
    assert "who speaks is inferred" in texts
    assert "(inferred, " in texts


def test_export_offers_both_files() -> None:
    app = open_page("export")
    assert [button.proto.label for button in app.get("download_button")] == [
        "Download parley.graphml",
        "Download parley-concepts.graphml",
    ]


def test_without_tables_the_explorer_says_how_to_make_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_TABLES", str(tmp_path / "none"))
    app = open_page("explore")
    assert not app.exception
    assert "parley build" in app.warning[0].value


def test_every_word_stands_in_both_languages_with_the_same_braces() -> None:
    for section, words in read_toml(DATA_FOLDER / "interface.toml").items():
        for key, word in words.items():
            assert set(word) == {"en", "zh"}, f"{section}.{key}"
            braces = [sorted(part.split("}")[0] for part in word[code].split("{")[1:]) for code in ("en", "zh")]
            assert braces[0] == braces[1], f"{section}.{key}"
