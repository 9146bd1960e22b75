"""The graph: written out by hand for a small corpus, and what holds for the real one."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from extract.store import Tables
from graph.communities import CommunityOptions, find_communities
from graph.cooccurrence import CooccurrenceOptions, find_cooccurrences, measure_npmi
from graph.layout import LayoutOptions, compute_layout
from graph.quotes import find_quotes, link_moment
from graph.render import render_picture
from graph.view import ViewFilter, select_view


def edges_of(tables: Tables, kind: str) -> dict[tuple[str, str], float]:
    edges = tables["edges"]
    own = edges[edges["kind"] == kind]
    return {(row.source, row.target): row.weight for row in own.itertuples(index=False)}


def test_small_graph_is_the_one_written_out_by_hand(small_tables: Tables) -> None:
    assert edges_of(small_tables, "took_part_in") == {
        ("speaker:ada", "conversation:first"): 3,
        ("speaker:bob", "conversation:first"): 2,
        ("speaker:bob", "conversation:second"): 2,
    }
    assert edges_of(small_tables, "mentions") == {
        ("speaker:ada", "concept:reinforcement-learning"): 2,
        ("speaker:ada", "concept:transformer"): 2,
        ("speaker:bob", "concept:reinforcement-learning"): 2,
        ("speaker:bob", "concept:machine-learning"): 1,
        ("speaker:bob", "speaker:ada"): 1,
    }
    assert edges_of(small_tables, "co_occurs") == {
        ("concept:reinforcement-learning", "concept:transformer"): 1,
        ("concept:reinforcement-learning", "speaker:ada"): 1,
    }
    assert edges_of(small_tables, "broader") == {("concept:reinforcement-learning", "concept:machine-learning"): 1}


def test_a_human_is_one_node(small_tables: Tables) -> None:
    nodes = small_tables["nodes"]
    assert list(nodes.loc[nodes["label_en"] == "Ada Lovelace", "node_id"]) == ["speaker:ada"]


def test_raised_tells_asked_from_unprompted(small_tables: Tables) -> None:
    edges = small_tables["edges"].set_index("edge_id")
    assert edges.at["mentions:speaker:ada>concept:reinforcement-learning", "raised"] == "asked"
    assert edges.at["mentions:speaker:ada>concept:transformer", "raised"] == "unprompted"


@pytest.mark.parametrize(
    ("joint", "one", "other", "total", "npmi"),
    [(10, 10, 10, 100, 1.0), (1, 10, 10, 100, 0.0), (100, 100, 100, 100, 1.0), (5, 10, 20, 100, 0.3059)],
)
def test_measure_npmi_matches_hand_calculation(joint: int, one: int, other: int, total: int, npmi: float) -> None:
    assert measure_npmi(joint, one, other, total) == pytest.approx(npmi, abs=1e-4)


def test_find_cooccurrences_counts_windows_of_one_turn_only() -> None:
    text = "x" * 300
    spoken = pd.DataFrame(
        [
            {"utterance_id": name, "passage_id": name, "rendition_id": "r", "turn": turn, "text": text,
             "original": True}
            for turn, name in enumerate(("u0", "u1"))
        ]
    )  # fmt: skip
    places = [("u0", "a", 0), ("u0", "b", 100), ("u0", "a", 110), ("u0", "c", 119), ("u0", "b", 290), ("u1", "a", 0)]
    mentions = pd.DataFrame(
        [
            {"mention_id": f"{utterance}:{start}", "utterance_id": utterance, "passage_id": utterance,
             "concept_id": concept, "start": start, "end": start + 5}
            for utterance, concept, start in places
        ]
    )  # fmt: skip
    pairs = find_cooccurrences(spoken, mentions, options=CooccurrenceOptions(window_chars=120))
    assert {(row.concept_a, row.concept_b): row.windows for row in pairs.itertuples(index=False)} == {
        ("a", "b"): 1,
        ("a", "c"): 1,
        ("b", "c"): 1,
    }


def test_find_communities_separates_two_triangles() -> None:
    triangles = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("e", "f"), ("d", "f")]
    pairs = pd.DataFrame([{"concept_a": a, "concept_b": b, "windows": 3, "npmi": 0.5} for a, b in triangles])
    weights = {"b": 9.0, "d": 2.0}
    found = find_communities(pairs, weights, options=CommunityOptions())
    assert found == {"a": "b", "b": "b", "c": "b", "d": "d", "e": "d", "f": "d"}


def test_every_node_and_edge_has_evidence_that_exists(tables: Tables) -> None:
    with_evidence = set(tables["evidence"]["element_id"])
    assert set(tables["nodes"]["node_id"]) <= with_evidence
    found = tables["edges"][tables["edges"]["kind"] != "broader"]
    assert set(found["edge_id"]) <= with_evidence
    assert with_evidence <= {*tables["nodes"]["node_id"], *tables["edges"]["edge_id"]}


def test_evidence_is_speech_of_primary_renditions(tables: Tables) -> None:
    primary = tables["renditions"].loc[tables["renditions"]["is_primary"], "rendition_id"]
    used = tables["utterances"][tables["utterances"]["utterance_id"].isin(tables["evidence"]["utterance_id"])]
    assert set(used["kind"]) == {"speech"}
    assert set(used["rendition_id"]) == set(primary)


@pytest.mark.parametrize("kind", ["mentions", "discussed_in"])
def test_weights_equal_the_passages_of_their_evidence(kind: str, tables: Tables) -> None:
    passages = dict(zip(tables["utterances"]["utterance_id"], tables["utterances"]["passage_id"], strict=True))
    evidence = tables["evidence"].assign(passage=tables["evidence"]["utterance_id"].map(passages))
    counts = evidence.groupby("element_id")["passage"].nunique()
    edges = tables["edges"][tables["edges"]["kind"] == kind]
    assert len(edges) > 100
    assert (edges["weight"] == edges["edge_id"].map(counts)).all()


def test_what_two_languages_say_counts_once(tables: Tables) -> None:
    claims = tables["evidence"].dropna(subset=["claim_id"])
    used = claims[claims["element_id"].str.startswith("claim:")].merge(tables["utterances"], on="utterance_id")
    assert used.groupby(["passage_id", "speaker_id"])["language"].nunique().max() == 1
    assert used.groupby("passage_id")["rendition_id"].nunique().max() == 1


def test_weights_are_positive_and_symmetric_edges_written_once(tables: Tables) -> None:
    edges = tables["edges"]
    assert (edges["weight"] > 0).all()
    assert (tables["nodes"]["weight"] > 0).all()
    pairs = edges[edges["is_symmetric"]]
    assert len(pairs) > 500
    assert (pairs["source"] < pairs["target"]).all()
    assert not pairs.duplicated(["source", "target"]).any()
    assert (edges["source"] != edges["target"]).all()
    assert pairs["npmi"].between(-1, 1).all()
    assert pairs["p_value"].between(0, 1).all()


def test_labels_are_unique_in_each_language(tables: Tables) -> None:
    assert tables["nodes"]["label_en"].is_unique
    assert tables["nodes"]["label_zh"].is_unique


@pytest.mark.parametrize(
    ("url", "start_s", "link"),
    [
        ("https://www.youtube.com/watch?v=abc", 1683.7, "https://www.youtube.com/watch?v=abc&t=1400"),
        ("https://www.youtube.com/watch?v=abc&t=9", 300, "https://www.youtube.com/watch?v=abc&t=17"),
        ("https://example.org/a", 10, "https://example.org/a?t=0"),
        ("https://example.org/a", None, "https://example.org/a"),
        (None, 10, None),
    ],
)
def test_link_moment_points_into_the_recording(url: str | None, start_s: float | None, link: str | None) -> None:
    assert link_moment(url, start_s, 283) == link


def test_quotes_of_transformer_say_who_when_and_mark_the_word(tables: Tables) -> None:
    quotes = find_quotes(tables, "concept:transformer")
    assert quotes["passage_id"].is_unique
    assert {"andrej-karpathy", "ilya-sutskever"} <= set(quotes["speaker_id"])
    translated = quotes[quotes["text"].str.contains("变压器") & (quotes["speaker_id"] == "andrej-karpathy")]
    first = translated.iloc[0]
    assert first["fidelity"] == "machine-translation"
    assert "t=" in first["link"]
    assert first["recording_s"] == pytest.approx(first["start_s"] - 283)
    assert any(first["text"][start:end] == "变压器" for start, end in first["spans"])
    assert quotes["salience"].dropna().is_monotonic_decreasing


def test_view_opens_on_about_eighty_prominent_concepts(tables: Tables) -> None:
    view = select_view(tables, ViewFilter())
    themes = view.nodes[view.nodes["kind"].isin(["concept", "person", "organization"])]
    assert len(themes) == 80
    assert "concept:neural-network" in set(themes["node_id"])
    ids = set(view.nodes["node_id"])
    assert set(view.edges["source"]) | set(view.edges["target"]) <= ids


def test_view_weighs_by_what_passes_the_filters(tables: Tables) -> None:
    everywhere = select_view(tables, ViewFilter(node_limit=300)).nodes.set_index("node_id")["weight"]
    of_one = select_view(tables, ViewFilter(speaker_ids=("andrej-karpathy",), node_limit=300)).nodes
    own = of_one.set_index("node_id")["weight"]
    shared = own.index.intersection(everywhere.index)
    assert (own[shared] <= everywhere[shared]).all()
    assert own["concept:transformer"] < everywhere["concept:transformer"]


def test_view_around_a_focus_shows_its_claims(tables: Tables) -> None:
    wanted = ViewFilter(focus="concept:transformer", kinds=("concept", "claim", "speaker"))
    view = select_view(tables, wanted)
    assert "claim" in set(view.nodes["kind"])
    touching = view.edges[(view.edges["source"] == wanted.focus) | (view.edges["target"] == wanted.focus)]
    assert set(touching["source"]) | set(touching["target"]) == set(view.nodes["node_id"])


def test_layout_is_the_same_every_time_and_keeps_nodes_apart(tables: Tables) -> None:
    view = select_view(tables, ViewFilter())
    one = compute_layout(view, options=LayoutOptions())
    other = compute_layout(view, options=LayoutOptions())
    assert one == other
    points = list(one.values())
    gaps = [math.dist(a, b) for index, a in enumerate(points) for b in points[index + 1 :]]
    assert min(gaps) > 20
    assert max(gaps) < 1800, "labels would be too small to read"


def test_picture_has_a_place_shape_and_colour_for_every_node(tables: Tables) -> None:
    view = select_view(tables, ViewFilter())
    picture = render_picture(view, compute_layout(view, options=LayoutOptions()), language="zh")
    assert len(picture.nodes) == len(view.nodes)
    for node in picture.nodes:
        assert {"id", "label", "x", "y", "shape", "color", "size"} <= set(node)
        assert "title" not in node
    labels = {node["id"]: node["label"] for node in picture.nodes}
    assert labels["concept:neural-network"] == "神经网络"
    assert picture.options["physics"]["enabled"] is False
