"""The tables' contract: columns, types, nullability and value lists stand here and nowhere else.

`docs/tables.md` is written from this module; `extract.tables` builds and checks tables by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

SCORE_DECIMALS = 4
"""Scores are rounded to this many decimals before they are compared with a threshold or written."""

UNKNOWN_SPEAKER = "unknown"
"""The speaker of an utterance whose speaker cannot be told."""

SPEAKER_CONFIDENCE_MIN = 0.6
"""Under this confidence what is said is nobody's: it is shown as one or the other's, and counts for neither."""

TEXT, INTEGER, NUMBER, FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, whether it may be null, and the values it may take (any when empty)."""

    name: str
    type: pa.DataType
    about: str
    nullable: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableSchema:
    """One table: what a row is, its columns in order, and the columns that identify a row (rows are sorted by them)."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> list[str]:
        """Names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])


def _text(name: str, about: str, *, null: bool = False, values: tuple[str, ...] = ()) -> Column:
    return Column(name, TEXT, about, null, values)


def _number(name: str, about: str, *, null: bool = False) -> Column:
    return Column(name, NUMBER, about, null)


def _integer(name: str, about: str, *, null: bool = False) -> Column:
    return Column(name, INTEGER, about, null)


ROLES = ("host", "guest", "speaker", "audience")
FIDELITIES = ("original", "edited-translation", "machine-translation", "speech-recognition", "unknown")
UTTERANCE_KINDS = ("speech", "ad", "furniture", "garbled")
RELATIONS = ("preferred", "alternative", "abbreviation", "mistranslated", "misheard")
STANCES = ("favourable", "unfavourable", "neutral", "unclear")
NODE_KINDS = ("conversation", "speaker", "concept", "person", "organization", "claim")
EDGE_KINDS = (
    "took_part_in", "discussed_in", "mentions", "co_occurs", "makes", "about", "position_on", "broader",
)  # fmt: skip

