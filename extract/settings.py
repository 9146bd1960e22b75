"""Settings TOML in, one frozen dataclass per stage out."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from extract.errors import SettingsError

DATA_FOLDER = Path(__file__).resolve().parent.parent / "data"
"""The folder of data that comes with the project."""

Options = TypeVar("Options")


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        SettingsError: If it cannot be read, is not UTF-8 or is not TOML; names file and place.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f"{path}: no such file") from error
    except OSError as error:
        raise SettingsError(f"{path}: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: byte {error.start} is not UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: {str(error)[:1].lower()}{str(error)[1:]}") from error


def build_stages(kind: type[Options], settings: dict[str, Any]) -> Options:
    """Make the options of several stages from the settings' sections of the same names.

    Args:
        kind: A frozen dataclass with one field a stage, whose default is the stage's options.
        settings: Sections by name; those of other stages are left alone.
    """
    stages: dict[str, Any] = {}
    for stage in fields(kind):  # type: ignore[arg-type]
        section = settings.get(stage.name, {})
        stages[stage.name] = build_options(type(stage.default), section, where=f"settings: {stage.name}")
    return kind(**stages)


def build_options(kind: type[Options], section: dict[str, Any], *, where: str) -> Options:
    """Make a stage's options from a TOML section; what the section leaves out keeps the dataclass' default.

    Args:
        kind: A frozen dataclass whose fields have defaults.
        section: Keys and values; lists become tuples.
        where: File and section, for the error.

    Raises:
        SettingsError: For an unknown key or a value of another type than the default's.
    """
    known = {field.name: field for field in fields(kind)}  # type: ignore[arg-type]
    unknown = sorted(set(section) - set(known))
    if unknown:
        raise SettingsError(f"{where}: unknown key {unknown[0]!r}, known are {', '.join(known)}")
    values: dict[str, Any] = {}
    for key, value in section.items():
        default = known[key].default
        as_given = tuple(value) if isinstance(value, list) else value
        wanted = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(as_given, wanted) or (isinstance(as_given, bool) and not isinstance(default, bool)):
            raise SettingsError(f"{where}: {key} = {value!r}, wanted {_name_type(default)}")
        if isinstance(as_given, tuple) and not all(isinstance(item, str) for item in as_given):
            raise SettingsError(f"{where}: {key} = {value!r}, wanted a list of texts")
        values[key] = as_given
    return kind(**values)


def _name_type(default: Any) -> str:
    return "list" if isinstance(default, tuple) else type(default).__name__
