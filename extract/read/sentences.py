"""What ends a sentence: shared by the cutting of paragraphs and the joining of captions."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(
    r"[。！？]++[”’」』）)\"]*+"  # Chinese marks always end one
    # Latin marks before a new start, not after a single capital (U.S. Army); a run of marks is taken whole
    r"|(?<![.!?])(?:(?<![A-Z])|(?<=[A-Z])[.!?](?=[.!?]))[.!?]++[\"'”’)]*+(?=\s+[\"'“‘(]?[A-Z0-9\u4e00-\u9fff])"
    r"|(?<![!?])[!?]++[\"'”’)]*+(?=\s|[\u4e00-\u9fff])"
)
