"""Bytes of a transcript in, its segments out, by the layout its content shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from extract.errors import TranscriptError
from extract.read import bilingual, headed, markdown, plain, stream
from extract.read.preamble import find_preamble
from extract.read.transcript import Segment, Transcript, split_lines


@dataclass(frozen=True)
class ReadOptions:
    """When a layout is recognised.

    Attributes:
        headers_min: Turn headers that make a document a Markdown transcript.
        headers_share_min: Part of the lines that are turn headers, in a headed one.
        pairing_min: Part of the lines that stand beside a line of the other language, in a bilingual one.
        stream_line_chars: Mean length of lines of unbroken recognised speech, at least.
        stream_punctuation_max: Part of the characters that are punctuation in it, at most.
        content_labels: Labels after which the spoken text starts, case-folded.
    """

    headers_min: int = 2
    headers_share_min: float = 0.05
    pairing_min: float = 0.6
    stream_line_chars: float = 300.0
    stream_punctuation_max: float = 0.005
    content_labels: tuple[str, ...] = ()


FORMATS: dict[str, Callable[[str], Transcript]] = {
    "markdown": markdown.read_markdown,
    "headed": headed.read_headed,
    "bilingual": bilingual.read_bilingual,
    "stream": stream.read_stream,
    "plain": plain.read_plain,
}


def read_transcript(path: Path, *, options: ReadOptions, layout: str | None = None) -> Transcript:
    """Read a transcript.

    Args:
        path: The file.
        options: When a layout is recognised.
        layout: A key of `FORMATS` to read it as; recognised by content when None.

    Returns:
        The decoded text with its segments; every non-blank character of the text is in a segment or a turn header.

    Raises:
        TranscriptError: If the file is missing, is not text, or holds nothing to read.
    """
    text = decode_transcript(path)
    lines = split_lines(text)
    preamble = lines[: find_preamble(lines, options.content_labels)]
    start = preamble[-1].end if preamble else 0
    body = FORMATS[layout or detect_format(text[start:], options=options)](text[start:])
    segments = [Segment(line.start, line.end, "furniture") for line in preamble]
    segments += [replace(segment, start=segment.start + start, end=segment.end + start) for segment in body.segments]
    if not any(segment.kind == "speech" for segment in segments):
        raise TranscriptError(f"{path}: no speech found; wanted a transcript, read as {body.format}")
    return Transcript(text, body.format, tuple(segments))


def decode_transcript(path: Path) -> str:
    """Read a file as UTF-8, with or without a byte-order mark, line ends untouched.

    Raises:
        TranscriptError: If it is missing, empty or not UTF-8; names the line of the first bad byte.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TranscriptError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TranscriptError(f"{path}: line {line}: byte {error.start} is not UTF-8, wanted UTF-8 text") from error
    if not text.strip():
        raise TranscriptError(f"{path}: the file is empty, wanted a transcript")
    return text


def detect_format(text: str, *, options: ReadOptions) -> str:
    """Recognise the layout of a transcript (without its preamble) by its content.

    Returns:
        A key of `FORMATS`; `plain` when nothing else fits.
    """
    lines = split_lines(text)
    if not lines:
        return "plain"
    if markdown.count_headers(lines) >= options.headers_min:
        return "markdown"
    if headed.measure_headers(lines) >= options.headers_share_min and headed.find_headers(lines):
        return "headed"
    if len(lines) > 3 and bilingual.measure_pairing(lines) >= options.pairing_min:
        return "bilingual"
    mean_chars = sum(len(line.text) for line in lines) / len(lines)
    punctuation = stream.measure_punctuation("".join(line.text for line in lines))
    is_unbroken = mean_chars >= options.stream_line_chars and punctuation <= options.stream_punctuation_max
    return "stream" if is_unbroken else "plain"
