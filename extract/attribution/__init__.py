"""Transcripts without speaker headers in, who speaks each of their utterances out."""

from extract.attribution.infer import AttributionOptions, SpeakerKnowledge, infer_speakers, load_speaker_knowledge

__all__ = ["AttributionOptions", "SpeakerKnowledge", "infer_speakers", "load_speaker_knowledge"]
