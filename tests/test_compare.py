"""Comparing speakers: order, quotes, what only one speaks of, and what silence does not mean."""

from __future__ import annotations

import pandas as pd
import pytest

from extract.errors import ExplorerError
from extract.schema import SPEAKER_CONFIDENCE_MIN
from extract.store import Tables
from graph.compare import CompareOptions, Comparison, compare_speakers

OPTIONS = CompareOptions(positions_max=3, only_max=15)
PAIRS = [
    ["andrej-karpathy", "ilya-sutskever"],
    ["lex-fridman", "andrej-karpathy", "ilya-sutskever"],
    ["lex-fridman@lex-333", "lex-fridman@lex-094"],
]


@pytest.fixture(scope="module", params=PAIRS, ids=" ".join)
def comparison(request: pytest.FixtureRequest, tables: Tables) -> Comparison:
    """Speakers of the real corpus."""
    return compare_speakers(tables, request.param, options=OPTIONS)


def list_notes(tables: Tables, *speakers: str) -> list[tuple[tuple[str, str], ...]]:
    return [side.notes for side in compare_speakers(tables, list(speakers), options=OPTIONS).sides]


def test_small_comparison_is_the_one_written_out_by_hand(small_tables: Tables) -> None:
    found = compare_speakers(small_tables, ["ada", "bob"], options=OPTIONS)
    assert [(side.speaker_id, side.conversation_id, side.passages) for side in found.sides] == [
        ("ada", None, 3),
        ("bob", None, 4),
    ]
    (shared,) = found.shared
    assert (shared.concept_id, shared.label_zh) == ("reinforcement-learning", "强化学习")
    ada, bob = shared.positions
    assert (ada.mention_count, ada.claim_count, ada.stance) == (2, 2, "unfavourable")
    assert (bob.mention_count, bob.claim_count, bob.stance) == (2, 1, "favourable")
    assert list(bob.quotes["text"]) == ["I believe RL is a great idea."]
    assert [dict(zip(only["concept_id"], only["mention_count"], strict=True)) for only in found.only] == [
        {"transformer": 2},
        {"ada-lovelace": 1, "machine-learning": 1},
    ]


def test_sides_keep_the_order_asked_for(small_tables: Tables) -> None:
    found = compare_speakers(small_tables, ["bob", "ada"], options=OPTIONS)
    assert [side.name_en for side in found.sides] == ["Bob", "Ada Lovelace"]
    assert [position.stance for position in found.shared[0].positions] == ["favourable", "unfavourable"]


def test_a_conversation_restricts_what_is_compared(small_tables: Tables) -> None:
    found = compare_speakers(small_tables, ["bob@first", "bob@second"], options=OPTIONS)
    assert [(side.conversation_id, side.passages) for side in found.sides] == [("first", 2), ("second", 2)]
    asked, believes = found.shared[0].positions
    assert (asked.mention_count, asked.claim_count, asked.stance) == (1, 0, None)
    assert asked.quotes.empty
    assert set(believes.quotes["conversation_id"]) == {"second"}
    assert [list(only["concept_id"]) for only in found.only] == [["machine-learning"], ["ada-lovelace"]]


def test_a_concept_restricts_what_is_compared(small_tables: Tables) -> None:
    found = compare_speakers(small_tables, ["ada", "bob"], concept_id="transformer", options=OPTIONS)
    assert [concept.concept_id for concept in found.shared] == ["transformer"]
    ada, bob = found.shared[0].positions
    assert (ada.mention_count, ada.claim_count, ada.stance) == (2, 2, "favourable")
    assert list(ada.quotes["text"]) == ["The Transformer is amazing.", "I don't think RL with a Transformer works."]
    assert (bob.mention_count, bob.claim_count, bob.stance, len(bob.quotes)) == (0, 0, None, 0)


def test_shared_concepts_come_with_most_claims_on_every_side_first(comparison: Comparison) -> None:
    fewest = [min(position.claim_count for position in concept.positions) for concept in comparison.shared]
    assert len(fewest) > 10
    assert fewest == sorted(fewest, reverse=True)
    assert fewest[0] >= 1


def test_quotes_are_his_own_strongest_first(comparison: Comparison, tables: Tables) -> None:
    targets = tables["claim_targets"]
    rank = dict(zip(zip(targets["claim_id"], targets["concept_id"], strict=True), targets["rank"], strict=True))
    for concept in comparison.shared:
        for side, position in zip(comparison.sides, concept.positions, strict=True):
            quotes = position.quotes
            assert len(quotes) == min(position.claim_count, OPTIONS.positions_max)
            assert set(quotes["speaker_id"]) <= {side.speaker_id}
            assert side.conversation_id is None or set(quotes["conversation_id"]) <= {side.conversation_id}
            strength = [
                (rank[row.claim_id, concept.concept_id], -row.salience) for row in quotes.itertuples(index=False)
            ]
            assert strength == sorted(strength)
            assert (position.stance is None) == quotes.empty


