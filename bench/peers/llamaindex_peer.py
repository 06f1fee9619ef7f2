"""LlamaIndex, as its pages on ingestion and on Qdrant's hybrid search show it.

`SimpleDirectoryReader`; an `IngestionPipeline` of `MarkdownNodeParser` and `SentenceSplitter`
with a docstore, so that it sees what changed; `QdrantVectorStore(enable_hybrid=True)` with
IDF, as its own BM25 sets it, and its default fusion by relative score. Pieces have 256
tokens, as LlamaIndex advises to stay within the embedder's window (512 tokens here) and its
default of 1,024 would not. The file's path is in what is embedded, as by default, but from
the folder on: by default it would tell the machine's own folders too.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contract import Embedding, Found, K
from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
from llama_index.core.node_parser import MarkdownNodeParser, SentenceSplitter
from llama_index.core.schema import MetadataMode
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.vector_stores.qdrant import QdrantVectorStore
from pydantic import PrivateAttr
from qdrant_client import QdrantClient
from qdrant_client.http.models import Modifier, SparseVectorParams
from tokens import Sparse, passages, question

_PIECE = 256
_SPARSE = 6 * K  # the page asks for 12 sparse ones to return 2


class _Dense(BaseEmbedding):
    _embedding: Embedding = PrivateAttr()

    def __init__(self, embedding: Embedding) -> None:
        super().__init__(model_name="shared", embed_batch_size=32)
        self._embedding = embedding

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embedding.passages([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedding.passages(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedding.question(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


def _columns(vectors: Sequence[Sparse]) -> tuple[list[list[int]], list[list[float]]]:
    return [ids for ids, _ in vectors], [values for _, values in vectors]


class LlamaIndex:
    """LlamaIndex over one folder."""

    PACKAGES = ("llama-index-core", "llama-index-vector-stores-qdrant")

    def __init__(self, folder: Path, store: Path, embedding: Embedding) -> None:
        self._folder = folder
        self._dense = _Dense(embedding)
        self._vectors = QdrantVectorStore(
            "my_documents",
            client=QdrantClient(path=str(store / "llamaindex")),
            enable_hybrid=True,
            sparse_config=SparseVectorParams(modifier=Modifier.IDF),
            sparse_doc_fn=lambda texts: _columns(passages(texts)),
            sparse_query_fn=lambda texts: _columns([question(text) for text in texts]),
        )
        self._pipeline = IngestionPipeline(
            transformations=[
                MarkdownNodeParser(),
                SentenceSplitter(chunk_size=_PIECE, chunk_overlap=20),
                self._dense,
            ],
            vector_store=self._vectors,
            docstore=SimpleDocumentStore(),
            docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
        )
        self._retriever = VectorStoreIndex.from_vector_store(
            self._vectors, embed_model=self._dense
        ).as_retriever(
            vector_store_query_mode="hybrid", similarity_top_k=K, sparse_top_k=_SPARSE
        )

    def index(self) -> int:
        """Index what is new or changed, and forget what is gone."""
        reader = SimpleDirectoryReader(
            str(self._folder),
            recursive=True,
            filename_as_id=True,
            required_exts=[".md"],
            file_metadata=lambda path: {"file_path": self._inside(path)},
        )
        return len(self._pipeline.run(documents=reader.load_data()))

    def search(self, asked: str) -> list[Found]:
        """The ten best."""
        return [
            Found(
                path=one.node.metadata["file_path"],
                text=one.node.get_content(metadata_mode=MetadataMode.LLM),
                embedded=one.node.get_content(metadata_mode=MetadataMode.EMBED),
                score=float(one.score or 0.0),
            )
            for one in self._retriever.retrieve(asked)
        ]

    def _inside(self, path: str) -> str:
        return Path(path).relative_to(self._folder).as_posix()
