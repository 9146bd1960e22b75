"""Utterances' texts in, their kinds out: speech, advertisement, or page furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.cues import AdvertisementCues, CueSet, ReadingCues


@dataclass(frozen=True)
class KindOptions:
    """How far advertisements run on.

    Attributes:
        ad_gap_utterances: Utterances without a cue between two with one, at most, that belong to the same read.
        ad_cues_min: Cued utterances that make a read whose gaps are filled.
        button_chars_max: Length of a line that may be a button.
    """

    ad_gap_utterances: int = 24
    ad_cues_min: int = 3
    button_chars_max: int = 30


def find_kinds(
    texts: Sequence[str], *, reading: ReadingCues, advertisement: AdvertisementCues, options: KindOptions
) -> list[str]:
    """Tell speech from advertisements and page furniture.

    A sentence with a strong cue of an advertisement is `ad`. Where several sentences close by have a cue, strong or
    weak, all from the first to the last are, unless the conversation is announced in between. A short line that starts
    with a button's words is `furniture`.

    Args:
        texts: The utterances of one document, in order.
        reading: Buttons.
        advertisement: Cues.
        options: How far reads run on.

    Returns:
        One of `speech`, `ad`, `furniture` for each text.
    """
    cue_set = CueSet({"strong": advertisement.strong, "weak": advertisement.weak, "end": advertisement.end})
    patterns = [re.compile(pattern, re.IGNORECASE) for pattern in advertisement.patterns]
    classes = [cue_set.find_classes(text) for text in texts]
    is_end = ["end" in found for found in classes]
    is_strong = [
        not end and ("strong" in found or any(pattern.search(text) for pattern in patterns))
        for text, found, end in zip(texts, classes, is_end, strict=True)
    ]
    is_cued = [
        strong or ("weak" in found and not end) for strong, found, end in zip(is_strong, classes, is_end, strict=True)
    ]
    kinds = ["ad" if strong else "speech" for strong in is_strong]
    for run in _find_runs(is_cued, is_end, options):
        kinds[run.start : run.stop] = ["ad"] * len(run)
    buttons = tuple(button.casefold() for button in reading.buttons)
    for index, text in enumerate(texts):
        if len(text) <= options.button_chars_max and text.casefold().startswith(buttons):
            kinds[index] = "furniture"
    return kinds


def _find_runs(is_cued: Sequence[bool], is_end: Sequence[bool], options: KindOptions) -> list[range]:
    """Find stretches from the first to the last cue of a read."""
    runs: list[range] = []
    cued: list[int] = []

    def close() -> None:
        if len(cued) >= options.ad_cues_min:
            runs.append(range(cued[0], cued[-1] + 1))
        cued.clear()

    for index, (cue, end) in enumerate(zip(is_cued, is_end, strict=True)):
        if cued and (end or index - cued[-1] > options.ad_gap_utterances + 1):
            close()
        if cue:
            cued.append(index)
    close()
    return runs
