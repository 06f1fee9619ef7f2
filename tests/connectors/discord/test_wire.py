"""The Discord of the tests does to an unmodified discord.py what Discord is known to do."""

from __future__ import annotations

import asyncio
import io

import aiohttp
import discord
import pytest

from tests.connectors.discord.plain_bot import plain_bot
from tests.fakes.discord_wire import DiscordWire, Limit, discord_wire
from tests.fakes.discord_wire.gateway import Close
from tests.fakes.discord_wire.rest import Call, Moment


async def test_what_people_say_and_edit_arrives_compressed_and_in_order() -> None:
    async with discord_wire() as wire:
        channel, kim = wire.world.channel("help"), wire.member("kim")
        async with plain_bot(wire) as bot:
            said = [kim.say(channel, f"질문 {number}") for number in range(20)]
            kim.edit(said[3], "다른 질문")
            await wire.world.until(lambda: bot.edited)
            assert bot.words() == [f"질문 {number}" for number in range(20)]
            assert bot.edited[0].message.content == "다른 질문"


async def test_what_was_missed_is_replayed_when_the_bot_resumes() -> None:
    async with discord_wire() as wire:
        channel, kim = wire.world.channel("help"), wire.member("kim")
        async with plain_bot(wire) as bot:
            kim.say(channel, "before")
            await wire.world.until(lambda: len(bot.heard) == 1)
            wire.gateway.is_open = False
            await wire.gateway.cut()
            kim.say(channel, "meanwhile")
            wire.gateway.is_open = True
            await wire.world.until(lambda: len(bot.heard) == 2)
            kim.say(channel, "after")
            await wire.world.until(lambda: len(bot.heard) == 3)
            assert bot.words() == ["before", "meanwhile", "after"]
            assert len(wire.gateway.identifies) == 1
            assert wire.gateway.resumes


async def test_a_session_that_is_lost_means_identifying_anew() -> None:
    async with discord_wire() as wire:
        channel, kim = wire.world.channel("help"), wire.member("kim")
        async with plain_bot(wire) as bot:
            wire.gateway.is_open = False
            await wire.gateway.cut()
            wire.gateway.forget_sessions()
            kim.say(channel, "nobody replays this")
            wire.gateway.is_open = True
            await wire.world.until(lambda: len(wire.gateway.identifies) == 2)
            await wire.ready()
            kim.say(channel, "after")
            await wire.world.until(lambda: bot.heard)
            assert bot.words() == ["after"]


async def test_a_bot_that_is_asked_to_reconnect_resumes() -> None:
    async with discord_wire() as wire:
        channel, kim = wire.world.channel("help"), wire.member("kim")
        async with plain_bot(wire) as bot:
            wire.gateway.ask_to_reconnect()
            await wire.world.until(lambda: wire.gateway.resumes)
            kim.say(channel, "after")
            await wire.world.until(lambda: bot.heard)
            assert len(wire.gateway.identifies) == 1


async def test_a_wrong_token_is_refused_before_the_gateway() -> None:
    async with discord_wire() as wire:
        del wire.world.accounts[wire.world.bot.token]
        with pytest.raises(discord.LoginFailure):
            async with plain_bot(wire):
                pass


async def test_intents_that_are_not_switched_on_are_refused_for_good() -> None:
    async with discord_wire() as wire:
        without = discord.Intents.all()
        without.message_content = False
        wire.world.bot.grant(without)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with plain_bot(wire):
                pass
        assert wire.gateway.refused == [Close.DISALLOWED_INTENTS]


async def test_without_the_content_intent_only_what_is_addressed_has_words() -> None:
    async with discord_wire() as wire:
        world = wire.world
        channel, kim = world.channel("help"), wire.member("kim")
        async with plain_bot(wire, discord.Intents.default()) as bot:
            kim.say(channel, "among us")
            kim.say(channel, f"{world.bot.mention} hello")
            kim.say(kim.dm, "in private")
            await world.until(lambda: len(bot.heard) == 3)
            assert bot.words() == ["", f"{world.bot.mention} hello", "in private"]


