"""An embedder without a model."""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Sequence


class FakeEmbedder:
    """Hashes runs of three characters, so that texts that look alike lie close.

    `embedded` counts the passages that were embedded, `asked` the questions. `failure`,
    while set, is raised instead of an answer.
    """

    def __init__(self, *, name: str = "fake/1", dimensions: int = 64) -> None:
        self.name = name
        self.dimensions = dimensions
        self.embedded = 0
        self.asked = 0
        self.failure: Exception | None = None

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        self._work()
        self.embedded += len(texts)
        return [self._vector(text) for text in texts]

    async def embed_question(self, text: str) -> tuple[float, ...]:
        self._work()
        self.asked += 1
        return self._vector(text)

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        return [await self.embed_question(text) for text in texts]

    def _work(self) -> None:
        if self.failure:
            raise self.failure

    def _vector(self, text: str) -> tuple[float, ...]:
        vector = [0.0] * self.dimensions
        for word in text.casefold().split() or [""]:
            padded = f" {word} "
            for at in range(len(padded) - 1):
                hashed = zlib.crc32(padded[at : at + 3].encode("utf-8", "replace"))
                vector[hashed % self.dimensions] += 1.0
        length = math.hypot(*vector)
        return tuple(array("f", [number / length for number in vector]))
