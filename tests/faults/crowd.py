"""People who ask, at random but so that it can be repeated, and what is said of it."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from itertools import count

from tests.faults.bench import Bench
from tests.faults.events import Event, event

_AHEAD = 16  # deliveries that the platform always has in store


class Chance(random.Random):
    """Draws that can be made again: set `BOT_TEST_SEED` to the seed that was printed."""

    def __init__(self, seed: int) -> None:
        self.seed_ = int(os.environ.get("BOT_TEST_SEED", seed))
        super().__init__(self.seed_)


class Report:
    """Prints what was found, with the seconds that it took; `pytest -s` shows it."""

    def __init__(self, title: str, chance: Chance | None = None) -> None:
        self._title = f"{title}, seed {chance.seed_}" if chance else title
        self._since = time.monotonic()

    def tell(self, *found: object) -> None:
        """A line."""
        seconds = time.monotonic() - self._since
        print(f"\n{self._title}: {'; '.join(map(str, found))}; {seconds:.0f} s")  # noqa: T201 - figures to quote


def talk(draw: random.Random) -> Iterator[Event]:
    """People asking for ever, now and then in a conversation that goes on; some twice."""
    for number in count():
        one = event(number, thread=number - number % draw.choice((1, 1, 2, 5)))
        yield one
        if draw.random() < 0.2:
            yield one


async def keep_busy(bench: Bench, people: Iterator[Event]) -> None:
    """See to it that the platform has something to tell."""
    missing = _AHEAD - bench.platform.inbox.waiting
    await bench.send(next(people) for _ in range(missing))
