"""Lines in, the names that label them out: `Name: what they say`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LABEL = re.compile(
    r"(?P<name>[^\W\d_](?:(?!//|https?)[^\d:：。，,!?！？;；“”\"\n\[\]]){0,29}?(?:[ _]?\d{1,3})?)\s*[:：](?!//|\d\d)\s*"
)
_NAME_WORDS_MAX = 4
_HAN_CHARS_MAX = 12
_TELLING = re.compile(
    r"(?:.+[说道问答称]|.*(?:表示|认为|指出|如下|包括)|.*\b(?:said|says|asked|asks|is|are|was|were|that))"
)
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        "title date time author source url link location venue note notes warning example examples tip summary "
        "abstract description keywords topic topics subject result results conclusion remark update edit ps pros cons "
        "chapter section part step transcript content http https duration length guests hosts participants language "
        "published reason definition task goal answer question problem solution "
        "标题 日期 时间 作者 来源 链接 地点 注 注意 提示 例如 比如 摘要 简介 关键词 主题 结论 总结 结果 内容 正文 "
        "时长 问题 答案 理由 原因 定义 目标 任务 译者 编辑 编者按",
    )
)
"""Labels of other things than speech."""
_FEW_LINES = 6


def find_name(text: str) -> re.Match[str] | None:
    """Find a short name and a colon at the beginning of a line."""
    match = _LABEL.match(text)
    if match is None:
        return None
    name = match["name"]
    if len(name.split()) > _NAME_WORDS_MAX or name.casefold() in _NO_NAMES or _TELLING.fullmatch(name.casefold()):
        return None
    is_long = not name.isascii() and len(name) > _HAN_CHARS_MAX and " " not in name
    return None if is_long or not _is_capital(name) else match


def find_names(lines: Sequence[str], *, share_min: float) -> frozenset[str]:
    """Find the names that label lines, if the lines are a conversation's.

    They are where a few names come again and again: names that label several lines make most of the labels, and the
    labels a good share of the lines. A handful of lines may name two speakers once each. Prose with a colon here and
    there, and blocks of `Key: value`, are none.

    Args:
        lines: The lines of a document.
        share_min: Part of the lines that are labelled, at least.
    """
    labels = [match["name"] for line in lines if (match := find_name(line))]
    counts = Counter(labels)
    if not labels:
        return frozenset()
    repeated = sum(count for count in counts.values() if count > 1)
    is_small = len(lines) <= _FEW_LINES and len(counts) > 1 and len(labels) == len(lines)
    is_again = repeated * 2 > len(labels) and len(labels) >= share_min * len(lines)
    return frozenset(counts) if is_small or is_again else frozenset()


def _is_capital(name: str) -> bool:
    """Tell whether a name starts with no small letter; small ones are words of a sentence."""
    return not name[0].islower()
