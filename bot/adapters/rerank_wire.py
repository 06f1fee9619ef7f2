"""What is sent to a reranking server, and what its answer must be. Pure.

Two dialects: the one of Cohere and Jina, which vLLM, llama.cpp and others speak as well, and
the one of Text Embeddings Inference.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_PATH = "/rerank"
_TEI = "tei:"


class Dialect(StrEnum):
    """How a server is spoken to."""

    RESULTS = "results"
    TEI = "tei"


@dataclass(frozen=True, slots=True)
class Answered:
    """Scores in the order of the texts; tokens and search units as far as the server says."""

    scores: list[float]
    tokens: int | None = None
    units: int | None = None


def dialect_of(name: str) -> tuple[Dialect, str]:
    """The dialect and the model's own name, from the name in the settings."""
    if name.startswith(_TEI):
        return Dialect.TEI, name.removeprefix(_TEI)
    return Dialect.RESULTS, name


def endpoint_of(url: str) -> str:
    """The address to ask: `/rerank` below the server's, or what already ends so."""
    bare = url.rstrip("/")
    return bare if bare.endswith(_PATH) else bare + _PATH


def request_of(dialect: Dialect, model: str, question: str, texts: Sequence[str]) -> bytes:
    """The body of a request; halves of characters, which are no UTF-8, become `?`."""
    shape: dict[str, Any]
    if dialect is Dialect.TEI:
        shape = {"query": question, "texts": list(texts), "truncate": True}
    else:
        shape = {
            "model": model,
            "query": question,
            "documents": list(texts),
            "top_n": len(texts),
        }
    return json.dumps(shape, ensure_ascii=False).encode("utf-8", "replace")


def read_answer(dialect: Dialect, body: bytes, *, count: int) -> Answered:
    """What a server said of `count` texts.

    Raises one of many built-in errors unless there is one finite score for each text.
    """
    shape = json.loads(body)
    if dialect is Dialect.TEI:
        return Answered(_scores(shape, "score", count))
    used = shape.get("usage") or {}
    billed = (shape.get("meta") or {}).get("billed_units") or {}
    return Answered(
        _scores(shape["results"], "relevance_score", count),
        tokens=_whole(used, "total_tokens"),
        units=_whole(billed, "search_units"),
    )


def _scores(rows: Iterable[Any], name: str, count: int) -> list[float]:
    found: dict[int, float] = {}
    for row in rows:
        at, score = row["index"], row[name]
        if type(at) is not int or type(score) not in {int, float}:
            raise TypeError("an index or a score is no number")
        if at in found or not 0 <= at < count or not math.isfinite(score):
            raise ValueError("an index comes twice or is none, or a score is not finite")
        found[at] = float(score)
    if len(found) != count:
        raise ValueError(f"{len(found)} scores came back for {count} texts")
    return [found[at] for at in range(count)]


def _whole(shape: Any, name: str) -> int | None:
    value = shape.get(name) if isinstance(shape, dict) else None
    return value if type(value) is int and value >= 0 else None
