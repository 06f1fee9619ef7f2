"""Index runs in processes of their own, with a quick embedder."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot import bootstrap
from bot.adapters.sql.engine import sqlite_url
from bot.domain.knowledge import Passage
from bot.domain.recipe import Quantization
from bot.parts import Parts, open_parts
from bot.settings import DatabaseSettings, QdrantSettings, Settings
from tests.fakes.embedder import FakeEmbedder
from tests.faults.processes import SPAWN
from tests.faults.tripwire import Tripwire

Shelf = dict[str, tuple[str, ...]]
"""Path of each document, and the texts of its passages in order."""


@dataclass(frozen=True)
class Site:
    """Where a bot works: the embedded default, unless `server` is the address of a Qdrant.

    Then several processes share the database of the home, as replicas share theirs.
    """

    home: Path
    knowledge: Path
    server: str = ""
    quantization: Quantization = Quantization.NONE

    def settings(self) -> Settings:
        """What a process is told that works here."""
        if not self.server:
            return Settings(home=self.home, knowledge=self.knowledge)
        return Settings(
            home=self.home,
            knowledge=self.knowledge,
            database=DatabaseSettings(url=SecretStr(sqlite_url(self.home / "shared.db"))),
            qdrant=QdrantSettings(url=self.server, quantization=self.quantization),
        )


@dataclass(frozen=True)
class Found:
    """What a process found in a home.

    `answering` is the shelf that questions are answered from at start, before any index
    run; `final` the shelf after one; `strays` counts points in the index that belong to
    no current passage, or passages without a point, `others` collections that are left
    of another run.
    """

    answering: Shelf
    final: Shelf
    strays: int
    others: frozenset[str]
    embedded_at_start: int
    embedded_by_run: int


class _JournalledEmbedder(FakeEmbedder):
    """Writes down what it embeds."""

    def __init__(self, wire: Tripwire) -> None:
        super().__init__()
        self._wire = wire

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """As the fake does, and writes the texts into the journal."""
        for text in texts:
            self._wire.note(f"embedded {text!r}")
        return await super().embed_passages(texts)


class _JournalledCache:
    """Writes down how many vectors are safely stored."""

    def __init__(self, cache: Any, wire: Tripwire) -> None:
        self._cache = cache
        self._wire = wire
        self.find = cache.find

    async def keep(self, vectors: Mapping[bytes, Sequence[float]]) -> None:
        """As the cache does, and tells the journal once they are stored."""
        await self._cache.keep(vectors)
        self._wire.note("stored")


def index_and_die(site: Site, journal: Path, at: int, after: bool) -> int:  # noqa: FBT001 - goes through a process boundary
    """Start an index run that kills itself at a call; gives the exit code."""
    return _in_process(_index, site, journal, at, after)


def index_until(site: Site, journal: Path, delay: float) -> None:
    """Start an index run and kill it from outside after some seconds, if it still runs."""
    process = SPAWN.Process(target=_index, args=(site, journal, None, False))
    process.start()
    process.join(delay)
    process.kill()
    process.join()
    process.close()


def index(site: Site, journal: Path) -> int:
    """A whole index run; gives the exit code."""
    return _in_process(_index, site, journal, None, False)  # noqa: FBT003 - as above


def inspect(site: Site, journal: Path) -> Found:
    """Start as a question does, look, index, and look again."""
    here, there = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=_inspect, args=(site, journal, there))
    process.start()
    there.close()
    found = here.recv()
    process.join()
    here.close()
    assert isinstance(found, Found), found
    return found


def _in_process(target: Callable[..., None], *args: object) -> int:
    process = SPAWN.Process(target=target, args=args)
    process.start()
    process.join()
    code = process.exitcode
    process.close()
    assert code is not None
    return code


def _index(site: Site, journal: Path, at: int | None, after: bool) -> None:  # noqa: FBT001 - see above
    asyncio.run(_run_index(site, Tripwire(journal, at=at, after=after)))


async def _run_index(site: Site, wire: Tripwire) -> None:
    settings = site.settings()
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack)
        wired = dataclasses.replace(
            parts,
            embedder=_JournalledEmbedder(wire),
            index=wire.around(parts.index),
            manifest=wire.around(parts.manifest),
            cache=wire.around(_JournalledCache(parts.cache, wire)),
        )
        await bootstrap.furnish(settings, wired).index(lambda _done, _total: None)


def _inspect(site: Site, journal: Path, answer: Any) -> None:
    try:
        answer.send(asyncio.run(_look(site, Tripwire(journal))))
    except BaseException as error:  # noqa: BLE001 - the parent process tells the test
        answer.send(repr(error))


async def _look(site: Site, wire: Tripwire) -> Found:
    settings = site.settings()
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack)
        embedder = _JournalledEmbedder(wire)
        parts = dataclasses.replace(
            parts, embedder=embedder, cache=_JournalledCache(parts.cache, wire)
        )
        house = bootstrap.furnish(settings, parts)
        await house.ready(lambda _done, _total: None)
        answering = await _shelf(parts)
        at_start = embedder.embedded
        await house.index(lambda _done, _total: None)
        return Found(
            answering=answering,
            final=await _shelf(parts),
            strays=await _strays(parts),
            others=await parts.index.collections() - {await parts.manifest.current() or ""},
            embedded_at_start=at_start,
            embedded_by_run=embedder.embedded - at_start,
        )


async def _shelf(parts: Parts) -> Shelf:
    """What a search finds, by searching for every passage that the manifest holds."""
    collection = await parts.manifest.current()
    assert collection is not None
    found: dict[Any, Passage] = {}
    for passage in await _current(parts):
        # Not through Retrieval, which leaves out passages with the same words.
        arms = await parts.index.search(
            collection,
            dense=await parts.embedder.embed_question(passage.searchable),
            sparse=parts.encoder.question(passage.searchable),
            audiences=None,
            depth=50,
        )
        ids = [point.id for point in (*arms.dense, *arms.sparse)]
        found |= await parts.manifest.passages(collection, ids)
    shelf: dict[str, list[Passage]] = {}
    for passage in found.values():
        shelf.setdefault(passage.path, []).append(passage)
    return {
        path: tuple(p.text for p in sorted(passages, key=lambda p: p.position))
        for path, passages in sorted(shelf.items())
    }


async def _current(parts: Parts) -> list[Passage]:
    collection = await parts.manifest.current()
    assert collection is not None
    return await parts.manifest.page(collection, after=None, limit=10_000)


async def _strays(parts: Parts) -> int:
    collection = await parts.manifest.current()
    assert collection is not None
    ids = {passage.id for passage in await _current(parts)}
    return len(ids ^ await parts.index.ids(collection))
