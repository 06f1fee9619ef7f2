"""LangChain's `index()` over the folder of `bench/index_costs.py`, all in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.fakes.embedder import FakeEmbedder


def langchain(root: Path) -> Iterator[dict[str, Any]]:
    """LangChain's first run and its no-op, with everything in memory."""
    from langchain_core.documents import Document  # noqa: PLC0415 - only where it is measured
    from langchain_core.embeddings import Embeddings  # noqa: PLC0415 - as above
    from langchain_core.indexing import InMemoryRecordManager  # noqa: PLC0415 - as above
    from langchain_core.indexing import index as add  # noqa: PLC0415 - as above
    from langchain_core.vectorstores import InMemoryVectorStore  # noqa: PLC0415 - as above

    class Hashing(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            return [
                list(vector) for vector in asyncio.run(FakeEmbedder().embed_passages(texts))
            ]

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    records, store = InMemoryRecordManager("kb"), InMemoryVectorStore(Hashing())
    records.create_schema()
    for name in ("full", "no-op"):
        cpu = time.process_time()
        documents = (
            Document(part, metadata={"source": str(path)})
            for path in sorted((root / "knowledge").rglob("*.md"))
            for part in path.read_text(encoding="utf-8").split("\n## ")[1:]
        )
        add(
            documents,
            records,
            store,
            cleanup="incremental",
            source_id_key="source",
            key_encoder="blake2b",
        )
        yield {"step": name, "cpu": time.process_time() - cpu}
