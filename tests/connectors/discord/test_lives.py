"""The bot as a process of its own, cut off and killed: simcord behind our wire server."""

from __future__ import annotations

import random
import signal
from collections import Counter
from pathlib import Path

import pytest
from simcord.backend.models import Message

from tests.connectors.discord.lives import Kill, asks, lives
from tests.fakes.discord_wire import DiscordWire, Limit
from tests.fakes.discord_wire.rest import Call, Moment

_QUESTION = "What does the printer error P-77 mean?"
_FACT = "stuck in tray 2"
_TYPING = r"/channels/\d+/typing"
_MESSAGES = r"/channels/\d+/messages"
_EDIT = r"/channels/\d+/messages/\d+"
_ORIGINAL = r"/webhooks/\d+/.+/messages/@original"
_CALLBACK = r"/interactions/\d+/.+/callback"
_BOTH = (Moment.ARRIVED, Moment.STORED)
_POSTED = Kill("POST", _MESSAGES, Moment.STORED)

KILLS = [
    (Kill("POST", _TYPING, Moment.ARRIVED),),
    *((Kill("POST", _MESSAGES, moment),) for moment in _BOTH),
    *((_POSTED, Kill("PATCH", _EDIT, moment)) for moment in _BOTH),
]


_KILLS = 40
_STORM = [
    Kill("POST", _TYPING, Moment.ARRIVED),
    *(Kill("POST", _MESSAGES, moment) for moment in _BOTH),
]


async def _suffers(wire: DiscordWire, folder: Path, kills: tuple[Kill, ...]) -> None:
    """A question, a kill at each of these, and a last process that may live."""
    channel, kim = wire.world.channel("help"), wire.member("kim")
    async with lives(wire, folder) as bot:
        first, *others = kills
        await bot.ready()
        bot.arm(first)
        asked = asks(wire, kim, channel, _QUESTION)
        await bot.dies(first)
        for kill in others:
            wire.rest.forget_nonces()
            bot.arm(kill)
            bot.start()
            await bot.dies(kill)
        wire.rest.forget_nonces()  # so that it must look before it posts again
        bot.start()
        await bot.answered(asked)
        (answer,) = bot.answers(asked)
        assert _FACT in answer.content
        assert wire.world.of_bot(channel) == [answer]
        assert await bot.end(signal.SIGTERM) == 0


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(kills, marks=[] if kills == (_POSTED,) else pytest.mark.proof)
        for kills in KILLS
    ],
    ids=lambda kills: str(kills[-1]),
)
async def test_a_kill_at_any_request_costs_no_answer_and_doubles_none(
    wire: DiscordWire, tmp_path: Path, kills: tuple[Kill, ...]
) -> None:
    await _suffers(wire, tmp_path, kills)


async def test_what_was_asked_while_no_process_lived_is_answered_once_after_the_start(
    wire: DiscordWire, tmp_path: Path
) -> None:
    channel, kim = wire.world.channel("help"), wire.member("kim")
    async with lives(wire, tmp_path) as bot:
        await bot.ready()
        before = asks(wire, kim, channel, _QUESTION)
        await bot.answered(before)
        told = asks(wire, kim, channel, _QUESTION)
        bot.kill()  # the event left a moment ago, and maybe nobody read it
        await bot.end()
        meanwhile = [asks(wire, kim, channel, _QUESTION) for _ in range(3)]
        kim.say(channel, "not for the bot")
        bot.start()
        await bot.answered(told, *meanwhile)
        last = asks(wire, kim, channel, _QUESTION)
        await bot.answered(last)
        every = [before, told, *meanwhile, last]
        assert [len(bot.answers(one)) for one in every] == [1] * len(every)
        assert len(wire.world.of_bot(channel)) == len(every)


