"""What is forgotten on time, and what is not forgotten early."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.consent import Act, ConsentEvent
from bot.domain.people import Person
from bot.privacy.retention import Retention
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.vault import FakeVault
from tests.samples import KIM, LEE, NOON, question

QUIET = timedelta(minutes=45)
MINUTE, HOUR, DAY = 60, 3_600, 86_400


class Scene:
    def __init__(self, *, keep_days: int = 0) -> None:
        self.clock, self.vault, self.consents = FakeClock(NOON), FakeVault(), FakeConsents()
        self.exchanges = FakeExchanges(self.vault, self.clock, self.consents)
        self.retention = Retention(self.exchanges, self.clock, QUIET, keep_days)

    async def asks(self, person: Person, message: str, *, is_closed: bool = True) -> None:
        asked = question(message, asker=person, message=message)
        await self.exchanges.receive(asked)
        if is_closed:
            claim = await self.exchanges.claim_this(asked.id, lease=timedelta(minutes=1))
            assert claim is not None
            await self.exchanges.abandon(claim, reason="The place is gone.")

    async def opts_out(self, person: Person) -> None:
        event = ConsentEvent(
            self.vault.pseudonym(person), Act.OPT_OUT, self.clock.now(), source="button"
        )
        await self.consents.record(event, open_since=self.clock.now() - QUIET)

    async def words(self) -> list[str]:
        found = [await self.exchanges.find(one) for one in self.exchanges.held]
        return [one.question.text for one in found if one and one.question.text]


@pytest.mark.parametrize(("minutes", "left"), [(44, 1), (45, 1), (46, 0)])
async def test_who_opted_out_is_forgotten_once_the_conversation_is_quiet(
    minutes: int, left: int
) -> None:
    scene = Scene()
    await scene.opts_out(KIM)
    await scene.asks(KIM, "salary")
    scene.clock.advance(minutes * MINUTE)
    assert await scene.retention.run() == 1 - left
    assert len(await scene.words()) == left


async def test_who_did_not_opt_out_is_kept() -> None:
    scene = Scene()
    await scene.asks(KIM, "leave")
    await scene.asks(LEE, "salary")
    await scene.opts_out(LEE)
    scene.clock.advance(HOUR)
    assert await scene.retention.run() == 1
    assert await scene.words() == ["leave"]


@pytest.mark.parametrize(("keep_days", "left"), [(0, 2), (7, 0), (10, 1), (11, 1), (12, 2)])
async def test_all_words_go_when_they_are_too_old(keep_days: int, left: int) -> None:
    scene = Scene(keep_days=keep_days)
    await scene.asks(KIM, "older")
    scene.clock.advance(2 * DAY)
    await scene.asks(LEE, "newer")
    scene.clock.advance(9 * DAY + 1)
    assert await scene.retention.run() == 2 - left
    assert await scene.words() == ["older", "newer"][2 - left :]


async def test_a_question_still_being_answered_is_not_forgotten() -> None:
    scene = Scene(keep_days=1)
    await scene.opts_out(KIM)
    await scene.asks(KIM, "open", is_closed=False)
    scene.clock.advance(30 * DAY)
    assert await scene.retention.run() == 0
    assert await scene.words() == ["open"]


async def test_running_twice_forgets_once() -> None:
    scene = Scene(keep_days=1)
    await scene.asks(KIM, "old")
    scene.clock.advance(2 * DAY)
    assert [await scene.retention.run() for _ in range(2)] == [1, 0]


async def test_a_clock_that_goes_back_forgets_nothing_early() -> None:
    scene = Scene(keep_days=30)
    await scene.opts_out(KIM)
    await scene.asks(KIM, "salary")
    scene.clock.advance(-400 * DAY)
    assert await scene.retention.run() == 0
