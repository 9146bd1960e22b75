"""Quotes as cards: the words with what is named in them, who, when, how faithful, and where to listen."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from app_pages.sources import name_conversations, name_speakers
from app_pages.words import say
from extract.schema import SPEAKER_CONFIDENCE_MIN, UNKNOWN_SPEAKER
from extract.store import Tables
from graph.render import STANCE_COLOURS

_STYLE = """
<style>
.quote {border-left: 3px solid var(--stance, #9498a055); padding: 0.15rem 0 0.15rem 0.75rem; margin: 0 0 0.9rem 0;}
.quote p {margin: 0 0 0.2rem 0; line-height: 1.5; overflow-wrap: anywhere;}
.quote mark {background: #efb11855; color: inherit; border-radius: 3px; padding: 0 2px;}
.quote .twin {opacity: 0.7; font-size: 0.9em;}
.quote .meta {font-size: 0.8em; opacity: 0.85;}
.quote .warning {color: #b45309;}
.quote .badge {border: 1px solid currentColor; border-radius: 8px; padding: 0 6px; margin-right: 4px;}
</style>
"""


def show_quotes(tables: Tables, quotes: pd.DataFrame) -> None:
    """Show quotes as cards, in the order given. Everything from transcripts is escaped."""
    speakers, conversations = name_speakers(tables), name_conversations(tables)
    cards = [_render_card(quote, speakers, conversations) for quote in quotes.itertuples(index=False)]
    st.html(_STYLE + "".join(cards))


def _render_card(quote: Any, speakers: dict[str, str], conversations: dict[str, str]) -> str:
    has_claim = isinstance(quote.claim_id, str)
    style = f' style="--stance: {STANCE_COLOURS[quote.stance]}"' if has_claim else ""
    twin = f'<p class="twin">{escape(quote.twin)}</p>' if isinstance(quote.twin, str) else ""
    badges = _render_badges(quote) if has_claim else ""
    fidelity = say(f"quote.{'unknown-fidelity' if quote.fidelity == 'unknown' else quote.fidelity}")
    differ = _render_contradictions(quote)
    place = say("quote.place", path=quote.path, start=quote.start_char, end=quote.end_char)
    return (
        f'<div class="quote"{style} title="{escape(place)}"><p>{_mark_spans(quote.text, quote.spans)}</p>{twin}'
        f'<div class="meta">{badges}<b>{escape(_name_speaker(quote, speakers))}</b> · '
        f"{escape(conversations[quote.conversation_id])} · {_render_time(quote)} · <i>{escape(fidelity)}</i>{differ}"
        "</div></div>"
    )


def _render_contradictions(quote: Any) -> str:
    if not isinstance(quote.contradictions, str):
        return ""
    kinds = ", ".join(say(f"quote.differ_{kind}") for kind in quote.contradictions.split("|"))
    return f' · <span class="warning">⚠ {escape(say("quote.differ", kinds=kinds))}</span>'


def _render_badges(quote: Any) -> str:
    colour, word = STANCE_COLOURS[quote.stance], say(f"stances.{quote.stance}")
    stance = f'<span class="badge" style="color: {colour}">{word}</span>'
    hedged = f'<span class="badge">{say("stances.hedged")}</span>' if quote.certainty == "hedged" else ""
    return stance + hedged


def _name_speaker(quote: Any, speakers: dict[str, str]) -> str:
    """Name who speaks: with the confidence where inferred, as one or the other where that is low."""
    if quote.speaker_id == UNKNOWN_SPEAKER:
        return say("quote.unknown")
    name = speakers[quote.speaker_id]
    if quote.speaker_confidence < SPEAKER_CONFIDENCE_MIN:
        other = speakers.get(quote.alternative_id, say("quote.unknown"))
        return say("quote.either", name=name, other=other)
    if quote.speaker_source == "inferred":
        return say("quote.inferred", name=name, confidence=f"{quote.speaker_confidence:.0%}")
    return name


def _mark_spans(text: str, spans: list[tuple[int, int]]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end in sorted(spans):
        if start >= position:
            pieces += [escape(text[position:start]), "<mark>", escape(text[start:end]), "</mark>"]
            position = end
    return "".join([*pieces, escape(text[position:])])


def _render_time(quote: Any) -> str:
    """Render the time on the recording's clock as a link to that moment, with ± where it is not exact."""
    if pd.isna(quote.start_s):
        words = escape(say("quote.no_time"))
        if isinstance(quote.link, str):
            return f'{words} · <a href="{escape(quote.link)}" target="_blank">{escape(say("quote.recording"))}</a>'
        return words
    error = f" ± {round(quote.time_error_s)} s" if quote.time_error_s >= 1 else ""
    clock = f"{format_clock(quote.recording_s)}{error}"
    if not isinstance(quote.link, str):
        return clock
    title = escape(say("quote.listen"))
    return f'<a href="{escape(quote.link)}" target="_blank" title="{title}">▶ {clock}</a>'


def format_clock(seconds: float) -> str:
    """Write seconds as H:MM:SS."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole % 3600 // 60:02d}:{whole % 60:02d}"