async def test_a_channel_that_the_bot_cannot_see_is_silent() -> None:
    async with discord_wire() as wire:
        world = wire.world
        hidden, open_, kim = world.channel("hr"), world.channel("help"), wire.member("kim")
        world.mute(hidden, world.bot, "view_channel")
        async with plain_bot(wire) as bot:
            kim.say(hidden, "secret")
            kim.say(open_, "open")
            await world.until(lambda: bot.heard)
            assert bot.words() == ["open"]


async def test_a_full_bucket_makes_the_client_wait_and_a_surprise_429_makes_it_repeat() -> None:
    async with discord_wire() as wire:
        wire.rest.limit = lambda method, _path: Limit(2 if method == "POST" else 50, 0.5)
        channel = wire.world.channel("help")
        async with plain_bot(wire) as bot:
            target = bot.get_partial_messageable(channel)
            surprises = [wire.rest.too_many(0.01)]

            async def mood(call: Call) -> object:
                return surprises.pop() if "/messages" in call.path and surprises else None

            wire.rest.mood = mood  # type: ignore[assignment]
            for number in range(5):
                await target.send(str(number))
            assert [one.content for one in wire.world.of_bot(channel)] == list("01234")
            assert not surprises


async def test_calls_beyond_the_limit_of_all_calls_are_held_back() -> None:
    async with discord_wire() as wire:
        wire.rest.limit = lambda _method, _path: Limit(1000, 1.0)
        async with plain_bot(wire) as bot:
            channels = [wire.world.channel(f"c{number}") for number in range(120)]
            await asyncio.gather(
                *(bot.get_partial_messageable(one).send("x") for one in channels)
            )
            assert all(len(wire.world.of_bot(one)) == 1 for one in channels)
            assert wire.rest.limited


async def test_a_command_is_acknowledged_answered_and_followed_up() -> None:
    async with discord_wire() as wire:
        channel, kim, lee = wire.world.channel("help"), wire.member("kim"), wire.member("lee")
        async with plain_bot(wire):
            given = kim.order(channel, "echo", words="안녕")
            await wire.world.until(lambda: len(given.messages) == 2)
            assert [one.content for one in given.messages] == ["안녕", "and once more"]
            assert [one.content for one in kim.sees(channel)] == ["안녕", "and once more"]
            assert lee.sees(channel) == []


async def test_an_enforced_nonce_makes_a_repeated_post_one_message() -> None:
    async with discord_wire() as wire:
        channel = wire.world.channel("help")
        async with plain_bot(wire) as bot:
            target = bot.get_partial_messageable(channel)
            first = await target.send("once", nonce="n1")
            again = await target.send("once", nonce="n1")
            other = await target.send("twice", nonce="n2")
            assert first.id == again.id != other.id
            assert len(wire.world.of_bot(channel)) == 2


async def test_a_post_that_is_cut_off_after_it_was_stored_is_there() -> None:
    async with discord_wire() as wire:
        channel = wire.world.channel("help")
        async with plain_bot(wire) as bot:
            cuts = [Moment.STORED]

            def trap(moment: Moment, call: Call) -> bool:
                return call.method == "POST" and moment in cuts and bool(cuts.pop())

            wire.rest.trap = trap
            with pytest.raises(aiohttp.ClientError):
                await bot.get_partial_messageable(channel).send("x")
            assert len(wire.world.of_bot(channel)) == 1


async def test_history_after_a_message_begins_right_behind_it() -> None:
    async with discord_wire() as wire:
        channel, kim = wire.world.channel("help"), wire.member("kim")
        said = [kim.say(channel, str(number)) for number in range(30)]
        async with plain_bot(wire) as bot:
            target = bot.get_partial_messageable(channel)
            history = target.history(after=discord.Object(said[4].id), limit=10)
            assert [one.content async for one in history] == [str(n) for n in range(5, 15)]


async def test_files_are_read_from_our_own_address(wire: DiscordWire) -> None:
    channel, kim = wire.world.channel("help"), wire.member("kim")
    async with plain_bot(wire) as bot:
        kim.say(channel, "see", attachments={"error.txt": b"P-77"})
        await wire.world.until(lambda: bot.heard)
        (attachment,) = bot.heard[0].attachments
        assert await attachment.read() == b"P-77"
        file = discord.File(io.BytesIO(b"x"), "x.txt")
        await bot.get_partial_messageable(channel).send("back", file=file)
        assert wire.world.of_bot(channel)[0].attachments
