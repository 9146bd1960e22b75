"""Participants with roles in, the states a conversation goes through and how it goes from one to the other out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from extract.attribution.chain import Array

ASKING_ROLES = ("host", "audience")
_NEVER = -1e4


@dataclass(frozen=True)
class TalkOptions:
    """How a talk goes: its parts, and what announces a change.

    Attributes:
        question_units: Mean length of a question from the floor.
        answer_units: Mean length of an answer.
        talk_units: Mean length of the talk itself, before the questions.
        cue_weight: Log odds a cue adds: greeting, thanks or an announced question for whoever asks, closing words for
            the host, a word about the question for an answer that begins.
        question_odds: Log odds added to a question at each unit, or the speaker, who says most, swallows the floor.
        unannounced: Log odds taken from a question or a closing that begins without such a cue in it or just before.
    """

    question_units: int = 3
    answer_units: int = 6
    talk_units: int = 60
    cue_weight: float = 3.0
    question_odds: float = 0.2
    unannounced: float = 4.0


@dataclass(frozen=True)
class ExchangeOptions:
    """How an exchange of a few people goes, beyond what other conversations teach.

    Headers there are often set a sentence too early or too late, which blurs where turns begin; hence these.

    Attributes:
        evidence: What the evidence of units is multiplied by.
        keep_floor: Log odds taken from every change of speaker.
        answer_follows: Log odds added to a change to the answerer after a question.
        balance: Log odds taken from the answerer at each unit, or who says most swallows who says less.
    """

    evidence: float = 1.8
    keep_floor: float = 1.0
    answer_follows: float = 1.4
    balance: float = 0.15


@dataclass(frozen=True)
class State:
    """A part of the conversation in which one person has the floor."""

    speaker_id: str
    part: str
    is_answerer: bool


@dataclass(frozen=True)
class Layout:
    """The states of a conversation.

    Attributes:
        states: The states, in order.
        start: Log probability of beginning in each, shape (states,).
        change: Log probability of going from one to another, shape (states, states); zeros where the weights learnt
            from other conversations say it.
        is_talk: Whether it goes as a talk does.
    """

    states: tuple[State, ...]
    start: Array
    change: Array
    is_talk: bool


def build_layout(participants: pd.DataFrame, *, options: TalkOptions) -> Layout:
    """Lay out a conversation: a talk where somebody's role is `speaker` and others ask or moderate, else an exchange.

    Args:
        participants: The participants of one conversation.
        options: How a talk goes.
    """
    people = [(str(row.speaker_id), str(row.role)) for row in participants.itertuples(index=False)]
    speakers = [person for person, role in people if role == "speaker"]
    if len(speakers) == 1 and any(role in ASKING_ROLES for _, role in people):
        return _build_talk(speakers[0], people, options)
    states = tuple(State(person, "exchange", role not in ASKING_ROLES) for person, role in people)
    size = len(states)
    return Layout(states, np.zeros(size), np.zeros((size, size)), is_talk=False)


def _build_talk(speaker: str, people: Sequence[tuple[str, str]], options: TalkOptions) -> Layout:
    """Lay out a talk: opening, talk, then questions and answers by turns, closing."""
    by_role = {role: person for person, role in people}
    asker = by_role.get("audience") or by_role["host"]
    host = by_role.get("host") or asker
    states = (
        State(host, "opening", False), State(speaker, "talk", True), State(asker, "question", False),
        State(speaker, "answer", True), State(host, "closing", False),
    )  # fmt: skip
    leave_talk, leave_question, leave_answer = (
        1 / options.talk_units, 1 / options.question_units, 1 / options.answer_units,
    )  # fmt: skip
    change = np.array(
        [
            [0.5, 0.5, 0.0, 0.0, 0.0],
            [0.0, 1 - leave_talk, 0.8 * leave_talk, 0.0, 0.2 * leave_talk],
            [0.0, 0.0, 1 - leave_question, leave_question, 0.0],
            [0.0, 0.0, 0.8 * leave_answer, 1 - leave_answer, 0.2 * leave_answer],
            [0.0, 0.0, 0.05, 0.0, 0.95],
        ]
    )
    return Layout(states, _log(np.array([0.2, 0.8, 0.0, 0.0, 0.0])), _log(change), is_talk=True)


def _log(probabilities: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(probabilities), _NEVER)
