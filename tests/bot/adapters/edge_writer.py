"""Writes to the embedded index until it is killed; says what has returned, line by line.

`python -m tests.bot.adapters.edge_writer FOLDER [points|small|collections]`
"""

from __future__ import annotations

import asyncio
import sys
import uuid
from itertools import count
from pathlib import Path

from bot.adapters.edge_keeping import PLAIN, Keeping
from bot.adapters.qdrant_edge_index import EdgePassageIndex
from bot.domain.audience import PUBLIC
from bot.domain.knowledge import Point, SparseVector
from bot.domain.recipe import Quantization

KB = "kb"
KEPT = 4
_BATCH = 400


def batch(number: int) -> list[Point]:
    """The points of a batch; no two batches share an id."""
    return [
        Point(
            uuid.UUID(int=number * _BATCH + at + 1),
            f"{number}.md",
            PUBLIC,
            (1.0, float(at)),
            SparseVector((number % 7, 100 + at), (1.0, 0.5)),
        )
        for at in range(_BATCH)
    ]


def say(word: str, number: int) -> None:
    """Tell the test at once."""
    sys.stdout.write(f"{word} {number}\n")
    sys.stdout.flush()


async def points(folder: Path, keeping: Keeping = PLAIN) -> None:
    """Batch after batch goes in, and out again four batches later.

    Says `in N` or `out N` once it is so for good. A fifth of the shard goes at a time,
    so that the engine also tidies up.
    """
    index = EdgePassageIndex(folder, keeping)
    await index.create(KB, dimensions=2)
    for number in count():
        await index.upsert(KB, batch(number))
        say("in", number)
        if number >= KEPT:
            await index.delete(KB, [point.id for point in batch(number - KEPT)])
            say("out", number - KEPT)


async def small(folder: Path) -> None:
    """The same, where almost every write makes vectors small."""
    await points(folder, Keeping(Quantization.SCALAR, worth_it=1))


async def collections(folder: Path) -> None:
    """Collection after collection is made, and every second one dropped."""
    index = EdgePassageIndex(folder)
    for number in count():
        await index.create(f"c{number}", dimensions=2)
        say("in", number)
        if number % 2:
            await index.drop(f"c{number}")
            say("out", number)


if __name__ == "__main__":
    what = {"points": points, "small": small, "collections": collections}[sys.argv[2]]
    asyncio.run(what(Path(sys.argv[1])))