async def test_what_was_missed_in_a_cut_is_answered_once(
    wire: DiscordWire, tmp_path: Path
) -> None:
    channel, kim = wire.world.channel("help"), wire.member("kim")
    async with lives(wire, tmp_path) as bot:
        await bot.ready()
        await bot.answered(before := asks(wire, kim, channel, _QUESTION))
        wire.gateway.is_open = False
        await wire.gateway.cut()
        missed = [asks(wire, kim, channel, _QUESTION) for _ in range(3)]
        wire.gateway.is_open = True
        await bot.answered(*missed)
        assert wire.gateway.resumes
        assert [len(bot.answers(one)) for one in (before, *missed)] == [1] * 4
        assert len(wire.gateway.identifies) == 1


async def test_a_burst_of_questions_is_answered_through_full_buckets_and_surprises(
    wire: DiscordWire, tmp_path: Path
) -> None:
    wire.rest.limit = lambda method, _path: Limit(5 if method == "POST" else 50, 0.5)
    world = wire.world
    channel = world.channel("help")
    people = [wire.member(f"kim-{number}") for number in range(20)]
    surprises = 0

    async def mood(call: Call) -> object:
        nonlocal surprises
        if call.method != "POST" or "/messages" not in call.path or surprises >= 3:
            return None
        surprises += 1
        return wire.rest.too_many(0.2)

    async with lives(wire, tmp_path) as bot:
        await bot.ready()
        wire.rest.mood = mood  # type: ignore[assignment]
        asked = [asks(wire, kim, channel, _QUESTION) for kim in people]
        await bot.answered(*asked)
        assert surprises == 3
        assert [len(bot.answers(one)) for one in asked] == [1] * len(asked)
        print(  # noqa: T201 - a figure for whoever reads the run
            f"simcord 3.2.1 behind our wire: {len(asked)} answers, {len(wire.rest.limited)} "
            f"calls over a bucket, {surprises} surprise 429s"
        )


@pytest.mark.parametrize(
    "kill",
    [
        Kill("POST", _CALLBACK, Moment.STORED),
        *(
            pytest.param(kill, marks=pytest.mark.proof)
            for kill in (
                Kill("POST", _CALLBACK, Moment.ARRIVED),
                *(Kill("PATCH", _ORIGINAL, moment) for moment in _BOTH),
            )
        ),
    ],
    ids=str,
)
async def test_a_command_that_was_accepted_is_answered_after_a_kill(
    wire: DiscordWire, tmp_path: Path, kill: Kill
) -> None:
    channel, kim = wire.world.channel("help"), wire.member("kim")
    async with lives(wire, tmp_path) as bot:
        await bot.ready()
        bot.arm(kill)
        given = kim.order(channel, "ask", question=_QUESTION)
        await bot.dies(kill)
        bot.start()
        await wire.world.until(
            lambda: any(_FACT in one.content for one in kim.sees(channel)), seconds=120
        )
        await bot.settled()
        (answer,) = kim.sees(channel)
        assert _FACT in answer.content
        assert not given.is_thinking


@pytest.mark.proof
async def test_a_storm_of_kills_loses_nothing_and_doubles_nothing(
    wire: DiscordWire, tmp_path: Path
) -> None:
    pick = random.Random(20_261_122)  # noqa: S311 - tests, not secrets
    world, deaths = wire.world, 0
    wire.rest.limit = lambda _method, _path: Limit(1000, 1.0)
    channels = [world.channel(f"help-{number}") for number in range(6)]
    people = [wire.member(f"kim-{number}") for number in range(6)]
    asked: list[Message] = []
    async with lives(wire, tmp_path) as bot:
        for _ in range(_KILLS):
            kind = pick.choice(_STORM)
            bot.arm(kind)
            bot.start()
            for _ in range(4):
                channel = pick.choice(channels)
                asked.append(asks(wire, pick.choice(people), channel, _QUESTION))
            await bot.dies(kind)
            deaths += 1
        bot.start()
        await bot.answered(*asked)
        found = Counter(len(bot.answers(one)) for one in asked)
        print(  # noqa: T201 - a figure for whoever reads the run
            f"simcord 3.2.1 behind our wire: {deaths} kills, {len(asked)} questions, "
            f"answers per question: {dict(found)}"
        )
        assert found == {1: len(asked)}
