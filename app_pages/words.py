"""What the explorer says, in the reader's language."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from extract.settings import DATA_FOLDER, read_toml

LANGUAGES = {"en": "English", "zh": "中文"}


@cache
def _load_words() -> dict[str, Any]:
    return read_toml(DATA_FOLDER / "interface.toml")


def choose_language() -> None:
    """Show the choice of language; it lives in the URL as `lang`."""
    st.sidebar.segmented_control(
        "Language · 语言", list(LANGUAGES.values()), default="English", required=True, key="lang", bind="query-params"
    )


def find_language() -> str:
    """Return the reader's language, `en` or `zh`."""
    return next((code for code, name in LANGUAGES.items() if name == st.session_state.get("lang")), "en")


def say(key: str, **values: object) -> str:
    """Say `section.word` in the reader's language, with its braces filled in."""
    section, word = key.split(".", 1)
    sentence: str = _load_words()[section][word][find_language()]
    return sentence.format(**values) if values else sentence
