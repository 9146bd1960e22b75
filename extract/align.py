"""Two renditions of one conversation in, the groups of utterances that say the same out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from extract.embedding import embed_texts
from extract.text import normalise_text

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class AlignOptions:
    """How renditions are aligned.

    Attributes:
        group_max: Utterances of one side that may stand against one of the other.
        embedding_weight: Weight of the sentence vectors' cosine, against that of shared character pairs.
        skip_gain: The likeness that leaving an utterance without a partner is worth.
        group_cost: What each further utterance in a group costs, in likeness times utterances of mean length.
        similarity_min: Groups less alike than this are no pair after all.
    """

    group_max: int = 3
    embedding_weight: float = 0.7
    skip_gain: float = 0.05
    group_cost: float = 0.02
    similarity_min: float = 0.25


@dataclass(frozen=True)
class Bead:
    """A group that says the same: utterances of either side by number, and how alike they are, 0..1."""

    ones: tuple[int, ...]
    others: tuple[int, ...]
    similarity: float


def align_texts(ones: Sequence[str], others: Sequence[str], *, options: AlignOptions) -> list[Bead]:
    """Align the utterances of two renditions, in order, many to many.

    The best path through both, by dynamic programming: each step pairs a few utterances of one side with one of the
    other (or one with one), or leaves one without a partner, and is worth its likeness times its characters, so that
    a back-channel is not drawn into its neighbour's group. Likeness is the cosine of sentence vectors mixed with
    that of character pairs weighed by rarity.

    Args:
        ones: Texts of one rendition, in order.
        others: Texts of the other, in order.
        options: How renditions are aligned.

    Returns:
        The groups with both sides, in order; utterances in none have no partner.

    Source:
        W. Gale, K. Church, A Program for Aligning Sentences in Bilingual Corpora, 1993, with vectors as in
        B. Thompson, P. Koehn, Vecalign, 2019.
    """
    if not ones or not others:
        return []
    steps = [(1, 1), *((size, 1) for size in range(2, options.group_max + 1))]
    steps += [(1, size) for size in range(2, options.group_max + 1)]
    similarities = _measure_similarities(ones, others, steps, options)
    mean = (sum(map(len, ones)) + sum(map(len, others))) / (len(ones) + len(others))
    lengths = (_measure_lengths(ones, 2 * mean), _measure_lengths(others, 2 * mean))
    path = _find_path(lengths, similarities, options)
    return [
        Bead(tuple(range(i - p, i)), tuple(range(j - q, j)), similarity)
        for i, j, p, q, similarity in path
        if p and q and similarity >= options.similarity_min
    ]


def _measure_lengths(texts: Sequence[str], unit: float) -> Vector:
    """Measure texts in units of so many characters."""
    return np.array([len(text) / unit for text in texts])


def _measure_similarities(
    ones: Sequence[str], others: Sequence[str], steps: list[tuple[int, int]], options: AlignOptions
) -> dict[tuple[int, int], Matrix]:
    """Measure how alike every group of each size is to every other; entry (i, j) ends before ones i and others j."""
    vectors = embed_texts([*ones, *others])
    lengths = np.array([len(text) for text in [*ones, *others]], dtype=np.float32)
    weighted = vectors * np.sqrt(lengths)[:, None]
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), dtype=np.float32, sublinear_tf=True)
    pairs = csr_matrix(vectorizer.fit_transform([normalise_text(text).text for text in [*ones, *others]]))
    count = len(ones)
    similarities: dict[tuple[int, int], Matrix] = {}
    for p, q in steps:
        dense = _sum_groups(weighted[:count], p) @ _sum_groups(weighted[count:], q).T
        sparse = (_sum_sparse(pairs[:count], p) @ _sum_sparse(pairs[count:], q).T).toarray()
        similarities[p, q] = options.embedding_weight * dense + (1 - options.embedding_weight) * sparse
    return similarities


def _sum_groups(rows: Matrix, size: int) -> Matrix:
    """Sum each run of `size` rows and bring the sums to unit length; shape (rows − size + 1, …)."""
    sums = sum(rows[offset : len(rows) - size + 1 + offset] for offset in range(size))
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(norms, 1e-9), dtype=np.float32)


def _sum_sparse(rows: csr_matrix, size: int) -> csr_matrix:
    """Do the same for sparse rows."""
    count = rows.shape[0] - size + 1
    sums = rows[:count]
    for offset in range(1, size):
        sums = sums + rows[offset : count + offset]
    norms = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    return csr_matrix(sums.multiply(1 / np.maximum(norms, 1e-9)[:, None]))


Step = tuple[int, int, int, int, float]
"""Where a step ends in either side, how many utterances of either it takes, and how alike they are."""


def _find_path(
    lengths: tuple[Vector, Vector], similarities: dict[tuple[int, int], Matrix], options: AlignOptions
) -> list[Step]:
    """Find the best path from both starts to both ends, diagonal by diagonal."""
    count, other_count = (len(side) for side in lengths)
    said = tuple(np.concatenate([[0.0], np.cumsum(side)]) for side in lengths)
    best = np.full((count + 1, other_count + 1), -np.inf, dtype=np.float32)
    best[0, 0] = 0.0
    taken = np.full((count + 1, other_count + 1), -1, dtype=np.int8)
    moves = [(1, 0), (0, 1), *similarities]
    for total in range(1, count + other_count + 1):
        i = np.arange(max(0, total - other_count), min(count, total) + 1)
        j = total - i
        for number, (p, q) in enumerate(moves):
            inside = (i >= p) & (j >= q)
            to_i, to_j = i[inside], j[inside]
            from_i, from_j = to_i - p, to_j - q
            characters = said[0][to_i] - said[0][from_i] + said[1][to_j] - said[1][from_j]
            similarity = similarities[p, q][from_i, from_j] if p and q else np.float32(options.skip_gain)
            score = best[from_i, from_j] + similarity * characters - options.group_cost * max(0, p + q - 2)
            better = score > best[to_i, to_j]
            best[to_i[better], to_j[better]] = score[better]
            taken[to_i[better], to_j[better]] = number
    return _trace(taken, moves, similarities)


def _trace(
    taken: NDArray[np.int8], moves: list[tuple[int, int]], similarities: dict[tuple[int, int], Matrix]
) -> list[Step]:
    i, j = taken.shape[0] - 1, taken.shape[1] - 1
    path: list[Step] = []
    while i or j:
        p, q = moves[taken[i, j]]
        similarity = float(similarities[p, q][i - p, j - q]) if p and q else 0.0
        path.append((i, j, p, q, similarity))
        i, j = i - p, j - q
    return path[::-1]
