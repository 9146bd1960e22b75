"""Speaker cues (TOML) in, lists of cue words by what they tell out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extract.settings import build_options, read_toml


@dataclass(frozen=True)
class SpeakerCues:
    """What tells who asks from who answers; `data/speaker_cues.toml` says what belongs to each list."""

    programme: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    announces_question: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    asks_view: tuple[str, ...] = ()
    invites: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    hedges: tuple[str, ...] = ()
    agreement: tuple[str, ...] = ()
    praise: tuple[str, ...] = ()
    question_words: tuple[str, ...] = ()
    or_else: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    hesitations: tuple[str, ...] = ()
    second_person: tuple[str, ...] = ()
    first_plural: tuple[str, ...] = ()
    first_person: tuple[str, ...] = ()
    third_person: tuple[str, ...] = ()
    backchannels: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def load_speaker_cues(path: Path) -> SpeakerCues:
    """Load the cue words.

    Raises:
        SettingsError: For an unknown key or a value that is no list of texts; names file and key.
    """
    return build_options(SpeakerCues, read_toml(path), where=str(path))
