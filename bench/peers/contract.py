"""What every peer is asked to do here, in the same words."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

K = 10
"""Passages that each search returns."""


@dataclass(frozen=True, slots=True)
class Found:
    """One passage of an answer to a search, in the peer's order.

    `path` is of the document, from the folder; `text` is what a prompt would hold of it,
    `embedded` what its vector was made of; `score` is the peer's own.
    """

    path: str
    text: str
    embedded: str
    score: float


class Embedding(Protocol):
    """The embedder that all of them share."""

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector per text, in order."""

    def question(self, text: str) -> list[float]:
        """The vector to search with."""


class Peer(Protocol):
    """One framework over one folder."""

    PACKAGES: tuple[str, ...]

    def __init__(self, folder: Path, store: Path, embedding: Embedding) -> None: ...

    def index(self) -> int:
        """Index the folder into the empty store; gives the number of passages."""

    def search(self, question: str) -> list[Found]:
        """The ten best."""
