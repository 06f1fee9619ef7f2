"""Many questions at once, with an answerer that only waits: what the bot itself costs.

    python bench/serve_load.py [--questions 200] [--over 0] [--seconds 1.5] [--parallel 200]

Prints the share of a question's time that is not the answerer's, answers a second, and
memory. All are asked in the same moment, or evenly `over` so many seconds. Uses SQLite in a
fresh home unless BOT_DATABASE__URL says otherwise.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import resource
import statistics
import tempfile
import time
import uuid
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from bot.bootstrap import furnish
from bot.core.terms import Terms
from bot.domain.audience import PUBLIC, clearance
from bot.domain.conversation import (
    Addressed,
    Answer,
    Exchange,
    Outcome,
    Place,
    Pointer,
    Question,
)
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.parts import open_parts
from bot.settings import load


class Waiting:
    """Answers after a pause."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def answer(self, _question: Question, *, so_far: object = None) -> Answer:  # noqa: ARG002 - as the real one
        """Not in the documents, after the pause."""
        await asyncio.sleep(self._seconds)
        nearest = (Pointer("a.md", "A page", ""),)
        return Answer(Outcome.UNKNOWN, Language.ENGLISH, 0.1, nearest=nearest)


class Clocked:
    """An outlet that takes note of when each exchange was shown."""

    def __init__(self) -> None:
        self.shown: dict[uuid.UUID, float] = {}

    async def post(self, exchange: Exchange) -> str:
        """Shown now."""
        self.shown[exchange.question.id] = time.perf_counter()
        return str(exchange.question.id)

    async def update(self, posted: str, exchange: Exchange) -> None:
        """Nothing changes."""

    async def find(self, _exchange: Exchange) -> str | None:
        """Nothing was posted before."""
        return None


def question(number: int) -> Question:
    """One of many people's, each in a conversation of their own."""
    return Question(
        place=Place(Platform.SLACK, "T1", "C1", f"thread-{number}", clearance(PUBLIC)),
        message=str(number),
        asker=Person(Platform.SLACK, "T1", f"U{number}"),
        text="Where do I find the form for travel expenses?",
        asked_at=datetime.now(UTC),
        addressed=Addressed.MENTION,
    )


async def measure(arguments: argparse.Namespace, home: Path) -> Mapping[str, float]:
    """Ask everything at once; wait until everything is shown."""
    settings = load(home=home, knowledge=home)
    outlet, asked = Clocked(), {}
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack)
        house = furnish(
            settings,
            parts,
            answering=Waiting(arguments.seconds),  # type: ignore[arg-type] # all that is used
            terms=Terms(parallel=arguments.parallel),
        )
        house.reading.done = True
        house.outlets[Platform.SLACK] = outlet
        running = asyncio.create_task(house.delivery.run())
        started = time.perf_counter()

        async def hear(number: int) -> float:
            await asyncio.sleep(arguments.over * number / arguments.questions)
            one = question(number)
            asked[one.id] = time.perf_counter()
            await house.desk.hear(one)
            return time.perf_counter() - asked[one.id]

        acknowledged = await asyncio.gather(*(hear(n) for n in range(arguments.questions)))
        while len(outlet.shown) < arguments.questions:  # noqa: ASYNC110 - a measurement
            await asyncio.sleep(0.01)
        seconds = time.perf_counter() - started
        await house.delivery.drain(10)
        await running
    waits = sorted(outlet.shown[one] - asked[one] for one in asked)
    return {
        "questions": arguments.questions,
        "answers a second": arguments.questions / seconds,
        "acknowledged p50, s": statistics.median(acknowledged),
        "acknowledged p95, s": _share(sorted(acknowledged), 0.95),
        "own time p50, s": statistics.median(waits) - arguments.seconds,
        "own time p95, s": _share(waits, 0.95) - arguments.seconds,
        "memory, MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--over", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--parallel", type=int, default=200)
    with tempfile.TemporaryDirectory() as home:
        figures = asyncio.run(measure(parser.parse_args(), Path(home)))
    print(f"{datetime.now(UTC):%Y-%m-%d}")
    for name, value in figures.items():
        print(f"{name:<22} {value:10.3f}")


if __name__ == "__main__":
    main()
