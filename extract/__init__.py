"""Transcripts in, tables out: who says what, of which concepts, and what they claim."""
