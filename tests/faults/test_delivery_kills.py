"""kill -9 of the serving process at every step of a delivery."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from tests.faults.bench import KILLED, Bench, Benches, Life
from tests.faults.crowd import Report
from tests.faults.events import Event, event
from tests.faults.failpoints import Failpoint, Side
from tests.faults.outlet_server import Mode
from tests.faults.server import MISSET, SLOW

_BOTH = (Side.BEFORE, Side.AFTER)
_AT_THE_PLATFORM = (*_BOTH, Side.ARRIVED, Side.STORED)


@dataclass(frozen=True)
class Scenario:
    """One process after another dies at these; `word` and `first` decide how it gets there.

    `first` is how the platform takes the first message of the scenario.
    """

    kills: tuple[Failpoint, ...]
    word: str = ""
    first: Mode = Mode.NORMAL

    @property
    def is_shown(self) -> bool:
        """Whether people see anything in the end; not when the platform refused it."""
        return self.kills != (Failpoint("abandon", Side.AFTER),)

    def __str__(self) -> str:
        return ", then ".join(map(str, self.kills))


def _points(steps: str, sides: Sequence[Side] = _BOTH) -> list[Failpoint]:
    return [Failpoint(step, side) for step in steps.split() for side in sides]


def _scenarios() -> list[Scenario]:
    """Every call that delivery makes of its parts, on each side of it."""
    straight = "receive ack claim_many turns embed_question embed_passages record close"
    whole = [*_points(straight), *_at_the_platform("outlet.post")]
    recorded = Failpoint("record", Side.AFTER)
    resumed = [*_points("claim posting outlet.find close"), *_at_the_platform("outlet.post")]
    posted = Failpoint("outlet.post", Side.STORED)
    updated = [*_points("claim posting outlet.find close"), *_at_the_platform("outlet.update")]
    return [
        *(Scenario((point,)) for point in whole),
        *(Scenario((recorded, point)) for point in resumed),
        *(Scenario((posted, point)) for point in updated),
        *(Scenario((point,), word=MISSET) for point in _points("fail")),
        *(Scenario((point,), word=SLOW) for point in _points("renew")),
        *(Scenario((point,), first=Mode.DOWN) for point in _points("release")),
        *(Scenario((point,), first=Mode.REFUSES) for point in _points("abandon")),
    ]


def _at_the_platform(step: str) -> list[Failpoint]:
    return _points(step, _AT_THE_PLATFORM)


class Series:
    """Scenarios one after another on one bench; gives the kills by failpoint.

    The process that dies next also brings to an end what the last one left.
    """

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._kills: Counter[Failpoint] = Counter()

    async def run(self, scenarios: Sequence[Scenario]) -> Counter[Failpoint]:
        """All of them."""
        for scenario in scenarios:
            await self._suffer(scenario, event(len(self._bench.sent), word=scenario.word))
        self._bench.start()
        await self._bench.settled()
        return self._kills

    async def _suffer(self, scenario: Scenario, asked: Event) -> None:
        platform, (first, *others) = self._bench.platform, scenario.kills
        life = self._bench.start(failpoint=first, message=asked.message)
        await self._bench.settled()
        modes = iter((scenario.first,))
        platform.mode = lambda: next(modes, Mode.NORMAL)
        platform.trap = first
        await self._bench.send([asked])
        await self._dies(life, first)
        for failpoint in others:
            platform.trap = failpoint
            life = self._bench.start(failpoint=failpoint)
            await self._dies(life, failpoint)

    async def _dies(self, life: Life, failpoint: Failpoint) -> None:
        try:
            assert await life.ended() == KILLED
        except BaseException as error:
            error.add_note(f"It never died {failpoint}.")
            raise
        self._kills[failpoint] += 1


async def suffer(benches: Benches, scenarios: Sequence[Scenario], *, side_by_side: int) -> None:
    """Go through all of them, on so many benches at once, and see what became of it."""
    report = Report("kills at every step")
    async with asyncio.TaskGroup() as group:
        shares = [
            group.create_task(_suffer(benches, scenarios[share::side_by_side]))
            for share in range(side_by_side)
        ]
    kills = sum((share.result() for share in shares), Counter[Failpoint]())
    report.tell(f"{kills.total()} kills at {len(kills)} failpoints", "all as it must be")


async def _suffer(benches: Benches, scenarios: Sequence[Scenario]) -> Counter[Failpoint]:
    async with benches.bench() as bench:
        kills = await Series(bench).run(scenarios)
        found = await bench.verdict()
    hidden = sum(not scenario.is_shown for scenario in scenarios)
    assert found.faults == ({"lost": hidden} if hidden else {})
    assert found.set_aside == 0
    return kills


async def test_a_kill_before_or_after_any_step_costs_no_answer_and_doubles_none(
    benches: Benches,
) -> None:
    scenarios = _scenarios()
    start = int(benches.is_on_server)  # half of them here and half of them there
    await suffer(benches, scenarios[start::2], side_by_side=8)


@pytest.mark.proof
@pytest.mark.parametrize("part", range(4))
async def test_twenty_kills_at_every_step_cost_no_answer_and_double_none(
    benches: Benches, part: int
) -> None:
    await suffer(benches, _scenarios() * 5, side_by_side=10 if benches.is_on_server else 6)
