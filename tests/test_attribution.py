"""Who speaks where no header tells."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from extract.attribution import AttributionOptions, SpeakerKnowledge, infer_speakers, load_speaker_knowledge
from extract.errors import SettingsError
from extract.gold import find_in_units, load_gold
from extract.store import Tables

DATA = Path(__file__).resolve().parent.parent / "data"
QUESTIONS = ["你认为意识是什么？", "你能谈谈记忆吗？", "那么你觉得语言重要吗？", "你为什么相信这个想法？"]
ANSWERS = [
    "我认为它是一种模型，基本上是我们对世界的预测。",
    "例如，如果你看大脑，它们有很多层。",
    "因为他们想要理解它。",
    "我的意思是，这很难。",
]
DIALOGUE = [
    ("host", "What do you think consciousness is?"),
    ("guest", "I think it's basically, you know, a model of the world that we build because we need to predict."),
    ("guest", "For example, they have a module in the front of the brain, and it's essentially doing that."),
    ("host", "Mhmm."),
    ("guest", "And I mean, I think the rest of it is sort of a consequence of the way they are wired."),
    ("host", "Can you describe what your intuition is about how memory works, or is it a mystery?"),
    ("guest", "I think it's, you know, basically the same thing, because we store it in the same place."),
]


@pytest.fixture(scope="module")
def knowledge() -> SpeakerKnowledge:
    return load_speaker_knowledge(DATA)


def make_utterances(
    lines: list[tuple[str, str]], *, conversation: str = "new", header: bool = False, twins: bool = False
) -> pd.DataFrame:
    rows = []
    for index, (speaker, text) in enumerate(lines):
        passage = f"{conversation}:{index // 2 if twins else index:04d}"
        rows.append(
            {
                "utterance_id": f"{conversation}:{index:04d}", "rendition_id": conversation,
                "conversation_id": conversation, "speaker_id": speaker if header else "unknown",
                "speaker_source": "header" if header else "none", "kind": "speech", "passage_id": passage,
                "language": "en" if text.isascii() else "zh", "text": text,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def make_participants(**roles: str) -> pd.DataFrame:
    rows = [(conversation, person, role) for conversation in ("new", "old") for person, role in roles.items()]
    return pd.DataFrame(rows, columns=["conversation_id", "speaker_id", "role"])


PAIR = make_participants(host="host", guest="guest")


def test_infer_speakers_tells_questions_from_answers(knowledge: SpeakerKnowledge) -> None:
    found = infer_speakers(make_utterances(DIALOGUE), PAIR, knowledge=knowledge)
    assert list(found["speaker_id"]) == [speaker for speaker, _ in DIALOGUE]


def test_infer_speakers_gives_tag_to_speaker_and_acknowledgement_to_listener(knowledge: SpeakerKnowledge) -> None:
    lines = [*DIALOGUE[:3], ("guest", "Right?"), DIALOGUE[4], ("host", "Mhmm."), DIALOGUE[2], DIALOGUE[6]]
    found = infer_speakers(make_utterances(lines), PAIR, knowledge=knowledge)
    assert list(found["speaker_id"])[3] == "guest"
    assert list(found["speaker_id"])[5] == "host"


def test_infer_speakers_keeps_twins_together(knowledge: SpeakerKnowledge) -> None:
    lines = [("", text) for pair in zip(QUESTIONS, ANSWERS, strict=True) for text in pair]
    found = infer_speakers(make_utterances(lines, twins=True), PAIR, knowledge=knowledge)
    assert (found["speaker_id"].to_numpy()[::2] == found["speaker_id"].to_numpy()[1::2]).all()
    assert (found["confidence"].to_numpy()[::2] == found["confidence"].to_numpy()[1::2]).all()


def test_infer_speakers_learns_from_labelled_conversations(knowledge: SpeakerKnowledge) -> None:
    turns = [("host", QUESTIONS[i % 4]) if i % 3 == 0 else ("guest", ANSWERS[i % 4]) for i in range(660)]
    utterances = pd.concat([make_utterances(turns, conversation="old", header=True), make_utterances(turns[:30])])
    found = infer_speakers(utterances, PAIR, knowledge=knowledge)
    assert set(found["utterance_id"].str[:3]) == {"new"}
    assert list(found["speaker_id"]) == [speaker for speaker, _ in turns[:30]]


def test_infer_speakers_bounds_confidence_and_names_the_other(knowledge: SpeakerKnowledge) -> None:
    found = infer_speakers(make_utterances(DIALOGUE), PAIR, knowledge=knowledge)
    assert found["confidence"].between(0.5, 1.0).all()
    assert (found["speaker_id"] != found["alternative_id"]).all()
    assert set(found["alternative_id"]) <= {"host", "guest"}


def test_infer_speakers_lets_the_talk_precede_questions(knowledge: SpeakerKnowledge) -> None:
    talk = [f"因为我们认为第{i}个模型基本上是它们的一部分所以我想说的是它会变得更好" for i in range(20)]
    floor = [
        "你好谢谢你的演讲我想问一下你认为语言模型能否做到这一点",
        "这个问题很难说我认为答案是肯定的因为它们基本上学会了",
    ]
    utterances = make_utterances([("", text) for text in [*talk, *floor]])
    people = make_participants(chair="host", speaker="speaker", floor="audience")
    found = list(infer_speakers(utterances, people, knowledge=knowledge)["speaker_id"])
    assert found[:20] == ["speaker"] * 20
    assert found[20:] == ["floor", "speaker"]


def test_infer_speakers_leaves_headers_and_advertisements_alone(knowledge: SpeakerKnowledge) -> None:
    utterances = make_utterances(DIALOGUE)
    utterances.loc[0, "kind"] = "ad"
    labelled = make_utterances(DIALOGUE, conversation="old", header=True)
    found = infer_speakers(pd.concat([utterances, labelled]), PAIR, knowledge=knowledge)
    assert list(found["utterance_id"]) == [f"new:{index:04d}" for index in range(1, len(DIALOGUE))]


@pytest.mark.parametrize(("people", "expected"), [({"guest": "guest"}, ("guest", 1.0)), ({}, ("unknown", 0.0))])
def test_infer_speakers_without_choice(
    knowledge: SpeakerKnowledge, people: dict[str, str], expected: tuple[str, float]
) -> None:
    found = infer_speakers(make_utterances(DIALOGUE), make_participants(**people), knowledge=knowledge)
    assert set(zip(found["speaker_id"], found["confidence"], strict=True)) == {expected}
    assert set(found["alternative_id"]) == {"unknown"}


def test_infer_speakers_of_one_line(knowledge: SpeakerKnowledge) -> None:
    assert len(infer_speakers(make_utterances(DIALOGUE[:1]), PAIR, knowledge=knowledge)) == 1


def test_infer_speakers_of_nothing_is_an_empty_table(knowledge: SpeakerKnowledge) -> None:
    found = infer_speakers(make_utterances(DIALOGUE).head(0), PAIR, knowledge=knowledge)
    assert list(found.columns) == ["utterance_id", "speaker_id", "confidence", "alternative_id"]
    assert found.empty


def test_infer_speakers_twice_is_the_same_and_leaves_its_input(knowledge: SpeakerKnowledge) -> None:
    utterances = make_utterances(DIALOGUE)
    before = utterances.copy()
    first = infer_speakers(utterances, PAIR, knowledge=knowledge)
    second = infer_speakers(utterances.sample(frac=1, random_state=1), PAIR, knowledge=knowledge)
    pd.testing.assert_frame_equal(first, second)
    pd.testing.assert_frame_equal(utterances, before)


def test_load_speaker_knowledge_rejects_unknown_weights(tmp_path: Path) -> None:
    (tmp_path / "speaker_cues.toml").write_text("thanks = ['thanks']\n", encoding="utf-8")
    (tmp_path / "speaker_weights.toml").write_text("[emission]\nhat = 1.0\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="hat"):
        load_speaker_knowledge(tmp_path)


@pytest.fixture(scope="module")
def inferred(tables: Tables, knowledge: SpeakerKnowledge) -> Tables:
    """Give the real corpus' utterances the speakers inferred; all others are left out."""
    utterances = tables["utterances"].copy()
    utterances.loc[utterances["speaker_source"] == "inferred", "speaker_source"] = "none"
    options = AttributionOptions()
    found = infer_speakers(utterances, tables["participants"], knowledge=knowledge, options=options)
    speakers = found.set_index("utterance_id")["speaker_id"]
    utterances = utterances[utterances["utterance_id"].isin(speakers.index)].copy()
    utterances["speaker_id"] = speakers.loc[utterances["utterance_id"]].to_numpy()
    rest = {name: tables[name].head(0) for name in ("mentions", "claims")}
    return {**tables, **rest, "utterances": utterances}


@pytest.mark.parametrize(
    ("document", "least"), [("lex-258-lecun.bilingual.txt", 0.84), ("neurips-2024-sutskever.asr.txt", 0.95)]
)
def test_infer_speakers_agrees_with_the_training_annotations(inferred: Tables, document: str, least: float) -> None:
    units = [unit for unit in load_gold(DATA / "training", DATA / "gold").units if unit.document == document]
    pairs = [
        (unit, max(found.speakers, key=found.speakers.__getitem__))
        for unit, found in zip(units, find_in_units(inferred, units), strict=True)
        if found.speakers
    ]
    right = sum(len(unit.text) for unit, speaker in pairs if speaker == unit.speaker_id)
    assert len(pairs) >= 10
    assert right >= least * sum(len(unit.text) for unit, _ in pairs)
