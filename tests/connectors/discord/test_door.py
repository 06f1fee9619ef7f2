"""The door opens, refuses what it must, and says how to put it right."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, cast

import discord
import pytest

from bot.domain.errors import BadSetting, BotError
from bot.domain.people import Platform
from bot.serving import DOORS, discord_door
from bot.settings import Settings
from connectors.discord.checks import checks
from connectors.discord.door import DiscordDoor
from connectors.discord.registering import payload, same
from connectors.discord.setup import Setup
from connectors.discord.slash import Korean, tree
from tests.connectors.discord.plain_bot import pointed_at
from tests.fakes.desk import FakeDesk
from tests.fakes.discord_wire import DiscordWire

NOTHING: Any = None
WRONG = "wr0ng-s3cret"


def setup_for(wire: DiscordWire, **changes: Any) -> Setup:
    """The door to our Discord."""
    return Setup(api_url=wire.api_url, gateway_url=wire.gateway_url, **changes)


async def looked(wire: DiscordWire, token: str = "", **changes: Any) -> dict[str, str]:
    """What `doctor` says, by part; what is not well begins with a cross."""
    said = {}
    with pointed_at(wire):
        listed = checks(setup_for(wire, **changes), token or wire.world.bot.token)
        for part, check in listed.items():
            try:
                said[part.removeprefix("discord ")] = await check()
            except BotError as error:
                said[part.removeprefix("discord ")] = f"✗ {error}"
    return said


async def test_the_door_says_as_whom_it_is_open_and_where(wire: DiscordWire) -> None:
    with pointed_at(wire):
        door = DiscordDoor(FakeDesk(), setup_for(wire), token=wire.world.bot.token)
        where = await door.open()
        assert where.startswith("Discord as supportbot")
        assert where.endswith("in 1 server")
        assert door.platform is Platform.DISCORD
        await door.shut()
        await door.close()
    assert not wire.gateway.connected()


async def test_a_token_that_discord_refuses_names_its_setting_and_not_its_value(
    wire: DiscordWire,
) -> None:
    with pointed_at(wire):
        door = DiscordDoor(FakeDesk(), setup_for(wire), token=WRONG)
        with pytest.raises(BadSetting) as raised:
            await door.open()
        await door.close()
    assert "BOT_DISCORD__TOKEN" in str(raised.value)
    assert WRONG not in str(raised.value)


async def test_an_intent_that_is_not_switched_on_is_said_where_to_switch_on(
    wire: DiscordWire,
) -> None:
    wire.world.bot.grant(discord.Intents.default())
    with pointed_at(wire):
        setup = setup_for(wire, message_content=True)
        door = DiscordDoor(FakeDesk(), setup, token=wire.world.bot.token)
        with pytest.raises(BadSetting, match="Message Content Intent under Bot"):
            await door.open()
        await door.close()


async def test_a_door_that_never_opened_closes(wire: DiscordWire) -> None:
    await DiscordDoor(FakeDesk(), setup_for(wire), token=WRONG).close()


def test_without_a_token_it_says_why_it_is_not_open() -> None:
    said = discord_door(Settings(), NOTHING, NOTHING)
    assert said == "discord: not open, because BOT_DISCORD__TOKEN is not set"
    assert discord_door in DOORS


def test_commands_that_open_no_door_do_without_the_library() -> None:
    code = "import sys, bot.cli, bot.serving, bot.checkup; print('discord' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert ran.stdout.strip() == b"False"


async def test_the_doctor_finds_a_bot_that_is_well(wire: DiscordWire) -> None:
    said = await looked(wire)
    assert said["token"].startswith("the bot is supportbot")
    assert said["servers"] == "the bot is in 1 server, with all rights"
    assert said["staff"] == "nobody can be called: BOT_DISCORD__STAFF_CHANNEL is not set"
    assert not any(one.startswith("✗") for one in said.values())


async def test_the_doctor_does_not_look_where_nothing_is_set() -> None:
    assert checks(Setup(), "") == {}


async def test_the_doctor_says_what_is_wrong_with_a_token(wire: DiscordWire) -> None:
    said = await looked(wire, "wrong")
    assert all(one.startswith("✗ BOT_DISCORD__TOKEN") for one in said.values())


async def test_the_doctor_names_an_intent_that_is_missing(wire: DiscordWire) -> None:
    wire.world.bot.grant(discord.Intents.default())
    said = await looked(wire, message_content=True)
    assert said["intents"].startswith("✗ BOT_DISCORD__MESSAGE_CONTENT")


async def test_the_doctor_says_what_the_staff_channel_lacks(wire: DiscordWire) -> None:
    world = wire.world
    channel = world.channel("it-help")
    assert (await looked(wire, staff_channel=channel))["staff"].startswith("#it-help")
    world.mute(channel, world.bot)
    said = await looked(wire, staff_channel=channel)
    assert said["staff"].startswith("✗ BOT_DISCORD__STAFF_CHANNEL: in #it-help")
    assert "Send Messages" in said["staff"]
    assert (await looked(wire, staff_channel=1))["staff"].startswith("✗")


async def test_the_doctor_says_when_a_role_cannot_be_called(wire: DiscordWire) -> None:
    channel, role = wire.world.channel("it-help"), wire.world.role("staff")
    said = await looked(wire, staff_channel=channel, staff_role=role)
    is_mentionable = wire.world.guild.roles[role].mentionable
    assert said["staff"].startswith(
        "#it-help" if is_mentionable else "✗ BOT_DISCORD__STAFF_ROLE"
    )
    assert "no role" in (await looked(wire, staff_channel=channel, staff_role=1))["staff"]


async def test_commands_are_the_same_though_discord_adds_to_them() -> None:
    made = tree(discord.Client(intents=discord.Intents.none()))
    await made.set_translator(Korean())
    wanted = await payload(made)
    held = [{**one, "id": "1", "version": "2", "nsfw": False} for one in wanted]
    assert same(held, wanted)
    changed = [cast("dict[str, Any]", {**held[0], "description": "x"}), *held[1:]]
    assert not same(changed, wanted)
    assert not same(held[1:], wanted)
    assert not same([], wanted)


async def test_commands_are_offered_in_both_languages() -> None:
    made = tree(discord.Client(intents=discord.Intents.none()))
    await made.set_translator(Korean())
    ask, privacy = await payload(made)
    assert (ask["name"], ask["name_localizations"]["ko"]) == ("ask", "질문")
    assert (privacy["name"], privacy["name_localizations"]["ko"]) == ("privacy", "개인정보")
    assert ask["options"][0]["name_localizations"]["ko"] == "내용"
    assert all("ko" in one["name_localizations"] for one in privacy["options"][0]["choices"])
    assert ask["contexts"] == [0, 1]
