"""The stand-in for a Qdrant server, in a process of its own that outlives index runs.

It is the client's own engine behind the server's HTTP, on the loopback: what it shows is
how we speak to a server and in which order, not how durable or quick one is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from tests.faults.processes import SPAWN


class StandIn:
    """Tells the process what to do; `url` is where it listens."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url = str(pipe.recv())

    def save(self) -> None:
        """Keep what is there now."""
        self._order("save")

    def restore(self) -> None:
        """Have what was kept, or nothing, and nothing else."""
        self._order("restore")

    def _order(self, what: str) -> None:
        self._pipe.send(what)
        assert self._pipe.recv() == what


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A server while the block runs."""
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    there.close()
    try:
        yield StandIn(here)
    finally:
        here.close()
        process.join()
        process.close()


def _serve(pipe: Connection) -> None:
    asyncio.run(_obey(pipe))


async def _obey(pipe: Connection) -> None:
    from tests.fakes.qdrant_server import FakeQdrantServer, Snapshot  # noqa: PLC0415 - takes a second, that others of the fork server need not wait for

    server, kept = FakeQdrantServer(), Snapshot()
    async with server.running():
        pipe.send(server.url)
        while True:
            try:
                order = await asyncio.to_thread(pipe.recv)
            except EOFError:
                return
            if order == "save":
                kept = await server.saved()
            else:
                await server.restore(kept)
            pipe.send(order)
