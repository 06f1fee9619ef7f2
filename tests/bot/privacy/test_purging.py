"""The outbox of erasures, carried out."""

from __future__ import annotations

import pytest

from bot.domain.errors import DatabaseUnavailable
from bot.privacy.purging import Purging
from tests.fakes.clock import FakeClock
from tests.fakes.purges import FakePurges
from tests.samples import NOON


class Store:
    """Counts its purges. `failure`, while set, is raised instead."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.purged = 0
        self.failure = failure

    async def purge(self) -> None:
        if self.failure:
            raise self.failure
        self.purged += 1


class Scene:
    def __init__(self) -> None:
        self.clock, self.database, self.cache = FakeClock(NOON), Store(), Store()
        self.purges = FakePurges(self.clock)
        purgers = {"database": self.database.purge, "cache": self.cache.purge}
        self.purging = Purging(self.purges, self.clock, purgers)

    async def asked(self, *kinds: str) -> None:
        for kind in kinds:
            await self.purges.announce(kind)
            self.clock.advance(10)

    async def waiting(self) -> list[str]:
        return [purge.kind for purge in await self.purges.waiting()]


async def test_nothing_asked_for_is_nothing_purged() -> None:
    scene = Scene()
    assert await scene.purging.run() == 0
    assert (scene.database.purged, scene.cache.purged) == (0, 0)


async def test_one_purge_of_a_kind_does_for_all_who_asked_for_it() -> None:
    scene = Scene()
    await scene.asked("database", "cache", "database", "database")
    assert await scene.purging.run() == 0
    assert (scene.database.purged, scene.cache.purged) == (1, 1)
    assert await scene.waiting() == []


async def test_what_is_done_is_not_done_again() -> None:
    scene = Scene()
    await scene.asked("database")
    await scene.purging.run()
    await scene.purging.run()
    assert scene.database.purged == 1


@pytest.mark.parametrize(
    "failure", [DatabaseUnavailable("in use"), OSError("disk"), ZeroDivisionError()]
)
async def test_what_fails_waits_and_keeps_nothing_else_waiting(failure: Exception) -> None:
    scene = Scene()
    scene.database.failure = failure
    await scene.asked("database", "cache", "database")
    assert await scene.purging.run() == 30
    assert scene.cache.purged == 1
    assert await scene.waiting() == ["database", "database"]

    scene.database.failure = None
    assert await scene.purging.run() == 0
    assert scene.database.purged == 1


async def test_what_was_asked_for_while_a_purge_ran_waits_for_the_next() -> None:
    scene = Scene()

    async def purge_and_forget_somebody_else() -> None:
        await scene.database.purge()
        if scene.database.purged == 1:
            await scene.purges.announce("database")

    purgers = {"database": purge_and_forget_somebody_else}
    purging = Purging(scene.purges, scene.clock, purgers)
    await scene.asked("database")
    await purging.run()
    assert await scene.waiting() == ["database"]
    await purging.run()
    assert scene.database.purged == 2
    assert await scene.waiting() == []


async def test_a_kind_that_nothing_here_can_purge_waits_and_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scene = Scene()
    await scene.asked("vectors", "cache")
    assert await scene.purging.run() == 20
    assert await scene.waiting() == ["vectors"]
    assert scene.cache.purged == 1
    assert "nothing here can purge" in caplog.text


async def test_the_lag_is_the_age_of_the_oldest() -> None:
    scene = Scene()
    assert await scene.purging.lag() == 0
    await scene.asked("cache", "database")
    scene.clock.advance(880)
    assert await scene.purging.lag() == 900
    scene.clock.advance(-10_000)
    assert await scene.purging.lag() == 0


async def test_an_outbox_that_marks_nothing_as_done_keeps_nobody_from_being_purged() -> None:
    class Forgetful(FakePurges):
        async def done(self, purge: object) -> None:
            raise DatabaseUnavailable("away")

    scene = Scene()
    purges = Forgetful(scene.clock)
    purging = Purging(purges, scene.clock, scene.purging.purgers)
    for kind in ("database", "cache"):
        await purges.announce(kind)
    await purging.run()
    assert (scene.database.purged, scene.cache.purged) == (1, 1)
    assert len(await purges.waiting()) == 2
