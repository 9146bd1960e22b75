"""Bytes of a transcript in, its segments out, by the layout its content shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from extract.errors import TranscriptError
from extract.read import (
    bilingual,
    headed,
    labelled,
    markdown,
    plain,
    podcast,
    service,
    srt,
    stream,
    vtt,
    whisper,
    youtube,
)  # fmt: skip
from extract.read.encoding import EncodingError, decode_bytes
from extract.read.json_text import looks_like_json, parse_json
from extract.read.preamble import find_preamble
from extract.read.subtitles import ARROW, count_timings, find_arrow
from extract.read.transcript import LayoutError, Line, Segment, Transcript, split_lines


@dataclass(frozen=True)
class ReadOptions:
    """When a layout is recognised.

    Attributes:
        headers_min: Turn headers that make a document a Markdown transcript.
        headers_share_min: Part of the lines that are turn headers, in a headed one.
        time_lines_share_min: Part of the lines that are nothing but a time, in captions copied from a page.
        pairing_min: Part of the lines that stand beside a line of the other language, in a bilingual one.
        stream_line_chars: Mean length of lines of unbroken recognised speech, at least.
        stream_punctuation_max: Part of the characters that are punctuation in it, at most.
        content_labels: Labels after which the spoken text starts, case-folded.
    """

    headers_min: int = 2
    headers_share_min: float = 0.05
    time_lines_share_min: float = 0.2
    pairing_min: float = 0.6
    stream_line_chars: float = 300.0
    stream_punctuation_max: float = 0.005
    content_labels: tuple[str, ...] = ()


FORMATS: dict[str, Callable[[str], Transcript]] = {
    "srt": srt.read_srt,
    "vtt": vtt.read_vtt,
    "whisper": whisper.read_whisper,
    "podcast": podcast.read_podcast,
    "service": service.read_service,
    "markdown": markdown.read_markdown,
    "youtube": youtube.read_youtube,
    "headed": headed.read_headed,
    "labelled": labelled.read_labelled,
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
    try:
        body = FORMATS[layout or detect_format(text[start:], options=options)](text[start:])
    except LayoutError as error:
        line = len(text[: start + error.position].replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        raise TranscriptError(f"{path}: line {line}: {error}") from error
    segments = [Segment(line.start, line.end, "furniture") for line in preamble]
    segments += [replace(segment, start=segment.start + start, end=segment.end + start) for segment in body.segments]
    if not any(segment.kind == "speech" for segment in segments):
        raise TranscriptError(f"{path}: no speech found; wanted a transcript, read as {body.format}")
    return Transcript(text, body.format, tuple(segments))


def decode_transcript(path: Path) -> str:
    """Read a file's text, line ends untouched: UTF-8 or UTF-16 with a byte-order mark, UTF-8, GB18030 or Big5.

    Raises:
        TranscriptError: If it is missing, empty, binary or in no such encoding; names the line of the first bad byte.
    """
    try:
        text = decode_bytes(path.read_bytes())
    except OSError as error:
        raise TranscriptError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except EncodingError as error:
        raise TranscriptError(f"{path}: {error}") from error
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
    marked = _detect_marked(text, lines)
    if marked:
        return marked
    if markdown.count_headers(lines) >= options.headers_min:
        return "markdown"
    if youtube.measure_time_lines(lines) >= options.time_lines_share_min:
        return "youtube"
    if headed.measure_headers(lines) >= options.headers_share_min and headed.find_headers(lines):
        return "headed"
    if labelled.measure_timed_labels(lines) >= options.headers_share_min or labelled.find_labels(lines):
        return "labelled"
    if len(lines) > 3 and bilingual.measure_pairing(lines) >= options.pairing_min:
        return "bilingual"
    mean_chars = sum(len(line.text) for line in lines) / len(lines)
    punctuation = stream.measure_punctuation("".join(line.text for line in lines))
    is_unbroken = mean_chars >= options.stream_line_chars and punctuation <= options.stream_punctuation_max
    return "stream" if is_unbroken else "plain"


def _detect_marked(text: str, lines: Sequence[Line]) -> str | None:
    """Recognise subtitles and JSON, which say what they are; None for anything else."""
    if looks_like_json(text):
        return _detect_json(text)
    is_vtt = lines[0].text.split()[0] == "WEBVTT"
    if not is_vtt and (ARROW not in text or find_arrow(lines) is None):
        return None
    vtt_count, srt_count = count_timings(lines, "vtt"), count_timings(lines, "srt")
    if vtt_count == srt_count:
        return "vtt" if is_vtt else "srt"
    return "vtt" if vtt_count > srt_count else "srt"


def _detect_json(text: str) -> str:
    """Tell which list a JSON document has; broken ones are left to the reader to complain of."""
    try:
        document = parse_json(text)
    except LayoutError:
        return "service"
    if podcast.find_podcast_segments(document):
        return "podcast"
    return "whisper" if whisper.find_whisper_segments(document) else "service"
