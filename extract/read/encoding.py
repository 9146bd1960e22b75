"""Bytes in, text out: UTF-8, UTF-16 with a byte-order mark, GB18030 or Big5."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from extract.text import is_han

_LEGACY = {"gb18030": "gb18030", "gbk": "gb18030", "gb2312": "gb18030", "big5": "big5hkscs", "big5hkscs": "big5hkscs"}
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HAN_SHARE_MIN = 0.6
_WANTED = "wanted UTF-8 text"


class EncodingError(ValueError):
    """Bytes are no text: the place of the first bad one, and why."""

    def __init__(self, position: int, line: int, reason: str) -> None:
        super().__init__(f"line {line}: byte {position} {reason}")


def decode_bytes(data: bytes) -> str:
    """Decode a file's bytes; a byte-order mark is no part of the text, line ends stay.

    Raises:
        EncodingError: If they are binary, or no text in any of the encodings.
    """
    for mark, encoding in _UTF_16.items():
        if data.startswith(mark):
            return _decode_utf_16(data, encoding)
    if b"\0" in data:
        position = data.index(b"\0")
        raise EncodingError(position, _count_line(data, position), f"is NUL, as in a binary file, {_WANTED}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = error.start + (3 if data.startswith(codecs.BOM_UTF8) else 0)
        text = _decode_legacy(data)
        if text is None:
            raise EncodingError(start, _count_line(data, start), f"is not UTF-8, {_WANTED}") from error
        return text


def _decode_utf_16(data: bytes, encoding: str) -> str:
    try:
        text = data[2:].decode(encoding)
    except UnicodeDecodeError as error:
        line = data[2 : 2 + error.start].decode(encoding, "replace").count("\n") + 1
        raise EncodingError(error.start + 2, line, "is not UTF-16, as the byte-order mark says") from error
    if "\0" in text:
        position = text.index("\0")
        raise EncodingError(position * 2 + 2, text.count("\n", 0, position) + 1, f"is NUL, {_WANTED}")
    return text


def _decode_legacy(data: bytes) -> str | None:
    """Decode Chinese text of before Unicode; None where it is UTF-8 with bad bytes, or does not read as Chinese."""
    high = sum(byte > 127 for byte in data)
    if sum(len(run) for run in _MULTIBYTE.findall(data)) > 0.8 * high:
        return None
    best = from_bytes(data, cp_isolation=["gb18030", "big5"]).best()
    if best is None or best.encoding not in _LEGACY:
        return None
    try:
        text = data.decode(_LEGACY[best.encoding])
    except UnicodeDecodeError:
        return None
    foreign = [character for character in text if character > "\x7f"]
    is_chinese = sum(map(is_han, foreign)) >= _HAN_SHARE_MIN * len(foreign)
    return text if is_chinese else None


def _count_line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
