"""Buttons under messages. They work after a restart: all they need is in their id.

The library forgets a class of such buttons for the whole process when a view that mixes
them with other items ends, or when one view is changed and sent again. So a view here
holds nothing else, never ends by itself, and is made anew for each message and each edit.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import ui

from bot.core import captions
from bot.domain.language import Language
from connectors.discord import words
from connectors.discord.outbound import Press, Shown

Pressed = Callable[[discord.Interaction[Any], uuid.UUID, Press, str], Awaitable[None]]
"""Called with the interaction, the exchange, the button, and what the button says."""
Confirmed = Callable[[discord.Interaction[Any], Language], Awaitable[None]]

_LABELS = {
    Press.HELPFUL: captions.helpful,
    Press.UNHELPFUL: captions.unhelpful,
    Press.PERSON: captions.ask_person,
}
_EXCHANGE = re.compile(r"sb:(?P<exchange>[0-9a-f]{32}):(?P<press>up|down|person)")
_FORGET = re.compile(r"sb:forget:(?P<language>ko|en)")


class ExchangeButton(ui.DynamicItem[ui.Button[Any]], template=_EXCHANGE):
    """One of the buttons under an answer."""

    def __init__(self, exchange: uuid.UUID, press: Press, label: str) -> None:
        self.exchange, self.press, self.label = exchange, press, label
        custom_id = f"sb:{exchange.hex}:{press.value}"
        super().__init__(ui.Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - the library's signature
        item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> ExchangeButton:
        """As it was sent, by this process or an earlier one."""
        label = item.label if isinstance(item, ui.Button) else ""
        return cls(uuid.UUID(match["exchange"]), Press(match["press"]), label or "")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody pressed it."""
        await interaction.client.pressed(interaction, self.exchange, self.press, self.label)


class ForgetButton(ui.DynamicItem[ui.Button[Any]], template=_FORGET):
    """Confirms that everything is to be erased."""

    def __init__(self, language: Language) -> None:
        self.language = language
        button: ui.Button[Any] = ui.Button(
            label=words.forget_button(language),
            style=discord.ButtonStyle.danger,
            custom_id=f"sb:forget:{language.value}",
        )
        super().__init__(button)

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - the library's signature
        item: ui.Item[Any],  # noqa: ARG003 - as above
        match: re.Match[str],
        /,
    ) -> ForgetButton:
        """As it was sent."""
        return cls(Language(match["language"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody pressed it."""
        await interaction.client.confirmed(interaction, self.language)


KINDS = (ExchangeButton, ForgetButton)
"""What the client must be told of at its start."""


def under(exchange: uuid.UUID, shown: Shown) -> ui.View | None:
    """A new view with the buttons of a message; None when it has none."""
    if not shown.buttons:
        return None
    view = ui.View(timeout=None)
    for press in shown.buttons:
        view.add_item(ExchangeButton(exchange, press, _LABELS[press](shown.language)))
    return view


def to_forget(language: Language) -> ui.View:
    """A new view with the button that confirms."""
    view = ui.View(timeout=None)
    view.add_item(ForgetButton(language))
    return view


def exchanges_of(message: discord.Message) -> set[uuid.UUID]:
    """The exchanges that the buttons under a message belong to."""
    found = set()
    for row in message.components:
        for child in getattr(row, "children", ()):
            if match := _EXCHANGE.fullmatch(getattr(child, "custom_id", None) or ""):
                found.add(uuid.UUID(match["exchange"]))
    return found
