"""A transcript file in, its text and segments out."""

from extract.read.read import FORMATS, decode_transcript, detect_format, read_transcript
from extract.read.transcript import Segment, Transcript

__all__ = ["FORMATS", "Segment", "Transcript", "decode_transcript", "detect_format", "read_transcript"]
