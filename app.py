"""The explorer: page set-up and navigation, nothing else. Start it with `parley app`."""

from __future__ import annotations

import streamlit as st

from app_pages.sources import show_failures
from app_pages.words import choose_language, say

st.set_page_config(page_title="Parley", page_icon="🕸️", layout="wide")
st.html("<style>.stMainBlockContainer {padding: 4.5rem 2rem 2rem 2rem;}</style>")
st.sidebar.title("Parley", anchor=False)
st.sidebar.caption(say("app.tagline"))
choose_language()
page = st.navigation(
    [
        st.Page(
            "app_pages/explore.py", title=say("app.explore"), icon=":material/hub:", url_path="explore", default=True
        ),
        st.Page("app_pages/compare.py", title=say("app.compare"), icon=":material/compare_arrows:", url_path="compare"),
        st.Page("app_pages/export.py", title=say("app.export"), icon=":material/download:", url_path="export"),
    ],
    position="top",
)
show_failures()
page.run()
