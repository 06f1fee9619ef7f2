"""Haystack, as its pages on Qdrant's hybrid retriever and on Markdown show it.

An indexing pipeline of `TextFileToDocument`, `MarkdownHeaderSplitter` (by all headings, then
by 200 words) and a writer into `QdrantDocumentStore` with sparse vectors; its default is no
IDF, we give it IDF. A query pipeline of `QdrantHybridRetriever` with its defaults.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from contract import Embedding, Found, K
from haystack import Document, Pipeline, component
from haystack.components.converters import TextFileToDocument
from haystack.components.preprocessors import MarkdownHeaderSplitter
from haystack.components.writers import DocumentWriter
from haystack.dataclasses import SparseEmbedding
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.retrievers.qdrant import QdrantHybridRetriever
from haystack_integrations.document_stores.qdrant import QdrantDocumentStore
from tokens import passages, question


@component
class _DocumentEmbedder:
    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, Any]:
        texts = [document.content or "" for document in documents]
        vectors = zip(documents, self._embedding.passages(texts), passages(texts), strict=True)
        return {
            "documents": [
                dataclasses.replace(
                    document,
                    embedding=dense,
                    sparse_embedding=SparseEmbedding(indices=ids, values=values),
                )
                for document, dense, (ids, values) in vectors
            ]
        }


@component
class _TextEmbedder:
    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    @component.output_types(embedding=list[float], sparse_embedding=SparseEmbedding)
    def run(self, text: str) -> dict[str, Any]:
        ids, values = question(text)
        sparse = SparseEmbedding(indices=ids, values=values)
        return {"embedding": self._embedding.question(text), "sparse_embedding": sparse}


class Haystack:
    """Haystack over one folder."""

    PACKAGES = ("haystack-ai", "qdrant-haystack")

    def __init__(self, folder: Path, store: Path, embedding: Embedding) -> None:
        self._folder = folder
        self._documents = QdrantDocumentStore(
            path=str(store / "haystack"),
            embedding_dim=384,
            use_sparse_embeddings=True,
            sparse_idf=True,
            progress_bar=False,
        )
        self._indexing = _chain(
            ("converter", TextFileToDocument(store_full_path=True)),
            ("splitter", MarkdownHeaderSplitter(secondary_split="word", split_length=200)),
            ("embedder", _DocumentEmbedder(embedding)),
            ("writer", DocumentWriter(self._documents, policy=DuplicatePolicy.OVERWRITE)),
        )
        self._querying = Pipeline()
        self._querying.add_component("embedder", _TextEmbedder(embedding))
        self._querying.add_component(
            "retriever", QdrantHybridRetriever(document_store=self._documents, top_k=K)
        )
        self._querying.connect("embedder.embedding", "retriever.query_embedding")
        self._querying.connect("embedder.sparse_embedding", "retriever.query_sparse_embedding")

    def index(self) -> int:
        """Index every file; it does not know what changed."""
        files = sorted(self._folder.rglob("*.md"))
        done = self._indexing.run({"converter": {"sources": files}})
        return int(done["writer"]["documents_written"])

    def search(self, asked: str) -> list[Found]:
        """The ten best."""
        done = self._querying.run({"embedder": {"text": asked}})
        return [
            Found(
                path=Path(one.meta["file_path"]).relative_to(self._folder).as_posix(),
                text=one.content,
                embedded=one.content,
                score=one.score,
            )
            for one in done["retriever"]["documents"]
        ]


def _chain(*parts: tuple[str, Any]) -> Pipeline:
    pipeline = Pipeline()
    names: Sequence[str] = [name for name, _ in parts]
    for name, part in parts:
        pipeline.add_component(name, part)
    for left, right in pairwise(names):
        pipeline.connect(left, right)
    return pipeline
