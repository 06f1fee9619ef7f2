"""LangChain, as its pages on Qdrant's hybrid search and on indexing show it.

`DirectoryLoader`, `RecursiveCharacterTextSplitter` of 1,000 characters with 200 of overlap,
`QdrantVectorStore` in hybrid mode in a collection that is made as the page makes it, which
gives the sparse vectors no IDF; `index()` with an SQL record manager and full clean-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contract import Embedding, Found, K
from langchain_classic.indexes import SQLRecordManager
from langchain_community.document_loaders import DirectoryLoader, TextLoader
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.indexing import index
from langchain_qdrant import QdrantVectorStore, RetrievalMode, SparseEmbeddings, SparseVector
from langchain_text_splitters import RecursiveCharacterTextSplitter
from qdrant_client import QdrantClient
from qdrant_client.http.models import (
    Distance,
    SparseIndexParams,
    SparseVectorParams,
    VectorParams,
)
from tokens import passages, question

_COLLECTION = "my_documents"


class _Dense(Embeddings):
    def __init__(self, embedding: Embedding) -> None:
        self._embedding = embedding

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedding.passages(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._embedding.question(text)


class _Sparse(SparseEmbeddings):
    def embed_documents(self, texts: list[str]) -> list[SparseVector]:
        return [SparseVector(indices=ids, values=values) for ids, values in passages(texts)]

    def embed_query(self, text: str) -> SparseVector:
        ids, values = question(text)
        return SparseVector(indices=ids, values=values)


class LangChain:
    """LangChain over one folder."""

    PACKAGES = ("langchain", "langchain-core", "langchain-qdrant", "langchain-text-splitters")

    def __init__(
        self, folder: Path, store: Path, embedding: Embedding, *, dimensions: int = 384
    ) -> None:
        self._folder = folder
        client = QdrantClient(path=str(store / "langchain"))
        if not client.collection_exists(_COLLECTION):
            client.create_collection(
                collection_name=_COLLECTION,
                vectors_config={
                    "dense": VectorParams(size=dimensions, distance=Distance.COSINE)
                },
                sparse_vectors_config={
                    "sparse": SparseVectorParams(index=SparseIndexParams(on_disk=False))
                },
            )
        self._vectors = QdrantVectorStore(
            client=client,
            collection_name=_COLLECTION,
            embedding=_Dense(embedding),
            sparse_embedding=_Sparse(),
            retrieval_mode=RetrievalMode.HYBRID,
            vector_name="dense",
            sparse_vector_name="sparse",
        )
        self._records = SQLRecordManager(
            f"qdrant/{_COLLECTION}", db_url=f"sqlite:///{store / 'records.sql'}"
        )
        self._records.create_schema()

    def cut(self) -> Sequence[Document]:
        """The folder, read and cut."""
        loader = DirectoryLoader(
            str(self._folder),
            glob="**/*.md",
            loader_cls=TextLoader,
            loader_kwargs={"encoding": "utf-8"},
        )
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        return splitter.split_documents(loader.load())

    def index(self) -> int:
        """Index what is new or changed, and forget what is gone."""
        done = index(
            self.cut(),
            self._records,
            self._vectors,
            cleanup="full",
            source_id_key="source",
            key_encoder="sha1",  # the others give ids that Qdrant refuses
        )
        return done["num_added"]

    def search(self, asked: str) -> list[Found]:
        """The ten best."""
        return [
            Found(
                path=Path(document.metadata["source"]).relative_to(self._folder).as_posix(),
                text=document.page_content,
                embedded=document.page_content,
                score=score,
            )
            for document, score in self._vectors.similarity_search_with_score(asked, k=K)
        ]
