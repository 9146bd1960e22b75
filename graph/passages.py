"""Tables of `extract` in, what counts out: every passage once, in its primary rendition."""

from __future__ import annotations

import pandas as pd

from extract.schema import SPEAKER_CONFIDENCE_MIN, UNKNOWN_SPEAKER
from extract.store import Tables


def find_spoken(tables: Tables) -> pd.DataFrame:
    """Select the speech that counts: utterances of primary renditions, in order of place.

    Returns:
        Rows of `utterances` with `order` (place of the utterance in its rendition) and `original` (whether it is a
        line in the conversation's original language or, where its passage has none, the first line; repeats are not).
        Who is not told with enough confidence is unknown here.
    """
    primary = tables["renditions"].loc[tables["renditions"]["is_primary"], ["rendition_id", "languages"]]
    spoken = tables["utterances"].merge(primary, on="rendition_id")
    spoken = spoken[spoken["kind"] == "speech"].sort_values("utterance_id", ignore_index=True)
    spoken["order"] = range(len(spoken))
    is_sure = spoken["speaker_confidence"] >= SPEAKER_CONFIDENCE_MIN
    spoken["speaker_id"] = spoken["speaker_id"].where(is_sure, UNKNOWN_SPEAKER)
    in_original = pd.Series(
        [
            language == languages.split("|")[0]
            for language, languages in zip(spoken["language"], spoken["languages"], strict=True)
        ],
        index=spoken.index,
    )
    has_original = in_original.groupby(spoken["passage_id"]).transform("any")
    is_repeated = spoken.duplicated(["passage_id", "text"])
    spoken["original"] = (in_original | (~has_original & ~spoken.duplicated(["passage_id"]))) & ~is_repeated
    return spoken.drop(columns="languages")


def find_passage_mentions(tables: Tables, spoken: pd.DataFrame) -> pd.DataFrame:
    """Select the mentions that count: one per passage and concept, the original language's before its translation's.

    Returns:
        Rows of `mentions` with `conversation_id`, `speaker_id`, `turn`, `order`, `original` and `speaker_confidence`.
    """
    columns = ["utterance_id", "conversation_id", "speaker_id", "turn", "order", "original", "rendition_id"]
    mentions = tables["mentions"].merge(spoken[columns], on="utterance_id")
    mentions = mentions.sort_values(
        ["passage_id", "concept_id", "original", "mention_id"], ascending=[True, True, False, True]
    )
    return mentions.drop_duplicates(["passage_id", "concept_id"]).sort_values("mention_id", ignore_index=True)


def find_passage_claims(tables: Tables, spoken: pd.DataFrame) -> pd.DataFrame:
    """Select the claims that count: those of a passage's original lines, else those of its translation.

    Returns:
        Rows of `claims` with the utterance's `conversation_id`, `text`, `language`, `start_s`, `order`, `original`.
    """
    columns = [
        "utterance_id", "speaker_id", "conversation_id", "text", "language", "start_s", "order", "original",
        "rendition_id",
    ]  # fmt: skip
    claims = tables["claims"].drop(columns="speaker_id").merge(spoken[columns], on="utterance_id")
    has_original = claims.groupby(["passage_id", "speaker_id"])["original"].transform("any")
    translated = claims[~has_original].drop_duplicates(["passage_id", "speaker_id"])
    counted = pd.concat([claims[has_original & claims["original"]], translated])
    return counted.sort_values("claim_id", ignore_index=True)
