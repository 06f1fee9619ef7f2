"""discord.py 2.7.1 forgets classes of dynamic buttons; our client must not make it do so."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import ui

from tests.connectors.discord.house import serving
from tests.connectors.discord.plain_bot import plain_bot
from tests.fakes.discord_wire import DiscordWire
from tests.fakes.discord_wire.people import buttons
from tests.fakes.embedder import FakeEmbedder


class Counter(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"count:(?P<number>\d+)")):
    """A button that works after a restart."""

    def __init__(self, number: int) -> None:
        super().__init__(ui.Button(label="count", custom_id=f"count:{number}"))

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        _item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Counter:
        return cls(int(match["number"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.send_message("counted", ephemeral=True)


@pytest.mark.parametrize("how", ["a mixed view ends", "a view is changed and sent again"])
async def test_the_library_still_forgets_them_so_that_our_rule_still_has_a_reason(
    wire: DiscordWire, how: str
) -> None:
    channel, kim = wire.world.channel("help"), wire.member("kim")
    async with plain_bot(wire) as bot:
        bot.add_dynamic_items(Counter)
        target = bot.get_partial_messageable(channel)
        await target.send("old", view=ui.View(timeout=None).add_item(Counter(1)))
        old = wire.world.of_bot(channel)[0]
        assert (await kim.press(old, "count").answered()).content == "counted"
        view = ui.View(timeout=None).add_item(Counter(2))
        if how == "a mixed view ends":
            await target.send("mixed", view=view.add_item(ui.Button(label="plain")))
            view.stop()
        else:
            sent = await target.send("changed", view=view)
            await sent.edit(view=view.clear_items().add_item(ui.Button(label="plain")))
        pressed = kim.press(old, "count")
        await kim.order(channel, "echo", words="later").answered()
        assert not pressed.is_acknowledged


async def test_our_buttons_work_after_any_number_of_answers_edits_and_presses(
    wire: DiscordWire, tmp_path: Path
) -> None:
    world, kim = wire.world, wire.member("kim")
    channel, staff = world.channel("help"), world.channel("it-help")
    async with serving(wire, tmp_path, FakeEmbedder(), staff=staff) as bot:
        asked = kim.say(channel, f"{world.bot.mention} What does error P-77 mean?")
        await bot.until(lambda: kim.sees(channel))
        await bot.settled()
        for number in range(3):
            kim.edit(asked, f"{world.bot.mention} What does error P-77 mean, try {number}?")
            await bot.settled()
        forget = await kim.order(channel, "privacy", choice="forget").answered()
        await kim.press(forget, "Erase everything").answered()
        answer = kim.sees(channel)[0]
        for button in buttons(answer):
            pressed = kim.press_id(answer, button["custom_id"])
            assert (await pressed.answered()).is_ephemeral
        await asyncio.sleep(0)
        assert _known(bot) == {"ExchangeButton", "ForgetButton"}


async def test_a_button_of_an_earlier_process_works(wire: DiscordWire, tmp_path: Path) -> None:
    world, kim, channel = wire.world, wire.member("kim"), wire.world.channel("help")
    async with serving(wire, tmp_path, FakeEmbedder()) as bot:
        kim.say(channel, f"{world.bot.mention} What does error P-77 mean?")
        await bot.until(lambda: kim.sees(channel))
        await bot.settled()
    async with serving(wire, tmp_path, FakeEmbedder()):
        pressed = kim.press(kim.sees(channel)[0], "Helpful")
        assert (await pressed.answered()).is_ephemeral


def _known(bot: Any) -> set[str]:
    """The classes that the client's library still knows."""
    client = bot.house.outlets["discord"]._client
    return {one.__name__ for one in client._connection._view_store._dynamic_items.values()}
