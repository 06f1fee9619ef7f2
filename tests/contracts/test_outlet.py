"""What every outlet keeps.

A connector adds its own stage: an outlet on a server that the test holds in its hands.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Protocol

import pytest

from bot.core.rendering import render
from bot.domain.conversation import (
    Exchange,
    Place,
    Question,
    Remedy,
    Sentence,
    Speaker,
    State,
    Turn,
)
from bot.domain.errors import OutletRefused, OutletUnavailable
from bot.ports import Outlet
from tests.connectors.discord.stage import discord_stage
from tests.connectors.slack.stage import slack_stage
from tests.fakes.outlet import FakeOutlet
from tests.samples import LEE, answer, question


class Stage(Protocol):
    """An outlet, and the platform behind it."""

    @property
    def outlet(self) -> Outlet:
        """The outlet."""
        ...

    def question(self, text: str, *, message: str) -> Question:
        """Asked in one place of this platform, each time the same."""
        ...

    async def shown(self, place: Place) -> list[str]:
        """What people in that place see of the bot, in the order of posting."""
        ...

    async def staff(self) -> list[str]:
        """What the staff were told, in the order of posting."""
        ...

    def away(self, *, after: float = 0.0) -> None:
        """The platform takes nothing just now, and asks for a pause."""
        ...

    def closed(self) -> None:
        """The platform will not let the bot write there again."""
        ...


class FakeStage:
    """The fake needs no platform."""

    def __init__(self) -> None:
        self.outlet = FakeOutlet()

    def question(self, text: str, *, message: str) -> Question:
        return question(text, message=message, asker=LEE)

    async def shown(self, place: Place) -> list[str]:
        return self.outlet.texts(place)

    async def staff(self) -> list[str]:
        calls = self.outlet.calls_for_people.values()
        return ["\n".join(turn.text for turn in turns) for turns in calls]

    def away(self, *, after: float = 0.0) -> None:
        self.outlet.failures = [OutletUnavailable("away", after=after)]

    def closed(self) -> None:
        self.outlet.failures = [OutletRefused("closed")]


@asynccontextmanager
async def fake_stage() -> AsyncIterator[Stage]:
    """On no platform at all."""
    yield FakeStage()


@pytest.fixture(
    params=[fake_stage, slack_stage, discord_stage], ids=["fake", "slack", "discord"]
)
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with request.param() as built:
        yield built


def answered(stage: Stage, text: str = "다섯 날입니다.", *, message: str = "1") -> Exchange:
    asked = stage.question("며칠인가요?", message=message)
    made = replace(answer(), sentences=(Sentence(text, (1,)),))
    return Exchange(asked, State.ANSWERED, made, render(made))


def failed(stage: Stage, reason: str, *, message: str = "1") -> Exchange:
    asked = stage.question("며칠인가요?", message=message)
    return Exchange(asked, State.FAILED, reason=reason, remedy=Remedy.WAIT)


async def test_what_is_posted_is_seen_where_it_was_asked(stage: Stage) -> None:
    exchange = answered(stage)
    assert await stage.outlet.post(exchange)
    (shown,) = await stage.shown(exchange.question.place)
    assert "다섯 날입니다." in shown


async def test_a_failed_exchange_shows_its_reason(stage: Stage) -> None:
    exchange = failed(stage, "Please ask again in a few minutes.")
    await stage.outlet.post(exchange)
    (shown,) = await stage.shown(exchange.question.place)
    assert "ask again in a few minutes" in shown


async def test_what_was_posted_is_found_again(stage: Stage) -> None:
    exchange = answered(stage)
    assert await stage.outlet.find(exchange) is None
    posted = await stage.outlet.post(exchange)
    assert await stage.outlet.find(exchange) == posted


async def test_it_is_found_by_whom_it_answers_and_not_by_what_it_says(stage: Stage) -> None:
    notice, other = failed(stage, "Away."), answered(stage, message="2")
    posted = await stage.outlet.post(notice)
    assert await stage.outlet.find(answered(stage)) == posted
    assert await stage.outlet.find(other) is None
    assert await stage.outlet.post(other) != posted
    assert await stage.outlet.find(notice) == posted


async def test_an_update_changes_the_message_and_adds_none(stage: Stage) -> None:
    notice = failed(stage, "Away.")
    posted = await stage.outlet.post(notice)
    await stage.outlet.update(posted, answered(stage))
    (shown,) = await stage.shown(notice.question.place)
    assert "다섯 날입니다." in shown
    assert "Away." not in shown
    assert await stage.outlet.find(notice) == posted


async def test_the_same_update_twice_is_fine(stage: Stage) -> None:
    exchange = answered(stage)
    posted = await stage.outlet.post(exchange)
    await stage.outlet.update(posted, exchange)
    await stage.outlet.update(posted, exchange)
    assert len(await stage.shown(exchange.question.place)) == 1


async def test_every_exchange_of_a_place_has_a_message_of_its_own(stage: Stage) -> None:
    exchanges = [answered(stage, f"Answer {n}.", message=str(n)) for n in range(3)]
    for exchange in exchanges:
        await stage.outlet.post(exchange)
    shown = await stage.shown(exchanges[0].question.place)
    assert [f"Answer {n}." in text for n, text in enumerate(shown)] == [True] * 3


async def test_a_platform_that_is_away_may_take_it_later(stage: Stage) -> None:
    exchange = answered(stage)
    stage.away(after=7)
    with pytest.raises(OutletUnavailable) as raised:
        await stage.outlet.post(exchange)
    assert raised.value.after >= 7
    await stage.outlet.post(exchange)
    assert len(await stage.shown(exchange.question.place)) == 1


async def test_a_place_that_is_closed_refuses(stage: Stage) -> None:
    stage.closed()
    with pytest.raises(OutletRefused):
        await stage.outlet.post(answered(stage))


async def test_a_message_that_is_gone_cannot_be_updated(stage: Stage) -> None:
    exchange = replace(answered(stage), posted="never-posted")
    with pytest.raises(OutletRefused):
        await stage.outlet.update("never-posted", exchange)


async def test_what_was_erased_is_found_and_taken_away(stage: Stage) -> None:
    exchange, other = answered(stage), answered(stage, message="2")
    posted = await stage.outlet.post(exchange)
    await stage.outlet.post(other)
    question = replace(exchange.question, text="")
    erased = Exchange(question, State.DELIVERED, posted=posted)
    assert await stage.outlet.find(erased) == posted
    await stage.outlet.remove(posted, erased)
    assert len(await stage.shown(question.place)) == 1
    assert await stage.outlet.find(erased) is None
    await stage.outlet.remove(posted, erased)


async def test_the_staff_are_told_once_what_was_said(stage: Stage) -> None:
    exchange = answered(stage)
    turns = (Turn(Speaker.USER, "며칠인가요?"), Turn(Speaker.BOT, "다섯 날입니다."))
    assert await stage.outlet.call_person(exchange, turns) == "#it-help"
    assert await stage.outlet.call_person(exchange, turns) == "#it-help"
    (told,) = await stage.staff()
    assert told.index("며칠인가요?") < told.index("다섯 날입니다.")
