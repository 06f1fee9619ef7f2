"""txtai, as its pages on hybrid search and external vectors show it.

Sections by heading, as its `Textractor` cuts pages (it marks headings with form feeds when
it reads HTML; Markdown is marked so here); `Embeddings` with content, hybrid search at its
default of half and half, and instructions for queries and passages. Its BM25 uses tokens of
its own. It does not know what changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from contract import Embedding, Found, K
from txtai import Embeddings
from txtai.pipeline import Segmentation

_QUERY, _PASSAGE = "query: ", "passage: "
_HEADING = re.compile(r"^(?=#{1,6} )", re.MULTILINE)


class Txtai:
    """txtai over one folder."""

    PACKAGES = ("txtai", "faiss-cpu", "torch", "transformers")

    def __init__(self, folder: Path, store: Path, embedding: Embedding) -> None:
        del store  # it stays in memory
        self._folder = folder
        self._cut = Segmentation(sections=True)
        self._embeddings = Embeddings(
            method="external",
            transform=_transform(embedding),
            instructions={"query": _QUERY, "data": _PASSAGE},
            hybrid=True,
            content=True,
        )
        self._pieces: list[tuple[str, str]] = []

    def index(self) -> int:
        """Index every file anew."""
        self._pieces = [
            (path.relative_to(self._folder).as_posix(), text)
            for path in sorted(self._folder.rglob("*.md"))
            for text in self._cut(_HEADING.sub("\f", path.read_text("utf-8")))
        ]
        self._embeddings.index(
            (number, text, None) for number, (_, text) in enumerate(self._pieces)
        )
        return len(self._pieces)

    def search(self, asked: str) -> list[Found]:
        """The ten best."""
        return [
            Found(
                path=self._pieces[int(one["id"])][0],
                text=one["text"],
                embedded=one["text"],
                score=one["score"],
            )
            for one in self._embeddings.search(asked, K)
        ]


def _transform(embedding: Embedding) -> Callable[[list[str]], list[list[float]]]:
    def transform(texts: list[str]) -> list[list[float]]:
        if all(text.startswith(_PASSAGE) for text in texts):
            return embedding.passages([text.removeprefix(_PASSAGE) for text in texts])
        return [embedding.question(text.removeprefix(_QUERY)) for text in texts]

    return transform
