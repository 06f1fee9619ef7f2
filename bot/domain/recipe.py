"""What shapes a collection: another recipe is another collection."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum


class Quantization(StrEnum):
    """How the index keeps a small vector beside each whole one, to search more quickly."""

    NONE = "none"
    SCALAR = "scalar"
    """A byte for each number: a quarter of the size."""
    BINARY = "binary"
    """Two bits for each number: a sixteenth of the size."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that shapes a passage or a vector; its fingerprint names the collection.

    `quantization` is empty where vectors are kept whole.
    """

    embedder: str
    dimensions: int
    chunking: str
    tokens: str
    readers: str = ""
    quantization: str = ""

    def collection(self, prefix: str) -> str:
        """A short name that differs whenever any part of the recipe differs."""
        parts = [self.embedder, self.dimensions, self.chunking, self.tokens, self.readers]
        if self.quantization:  # else the name is the one that older versions gave
            parts.append(self.quantization)
        digest = hashlib.blake2b(json.dumps(parts).encode(), digest_size=6)
        return f"{prefix}_{digest.hexdigest()}"
