"""The legend: what colour, shape, size and line mean in the picture shown."""

from __future__ import annotations

from html import escape

import streamlit as st

from app_pages.words import say
from graph.render import SHAPES, Picture

_SIGNS = {"dot": "●", "diamond": "◆", "square": "■", "star": "★", "hexagon": "⬢", "triangle": "▲"}


def show_legend(picture: Picture) -> None:
    """Show the legend of a picture."""
    rows = [
        f'<div><span style="color: {community["colour"]}">●</span> {escape(", ".join(community["members"]))} '
        f'<span style="opacity: 0.6">({community["count"]})</span></div>'
        for community in picture.communities
    ]
    drawn = {node["shape"] for node in picture.nodes}
    shapes = " &nbsp; ".join(
        f"{_SIGNS[shape]} {escape(say(f'kinds.{kind}'))}" for kind, shape in SHAPES.items() if shape in drawn
    )
    st.html(
        f'<div style="font-size: 0.9em; line-height: 1.75"><b>{escape(say("explore.legend_colour"))}</b>{"".join(rows)}'
        f'<div style="margin-top: 0.6rem"><b>{escape(say("explore.legend_shape"))}</b> &nbsp; {shapes}</div>'
        f"<div><b>{escape(say('explore.legend_size'))}</b></div><div>{escape(say('explore.legend_line'))}</div></div>"
    )
