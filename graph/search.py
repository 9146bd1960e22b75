"""A text in, the concepts it names and the utterances that hold it out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from extract.matcher import TermMatcher
from extract.store import Tables
from extract.text import normalise_term


@dataclass(frozen=True)
class SearchResult:
    """Concepts (rows of `concepts` with the alias that matched) and utterances (rows of `utterances`), best first."""

    concepts: pd.DataFrame
    utterances: pd.DataFrame


def search_tables(tables: Tables, text: str, *, limit: int = 20) -> SearchResult:
    """Search concepts by any of their names, and the speech for the text itself.

    Case, width, script, hyphens and blanks between scripts do not matter. A name equal to the text comes first, then
    names that start with it, then names that hold it. In speech, Latin words are found whole only.

    Args:
        tables: Tables of `extract`.
        text: What to look for; empty finds nothing.
        limit: Rows returned of each.
    """
    wanted = normalise_term(text)
    concepts, utterances = tables["concepts"], tables["utterances"]
    if not wanted:
        return SearchResult(concepts.iloc[:0], utterances.iloc[:0])
    aliases = tables["aliases"]
    normal = [normalise_term(surface) for surface in aliases["surface"]]
    rank = [_rank(name, wanted) for name in normal]
    found = aliases.assign(rank=rank, length=[len(name) for name in normal])
    found = found[found["rank"] < 3].sort_values(["rank", "length", "concept_id"]).drop_duplicates("concept_id")
    named = found.head(limit)[["concept_id", "surface", "rank"]].merge(concepts, on="concept_id")
    spoken = utterances[utterances["kind"] == "speech"]
    matcher = TermMatcher([text])
    holds = [bool(matcher.find_all(line)) for line in spoken["text"]]
    return SearchResult(named, spoken[holds].head(limit).reset_index(drop=True))


def _rank(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if wanted in name else 3
