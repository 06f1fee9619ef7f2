"""A process that asks twenty questions a second of what others index meanwhile.

It has the same knowledge open as a serving bot, and searches through the same desk.
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from multiprocessing.connection import Connection

from bot import bootstrap
from bot.bootstrap import House
from bot.domain.knowledge import Hit
from bot.errands import question_of
from bot.parts import open_parts
from tests.fakes.embedder import FakeEmbedder
from tests.faults.indexer import Shelf, Site
from tests.faults.processes import SPAWN

RATE = 20
"""Questions a second."""
_MORE_THAN_ALL = 1000

Shown = tuple[tuple[str, tuple[str, ...]], ...]
"""What one search found: each document's path, and its passages in order."""


@dataclass
class Heard:
    """What became of the questions; `shown` counts how often the same was found."""

    shown: Counter[Shown] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return self.shown.total() + len(self.failures)

    def wrong(self, before: Shelf, after: Shelf) -> list[str]:
        """Documents there before and after that were shown in neither version, or not."""
        return [
            f"{path}: {dict(shown).get(path, 'not found')}"
            for shown in self.shown
            for path in before.keys() & after.keys()
            if dict(shown).get(path) not in {before[path], after[path]}
        ]


class Asker:
    """Tells the process when to ask."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def begin(self, site: Site, texts: Sequence[str]) -> None:
        """Open the bot there, and ask these in turn until the end."""
        self._pipe.send((site, tuple(texts)))
        assert self._pipe.recv() == "open"

    def end(self) -> Heard:
        """Stop, and tell what was heard since."""
        self._pipe.send("end")
        heard = self._pipe.recv()
        assert isinstance(heard, Heard)
        return heard


@contextmanager
def asker() -> Iterator[Asker]:
    """A process that waits to ask, while the block runs."""
    here, there = SPAWN.Pipe()
    process = SPAWN.Process(target=_wait, args=(there,), daemon=True)
    process.start()
    there.close()
    try:
        yield Asker(here)
    finally:
        here.close()
        process.join()
        process.close()


def _wait(pipe: Connection) -> None:
    while True:
        try:
            site, texts = pipe.recv()
        except EOFError:
            return
        asyncio.run(_ask_at(site, texts, pipe))


async def _ask_at(site: Site, texts: Sequence[str], pipe: Connection) -> None:
    settings = site.settings()
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack)
        house = bootstrap.furnish(settings, dataclasses.replace(parts, embedder=FakeEmbedder()))
        assert await house.ready(lambda _done, _total: None) is None, "nothing was indexed"
        pipe.send("open")
        end = asyncio.create_task(asyncio.to_thread(pipe.recv))
        pipe.send(await _ask(house, texts, end))


async def _ask(house: House, texts: Iterable[str], end: asyncio.Task[str]) -> Heard:
    """At the moments of the clock, however long the answers take."""
    heard, asked, asking = Heard(), 0, set[asyncio.Task[None]]()
    loop = asyncio.get_running_loop()
    since, turns = loop.time(), cycle(texts)
    while not end.done():
        asking.add(asyncio.create_task(_search(house, next(turns), heard)))
        asked += 1
        pause = since + asked / RATE - loop.time()
        await asyncio.wait({end}, timeout=max(0.0, pause))
    heard.seconds = loop.time() - since
    await asyncio.gather(*asking)
    return heard


async def _search(house: House, text: str, heard: Heard) -> None:
    line = {"question": text, "history": []}
    question = question_of(line, user="asker", asked_at=house.clock.now())
    try:
        hits = await house.desk.search(question, limit=_MORE_THAN_ALL)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        heard.failures.append(repr(error))
    else:
        heard.shown[_shown(hits)] += 1


def _shown(hits: Iterable[Hit]) -> Shown:
    found: dict[str, dict[int, str]] = {}
    for hit in hits:
        found.setdefault(hit.passage.path, {})[hit.passage.position] = hit.passage.text
    return tuple(
        (path, tuple(texts[at] for at in sorted(texts)))
        for path, texts in sorted(found.items())
    )
