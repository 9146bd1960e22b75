"""What every reader returns: the decoded text and its segments in order, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Split = Literal["sentences", "whole", "stream"]


@dataclass(frozen=True)
class Segment:
    """A stretch of a document that one thing can be said of.

    Attributes:
        start: First code point in the document.
        end: One past the last code point.
        kind: `speech`, `furniture`, or `heading` (furniture that names a chapter).
        split: How utterances are cut from it: at sentence ends, not at all (subtitle lines), or wherever a
            stream without punctuation allows.
        turn: Number of the turn it belongs to, from 0; None where the document marks no turns.
        name: Speaker's name as the document writes it.
        time_s: Start on the document's clock, in seconds.
        end_s: End on it, where the document says when the next turn starts.
        pair: Number of the pair of lines that say the same in two languages; None for a line by itself.
        text: What is said, where the document's slice is not it: captions with markup or times in between, text
            written with escapes. None where the slice is the text. Only whole segments have one.
        time_source: Whether the times are a turn header's, which its utterances share, or a caption's own.
        time_error_s: By how much a caption's start may be off, beyond the clock's own precision.
    """

    start: int
    end: int
    kind: Literal["speech", "furniture", "heading"]
    split: Split = "sentences"
    turn: int | None = None
    name: str | None = None
    time_s: float | None = None
    end_s: float | None = None
    pair: int | None = None
    text: str | None = None
    time_source: Literal["header", "caption"] = "header"
    time_error_s: float = 0.0


class LayoutError(Exception):
    """A document is not what its layout promises: a place in it, and what would be right there."""

    def __init__(self, position: int, wanted: str) -> None:
        super().__init__(wanted)
        self.position = position


@dataclass(frozen=True)
class Transcript:
    """A document as read: its text, the layout it was read as, and its segments in order of place."""

    text: str
    format: str
    segments: tuple[Segment, ...]

    @property
    def has_turns(self) -> bool:
        """Whether the document marks turns."""
        return any(segment.turn is not None for segment in self.segments)


@dataclass(frozen=True)
class Line:
    """A line of a document without its outer blanks, and its place."""

    number: int
    start: int
    end: int
    text: str


def split_lines(text: str) -> list[Line]:
    """Cut a text into its non-empty lines; blanks around a line do not belong to it.

    Lines end at LF, CR or CR LF only, as editors count them.
    """
    lines: list[Line] = []
    position = 0
    for number, raw in enumerate(text.replace("\r", "\n").split("\n"), start=1):
        content = raw.strip()
        if content:
            start = position + raw.index(content)
            lines.append(Line(number, start, start + len(content), content))
        position += len(raw) + 1
    return lines
