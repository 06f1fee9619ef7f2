"""Answers that come late: commands that Discord has given up, questions that changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web

from tests.connectors.discord.house import serving
from tests.fakes.discord_wire import DiscordWire
from tests.fakes.discord_wire.rest import Call
from tests.faults.living import HeldEmbedder

_QUESTION = "What does the printer error P-77 mean?"
_FACT = "stuck in tray 2"
_TOO_LATE = 16 * 60


class Held(HeldEmbedder):
    """Holds questions, never documents."""


async def test_a_command_that_is_answered_too_late_is_answered_in_the_channel(
    wire: DiscordWire, tmp_path: Path
) -> None:
    channel, kim, embedder = wire.world.channel("help"), wire.member("kim"), Held()
    async with serving(wire, tmp_path, embedder) as bot:
        embedder.is_free.clear()
        given = kim.order(channel, "ask", question=_QUESTION)
        await bot.until(lambda: given.is_thinking)
        wire.world.backend.advance_clock(_TOO_LATE)
        embedder.is_free.set()
        await bot.until(lambda: any(_FACT in one.content for one in kim.sees(channel)))
        await bot.settled()
        assert [_FACT in one.content for one in kim.sees(channel)] == [True]
        assert not given.is_thinking


async def test_a_question_that_changes_while_it_is_worked_on_has_one_answer(
    wire: DiscordWire, tmp_path: Path
) -> None:
    channel, kim, embedder = wire.world.channel("help"), wire.member("kim"), Held()
    async with serving(wire, tmp_path, embedder) as bot:
        embedder.is_free.clear()
        asked = kim.say(channel, f"{wire.world.bot.mention} Who changes the toner?")
        await _held(bot_holds=embedder)
        kim.edit(asked, f"{wire.world.bot.mention} {_QUESTION}")
        await bot.until(lambda: embedder.holds([_QUESTION]))
        embedder.is_free.set()
        await bot.until(lambda: any(_FACT in one.content for one in kim.sees(channel)))
        await bot.settled()
        assert len(kim.sees(channel)) == 1


async def test_a_question_that_is_deleted_while_it_is_worked_on_is_not_answered(
    wire: DiscordWire, tmp_path: Path
) -> None:
    channel, kim, embedder = wire.world.channel("help"), wire.member("kim"), Held()
    async with serving(wire, tmp_path, embedder) as bot:
        embedder.is_free.clear()
        asked = kim.say(channel, f"{wire.world.bot.mention} {_QUESTION}")
        await _held(bot_holds=embedder)
        kim.delete(asked)
        embedder.is_free.set()
        later = kim.say(channel, f"{wire.world.bot.mention} {_QUESTION}")
        await bot.until(lambda: kim.sees(channel))
        await bot.settled()
        (answer,) = kim.sees(channel)
        assert answer.reference
        assert answer.reference["message_id"] == str(later.id)


async def test_a_post_that_discord_took_and_then_stumbled_over_is_there_once(
    wire: DiscordWire, tmp_path: Path
) -> None:
    channel, kim, stumbles = wire.world.channel("help"), wire.member("kim"), [502, 500]

    async def stumble(call: Call) -> web.Response | None:
        if call.method != "POST" or not call.path.endswith("/messages") or not stumbles:
            return None
        return wire.rest.refusal(stumbles.pop(), 0, "Discord stumbled")

    wire.rest.second_thought = stumble
    async with serving(wire, tmp_path, Held()) as bot:
        kim.say(channel, f"{wire.world.bot.mention} {_QUESTION}")
        await bot.until(lambda: not stumbles)
        await bot.settled()
        assert len(kim.sees(channel)) == 1


async def _held(bot_holds: HeldEmbedder) -> None:
    """Wait until a question is being worked on."""
    async with asyncio.timeout(60):
        while not +bot_holds.held:  # noqa: ASYNC110 - a fake has no event for it
            await asyncio.sleep(0.01)
