"""Every passage index that the contract holds for."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack
from pathlib import Path

from qdrant_client import AsyncQdrantClient

from bot.adapters.edge_keeping import Keeping
from bot.adapters.qdrant_edge_index import EdgePassageIndex
from bot.adapters.qdrant_index import QdrantPassageIndex, open_qdrant
from bot.domain.recipe import Quantization
from bot.ports import PassageIndex
from tests.fakes.passage_index import FakePassageIndex
from tests.fakes.qdrant_server import FakeQdrantServer
from tests.needs import cannot_run

KINDS = [
    "fake",
    "edge",
    "edge, scalar",
    "edge, binary",
    "client in memory",
    "client over http",
    "server",
]


async def open_index(kind: str, folder: Path, stack: AsyncExitStack) -> PassageIndex:
    """An index of that kind; what it needs besides is closed with the stack."""
    match kind:
        case "fake":
            return FakePassageIndex()
        case "edge":
            return EdgePassageIndex(folder / "index")
        case "edge, scalar" | "edge, binary":
            # From a hundred points on, so that the contract meets small vectors.
            small = Quantization(kind.removeprefix("edge, "))
            return EdgePassageIndex(folder / "index", Keeping(small, worth_it=1))
        case "client in memory":
            return QdrantPassageIndex(AsyncQdrantClient(":memory:"))
        case "client over http":
            stand_in = FakeQdrantServer()
            await stack.enter_async_context(stand_in.running())
            return open_qdrant(url=stand_in.url, api_key=None, timeout=60)
    url = os.environ.get("QDRANT_URL")
    if not url:
        cannot_run("no Qdrant server (set QDRANT_URL)")
    return open_qdrant(url=url or "", api_key=os.environ.get("QDRANT_API_KEY"), timeout=60)
