"""Times as clocks show them in, seconds out."""

from __future__ import annotations

import re

CLOCK_PATTERN = r"(?:\d{1,3}:)?[0-5]?\d:[0-5]\d(?:[.,]\d{1,3})?"
CLOCK = re.compile(CLOCK_PATTERN)


def read_clock(clock: str) -> float:
    """Turn `HH:MM:SS` or `MM:SS`, perhaps with a fraction, into seconds."""
    seconds = 0.0
    for part in clock.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
