"""An embedder without a model, so that a re-index shows what the framework itself costs."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence


class Hashing:
    """256 dimensions, a word each. `embedded` counts the passages."""

    name = "hashing/1"
    dimensions = 256

    def __init__(self) -> None:
        self.embedded = 0

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector per text, in order."""
        self.embedded += len(texts)
        return [self._vector(text) for text in texts]

    def question(self, text: str) -> list[float]:
        """The vector to search with."""
        return self._vector(text)

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """The same, as our port has it."""
        return [tuple(vector) for vector in self.passages(texts)]

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """The same, as our port has it."""
        return tuple(self._vector(text))

    def _vector(self, text: str) -> list[float]:
        vector = [0.0] * self.dimensions
        for word in text.split():
            vector[zlib.crc32(word.encode("utf-8", "replace")) % self.dimensions] += 1.0
        vector[0] += 1.0
        length = math.hypot(*vector)
        return [number / length for number in vector]
