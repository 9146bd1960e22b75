"""Co-occurring pairs in, communities of concepts out."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import pandas as pd


@dataclass(frozen=True)
class CommunityOptions:
    """How communities are found.

    Attributes:
        resolution: Above 1 makes more and smaller communities.
        windows_min: Pairs with fewer windows are too few to go by.
        seed: Seed of the search.
    """

    resolution: float = 1.0
    windows_min: int = 2
    seed: int = 7


def find_communities(pairs: pd.DataFrame, weights: dict[str, float], *, options: CommunityOptions) -> dict[str, str]:
    """Find communities of concepts that are named together more often than by chance.

    Edges weigh windows × NPMI; pairs at or under chance are left out. Concepts that no edge reaches are in none.

    Args:
        pairs: As `graph.cooccurrence.find_cooccurrences` returns them.
        weights: Prominence of each concept, to name communities by.
        options: How communities are found.

    Returns:
        By concept, the most prominent concept of its community (communities of one are left out).

    Source:
        V. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, Fast unfolding of communities in large networks, 2008.
    """
    graph = nx.Graph()
    for pair in pairs.itertuples(index=False):
        if pair.npmi > 0 and pair.windows >= options.windows_min:
            graph.add_edge(pair.concept_a, pair.concept_b, weight=pair.windows * pair.npmi)
    if not graph:
        return {}
    found = nx.community.louvain_communities(graph, weight="weight", resolution=options.resolution, seed=options.seed)
    names: dict[str, str] = {}
    for members in found:
        if len(members) > 1:
            name = min(members, key=lambda concept: (-weights.get(concept, 0.0), concept))
            names.update(dict.fromkeys(members, name))
    return names
