"""Processes of their own for the fault tests, quick to start."""

from __future__ import annotations

import asyncio
import multiprocessing
from multiprocessing.process import BaseProcess

SPAWN = multiprocessing.get_context("forkserver")
"""What the processes import is imported once, in the process that they are forked from."""

_LAZY = (
    *("alembic.command", "httpcore", "pydantic.v1", "uvicorn.lifespan.off"),
    *("uvicorn.protocols.http.auto", "uvicorn.protocols.websockets.auto"),
    *("bot.adapters.qdrant_edge_index", "bot.adapters.qdrant_index"),
)
SPAWN.set_forkserver_preload(
    ["tests.faults.asking", "tests.faults.indexer", "tests.faults.server", *_LAZY]
)


async def ended(process: BaseProcess) -> int:
    """Wait for the end of a process; gives its exit code."""
    loop = asyncio.get_running_loop()
    end = asyncio.Event()
    loop.add_reader(process.sentinel, end.set)
    try:
        await end.wait()
    finally:
        loop.remove_reader(process.sentinel)
    process.join()
    code = process.exitcode
    assert code is not None
    return code
