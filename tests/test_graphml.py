"""GraphML: what networkx and igraph read back, and what is refused."""

from __future__ import annotations

import math
import re
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
from lxml import etree

from extract.errors import ExplorerError
from extract.store import Tables
from graph.graphml import write_graphml
from graph.network import build_concept_network, build_network

BUILDERS: dict[str, Callable[[Tables], nx.Graph]] = {"network": build_network, "concepts": build_concept_network}
SPACE = "{http://graphml.graphdrawing.org/xmlns}"
Written = tuple[nx.Graph, Path]


@pytest.fixture(scope="module", params=BUILDERS)
def written(request: pytest.FixtureRequest, tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A graph of the real corpus, and the file written of it."""
    graph = BUILDERS[request.param](tables)
    path = tmp_path_factory.mktemp("graphml") / "graph.graphml"
    write_graphml(graph, path)
    return graph, path


@pytest.fixture(scope="module")
def document(written: Written) -> etree._Element:
    """The file as XML."""
    return etree.parse(written[1]).getroot()


def make_graph(**attributes: Any) -> nx.MultiDiGraph:
    """Make two nodes and two parallel edges; the attributes are the first node's."""
    graph = nx.MultiDiGraph()
    graph.add_node("b", label="B", **attributes)
    graph.add_node("a", label="A")
    graph.add_edge("b", "a", edge_id="e2", weight=2)
    graph.add_edge("b", "a", edge_id="e1", weight=0.5)
    return graph


def count_pairs(graph: nx.Graph) -> Counter[tuple[str, ...]]:
    """Count the edges between each two nodes."""
    return Counter(edge if graph.is_directed() else tuple(sorted(edge)) for edge in graph.edges())


def index_edges(graph: nx.Graph) -> dict[str, dict[str, Any]]:
    """Return the attributes of each edge; networkx adds the edge's XML id as `id`."""
    return {
        data["edge_id"]: {name: value for name, value in data.items() if name != "id"}
        for _, _, data in graph.edges(data=True)
    }


def test_networkx_reads_the_same_graph(written: Written) -> None:
    graph, path = written
    read = nx.read_graphml(path, force_multigraph=graph.is_multigraph())
    assert type(read) is type(graph)
    assert dict(read.nodes(data=True)) == dict(graph.nodes(data=True))
    assert count_pairs(read) == count_pairs(graph)
    assert index_edges(read) == index_edges(graph)


def test_igraph_reads_the_same_graph_without_a_warning(written: Written) -> None:
    graph, path = written
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = igraph.Graph.Read_GraphML(str(path))
    assert (read.vcount(), read.ecount()) == (graph.number_of_nodes(), graph.number_of_edges())
    assert read.is_directed() == graph.is_directed()
    assert set(read.vs["id"]) == set(graph)
    weights = {edge_id: data["weight"] for edge_id, data in index_edges(graph).items()}
    assert dict(zip(read.es["edge_id"], read.es["weight"], strict=True)) == weights
    pairs = [(read.vs[edge.source]["id"], read.vs[edge.target]["id"]) for edge in read.es]
    assert Counter(pair if graph.is_directed() else tuple(sorted(pair)) for pair in pairs) == count_pairs(graph)


def test_parallel_edges_are_kept(tmp_path: Path) -> None:
    write_graphml(make_graph(), tmp_path / "two.graphml")
    read = nx.read_graphml(tmp_path / "two.graphml")
    assert sorted((*ends, data["weight"]) for *ends, data in read.edges(data=True)) == [("b", "a", 0.5), ("b", "a", 2)]
    assert set(igraph.Graph.Read_GraphML(str(tmp_path / "two.graphml")).es["edge_id"]) == {"e1", "e2"}


def test_keys_are_distinct_have_a_known_type_and_no_name_gephi_mistakes(document: etree._Element) -> None:
    keys = document.findall(f"{SPACE}key")
    ids = [key.get("id") for key in keys]
    assert len(set(ids)) == len(ids) > 10
    assert not [key_id for key_id in ids if re.fullmatch(r"d\d+", str(key_id))]
    assert {key.get("attr.type") for key in keys} <= {"string", "boolean", "long", "int", "double", "float"}
    assert {data.get("key") for data in document.iter(f"{SPACE}data")} == set(ids)


def test_truth_values_are_lower_case(document: etree._Element) -> None:
    flags = {key.get("id") for key in document.findall(f"{SPACE}key") if key.get("attr.type") == "boolean"}
    values = Counter(data.text for data in document.iter(f"{SPACE}data") if data.get("key") in flags)
    assert set(values) <= {"true", "false"}
    assert bool(values) == bool(flags)


def test_edge_ids_are_unique_and_repeated_as_attribute(written: Written, document: etree._Element) -> None:
    edges = list(document.iter(f"{SPACE}edge"))
    ids = [edge.get("id") for edge in edges]
    assert ids == [edge.findtext(f"{SPACE}data[@key='e_edge_id']") for edge in edges]
    assert len(set(ids)) == len(ids) == written[0].number_of_edges()


@pytest.mark.parametrize("name", ["label", "name"])
def test_labels_of_nodes_are_unique(name: str, written: Written) -> None:
    labels = [data[name] for _, data in written[0].nodes(data=True)]
    assert len(set(labels)) == len(labels)
    assert all(label.strip() for label in labels)


def test_weights_are_positive_everywhere(document: etree._Element) -> None:
    for domain in ("node", "edge"):
        elements = list(document.iter(f"{SPACE}{domain}"))
        weights = [float(str(element.findtext(f"{SPACE}data[@key='{domain[0]}_weight']"))) for element in elements]
        assert weights
        assert all(weight > 0 for weight in weights)


def test_control_characters_are_dropped(tmp_path: Path) -> None:
    path = tmp_path / "a.graphml"
    write_graphml(make_graph(quote="a\x00b\x0b\x1f<&\"'>\ufffe\uffff\t好\n"), path)
    assert nx.read_graphml(path).nodes["b"]["quote"] == "ab<&\"'>\t好\n"
    assert igraph.Graph.Read_GraphML(str(path)).vcount() == 2


REFUSED = {
    "none": None,
    "list": ["x"],
    "nan": math.nan,
    "infinite": math.inf,
    "mapping": {"x": 1},
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("domain", ["node", "edge"])
def test_what_is_no_scalar_is_refused_and_leaves_no_file(domain: str, value: object, tmp_path: Path) -> None:
    graph = make_graph()
    (graph.nodes["a"] if domain == "node" else graph.edges["b", "a", 1])["odd"] = value
    with pytest.raises(ExplorerError, match=r"graph attribute odd: .*wanted"):
        write_graphml(graph, tmp_path / "a.graphml")
    assert list(tmp_path.iterdir()) == []


def test_two_types_under_one_name_are_refused(tmp_path: Path) -> None:
    graph = make_graph(size=1)
    graph.nodes["a"]["size"] = "big"
    with pytest.raises(ExplorerError, match="graph attribute size: both int and str"):
        write_graphml(graph, tmp_path / "a.graphml")


def test_an_existing_file_survives_a_failed_write(tmp_path: Path) -> None:
    path = tmp_path / "a.graphml"
    write_graphml(make_graph(), path)
    before = path.read_bytes()
    with pytest.raises(ExplorerError):
        write_graphml(make_graph(odd=None), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ExplorerError, match="is a folder"):
        write_graphml(make_graph(), tmp_path)
    assert list(tmp_path.parent.glob("*.partial")) == []


def test_whole_numbers_and_fractions_under_one_name_become_fractions(tmp_path: Path) -> None:
    write_graphml(make_graph(rank=3), tmp_path / "a.graphml")
    root = etree.parse(tmp_path / "a.graphml").getroot()
    types = {key.get("id"): key.get("attr.type") for key in root.findall(f"{SPACE}key")}
    assert types == {
        "n_label": "string", "n_rank": "long", "e_edge_id": "string", "e_weight": "double",
    }  # fmt: skip
    assert [data.text for data in root.iter(f"{SPACE}data") if data.get("key") == "e_weight"] == ["0.5", "2.0"]


def test_write_graphml_leaves_the_graph_as_it_was(tmp_path: Path) -> None:
    graph = make_graph(quote="a\x00", flag=True)
    write_graphml(graph, tmp_path / "a.graphml")
    wanted = make_graph(quote="a\x00", flag=True)
    assert list(graph.nodes(data=True)) == list(wanted.nodes(data=True))
    assert list(graph.edges(keys=True, data=True)) == list(wanted.edges(keys=True, data=True))


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "one.graphml", tmp_path / "other.graphml"]
    for path in paths:
        write_graphml(make_graph(rank=1, flag=True), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_order_of_nodes_and_edges_does_not_matter(written: Written, tmp_path: Path) -> None:
    graph, path = written
    backwards = graph.__class__()
    backwards.add_nodes_from(reversed(list(graph.nodes(data=True))))
    backwards.add_edges_from(reversed(list(graph.edges(data=True))))
    write_graphml(backwards, tmp_path / "backwards.graphml")
    assert (tmp_path / "backwards.graphml").read_bytes() == path.read_bytes()
