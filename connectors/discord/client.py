"""The client: Discord's events come in, and are handed on."""

from __future__ import annotations

import asyncio
import logging
import sys
import uuid
from typing import Any

import discord

from bot.domain.commands import Command as Order
from bot.domain.language import Language
from bot.ports import ChatDesk
from connectors.discord import buttons, missed, slash
from connectors.discord.calls import ERRORS
from connectors.discord.ears import Ears
from connectors.discord.hands import Hands, language_of_person
from connectors.discord.outbound import Press
from connectors.discord.outlet import DiscordOutlet
from connectors.discord.registering import register
from connectors.discord.setup import Setup
from connectors.discord.signs import Signs
from connectors.discord.words import shutting

_LONGEST_SLEEP = 30.0  # seconds that the library may sleep when Discord asks for a pause
_log = logging.getLogger(__name__)


def intents(setup: Setup) -> discord.Intents:
    """What the bot asks Discord to be told: no members, no presence, no reactions."""
    wanted = discord.Intents.none()
    wanted.guilds = wanted.guild_messages = wanted.dm_messages = True
    wanted.message_content = setup.message_content
    return wanted


class SupportClient(discord.AutoShardedClient):
    """Hears for the desk, and has the outlet by which it answers.

    It mentions nobody, keeps no messages in mind, and knows no members. `is_shut` makes it
    take in nothing more.
    """

    def __init__(self, desk: ChatDesk, setup: Setup, **options: Any) -> None:
        super().__init__(
            intents=intents(setup),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_ratelimit_timeout=_LONGEST_SLEEP,
            **options,
        )
        self.is_shut = False
        self.setup = setup
        self.signs = Signs()
        self.outlet = DiscordOutlet(self, setup, signs=self.signs, find=desk.exchange)
        self.ears = Ears(desk, self.signs)
        self.hands = Hands(desk, self.outlet, self.ears)
        self.tree = slash.tree(self)
        self._looking: asyncio.Task[None] | None = None
        self._connected = asyncio.Event()

    @property
    def me(self) -> int:
        """Our own id; 0 before Discord said who we are."""
        return self.user.id if self.user else 0

    async def setup_hook(self) -> None:
        """After the login, before anything can arrive."""
        self.add_dynamic_items(*buttons.KINDS)
        await self.tree.set_translator(slash.Korean())
        await register(self.tree)

    async def on_ready(self) -> None:
        """A new session, for the first time or after a long break: look what was missed."""
        self._connected.set()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="back-fill")

    async def wait_until_connected(self) -> None:
        """Until Discord said which servers we are in; however long that takes."""
        await self._connected.wait()

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        if not self.is_shut:
            await self.ears.hear(message, self.me)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """A message was changed, or only its previews, which have no such date."""
        if not self.is_shut and payload.message.edited_at is not None:
            await self.ears.amend(payload.message, self.me)

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted."""
        await self.ears.withdraw(payload.guild_id, payload.channel_id, [payload.message_id])

    async def on_raw_bulk_message_delete(
        self, payload: discord.RawBulkMessageDeleteEvent
    ) -> None:
        """Many messages were deleted at once."""
        ids = sorted(payload.message_ids)
        await self.ears.withdraw(payload.guild_id, payload.channel_id, ids)

    async def asked(self, interaction: discord.Interaction[Any], text: str) -> None:
        """The command that asks."""
        if await self._takes(interaction):
            await self.hands.ask(interaction, text)

    async def ordered(self, interaction: discord.Interaction[Any], order: Order) -> None:
        """The command about one's own words."""
        if await self._takes(interaction):
            await self.hands.order(interaction, order)

    async def confirmed(
        self, interaction: discord.Interaction[Any], language: Language
    ) -> None:
        """The button that erases everything."""
        if await self._takes(interaction):
            await self.hands.order(interaction, Order.FORGET_CONFIRMED, language=language)

    async def pressed(
        self,
        interaction: discord.Interaction[Any],
        exchange: uuid.UUID,
        press: Press,
        label: str,
    ) -> None:
        """A button under an answer."""
        if await self._takes(interaction):
            await self.hands.press(interaction, exchange, press, label)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Nobody foresaw it: say where it was, without a word of what anybody said."""
        error = sys.exc_info()[1]
        _log.error("stumbled", extra={"at": event_method, "error": type(error).__name__})

    async def close(self) -> None:
        """Let go of everything."""
        self.is_shut = True
        if self._looking:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self.signs.close()
        await self.outlet.close()
        await super().close()

    async def _takes(self, interaction: discord.Interaction[Any]) -> bool:
        if not self.is_shut:
            return True
        said = shutting(language_of_person(interaction))
        try:
            await interaction.response.send_message(said, ephemeral=True)
        except ERRORS as error:
            _log.warning("not said", extra={"error": type(error).__name__})
        return False

    async def _look(self) -> None:
        async for message in missed.messages(self, limit=self.setup.backfill):
            if self.is_shut:
                return
            await self.ears.hear(message, self.me, is_late=True)
