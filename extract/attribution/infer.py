"""Utterances and participants in, who speaks what no header tells out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from extract.attribution.chain import Array, measure_marginals
from extract.attribution.cues import SpeakerCues, load_speaker_cues
from extract.attribution.features import ACKNOWLEDGEMENT, NO_BACKCHANNEL, FeatureFinder
from extract.attribution.layout import ASKING_ROLES, ExchangeOptions, Layout, TalkOptions, build_layout
from extract.attribution.model import LabelledTranscript, LearningOptions, Teacher, TurnModel
from extract.attribution.scores import score_exchange, score_talk
from extract.attribution.style import StyleOptions
from extract.attribution.units import Unit, build_units, is_stream, make_stream, measure_length
from extract.attribution.weights import TurnWeights, load_weights
from extract.schema import SCORE_DECIMALS, UNKNOWN_SPEAKER

COLUMNS = ("utterance_id", "speaker_id", "confidence", "alternative_id")


@dataclass(frozen=True)
class AttributionOptions:
    """How speakers are inferred.

    Attributes:
        acknowledgement_share: How often a line that is nothing but `Mhmm` comes from the one who listens.
        tag_share: How often a line that is nothing but `Right?` does.
        ended_share_max: Share of units with the end of a sentence under which a transcript is an unpunctuated stream.
        learning: How weights are learnt.
        style: How wording is learnt.
        exchange: How exchanges of a few people go.
        talk: How talks go.
    """

    acknowledgement_share: float = 0.9
    tag_share: float = 0.15
    ended_share_max: float = 0.2
    learning: LearningOptions = LearningOptions()
    style: StyleOptions = StyleOptions()
    exchange: ExchangeOptions = ExchangeOptions()
    talk: TalkOptions = TalkOptions()


@dataclass(frozen=True)
class SpeakerKnowledge:
    """General knowledge: cue words, and weights for where no labelled transcript is at hand."""

    cues: SpeakerCues
    weights: TurnWeights


def load_speaker_knowledge(folder: Path) -> SpeakerKnowledge:
    """Load `speaker_cues.toml` and `speaker_weights.toml`.

    Raises:
        SettingsError: If one of them is not as it should be.
    """
    return SpeakerKnowledge(
        load_speaker_cues(folder / "speaker_cues.toml"), load_weights(folder / "speaker_weights.toml")
    )


def infer_speakers(
    utterances: pd.DataFrame,
    participants: pd.DataFrame,
    *,
    knowledge: SpeakerKnowledge,
    options: AttributionOptions = AttributionOptions(),
) -> pd.DataFrame:
    """Infer who speaks in documents in which no header tells, over each whole conversation at once.

    Documents with headers of other conversations are the examples it learns from; without any, the weights of
    `knowledge` do. Lines that share a passage get one speaker. Advertisements and furniture are left out.

    Args:
        utterances: All utterances, labelled or not.
        participants: Who takes part in which role.
        knowledge: Cue words and weights.
        options: How speakers are inferred.

    Returns:
        One row per utterance of speech of those documents, by utterance_id: utterance_id, speaker_id, confidence
        (probability, 0..1), alternative_id (second likeliest; `unknown` where nobody else takes part).
    """
    speech = utterances[utterances["kind"] == "speech"].sort_values("utterance_id", ignore_index=True)
    labelled = set(utterances.loc[utterances["speaker_source"] == "header", "rendition_id"])
    is_sought = ~speech["rendition_id"].isin(labelled)
    finder = FeatureFinder(knowledge.cues)
    examples = _find_examples(speech[~is_sought], participants, options)
    rows: list[tuple[str, str, float, str]] = []
    for _, document in speech[is_sought].groupby("rendition_id"):
        conversation_id = str(document["conversation_id"].iloc[0])
        units = build_units(document)
        others = [example for example in examples if example.conversation_id != conversation_id]
        present = participants[participants["conversation_id"] == conversation_id].sort_values("speaker_id")
        layout = build_layout(present, options=options.talk)
        rows += _name_speakers(units, layout, _infer(units, layout, others, finder, knowledge, options))
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("utterance_id", ignore_index=True)


def _infer(
    units: Sequence[Unit],
    layout: Layout,
    examples: Sequence[LabelledTranscript],
    finder: FeatureFinder,
    knowledge: SpeakerKnowledge,
    options: AttributionOptions,
) -> Array:
    """Measure the probability of each state at each unit, shape (units, states)."""
    if len(layout.states) < 2:
        return np.ones((len(units), len(layout.states)))
    shaped = examples
    if is_stream(units, ended_share_max=options.ended_share_max):
        shaped = [_recut(example, measure_length(units)) for example in examples]
    long_enough = [example for example in shaped if len(example.units) >= options.learning.units_min]
    teacher = Teacher(finder, learning=options.learning, style=options.style, exchange=options.exchange)
    model = teacher.learn(long_enough) if long_enough else TurnModel(knowledge.weights, None)
    features = finder.measure_units(units)
    backchannels = np.array(finder.find_backchannels(units))
    score = model.score_units(units, features)
    if layout.is_talk:
        emission, transition = score_talk(score, features, layout, options.talk)
        return _soften(measure_marginals(emission[None], transition[None]).states[0], model.temperature)
    score = np.where(backchannels == NO_BACKCHANNEL, options.exchange.evidence * score - options.exchange.balance, 0.0)
    emission, transition = score_exchange(score, model.score_changes(features, options.exchange), layout)
    states = _soften(measure_marginals(emission[None], transition[None]).states[0], model.temperature)
    return _give_to_listener(states, backchannels, options)


def _soften(states: Array, temperature: float) -> Array:
    powered = np.clip(states, 1e-9, 1.0) ** (1 / temperature)
    softened: Array = powered / powered.sum(axis=1, keepdims=True)
    return softened


def _give_to_listener(states: Array, backchannels: Array, options: AttributionOptions) -> Array:
    """Give lines that are only backchannels to those who do not have the floor, as often as they say such lines."""
    share = np.where(backchannels == ACKNOWLEDGEMENT, options.acknowledgement_share, options.tag_share)
    share = np.where(backchannels == NO_BACKCHANNEL, 0.0, share)[:, None]
    mixed: Array = (1 - share) * states + share * (1 - states) / (states.shape[1] - 1)
    return mixed


def _name_speakers(units: Sequence[Unit], layout: Layout, states: Array) -> list[tuple[str, str, float, str]]:
    """Sum the states of each person, and take the likeliest; of equals the first by name."""
    people = sorted({state.speaker_id for state in layout.states})
    rows: list[tuple[str, str, float, str]] = []
    for unit, shares in zip(units, states, strict=True):
        total = dict.fromkeys(people, 0.0)
        for state, share in zip(layout.states, shares, strict=True):
            total[state.speaker_id] += float(share)
        ranked = [
            *sorted(people, key=lambda person: (-round(total[person], SCORE_DECIMALS), person)),
            *[UNKNOWN_SPEAKER] * 2,
        ]
        confidence = min(1.0, round(total.get(ranked[0], 0.0), SCORE_DECIMALS))
        rows += [(utterance_id, ranked[0], confidence, ranked[1]) for utterance_id in unit.utterance_ids]
    return rows


def _find_examples(
    labelled: pd.DataFrame, participants: pd.DataFrame, options: AttributionOptions
) -> list[LabelledTranscript]:
    """Find the documents to learn from: those in which both sides, askers and answerers, speak under headers."""
    is_asker = {
        (str(row.conversation_id), str(row.speaker_id)): row.role in ASKING_ROLES
        for row in participants.itertuples(index=False)
    }
    examples: list[LabelledTranscript] = []
    for _, document in labelled.groupby("rendition_id"):
        conversation_id = str(document["conversation_id"].iloc[0])
        units = [unit for unit in build_units(document) if (conversation_id, unit.speaker_id) in is_asker]
        labels = [int(not is_asker[conversation_id, unit.speaker_id]) for unit in units]
        if len(set(labels)) == 2 and len(units) >= options.learning.units_min:
            sides = [
                Unit(unit.utterance_ids, unit.texts, str(label)) for unit, label in zip(units, labels, strict=True)
            ]
            examples.append(LabelledTranscript(conversation_id, tuple(sides), tuple(labels)))
    return examples


def _recut(example: LabelledTranscript, length: int) -> LabelledTranscript:
    """Recut an example as a recogniser would have written it; its units' speakers are the two sides, `0` and `1`."""
    pieces = make_stream(example.units, length)
    return LabelledTranscript(example.conversation_id, tuple(pieces), tuple(int(piece.speaker_id) for piece in pieces))
