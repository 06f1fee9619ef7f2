"""What asking a reranker costs us: processor time of this process per search, 30 candidates.

    .venv/bin/python bench/rerank_cost.py

A server on loopback, in a process of its own, scores 30 passages of some 900 characters, half
of them Korean. What its model would take is not in these figures, and neither is the database
that the day's budget is kept in. Medians of rounds; the quickest round shows the least that
it can be on a busy machine.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing as mp
import statistics
import sys
import time
from datetime import UTC
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.adapters.rerank import HttpReranker, RerankSetup
from bot.core.limits import Purse
from bot.core.reranking import Reranking
from bot.domain.knowledge import Hit
from bot.ports import Spend
from tests.bot.core.evidence import hit, passage
from tests.fakes.clock import FakeClock
from tests.fakes.rerank_server import KEY, MODEL, RerankServer
from tests.fakes.spending import FakeSpending

CANDIDATES = 30
CALLS = 50
ROUNDS = 9
QUESTION = "How many days of annual leave can I carry over to the next year?"
ENGLISH = (
    "Up to five days of annual leave can be carried over. Ask your lead by December. " * 11
)
KOREAN = "남은 연차는 다음 해로 5일까지 이월할 수 있고 12월 말까지 신청해야 합니다. " * 22


def candidates() -> list[Hit]:
    """Thirty passages, half of them Korean."""
    texts = [f"{n}. {KOREAN if n % 2 else ENGLISH}"[:900] for n in range(CANDIDATES)]
    return [hit(passage(text, path=f"{n}.md")) for n, text in enumerate(texts)]


async def rounds(url: str, hits: list[Hit]) -> list[tuple[float, float]]:
    """Processor and wall milliseconds per search, one pair a round, after one to warm up."""
    purse = Purse(FakeSpending(), FakeClock(), cap=Spend(), zone=UTC)
    setup = RerankSetup(MODEL, url, ("127.0.0.1",), KEY, seconds=30.0)
    remote = HttpReranker(setup, purse=purse, clock=FakeClock())
    reranking, found = Reranking(remote, CANDIDATES), []
    for turn in range(ROUNDS + 1):
        begun, started = time.process_time(), time.perf_counter()
        for _ in range(CALLS):
            await reranking.reranked(QUESTION, hits)
        spent, took = time.process_time() - begun, time.perf_counter() - started
        if turn:
            found.append((1000 * spent / CALLS, 1000 * took / CALLS))
    await remote.close()
    return found


def serve(pipe: Any) -> None:
    """The server's process: says its address, and ends with this one."""

    async def run() -> None:
        logging.getLogger("aiohttp.access").setLevel(logging.ERROR)
        server = RerankServer()
        async with server.running():
            pipe.send(server.url)
            await asyncio.to_thread(pipe.recv)

    asyncio.run(run())


def main() -> None:
    """Print both figures."""
    ours, theirs = mp.Pipe()
    server = mp.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    found = asyncio.run(rounds(ours.recv(), candidates()))
    ours.send("done")
    server.join(10)
    own, wall = [p for p, _ in found], [w for _, w in found]
    print(
        f"{CANDIDATES} candidates, {ROUNDS} rounds of {CALLS}: {statistics.median(own):.2f} ms "
        f"of processor time a search (quickest {min(own):.2f}); wall with a server that takes "
        f"no time to think {statistics.median(wall):.1f} ms (quickest {min(wall):.1f})"
    )


if __name__ == "__main__":
    main()
