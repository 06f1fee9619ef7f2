"""Vectors by text: from the cache where they are, from the embedder where they are not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.ports import Embedder, VectorCache

_BATCH = 32
_TOKENS = 8192
_BYTES_A_TOKEN = 3  # of English four, of Korean two to three


class CachedVectors:
    """Embeds each text once, ever: a rename, a move or a rollback embeds nothing.

    `embedded` counts the texts that went through the model.
    """

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self._embedder = embedder
        self._cache = cache
        self.embedded = 0

    async def of(
        self, texts: Sequence[str], progress: Callable[[float], None]
    ) -> list[tuple[float, ...]]:
        """One vector per text, in order. `progress` is told which share of them is ready.

        Each batch is stored before the next one is embedded, so a run that is killed
        goes on where it was. Raises EmbedderUnavailable and DatabaseUnavailable.
        """
        keys = [self._key(text) for text in texts]
        vectors = await self._cache.find(set(keys))
        missing = {
            key: text for key, text in zip(keys, texts, strict=True) if key not in vectors
        }
        for batch in _batches(missing.items()):
            progress(len(vectors) / len(keys))
            fresh = await self._embedder.embed_passages([text for _, text in batch])
            made = {key: vector for (key, _), vector in zip(batch, fresh, strict=True)}
            await self._cache.keep(made)
            self.embedded += len(made)
            vectors |= made
        return [vectors[key] for key in keys]

    def _key(self, text: str) -> bytes:
        recipe = f"{self._embedder.name}\x1f{self._embedder.dimensions}\x1f".encode()
        return hashlib.blake2b(recipe + text.encode(), digest_size=16).digest()


def _batches(
    items: Iterable[tuple[bytes, str]],
) -> Iterator[list[tuple[bytes, str]]]:
    """Batches of texts that take about as long, and fit into one call, whatever they hold."""
    batch: list[tuple[bytes, str]] = []
    tokens = 0
    for item in items:
        cost = len(item[1].encode()) // _BYTES_A_TOKEN
        if batch and (len(batch) == _BATCH or tokens + cost > _TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(item)
        tokens += cost
    if batch:
        yield batch
