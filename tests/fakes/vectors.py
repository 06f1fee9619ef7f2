"""A vector cache in memory."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence


class FakeVectorCache:
    """Keeps vectors as 32-bit floats, as the real ones do."""

    def __init__(self) -> None:
        self._held: dict[bytes, array[float]] = {}

    async def find(self, keys: Collection[bytes]) -> dict[bytes, tuple[float, ...]]:
        return {key: tuple(self._held[key]) for key in keys if key in self._held}

    async def keep(self, vectors: Mapping[bytes, Sequence[float]]) -> None:
        for key, vector in vectors.items():
            self._held.setdefault(key, array("f", vector))
