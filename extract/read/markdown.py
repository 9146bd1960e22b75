"""Markdown whose turns start `**Name:**`: text in, segments out."""

from __future__ import annotations

import re

from extract.read.transcript import Line, Segment, Transcript, split_lines

_HEADER = re.compile(r"\*\*(?P<name>[^*:：]{1,40})(?:[:：]\*\*|\*\*\s*[:：])\s*")
_HEADING = re.compile(r"#{1,6}\s+(?P<title>.+)")
_FENCE = re.compile(r"(`{3,}|~{3,})(?=[^`]*$)")
_RULE = re.compile(r"(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}")


def count_headers(lines: list[Line]) -> int:
    """Count the lines that start a turn."""
    return sum(_HEADER.match(line.text) is not None for line in lines)


def strip_heading(text: str) -> str:
    """Take the title out of a Markdown heading: no hashes, no emphasis."""
    match = _HEADING.fullmatch(text)
    return (match["title"] if match else text).strip().strip("*_ ").strip()


def read_markdown(text: str) -> Transcript:
    """Read a Markdown transcript.

    A paragraph belongs to the last turn that started in its section. A section in which nobody starts to speak
    (front matter, outline, closing summary) is furniture, and so are headings and rules.
    """
    segments: list[Segment] = []
    turn, name = -1, None
    fence = ""
    for line in split_lines(text):
        header = _HEADER.match(line.text)
        mark = _FENCE.match(line.text)
        if fence and header:
            fence = ""  # nobody speaks inside a fence: it was never closed
        if mark and (not fence or (line.text == mark[0] and mark[0].startswith(fence))):
            fence = "" if fence else mark[0]
            segments.append(Segment(line.start, line.end, "furniture"))
        elif fence or _RULE.fullmatch(line.text):
            segments.append(Segment(line.start, line.end, "furniture"))
        elif _HEADING.fullmatch(line.text):
            name = None
            segments.append(Segment(line.start, line.end, "heading"))
        elif header:
            turn, name = turn + 1, header["name"].strip()
            if header.end() < len(line.text):
                segments.append(Segment(line.start + header.end(), line.end, "speech", turn=turn, name=name))
        elif name is None:
            segments.append(Segment(line.start, line.end, "furniture"))
        else:
            segments.append(Segment(line.start, line.end, "speech", turn=turn, name=name))
    return Transcript(text, "markdown", _keep_spoken_headings(segments))


def _keep_spoken_headings(segments: list[Segment]) -> tuple[Segment, ...]:
    """Keep as chapter titles only the headings under which somebody speaks before the next heading."""
    kept: list[Segment] = []
    for index, segment in enumerate(segments):
        following = segments[index + 1].kind if index + 1 < len(segments) else "furniture"
        if segment.kind == "heading" and following != "speech":
            segment = Segment(segment.start, segment.end, "furniture")
        kept.append(segment)
    return tuple(kept)
