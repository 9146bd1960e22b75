"""Mentions: the spaCy component, and invariants on the real corpus."""

from __future__ import annotations

import pytest

from extract.lexicon import Lexicon
from extract.mentions import SPANS_KEY, Forms, MentionOptions, MentionTagger, load_pipelines
from extract.store import Tables

RL = ("RL", "reinforcement-learning", "abbreviation")


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("zh", "我们用变压器做RL", [("变压器", "transformer", "mistranslated"), RL]),
        ("zh", "做强化学习", [("强化学习", "reinforcement-learning", "preferred")]),
        ("zh", "RL在girl里不算", [RL]),
        ("en", "RL-based Transformers", [RL, ("Transformers", "transformer", "preferred")]),
        ("en", "ML's promise isn't html", [("ML", "machine-learning", "abbreviation")]),
        ("en", "nothing here", []),
    ],
)
def test_pipeline_marks_spans_with_concept_and_relation(
    language: str, text: str, found: list[tuple[str, str, str]], small_lexicon: Lexicon
) -> None:
    doc = load_pipelines(small_lexicon, options=MentionOptions())[language](text)
    assert doc.text == text
    assert [(span.text, span.label_, span.id_) for span in doc.spans[SPANS_KEY]] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [("我一直觉得很好", []), ("凭直觉做事", ["直觉"]), ("优质数据很少", []), ("很多分子组成", ["分子"])],
)
def test_short_chinese_forms_do_not_cross_a_word_boundary(text: str, found: list[str]) -> None:
    tagger = MentionTagger(short_chars_max=3)
    tagger.set_forms(Forms(["直觉", "分子", "质数"], ["intuition", "molecule", "prime"], ["preferred"] * 3))
    assert [text[match.start : match.end] for match in tagger.find_matches(text)] == found


def test_ordinary_words_that_hold_a_form_are_no_mention(lexicon: Lexicon) -> None:
    nlp = load_pipelines(lexicon, options=MentionOptions())["zh"]
    doc = nlp("我意识到知识分子的意识")
    assert [(span.text, span.start) for span in doc.spans[SPANS_KEY]] == [("意识", 9)]


@pytest.mark.parametrize(
    "text", ["Use RL+ML and RL+RL.", "See https://ml.com/rl-4 and RL/ML today", "RL.RL.RL,ML!ML?", "强化学习，" * 3000]
)
def test_pipeline_splits_tokens_wherever_forms_start(text: str, small_lexicon: Lexicon) -> None:
    doc = load_pipelines(small_lexicon, options=MentionOptions())["en"](text)
    assert len(doc.spans[SPANS_KEY]) >= 2
    assert doc.text == text


def test_options_leave_out_forms_that_promise_too_little(small_lexicon: Lexicon) -> None:
    nlp = load_pipelines(small_lexicon, options=MentionOptions(confidence_min=0.8))["zh"]
    doc = nlp("变压器和机器学习")
    assert [span.text for span in doc.spans[SPANS_KEY]] == ["机器学习"]


def test_surfaces_stand_where_they_are_said_to(tables: Tables) -> None:
    joined = tables["mentions"].merge(tables["utterances"], on="utterance_id")
    assert len(joined) == len(tables["mentions"]) > 3000
    for row in joined.itertuples(index=False):
        assert row.text[row.start : row.end] == row.surface


def test_only_speech_is_tagged(tables: Tables) -> None:
    joined = tables["mentions"].merge(tables["utterances"][["utterance_id", "kind"]], on="utterance_id")
    assert set(joined["kind"]) == {"speech"}


def test_mentions_of_one_utterance_do_not_overlap(tables: Tables) -> None:
    for _, own in tables["mentions"].sort_values("start").groupby("utterance_id"):
        assert (own["start"].iloc[1:].to_numpy() >= own["end"].iloc[:-1].to_numpy()).all()


def test_speakers_are_not_mentions_in_their_own_conversation(tables: Tables) -> None:
    people = tables["speakers"].dropna(subset=["concept_id"])
    present = tables["participants"].merge(people, on="speaker_id")[["conversation_id", "concept_id"]]
    mentions = tables["mentions"].merge(tables["utterances"][["utterance_id", "conversation_id"]], on="utterance_id")
    assert mentions.merge(present, on=["conversation_id", "concept_id"]).empty


def test_what_machine_translation_calls_a_transformer_is_one(tables: Tables) -> None:
    surfaces = set(tables["mentions"].loc[tables["mentions"]["concept_id"] == "transformer", "surface"])
    assert {"变压器", "Transformer"} <= surfaces
