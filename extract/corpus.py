"""The corpus description (TOML), or bare files, in; conversations, participants, renditions and speakers out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from pathlib import Path
from typing import Any

from extract.errors import SettingsError
from extract.schema import FIDELITIES, ROLES
from extract.settings import build_options, read_toml


@dataclass(frozen=True)
class Speaker:
    """A person who speaks: names in both languages, other spellings, and the person others mention."""

    speaker_id: str
    name_en: str = ""
    name_zh: str = ""
    concept: str = ""
    spellings: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every form a header may name the speaker by."""
        return (self.name_en, self.name_zh, *self.spellings)


@dataclass(frozen=True)
class Rendition:
    """A document that renders a conversation. `languages` names the original's language first."""

    id: str = ""
    path: str = ""
    label: str = ""
    languages: tuple[str, ...] = ()
    fidelity: str = "unknown"
    is_primary: bool = False


@dataclass(frozen=True)
class Conversation:
    """A conversation: its facts, who takes part in which role, and its documents.

    Times are in seconds on the recording's clock; `media_offset_s` is by how much the documents' clock runs ahead
    of it.
    """

    conversation_id: str
    title: str = ""
    date: str = ""
    venue: str = ""
    media_url: str = ""
    media_offset_s: float = 0.0
    duration_s: float | None = None
    covered_from_s: float | None = None
    covered_to_s: float | None = None
    coverage: str = "unknown"
    participants: tuple[tuple[str, str], ...] = ()
    renditions: tuple[Rendition, ...] = ()


@dataclass(frozen=True)
class Corpus:
    """The conversations to build, their speakers, and the folder their paths start from.

    `is_described` is false for bare files, whose speakers are whoever their headers name.
    """

    folder: Path
    conversations: tuple[Conversation, ...]
    speakers: tuple[Speaker, ...] = ()
    is_described: bool = True

    def find_path(self, rendition: Rendition) -> Path:
        """Return the file of a rendition."""
        return self.folder / rendition.path


_CONVERSATION_KEYS = {field.name for field in fields(Conversation)} - {"conversation_id"}
_TEXTS = ("title", "date", "venue", "media_url")
_NUMBERS = ("media_offset_s", "duration_s", "covered_from_s", "covered_to_s")


def read_corpus(path: Path) -> Corpus:
    """Read a corpus description.

    Raises:
        SettingsError: For an unknown key, a wrong value or a participant nobody described; names file and key.
    """
    document = read_toml(path)
    _check_keys(document, {"speakers", "conversations"}, str(path))
    speakers = tuple(
        build_options(_SpeakerSection, section, where=f"{path}: speakers.{speaker_id}").as_speaker(speaker_id)
        for speaker_id, section in _read_sections(document, "speakers", str(path))
    )
    known = {speaker.speaker_id for speaker in speakers}
    conversations = tuple(
        _read_conversation(conversation_id, section, known, f"{path}: conversations.{conversation_id}")
        for conversation_id, section in _read_sections(document, "conversations", str(path))
    )
    if not conversations:
        raise SettingsError(f"{path}: no [conversations.NAME] section, wanted at least one")
    _check_unique_renditions(conversations, path)
    return Corpus(path.parent, conversations, speakers)


def describe_files(paths: Sequence[Path]) -> Corpus:
    """Describe transcripts nobody described: each file is a conversation of its own, named after the file.

    A file given twice counts once.
    """
    conversations: list[Conversation] = []
    taken: set[str] = set()
    for path in dict.fromkeys(path.resolve() for path in paths):
        stem = make_slug(path.stem.encode("utf-8", "replace").decode()) or "conversation"
        conversation_id = next(
            name for name in (stem, *(f"{stem}-{number}" for number in range(2, len(paths) + 2))) if name not in taken
        )
        taken.add(conversation_id)
        rendition = Rendition(conversation_id, str(path), path.name, is_primary=True)
        conversations.append(Conversation(conversation_id, title=path.stem, renditions=(rendition,)))
    return Corpus(Path(), tuple(conversations), is_described=False)


