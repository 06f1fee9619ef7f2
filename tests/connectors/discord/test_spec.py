"""What the bot sends, against Discord's own description of its API."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.discord.house import serving
from tests.fakes.discord_wire import DiscordWire
from tests.fakes.discord_wire.rest import Call
from tests.fakes.discord_wire.spec import Spec
from tests.fakes.embedder import FakeEmbedder

_CHANNEL = "/channels/1574075764150632449/messages"
_INTERACTION = "/interactions/1574075764150632449/token/callback"


async def test_every_request_of_the_bot_is_one_that_discord_describes(
    wire: DiscordWire, tmp_path: Path, spec: Spec
) -> None:
    world, kim = wire.world, wire.member("kim")
    channel, staff, role = world.channel("help"), world.channel("it-help"), world.role("staff")
    wire.rest.check = spec.check
    async with serving(wire, tmp_path, FakeEmbedder(), staff=staff, role=role) as bot:
        asked = kim.say(channel, f"{world.bot.mention} Where does the printer jam?")
        await bot.until(lambda: kim.sees(channel))
        await bot.settled()
        await kim.order(channel, "ask", question="Where is the toner?").answered()
        await bot.settled()
        answer = kim.sees(channel)[0]
        await kim.press(answer, "Ask a person").answered()
        await bot.until(lambda: world.of_bot(staff))
        await kim.order(channel, "privacy", choice="forget").answered()
        await bot.settled()
        kim.edit(asked, f"{world.bot.mention} Where is the left door?")
        await bot.until(lambda: answer.edited_timestamp)
        kim.delete(asked)
        await bot.until(lambda: answer not in kim.sees(channel))
        await bot.settled()
    assert not spec.faults
    kinds = len(spec.checked)
    print(f"simcord 3.2.1 behind our wire: {spec.checked.total()} requests of {kinds} kinds")  # noqa: T201 - a figure for whoever reads the run
    assert kinds >= 10


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", _CHANNEL, {"content": "x" * 4001}),
        ("POST", _CHANNEL, {"content": 7}),
        ("POST", _CHANNEL, {"content": "x", "allowed_mentions": {"parse": ["everybody"]}}),
        ("POST", _CHANNEL, {"content": "x", "message_reference": {"message_id": "first"}}),
        ("POST", _CHANNEL, {"content": "x", "components": [{"type": 1, "components": [{}]}]}),
        ("POST", _INTERACTION, {"type": 99}),
        ("POST", "/channels/1574075764150632449/letters", {"content": "x"}),
        ("PUT", "/applications/1574075764150632449/commands", [{"name": "x" * 33}]),
        ("GET", "/gateway/bot", {"content": "x"}),
    ],
)
def test_a_body_that_discord_would_refuse_is_noticed(
    wire: DiscordWire, spec: Spec, method: str, path: str, body: object
) -> None:
    assert spec.faults_of(Call(wire.world.bot, method, path, body))


def test_a_good_body_is_not(wire: DiscordWire, spec: Spec) -> None:
    good = {"content": "x", "allowed_mentions": {"parse": []}, "flags": 4}
    assert not spec.faults_of(Call(wire.world.bot, "POST", _CHANNEL, good))
