"""Claims by rule: what counts, which stance, about what."""

from __future__ import annotations

import pytest

from extract.claims import ClaimOptions, ClaimRules
from extract.cues import Cues
from extract.store import Tables


@pytest.fixture(scope="module")
def rules(cues: Cues) -> ClaimRules:
    return ClaimRules(cues, options=ClaimOptions())


@pytest.mark.parametrize(
    ("text", "stance", "certainty"),
    [
        ("我认为反向传播非常有用。", "favourable", "firm"),
        ("我不认为模拟是一个重要的部分。", "unfavourable", "firm"),
        ("I think this approach works very well.", "favourable", "firm"),
        ("I don't think this approach works.", "unfavourable", "firm"),
        ("I think it is probably a dangerous technology.", "unfavourable", "hedged"),
        ("我认为它虽然困难，但是很重要。", "favourable", "firm"),
        ("我觉得这是一种架构。", "neutral", "firm"),
        ("我认为它不仅强大，而且优雅。", "favourable", "firm"),
    ],
)
def test_find_claim_reads_stance_and_certainty(text: str, stance: str, certainty: str, rules: ClaimRules) -> None:
    claim = rules.find_claim(text, has_target=True)
    assert claim is not None
    assert (claim["stance"], claim["certainty"]) == (stance, certainty)


@pytest.mark.parametrize(
    "text",
    [
        "你认为反向传播有用吗？",
        "Do you think this approach is useful?",
        "是的。",
        "I agree.",
        "Suppose that you have a very powerful network.",
        "我记得我当时写了一个非常好的程序。",
        "人们说神经网络是没有用的东西。",
        "So you're saying that language models are powerful.",
        "在一个深度学习的课程里面。",
    ],
)
def test_find_claim_takes_no_position_for_what_is_none(text: str, rules: ClaimRules) -> None:
    assert rules.find_claim(text, has_target=True) is None


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("什么是自监督学习", True),
        ("那么你认为这重要", True),
        ("Why would that be?", True),
        ("这对吗", True),
        ("我认为这是对的。", False),
        ("I know what you think.", False),
    ],
)
def test_is_question_knows_questions_without_marks(text: str, is_question: bool, rules: ClaimRules) -> None:
    assert rules.is_question(text) is is_question


def test_claims_of_the_small_corpus_have_targets_and_stance(small_tables: Tables) -> None:
    claims = small_tables["claims"].merge(small_tables["utterances"], on=["utterance_id", "speaker_id"])
    targets = small_tables["claim_targets"]
    main = dict(targets[targets["rank"] == 1][["claim_id", "concept_id"]].itertuples(index=False))
    found = {
        (row.speaker_id, row.text.split(".")[0], main[row.claim_id], row.stance)
        for row in claims.itertuples(index=False)
    }
    assert ("ada", "I think reinforcement learning is inefficient", "reinforcement-learning", "unfavourable") in found
    assert ("ada", "The Transformer is amazing", "transformer", "favourable") in found
    assert ("bob", "I believe RL is a great idea", "reinforcement-learning", "favourable") in found
    assert not any("What do you think" in text for _, text, _, _ in found)


def test_every_claim_has_one_main_target_and_stands_in_speech(tables: Tables) -> None:
    claims, targets = tables["claims"], tables["claim_targets"]
    assert len(claims) > 500
    assert set(targets.loc[targets["rank"] == 1, "claim_id"]) == set(claims["claim_id"])
    joined = claims.merge(tables["utterances"], on="utterance_id")
    assert set(joined["kind_y"]) == {"speech"}
    assert (joined["speaker_id_x"] == joined["speaker_id_y"]).all()
