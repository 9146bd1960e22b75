"""What is behind a node or an edge: what it is, who speaks of it, what it stands beside, and the quotes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app_pages.quote_cards import show_quotes
from app_pages.sources import name_nodes, name_speakers
from app_pages.words import find_language, say
from extract.store import Tables
from graph.quotes import find_quotes

QUOTES_AT_FIRST = 12
NEIGHBOURS = 8


def show_details(tables: Tables, element_id: str) -> None:
    """Show what is known of a node or an edge; an unknown one shows nothing."""
    nodes = tables["nodes"]
    edges = tables["edges"]
    node = nodes[nodes["node_id"] == element_id]
    edge = edges[edges["edge_id"] == element_id]
    if len(node):
        _show_node(tables, next(node.itertuples(index=False)))
    elif len(edge):
        _show_edge(tables, next(edge.itertuples(index=False)))
    else:
        return
    _show_evidence(tables, element_id)


def _show_node(tables: Tables, node: Any) -> None:
    language = find_language()
    other = node.label_zh if language == "en" else node.label_en
    label = node.label_en if language == "en" else node.label_zh
    st.subheader(label, anchor=False)
    st.caption(
        f"{'' if other == label else other + ' · '}{say(f'kinds.{node.kind}')} · "
        f"{say('details.passages', count=int(node.weight))}"
    )
    concept = _find_concept(tables, node)
    if concept is not None:
        st.write(concept.description)
        _show_names(tables, concept)
    if node.kind not in ("claim", "conversation"):
        _show_speakers(tables, node.node_id)
        _show_neighbours(tables, node.node_id)


def _find_concept(tables: Tables, node: Any) -> Any | None:
    concept_id = node.ref_id
    if node.kind == "speaker":
        speakers = tables["speakers"].set_index("speaker_id")
        concept_id = speakers.at[node.ref_id, "concept_id"] if node.ref_id in speakers.index else None
    if not isinstance(concept_id, str):
        return None
    found = tables["concepts"][tables["concepts"]["concept_id"] == concept_id]
    return next(found.itertuples(index=False), None)


def _show_names(tables: Tables, concept: Any) -> None:
    """Show the forms the texts here use besides the labels, misheard and mistranslated ones apart."""
    mentions = tables["mentions"]
    used = mentions[mentions["concept_id"] == concept.concept_id]
    counts = used.groupby(["surface", "alias_relation"]).size().sort_values(ascending=False)
    labels = {concept.label_en.casefold(), concept.label_zh}
    wrong = [f"{form} ({n})" for (form, relation), n in counts.items() if relation in ("mistranslated", "misheard")]
    right = [
        form
        for (form, relation), _ in counts.items()
        if relation not in ("mistranslated", "misheard") and form.casefold() not in labels
    ]
    if right:
        st.caption(f"{say('details.also')} {', '.join(dict.fromkeys(right))}")
    if wrong:
        st.caption(f"{say('details.in_this_text')} {', '.join(wrong)}")


def _show_speakers(tables: Tables, node_id: str) -> None:
    edges = tables["edges"]
    speaking = edges[(edges["kind"] == "mentions") & (edges["target"] == node_id)]
    if speaking.empty:
        return
    names = name_nodes(tables)
    st.markdown(f"**{say('details.spoken_of_by')}**")
    for edge in speaking.sort_values("weight", ascending=False).itertuples(index=False):
        share = f"{edge.share:.1%}"
        st.markdown(f"{names[edge.source]}: {say('details.share', count=int(edge.weight), share=share)}")


def _show_neighbours(tables: Tables, node_id: str) -> None:
    """Show what a node is named together with, the strongest association first; a click goes there."""
    edges = tables["edges"]
    pairs = edges[(edges["kind"] == "co_occurs") & ((edges["source"] == node_id) | (edges["target"] == node_id))]
    pairs = pairs[pairs["npmi"] > 0].assign(strength=pairs["weight"] * pairs["npmi"])
    ranked = pairs.sort_values(["strength", "edge_id"], ascending=[False, True]).head(NEIGHBOURS)
    if ranked.empty:
        return
    names = name_nodes(tables)
    others = [edge.target if edge.source == node_id else edge.source for edge in ranked.itertuples(index=False)]
    st.markdown(f"**{say('details.near')}**")
    with st.container(horizontal=True, gap="small"):
        for other in others:
            st.button(names[other], key=f"near-{other}", on_click=_go_to, args=(other,))


def _go_to(node_id: str) -> None:
    st.session_state["node"], st.session_state["edge"] = node_id, None


def _show_edge(tables: Tables, edge: Any) -> None:
    names = name_nodes(tables)
    sign = "–" if edge.is_symmetric else "→"
    st.subheader(f"{names[edge.source]} {sign} {names[edge.target]}", anchor=False)
    st.caption(say(f"edges.{edge.kind}"))
    if edge.kind == "co_occurs":
        st.write(say("details.windows", count=int(edge.weight), npmi=f"{edge.npmi:.2f}"))


def _show_evidence(tables: Tables, element_id: str) -> None:
    quotes = find_quotes(tables, element_id)
    if quotes.empty:
        return
    st.markdown(f"**{say('details.quotes')}**")
    names = name_speakers(tables)
    speakers = list(dict.fromkeys(quotes["speaker_id"]))
    if len(speakers) > 1:
        chosen = st.pills(
            say("explore.speaker"), speakers, format_func=lambda speaker_id: names[speaker_id],
            key=f"quotes-of-{element_id}", label_visibility="collapsed", wrap=True,
        )  # fmt: skip
        quotes = quotes[quotes["speaker_id"] == chosen] if chosen else _alternate(quotes)
    limit_key = f"limit-{element_id}"
    limit = st.session_state.get(limit_key, QUOTES_AT_FIRST)
    st.caption(say("details.quotes_shown", shown=min(limit, len(quotes)), count=len(quotes)))
    if quotes["claim_id"].notna().any():
        st.caption(f":material/info: {say('stances.automatic')}")
    show_quotes(tables, quotes.head(limit))
    if len(quotes) > limit:
        st.button(say("details.more"), key=f"more-{element_id}", on_click=_show_more, args=(limit_key, limit))


def _show_more(limit_key: str, limit: int) -> None:
    st.session_state[limit_key] = limit + 2 * QUOTES_AT_FIRST


def _alternate(quotes: pd.DataFrame) -> pd.DataFrame:
    """Let every speaker have a say in turn, each with his best quotes first."""
    turn = quotes.groupby("speaker_id").cumcount()
    return quotes.assign(turn=turn).sort_values("turn", kind="stable").drop(columns="turn")
