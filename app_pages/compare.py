"""Compare speakers: two of them, concept by concept, in their own words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app_pages.quote_cards import format_clock, show_quotes
from app_pages.sources import find_build_time, load_tables, name_conversations, name_speakers
from app_pages.words import find_language, say
from extract.schema import UNKNOWN_SPEAKER
from extract.store import Tables
from graph.compare import CompareOptions, Comparison, Position, Side, compare_speakers


@st.cache_data(show_spinner=False, max_entries=32)
def compare(_tables: Tables, build_time: float, left: str, right: str) -> Comparison:
    """Compare two speakers; once for each pair."""
    return compare_speakers(_tables, [left, right], options=CompareOptions())


def list_sides(tables: Tables) -> dict[str, str]:
    """List who can be compared: every participant, and each apart in every conversation where there are several."""
    names, conversations = name_speakers(tables), name_conversations(tables)
    attended: dict[str, list[str]] = {}
    for row in tables["participants"].itertuples(index=False):
        if row.speaker_id != UNKNOWN_SPEAKER:
            attended.setdefault(row.speaker_id, []).append(row.conversation_id)
    spoken = tables["utterances"]["speaker_id"].value_counts()
    sides: dict[str, str] = {}
    for speaker_id in sorted(attended, key=lambda item: (-int(spoken.get(item, 0)), item)):
        sides[speaker_id] = names[speaker_id]
        if len(attended[speaker_id]) > 1:
            for conversation_id in attended[speaker_id]:
                label = say(
                    "compare.in_conversation", name=names[speaker_id], conversation=conversations[conversation_id]
                )
                sides[f"{speaker_id}@{conversation_id}"] = label
    return sides


def find_guests(tables: Tables, sides: dict[str, str]) -> list[str]:
    """Put those first who are asked rather than ask: they are whom readers compare."""
    hosts = set(tables["participants"].loc[tables["participants"]["role"] == "host", "speaker_id"])
    return [side for side in sides if side not in hosts and "@" not in side] + [side for side in sides if side in hosts]


def show_side(tables: Tables, side: Side) -> None:
    """Say who it is and how much of him there is to go by."""
    st.subheader(side.name_zh if find_language() == "zh" else side.name_en, anchor=False)
    st.caption(say("compare.passages", count=side.passages))
    for kind, conversation_id in side.notes:
        st.caption(f":material/warning: {word_note(tables, kind, conversation_id)}")


def word_note(tables: Tables, kind: str, conversation_id: str) -> str:
    """Word what is missing of a conversation, with times where they are known."""
    name = name_conversations(tables)[conversation_id]
    row = tables["conversations"].set_index("conversation_id").loc[conversation_id]
    times = [row["covered_from_s"], row["covered_to_s"], row["duration_s"]]
    if kind != "part" or any(pd.isna(time) for time in times):
        return say(f"compare.{kind}", conversation=name)
    start, end, length = (format_clock(time) for time in times)
    return say("compare.part_from_to", conversation=name, start=start, end=end, length=length)


def show_position(tables: Tables, position: Position) -> None:
    """Show what one side holds: the summed-up stance, then the quotes, strongest first."""
    if position.stance is None:
        st.caption(say("compare.none", count=position.mention_count))
        return
    stance = say(f"stances.{position.stance}")
    st.markdown(
        say("compare.summary", stance=f"**{stance}**", claims=position.claim_count, count=position.mention_count)
    )
    show_quotes(tables, position.quotes)


tables = load_tables()
sides = list_sides(tables)
defaults = find_guests(tables, sides)
if len(defaults) < 2:
    st.info(say("compare.nothing"))
    st.stop()
columns = st.columns(2, gap="large")
chosen = [
    column.selectbox(
        say(f"compare.{key}"), list(sides), index=list(sides).index(default), format_func=lambda side: sides[side],
        key=key, bind="query-params",
    )
    for column, key, default in zip(columns, ("left", "right"), defaults, strict=False)
]  # fmt: skip
if chosen[0] == chosen[1]:
    st.info(say("compare.same"))
    st.stop()
comparison = compare(tables, find_build_time(), chosen[0], chosen[1])
for column, side in zip(columns, comparison.sides, strict=True):
    with column:
        show_side(tables, side)

st.divider()
labels = {
    concept.concept_id: concept.label_zh if find_language() == "zh" else concept.label_en
    for concept in comparison.shared
}
if labels:
    on = st.selectbox(
        say("compare.concept"), list(labels), index=None, format_func=lambda concept_id: labels[concept_id],
        placeholder=say("explore.all"), key="on", bind="query-params",
    )  # fmt: skip
    st.caption(f":material/info: {say('stances.automatic')}")
    st.markdown(f"#### {say('compare.shared')}")
    for concept in [item for item in comparison.shared if on in (None, item.concept_id)][:15]:
        with st.container(border=True):
            st.markdown(f"##### {labels[concept.concept_id]}")
            for column, position in zip(st.columns(2, gap="large"), concept.positions, strict=True):
                with column:
                    show_position(tables, position)
else:
    st.info(say("compare.nothing"))

st.markdown(f"#### {say('compare.hedge_only')}")
label = f"label_{find_language()}"
for column, side, only in zip(st.columns(2, gap="large"), comparison.sides, comparison.only, strict=True):
    with column:
        st.markdown(f"**{say('compare.only', name=side.name_zh if find_language() == 'zh' else side.name_en)}**")
        st.markdown(" · ".join(f"{row[label]} ({row['mention_count']})" for _, row in only.iterrows()) or "–")