_SCHEMAS = (
    TableSchema(
        "conversations",
        "a conversation",
        ("conversation_id",),
        (
            _text("conversation_id", "identifier"),
            _text("title", "title"),
            _text("date", "ISO date, as precise as known", null=True),
            _text("venue", "podcast, conference, …", null=True),
            _text("media_url", "where the recording is", null=True),
            _number("media_offset_s", "seconds by which the transcript's clock runs ahead of the recording's"),
            _number("duration_s", "length of the recording", null=True),
            _number("covered_from_s", "where the transcript starts, on the recording's clock", null=True),
            _number("covered_to_s", "where the transcript ends, on the recording's clock", null=True),
            _text("coverage", "how much of the recording we have", values=("whole", "part", "unknown")),
        ),
    ),
    TableSchema(
        "participants",
        "a person in a conversation",
        ("conversation_id", "speaker_id"),
        (
            _text("conversation_id", "conversation"),
            _text("speaker_id", "speaker"),
            _text("role", "role in it", values=ROLES),
        ),
    ),
    TableSchema(
        "renditions",
        "a document",
        ("rendition_id",),
        (
            _text("rendition_id", "identifier"),
            _text("conversation_id", "conversation it renders"),
            _text("path", "file, relative to the corpus description"),
            _text("format", "layout it was read as"),
            _text("label", "name shown to readers"),
            _text("languages", "languages in it, the original's first, separated by |"),
            _text("fidelity", "how it was made", values=FIDELITIES),
            Column("is_primary", FLAG, "counted in graph and comparison"),
            _text("sha256", "hash of the file's bytes"),
        ),
    ),
    TableSchema(
        "speakers",
        "a person who speaks",
        ("speaker_id",),
        (
            _text("speaker_id", "identifier"),
            _text("name_en", "English name"),
            _text("name_zh", "Chinese name"),
            _text("concept_id", "the same human as others mention them", null=True),
        ),
    ),
    TableSchema(
        "utterances",
        "a sentence or subtitle line",
        ("utterance_id",),
        (
            _text("utterance_id", "identifier, in order of the document"),
            _text("rendition_id", "document"),
            _text("conversation_id", "conversation"),
            _integer("turn", "number of the turn in the document, from 0; null where turns are not marked", null=True),
            _text("speaker_id", "who says it"),
            _text("speaker_source", "how we know", values=("header", "repaired", "inferred", "corrected", "none")),
            _number("speaker_confidence", "0..1"),
            _text("alternative_id", "the second likeliest speaker, where inferred", null=True),
            _number("start_s", "seconds on the transcript's clock", null=True),
            _number("end_s", "seconds on the transcript's clock", null=True),
            _text("time_source", "how we know", null=True, values=("header", "caption", "aligned", "interpolated")),
            _number("time_error_s", "the true start is within this many seconds", null=True),
            _integer("start_char", "first code point in the decoded file"),
            _integer("end_char", "one past the last code point"),
            Column("is_verbatim", FLAG, "text equals the document's slice"),
            _text("language", "en or zh", values=("en", "zh")),
            _text("kind", "speech is evidence, the rest is not", values=UTTERANCE_KINDS),
            _text("chapter_id", "section it stands in", null=True),
            _text("passage_id", "utterances that say the same thing share it"),
            _text("text", "what is said"),
        ),
    ),
    TableSchema(
        "contradictions",
        "a passage whose renditions contradict each other",
        ("passage_id", "kind", "other_id"),
        (
            _text("passage_id", "passage"),
            _text("kind", "in what they differ", values=("speaker", "number", "polarity")),
            _text("utterance_id", "utterance of the primary rendition"),
            _text("other_id", "utterance of the other rendition"),
        ),
    ),
    TableSchema(
        "chapters",
        "a section of a conversation",
        ("chapter_id",),
        (
            _text("chapter_id", "identifier, in order"),
            _text("conversation_id", "conversation"),
            _text("title_en", "English title", null=True),
            _text("title_zh", "Chinese title", null=True),
            _text("source", "given by the document or found by us", values=("given", "found")),
            _number("start_s", "seconds on the transcript's clock", null=True),
            _number("end_s", "seconds on the transcript's clock", null=True),
            _text("first_utterance_id", "first utterance"),
        ),
    ),
    TableSchema(
        "concepts",
        "a concept, person or organization",
        ("concept_id",),
        (
            _text("concept_id", "identifier"),
            _text("label_en", "canonical English label"),
            _text("label_zh", "canonical Chinese label"),
            _text("kind", "what it is", values=("concept", "person", "organization")),
            _text("category", "kind of concept"),
            _text("broader_id", "broader concept", null=True),
            _text("origin", "where it comes from", values=("lexicon", "discovered", "user")),
            _text("description", "one line"),
        ),
    ),
    TableSchema(
        "aliases",
        "a surface form of a concept",
        ("concept_id", "surface", "language"),
        (
            _text("concept_id", "concept"),
            _text("surface", "form as written"),
            _text("language", "en or zh", values=("en", "zh")),
            _text("relation", "what the form is to the concept", values=RELATIONS),
            _text("source", "who knew it", values=("general", "train", "discovered", "user")),
        ),
    ),
    TableSchema(
        "mentions",
        "a place where a concept is named",
        ("mention_id",),
        (
            _text("mention_id", "identifier"),
            _text("utterance_id", "utterance"),
            _text("passage_id", "passage"),
            _text("concept_id", "concept"),
            _text("surface", "as it stands in the text"),
            _integer("start", "first code point in the utterance's text"),
            _integer("end", "one past the last code point"),
            _text(
                "method",
                "how it was found",
                values=("exact", "normalised", "context", "phonetic", "name", "discovered"),
            ),
            _text("alias_relation", "what the form is to the concept", values=RELATIONS),
            _number("confidence", "0..1"),
        ),
    ),
    TableSchema(
        "claims",
        "a statement by which a speaker takes a position",
        ("claim_id",),
        (
            _text("claim_id", "identifier"),
            _text("utterance_id", "utterance"),
            _text("passage_id", "passage"),
            _text("speaker_id", "whose claim it is"),
            _integer("start", "first code point in the utterance's text"),
            _integer("end", "one past the last code point"),
            _text(
                "kind",
                "kind of claim",
                values=("evaluation", "prediction", "explanation", "recommendation", "definition"),
            ),
            _text("attribution", "whose view", values=("own", "reported", "restated")),
            _text("stance", "towards the main target", values=STANCES),
            _number("stance_score", "-1..1"),
            _text("certainty", "how firmly", values=("firm", "hedged")),
            _number("confidence", "0..1"),
            _number("salience", "0..1, which to show first"),
            _text("duplicate_of", "claim it repeats", null=True),
        ),
    ),
    TableSchema(
        "claim_targets",
        "what a claim is about",
        ("claim_id", "rank"),
        (
            _text("claim_id", "claim"),
            _text("concept_id", "concept"),
            _integer("rank", "1 is the main target"),
            _text("source", "where the target was found", values=("mention", "context", "question")),
        ),
    ),
    TableSchema(
        "nodes",
        "a node of the graph",
        ("node_id",),
        (
            _text("node_id", "kind:identifier"),
            _text("kind", "kind of node", values=NODE_KINDS),
            _text("ref_id", "row of the kind's own table"),
            _text("label_en", "label, unique in its language"),
            _text("label_zh", "label, unique in its language"),
            _text("category", "kind of concept", null=True),
            _number("weight", "passages, always positive"),
            _text("community", "community of concepts, by its most prominent member's node_id", null=True),
            _text("stance", "of a claim", null=True, values=STANCES),
        ),
    ),
    TableSchema(
        "edges",
        "an edge of the graph",
        ("edge_id",),
        (
            _text("edge_id", "identifier"),
            _text("source", "node it leaves (the smaller id when symmetric)"),
            _text("target", "node it reaches"),
            _text("kind", "kind of edge", values=EDGE_KINDS),
            Column("is_symmetric", FLAG, "has no direction; written once"),
            _number("weight", "passages unless the kind says otherwise, always positive"),
            _number("share", "part of the speaker's or concept's passages, 0..1", null=True),
            _text("raised", "who brought it up, mostly", null=True, values=("asked", "unprompted")),
            _text("stance", "of a claim, towards its target", null=True, values=STANCES),
            _number("npmi", "normalised pointwise mutual information, -1..1", null=True),
            _number("p_value", "chance of as many windows if independent", null=True),
        ),
    ),
    TableSchema(
        "evidence",
        "an utterance behind a node or an edge",
        ("element_id", "utterance_id", "mention_id", "claim_id"),
        (
            _text("element_id", "node_id or edge_id"),
            _text("utterance_id", "utterance"),
            _text("mention_id", "mention in it", null=True),
            _text("claim_id", "claim in it", null=True),
        ),
    ),
)

TABLES: Mapping[str, TableSchema] = {schema.name: schema for schema in _SCHEMAS}
