"""What the desk cannot take on, and what it says then."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest

from bot.core.desk import LONGEST_QUESTION, Desk
from bot.core.limits import Pace
from bot.domain.conversation import Exchange, Question, Remedy, State
from bot.domain.errors import ServiceError
from bot.domain.people import Person
from bot.ports import Crowd, Screening
from tests.bot.core.desks import Log, Room
from tests.bot.core.questions import asked, bot, user
from tests.samples import LEE


def numbered(count: int, text: str = "VPN?") -> list[Question]:
    return [asked(text, message=str(n)) for n in range(count)]


def is_turned_away(exchange: Exchange) -> bool:
    return exchange.state is State.FAILED and bool(exchange.reason)


@pytest.mark.parametrize("text", ["", "  \n\t "])
async def test_an_empty_question_is_turned_away_through_the_same_door(
    desk: Desk, room: Room, text: str
) -> None:
    exchange = await desk.hear(asked(text))
    assert (exchange.state, exchange.remedy) == (State.FAILED, Remedy.REWORD)
    assert "empty" in exchange.reason
    assert await room.log.find(exchange.question.id) == exchange
    assert (room.rings, len(room.accepted), room.tally.turned_away) == (1, 1, 1)


async def test_of_a_question_that_is_too_long_only_the_beginning_is_kept(
    desk: Desk, log: Log
) -> None:
    exchange = await desk.hear(asked("가" * 100_000))
    assert (exchange.state, exchange.remedy) == (State.FAILED, Remedy.REWORD)
    assert "100,000자" in exchange.reason
    assert log.held[exchange.question.id].question.text == "가" * LONGEST_QUESTION


async def test_the_longest_question_is_still_heard(desk: Desk) -> None:
    fits = "vpn " * (LONGEST_QUESTION // 4)
    assert (await desk.hear(asked(fits))).state is State.RECEIVED
    assert is_turned_away(await desk.hear(asked(fits + "x", message="m2")))


async def test_a_long_history_is_no_reason_to_refuse_the_question(desk: Desk) -> None:
    history = (user("printer " * 20_000), bot("toner " * 20_000))
    assert (await desk.hear(asked("VPN?", history=history))).state is State.RECEIVED


@pytest.mark.parametrize(("text", "when"), [("VPN?", "seconds"), ("VPN 어때요?", "초 뒤에")])
async def test_who_asks_too_often_hears_when_to_come_back(
    room: Room, text: str, when: str
) -> None:
    desk = room.desk(pace=Pace(per_minute=2))
    first, second, third, fourth = numbered(4, text)
    await desk.hear(first)
    room.clock.advance(21)
    await desk.hear(second)
    exchange = await desk.hear(third)
    assert is_turned_away(exchange)
    assert exchange.remedy is Remedy.WAIT
    assert re.search(rf"\b40 ?{when}", exchange.reason)
    room.clock.advance(40)
    assert (await desk.hear(fourth)).state is State.RECEIVED


async def test_being_told_so_does_not_count_as_asking(room: Room) -> None:
    desk = room.desk(pace=Pace(per_minute=1))
    for question in numbered(5):
        await desk.hear(question)
    room.clock.advance(60)
    assert (await desk.hear(asked("VPN?", message="m9"))).state is State.RECEIVED


async def test_asking_many_things_at_once_does_not_slip_past_the_pace(room: Room) -> None:
    desk = room.desk(pace=Pace(per_minute=3))
    hurried = replace(desk, exchanges=_Slow(room))
    heard = await asyncio.gather(*(hurried.hear(question) for question in numbered(10)))
    assert sum(not is_turned_away(exchange) for exchange in heard) == 3


async def test_one_persons_haste_is_not_anothers(room: Room) -> None:
    desk = room.desk(pace=Pace(per_minute=1))
    await desk.hear(asked("VPN?"))
    other = replace(asked("VPN?", message="m2"), asker=LEE)
    assert (await desk.hear(other)).state is State.RECEIVED


async def test_when_too_much_waits_people_are_told_and_at_last_not_even_that(
    room: Room,
) -> None:
    desk = room.desk(backlog=2)
    heard = [await desk.hear(question) for question in numbered(6)]
    assert [is_turned_away(exchange) for exchange in heard] == [False] * 2 + [True] * 4
    assert "try again in a minute" in heard[2].reason
    assert heard[2].remedy is Remedy.WAIT
    with pytest.raises(ServiceError):
        await desk.hear(asked("VPN?", message="m9"))
    assert len(room.log.held) == 6
    assert room.tally.turned_away == 4


async def test_a_message_that_was_accepted_is_not_turned_away_when_it_comes_again(
    room: Room,
) -> None:
    desk = room.desk(pace=Pace(per_minute=1), backlog=1)
    question = asked("VPN?")
    heard = await desk.hear(question)
    assert await desk.hear(question) == heard
    assert room.tally.turned_away == 0


class _Slow(Log):
    """Others get their turn between the look at what there is and the commit."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.clock, room.consents)

    async def _crowd(self, asker: Person, screening: Screening) -> Crowd:
        crowd = await super()._crowd(asker, screening)
        await asyncio.sleep(0)
        return crowd
