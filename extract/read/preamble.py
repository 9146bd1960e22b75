"""Lines of a document in, the place where a block of `Key: value` lines lets the spoken text start out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.read.transcript import Line

_KEY_LINE = re.compile(r"(?P<key>[A-Za-z\u4e00-\u9fff][\w \u4e00-\u9fff]{0,24})[:：]\s*(?P<value>.*)")


def find_preamble(lines: Sequence[Line], content_labels: Sequence[str]) -> int:
    """Find how many lines stand before the spoken text.

    A preamble starts with a `Key: value` line and ends with a line that is nothing but the label of the content; a
    description or a summary may stand in it.

    Returns:
        The number of lines up to and including the label; 0 where there is no such block.
    """
    if not lines or not _KEY_LINE.fullmatch(lines[0].text):
        return 0
    for index, line in enumerate(lines):
        key_line = _KEY_LINE.fullmatch(line.text)
        if key_line and not key_line["value"] and key_line["key"].strip().casefold() in content_labels:
            return index + 1
    return 0