def test_only_lists_hold_nothing_the_others_mention(comparison: Comparison, tables: Tables) -> None:
    mentioned = [find_mentioned(tables, side.speaker_id, side.conversation_id) for side in comparison.sides]
    for index, only in enumerate(comparison.only):
        assert 0 < len(only) <= OPTIONS.only_max
        assert only["mention_count"].is_monotonic_decreasing
        for number, others in enumerate(mentioned):
            assert set(only["concept_id"]) <= others if number == index else others.isdisjoint(only["concept_id"])


def find_mentioned(tables: Tables, speaker_id: str, conversation_id: str | None) -> set[str]:
    """Find the concepts a speaker names in primary renditions."""
    joined = tables["mentions"].merge(tables["utterances"], on="utterance_id").merge(tables["renditions"])
    is_sure = joined["speaker_confidence"] >= SPEAKER_CONFIDENCE_MIN
    is_own = joined["is_primary"] & is_sure & (joined["speaker_id"] == speaker_id)
    if conversation_id:
        is_own &= joined["conversation_id"] == conversation_id
    return set(joined.loc[is_own, "concept_id"])


def test_karpathy_and_sutskever_are_both_quoted_on_reinforcement_learning(tables: Tables) -> None:
    found = compare_speakers(
        tables, ["andrej-karpathy", "ilya-sutskever"], concept_id="reinforcement-learning", options=CompareOptions()
    )
    (concept,) = found.shared
    for speaker_id, position in zip(("andrej-karpathy", "ilya-sutskever"), concept.positions, strict=True):
        assert set(position.quotes["speaker_id"]) == {speaker_id}
        assert position.stance in {"favourable", "unfavourable", "neutral", "unclear"}
        assert position.quotes["link"].str.startswith("https://").all()


@pytest.mark.parametrize(
    ("speakers", "notes"),
    [
        (("ada", "bob"), [(("part", "first"),), (("part", "first"),)]),
        (("ada", "bob@second"), [(("part", "first"),), ()]),
    ],
)
def test_notes_say_which_transcript_is_a_part(
    speakers: tuple[str, ...], notes: list[tuple[tuple[str, str], ...]], small_tables: Tables
) -> None:
    assert list_notes(small_tables, *speakers) == notes


def test_notes_say_when_it_is_unknown_how_much_is_covered(small_tables: Tables) -> None:
    conversations = small_tables["conversations"].assign(coverage="unknown")
    changed = {**small_tables, "conversations": conversations}
    assert list_notes(changed, "ada", "bob@second") == [
        (("unknown_coverage", "first"),),
        (("unknown_coverage", "second"),),
    ]


def test_a_speaker_without_a_line_is_noted_not_silent(tables: Tables) -> None:
    utterances = tables["utterances"]
    unsure = utterances["speaker_confidence"].where(utterances["speaker_id"] != "yann-lecun", 0.0)
    silenced = {**tables, "utterances": utterances.assign(speaker_confidence=unsure)}
    found = compare_speakers(silenced, ["yann-lecun", "andrej-karpathy"], options=OPTIONS)
    lecun, karpathy = found.sides
    assert (lecun.passages, lecun.notes) == (0, (("unlabelled", "lex-258"),))
    assert karpathy.notes == (("part", "lex-333"),)
    assert found.shared == ()
    assert found.only[0].empty
    assert list(found.only[0].columns) == list(found.only[1].columns)


def test_inferred_speakers_are_compared_and_said_to_be_inferred(tables: Tables) -> None:
    found = compare_speakers(tables, ["yann-lecun", "andrej-karpathy"], options=OPTIONS)
    assert found.sides[0].notes == (("inferred", "lex-258"), ("part", "lex-258"))
    assert "self-supervised-learning" in {concept.concept_id for concept in found.shared} | set(
        found.only[0]["concept_id"]
    )


@pytest.mark.parametrize(
    ("speakers", "concept_id", "words"),
    [
        (["ada"], None, "1 speaker to compare, wanted two or more"),
        ([], None, "0 speaker"),
        (["ada", "eve"], None, "speaker 'eve' does not exist, known are ada, bob$"),
        (["ada", "bob@third"], None, "bob took no part in 'third', but in first, second"),
        (["ada@second", "bob"], None, "ada took no part in 'second', but in first"),
        (["ada", "bob"], "magic", "concept 'magic' does not exist"),
    ],
)
def test_compare_speakers_names_what_does_exist(
    speakers: list[str], concept_id: str | None, words: str, small_tables: Tables
) -> None:
    with pytest.raises(ExplorerError, match=words):
        compare_speakers(small_tables, speakers, concept_id=concept_id, options=OPTIONS)


def test_compare_speakers_leaves_the_tables_as_they_were(small_tables: Tables) -> None:
    before = {name: frame.copy() for name, frame in small_tables.items()}
    compare_speakers(small_tables, ["ada", "bob"], options=OPTIONS)
    for name, frame in small_tables.items():
        pd.testing.assert_frame_equal(frame, before[name])
