"""Every error a user may meet, in one line each: what, where, what would be right."""

from __future__ import annotations


class ExplorerError(Exception):
    """Anything Parley refuses; catch this one to catch all."""


class TranscriptError(ExplorerError):
    """A transcript cannot be read: names file, line and what would be right."""


class TableError(ExplorerError):
    """A table breaks its contract: names table, column, what was wanted and what came."""


class SettingsError(ExplorerError):
    """A settings, corpus, lexicon or cue file has a bad key or value: names file, key and known keys."""
