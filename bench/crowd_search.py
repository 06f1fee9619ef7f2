"""Goal P6: 32 people ask at once, and each call of a server takes 50 ms.

    .venv/bin/python bench/crowd_search.py

The floor of a search is two calls, one after the other: the vector, then the index. Ours
is the house's own search over a real manifest, its embedder and its index each 50 ms away
(whatever a call holds); plain is the same without gathering questions into one call, and
known the same with vectors that are remembered. There all questions find the same 50
passages; apart is ours where no two find one in common. Rounds are taken in turns in one
run, and the machine should have nothing else to do: with each search's processor time the
figures say what a busy one would make of it.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.adapters.sparse import BigramEncoder
from bot.adapters.sql.engine import open_database, sqlite_url
from bot.adapters.sql.manifest import SqlManifest
from bot.core.fusion import Fusion
from bot.core.question_vectors import QuestionVectors
from bot.core.retrieval import Retrieval
from bot.domain.audience import OPERATOR
from bot.domain.knowledge import Arms, Passage, Scored
from bot.ports import Embedder
from tests.bot.core.evidence import passage
from tests.bot.core.library import COLLECTION, Library
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.passage_index import FakePassageIndex

USERS = 32
CALL = 0.05
FOUND = 50
ROUNDS = 15
WINDOW = 0.003


class FarEmbedder(FakeEmbedder):
    """Takes 50 ms for a call, however many texts it holds; `calls` counts them."""

    calls = 0

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """One call."""
        return (await self.embed_questions([text]))[0]

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One call."""
        self.calls += 1
        await asyncio.sleep(CALL)
        return [self._vector(text) for text in texts]


class FarIndex(FakePassageIndex):
    """Takes 50 ms for a search, and found it long ago: one thing after another, in turn."""

    def __init__(self, arms: Sequence[Arms]) -> None:
        super().__init__()
        self._arms = cycle(arms)

    async def search(self, *_: object, **__: object) -> Arms:
        """One call."""
        await asyncio.sleep(CALL)
        return next(self._arms)


async def crowd(ask: Callable[[str], Awaitable[object]], words: str) -> list[float]:
    """How long each of the users waits."""

    async def one(number: int) -> float:
        before = time.perf_counter()
        await ask(f"{words} of user {number}")
        return time.perf_counter() - before

    return list(await asyncio.gather(*(one(number) for number in range(USERS))))


async def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as home:
        database = open_database(sqlite_url(Path(home) / "bench.db"))
        await database.migrate()
        manifest = SqlManifest(database)
        pages = [
            passage(f"How VPN {n} is reset.", path=f"{n}.md") for n in range(USERS * FOUND)
        ]
        await Library(manifest=manifest).enter(*pages)  # type: ignore[arg-type]
        await compare(manifest, [_arms(pages[n::USERS]) for n in range(USERS)], rounds)
        await database.close()


def _arms(found: Sequence[Passage]) -> Arms:
    """Both arms find the same, each in an order of its own."""
    scored = [Scored(one.id, 1 - number / FOUND) for number, one in enumerate(found)]
    return Arms(tuple(scored), tuple(reversed(scored)))


async def compare(manifest: SqlManifest, arms: Sequence[Arms], rounds: int) -> None:
    """Take the rounds in turns."""
    plain, batched, known, fourth = (FarEmbedder() for _ in range(4))
    alike = FarIndex(arms[:1])
    searches = {
        "plain": _search(plain, manifest, alike),
        "ours": _search(QuestionVectors(batched, window=WINDOW), manifest, alike),
        "known": _search(QuestionVectors(known, window=WINDOW), manifest, alike),
        "apart": _search(QuestionVectors(fourth, window=WINDOW), manifest, FarIndex(arms)),
    }

    async def floor(_: str) -> None:
        await asyncio.sleep(CALL)
        await asyncio.sleep(CALL)

    waited: dict[str, list[float]] = {name: [] for name in ("floor", *searches)}
    used = dict.fromkeys(waited, 0.0)
    await crowd(searches["known"], "known")
    for number in range(rounds):
        for name, search in {"floor": floor, **searches}.items():
            before = time.process_time()
            waited[name] += await crowd(search, "known" if name == "known" else str(number))
            used[name] += time.process_time() - before
    base = statistics.median(waited["floor"])
    for name, times in waited.items():
        middle = statistics.median(times)
        slow = statistics.quantiles(times, n=100)[98]
        print(
            f"{name:6} p50 {1000 * middle:6.1f} ms ({middle / base:.2f} times the floor), "
            f"p99 {1000 * slow:6.1f} ms, {USERS / middle:5.0f} questions/s, "
            f"{1000 * used[name] / len(times):.2f} ms of processor time each"
        )
    print(f"calls of the embedder for {rounds * USERS} questions: {batched.calls}")


def _search(
    embedder: Embedder, manifest: SqlManifest, index: FarIndex
) -> Callable[[str], Awaitable[object]]:
    retrieval = Retrieval(
        collection=COLLECTION,
        index=index,
        manifest=manifest,
        embedder=embedder,
        encoder=BigramEncoder(),
        fusion=Fusion(),
        today=date.today,
    )
    return lambda text: retrieval.find(text, OPERATOR)


if __name__ == "__main__":
    asyncio.run(main())
