"""The sparse vectors that all peers share where they let one choose: the product's own."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.adapters.sparse import BigramEncoder

_ENCODER = BigramEncoder()

Sparse = tuple[list[int], list[float]]
"""Ids of terms and their weights."""


def passage(text: str) -> Sparse:
    """BM25's term frequencies, as fastembed's `Qdrant/bm25` gives them; IDF is the store's."""
    vector = _ENCODER.passage(text)
    return list(vector.indices), list(vector.values)


def question(text: str) -> Sparse:
    """Of a question."""
    vector = _ENCODER.question(text)
    return list(vector.indices), list(vector.values)


def passages(texts: Sequence[str]) -> list[Sparse]:
    """Of each text."""
    return [passage(text) for text in texts]
