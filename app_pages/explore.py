"""Explore: the graph, its filters, and what is behind a click."""

from __future__ import annotations

import streamlit as st

from app_pages.details import show_details
from app_pages.graph_view import show_graph
from app_pages.legend import show_legend
from app_pages.sources import find_build_time, load_tables, name_conversations, name_nodes, name_speakers
from app_pages.words import find_language, say
from extract.schema import UNKNOWN_SPEAKER
from extract.store import Tables
from graph.layout import LayoutOptions, compute_layout
from graph.render import Picture, render_picture
from graph.view import View, ViewFilter, select_view

DEFAULT_KINDS = ["concept", "person", "organization", "speaker"]
HEIGHT = 700


@st.cache_resource(show_spinner=False, max_entries=64)
def draw_picture(_tables: Tables, build_time: float, wanted: ViewFilter, language: str) -> tuple[View, Picture]:
    """Select, lay out and render; the dear step, once for each combination of filters."""
    view = select_view(_tables, wanted)
    return view, render_picture(view, compute_layout(view, options=LayoutOptions()), language=language)


def choose_filters(tables: Tables) -> ViewFilter:
    """Show the filters, which live in the URL, and return what they say."""
    conversations, speakers = name_conversations(tables), name_speakers(tables)
    st.sidebar.subheader(say("explore.filters"))
    chosen_conversations = st.sidebar.multiselect(
        say("explore.conversation"), list(conversations), format_func=lambda item: conversations[item],
        placeholder=say("explore.all"), key="conversation", bind="query-params",
    )  # fmt: skip
    speaking = [item for item in sorted(set(tables["utterances"]["speaker_id"])) if item != UNKNOWN_SPEAKER]
    chosen_speakers = st.sidebar.multiselect(
        say("explore.speaker"), speaking, format_func=lambda item: speakers[item],
        placeholder=say("explore.all"), key="speaker", bind="query-params",
    )  # fmt: skip
    kinds = st.sidebar.pills(
        say("explore.kinds"), [*DEFAULT_KINDS, "conversation", "claim"], selection_mode="multi", default=DEFAULT_KINDS,
        format_func=lambda kind: say(f"kinds.{kind}"), key="kinds", bind="query-params", help=say("explore.kinds_help"),
    )  # fmt: skip
    least = st.sidebar.slider(say("explore.least"), 1, 30, 1, key="least", bind="query-params")
    limit = st.sidebar.slider(say("explore.limit"), 20, 300, 80, step=10, key="limit", bind="query-params")
    around = st.sidebar.toggle(say("explore.around"), key="around", bind="query-params")
    return ViewFilter(
        conversation_ids=tuple(sorted(chosen_conversations)),
        speaker_ids=tuple(sorted(chosen_speakers)),
        kinds=tuple(sorted(kinds or [])),
        weight_min=least,
        node_limit=limit,
        focus=st.session_state.get("node") if around else None,
    )


def take_click() -> None:
    """Select what was clicked: a node through the search box, an edge beside it."""
    clicked = st.session_state["graph"].get("clicked")
    is_node = clicked in st.session_state["node_ids"]
    st.session_state["node"] = clicked if is_node else None
    st.session_state["edge"] = None if is_node else clicked


def forget_edge() -> None:
    """Forget the selected edge when a node is searched for."""
    st.session_state["edge"] = None


tables = load_tables()
names = name_nodes(tables)
order = tables["nodes"][tables["nodes"]["kind"] != "claim"].sort_values(["weight", "node_id"], ascending=[False, True])
node_ids = [*order["node_id"], *tables["nodes"].loc[tables["nodes"]["kind"] == "claim", "node_id"]]
st.session_state["node_ids"] = frozenset(node_ids)

wanted = choose_filters(tables)
physics = st.sidebar.toggle(say("explore.physics"), key="physics")
view, picture = draw_picture(tables, find_build_time(), wanted, find_language())

left, right = st.columns([3, 2], gap="medium")
with left:
    st.selectbox(
        say("explore.search"), node_ids, index=None, format_func=lambda node_id: names[node_id],
        placeholder=say("explore.search_hint"), key="node", bind="query-params", on_change=forget_edge,
        label_visibility="collapsed",
    )  # fmt: skip
    selected = st.session_state.get("edge") or st.session_state.get("node")
    if view.nodes.empty:
        st.info(say("explore.nothing"))
    else:
        show_graph(
            picture,
            selected=selected,
            physics=physics,
            height=HEIGHT,
            labels={"fit": say("explore.fit"), "hint": say("explore.zoom_hint")},
            on_click=take_click,
        )
    if selected is not None and picture.nodes:
        with st.expander(say("explore.legend")):
            show_legend(picture)
    st.caption(say("explore.shown", shown=len(view.nodes), available=view.available, edges=len(view.edges)))
with right:
    if selected is None:
        st.info(say("explore.invite"), icon=":material/touch_app:")
        show_legend(picture)
    else:
        show_details(tables, selected)
