"""A platform that takes messages and says that it did not, says nothing, or is away."""

from __future__ import annotations

import random

import pytest

from bot.core.delivery import Terms
from tests.faults.bench import KILLED, Benches
from tests.faults.crowd import Chance, Report
from tests.faults.events import event
from tests.faults.failpoints import Failpoint, Side
from tests.faults.outlet_server import Mode

_MOODS = (Mode.NORMAL, Mode.SLOW, Mode.DROPS_REPLY, Mode.FAILS_AFTERWARDS)


class Moods:
    """Another one for each call; now and then the platform is away for some calls."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw
        self._away = 0

    def __call__(self) -> Mode:
        """The mood just now."""
        if self._away:
            self._away -= 1
            return Mode.DOWN
        if self._draw.random() < 0.02:
            self._away = self._draw.randint(1, 15)
        return self._draw.choice(_MOODS)


async def moody(benches: Benches, chance: Chance, *, events: int) -> None:
    """So many questions to a bot whose platform has moods."""
    report = Report("a platform with moods", chance)
    async with benches.bench(terms=Terms(), is_quick=True) as bench:
        bench.platform.mode = Moods(chance)
        bench.platform.slowness = 0.3
        bench.start()
        await bench.send(event(number) for number in range(events))
        await bench.settled()
        found = await bench.verdict()
    report.tell(dict(bench.platform.calls), found)
    assert found.faults == {}
    assert found.set_aside == 0


async def test_a_platform_that_hides_what_it_took_shows_nothing_twice(
    benches: Benches,
) -> None:
    await moody(benches, Chance(12), events=30)


@pytest.mark.proof
async def test_a_platform_that_hides_what_it_took_shows_none_of_many_twice(
    benches: Benches,
) -> None:
    await moody(benches, Chance(13), events=1500)


async def test_a_message_that_the_platform_is_still_taking_at_a_kill_is_not_sent_again(
    benches: Benches,
) -> None:
    async with benches.bench() as bench:
        bench.platform.slowness = 2.0
        bench.platform.trap = Failpoint("outlet.post", Side.MEANWHILE)
        life = bench.start()
        await bench.send([event(1)])
        assert await life.ended() == KILLED
        bench.start()
        await bench.settled()
        assert (await bench.verdict()).faults == {}