def make_slug(name: str) -> str:
    """Make an identifier of a name: lower case, hyphens; Chinese characters stay."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[^\w]+|_+", "-", plain).strip("-")


@dataclass(frozen=True)
class _SpeakerSection:
    name_en: str = ""
    name_zh: str = ""
    concept: str = ""
    spellings: tuple[str, ...] = ()

    def as_speaker(self, speaker_id: str) -> Speaker:
        name = self.name_en or self.name_zh or speaker_id
        return Speaker(speaker_id, name, self.name_zh or name, self.concept, self.spellings)


def _read_conversation(conversation_id: str, section: dict[str, Any], known: set[str], where: str) -> Conversation:
    _check_keys(section, _CONVERSATION_KEYS, where)
    values = {"title": conversation_id, **_read_facts(section, where)}
    participants = values.pop("participants", {})
    _check_participants(participants, known, where)
    parts = values.pop("renditions", [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise SettingsError(f"{where}: renditions: wanted [[conversations.{conversation_id}.renditions]] sections")
    renditions = tuple(_read_rendition(part, f"{where}: renditions[{index}]") for index, part in enumerate(parts))
    if sum(rendition.is_primary for rendition in renditions) != 1:
        raise SettingsError(f"{where}: wanted exactly one rendition with is_primary = true")
    return Conversation(conversation_id, participants=tuple(participants.items()), renditions=renditions, **values)


def _read_facts(section: dict[str, Any], where: str) -> dict[str, Any]:
    """Check texts, numbers and coverage of a conversation's section; copy it with numbers as fractions."""
    values = dict(section)
    for key in _TEXTS:
        if not isinstance(values.get(key, ""), str):
            raise SettingsError(f"{where}: {key} = {values[key]!r}, wanted text in quotes")
    for key in _NUMBERS:
        if key not in values:
            continue
        if isinstance(values[key], bool) or not isinstance(values[key], int | float) or not isfinite(values[key]):
            raise SettingsError(f"{where}: {key} = {values[key]!r}, wanted seconds")
        values[key] = float(values[key])
    if values.get("coverage", "unknown") not in ("whole", "part", "unknown"):
        raise SettingsError(f"{where}: coverage = {values['coverage']!r}, wanted whole, part or unknown")
    return values


def _check_participants(participants: Any, known: set[str], where: str) -> None:
    if not isinstance(participants, dict):
        raise SettingsError(f"{where}: participants = {participants!r}, wanted speakers and their roles")
    for speaker_id, role in participants.items():
        if speaker_id not in known:
            raise SettingsError(f"{where}: participant {speaker_id!r} has no [speakers.{speaker_id}] section")
        if role not in ROLES:
            raise SettingsError(f"{where}: participants: role {role!r}, wanted one of {', '.join(ROLES)}")


def _read_sections(document: dict[str, Any], name: str, where: str) -> Iterable[tuple[str, dict[str, Any]]]:
    sections = document.get(name, {})
    if not isinstance(sections, dict) or not all(isinstance(section, dict) for section in sections.values()):
        raise SettingsError(f"{where}: {name}: wanted [{name}.NAME] sections")
    return sections.items()


def _read_rendition(section: dict[str, Any], where: str) -> Rendition:
    rendition = build_options(Rendition, section, where=where)
    for key in ("id", "path"):
        if not getattr(rendition, key):
            raise SettingsError(f"{where}: {key} is missing")
    if rendition.fidelity not in FIDELITIES:
        raise SettingsError(f"{where}: fidelity = {rendition.fidelity!r}, wanted one of {', '.join(FIDELITIES)}")
    return rendition


def _check_unique_renditions(conversations: Sequence[Conversation], path: Path) -> None:
    seen: set[str] = set()
    for conversation in conversations:
        for rendition in conversation.renditions:
            if rendition.id in seen:
                raise SettingsError(f"{path}: rendition {rendition.id!r} is described twice")
            seen.add(rendition.id)


def _check_keys(section: dict[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(set(section) - known)
    if unknown:
        raise SettingsError(f"{where}: unknown key {unknown[0]!r}, known are {', '.join(sorted(known))}")
