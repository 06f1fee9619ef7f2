"""Goal P6: 32 people ask at once, and each call of a server takes 50 ms.

    .venv/bin/python bench/crowd_search.py

The floor of a search is two calls, one after the other: the vector, then the index. Ours
is the house's own search over a real manifest, its embedder and its index each 50 ms away
(whatever a call holds); plain is the same without gathering questions into one call, and
known the same with vectors that are remembered. Rounds are taken in turns in one run.
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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.adapters.sparse import BigramEncoder
from bot.adapters.sql.engine import open_database, sqlite_url
from bot.adapters.sql.manifest import SqlManifest
from bot.core.fusion import Fusion
from bot.core.question_vectors import QuestionVectors
from bot.core.retrieval import Retrieval
from bot.domain.audience import OPERATOR
from bot.domain.knowledge import Arms
from bot.ports import Embedder
from tests.bot.core.evidence import passage
from tests.bot.core.library import COLLECTION, Library
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.passage_index import FakePassageIndex

USERS = 32
CALL = 0.05
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
    """Takes 50 ms for a search, and found it long ago."""

    arms = Arms((), ())

    async def search(self, *_: object, **__: object) -> Arms:
        """One call."""
        await asyncio.sleep(CALL)
        return self.arms


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
        manifest, index = SqlManifest(database), FarIndex()
        library = Library(index=index, manifest=manifest)  # type: ignore[arg-type]
        pages = [passage(f"How VPN {n} is reset.", path=f"{n}.md") for n in range(50)]
        await library.put(*pages)
        near = await FakePassageIndex.search(
            index,
            COLLECTION,
            dense=FakeEmbedder()._vector("VPN"),  # noqa: SLF001 - what a server would find
            sparse=BigramEncoder().question("VPN"),
            audiences=None,
            depth=50,
        )
        index.arms = near
        await compare(manifest, index, rounds)
        await database.close()


async def compare(manifest: SqlManifest, index: FarIndex, rounds: int) -> None:
    """Take the rounds in turns."""
    plain, batched, known = FarEmbedder(), FarEmbedder(), FarEmbedder()
    searches = {
        "plain": _search(plain, manifest, index),
        "ours": _search(QuestionVectors(batched, window=WINDOW), manifest, index),
        "known": _search(QuestionVectors(known, window=WINDOW), manifest, index),
    }

    async def floor(_: str) -> None:
        await asyncio.sleep(CALL)
        await asyncio.sleep(CALL)

    waited: dict[str, list[float]] = {name: [] for name in ("floor", *searches)}
    await crowd(searches["known"], "known")
    for number in range(rounds):
        waited["floor"] += await crowd(floor, "")
        for name, search in searches.items():
            waited[name] += await crowd(search, "known" if name == "known" else str(number))
    base = statistics.median(waited["floor"])
    for name, times in waited.items():
        middle = statistics.median(times)
        slow = statistics.quantiles(times, n=100)[98]
        print(
            f"{name:6} p50 {1000 * middle:6.1f} ms ({middle / base:.2f} times the floor), "
            f"p99 {1000 * slow:6.1f} ms, {USERS / middle:5.0f} questions/s"
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
