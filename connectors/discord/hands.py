"""What people do with commands and buttons, brought to the desk."""

from __future__ import annotations

import asyncio
import logging
import uuid
from dataclasses import dataclass
from typing import Any

import discord

from bot.core import captions, commands
from bot.domain.commands import Command as Order
from bot.domain.conversation import Addressed, Exchange, Place, Question, Verdict
from bot.domain.errors import ServiceError
from bot.domain.language import Language, language_of
from bot.ports import ChatDesk
from connectors.discord import buttons, escaping, inbound, words
from connectors.discord.calls import ERRORS
from connectors.discord.ears import SOURCE, Ears
from connectors.discord.outbound import Press
from connectors.discord.outlet import DiscordOutlet
from connectors.discord.splitting import split
from connectors.discord.walls import Command

Interaction = discord.Interaction[Any]

_HEARING = 1.0  # seconds after which Discord is told that an answer will come
_NOBODY = discord.AllowedMentions.none()
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hands:
    """Discord waits three seconds for a sign of life: each of these gives it at once."""

    desk: ChatDesk
    outlet: DiscordOutlet
    ears: Ears

    async def ask(self, interaction: Interaction, text: str) -> None:
        """Somebody asked with the command."""
        text = inbound.words(text, bot="")
        if order := commands.parse(text):
            await self.order(interaction, order, language=language_of(text))
            return
        question = _question(interaction, text)
        command = Command(interaction)
        self.outlet.expect(question.id, command)
        hearing = asyncio.create_task(self._hear(interaction, question))
        # Heard first, so that what is promised is kept; but nobody waits for a slow database.
        await asyncio.wait({hearing}, timeout=_HEARING)
        if hearing.done() and not hearing.result():
            command.is_known.set_result(False)
            await _whisper(interaction, captions.not_heard(language_of(text)))
            return
        command.is_known.set_result(await _promised(interaction, is_private=False))
        if not await hearing:
            await _said(interaction, captions.not_heard(language_of(text)))

    async def order(
        self, interaction: Interaction, order: Order, *, language: Language | None = None
    ) -> None:
        """Somebody decided about their own words; only they see what comes of it."""
        language = language or language_of_person(interaction)
        await _promised(interaction, is_private=True)
        try:
            receipt = await self.desk.obey(
                order,
                inbound.person(str(interaction.user.id)),
                language=language,
                source=SOURCE,
            )
        except ServiceError:
            await _said(interaction, captions.not_done(language))
            return
        view = buttons.to_forget(language) if order is Order.FORGET else None
        await _said(interaction, receipt, view)

    async def press(
        self, interaction: Interaction, exchange: uuid.UUID, press: Press, label: str
    ) -> None:
        """Somebody pressed a button under an answer."""
        language = language_of(label)
        await _promised(interaction, is_private=True)
        try:
            said = await self._press(interaction, exchange, press, label)
        except ServiceError as error:
            _log.warning("button did nothing", extra={"error": type(error).__name__})
            said = captions.not_done(language)
        await _said(interaction, said)

    async def _press(
        self, interaction: Interaction, exchange: uuid.UUID, press: Press, label: str
    ) -> str:
        language = language_of(label)
        person = inbound.person(str(interaction.user.id))
        if press is Press.PERSON:
            held = await self.desk.exchange(exchange)
            place = _place(interaction, held)
            said = label or captions.ask_person(language)
            called = await self.desk.call_person(exchange, person, place=place, said=said)
            return words.calling(language) if called else captions.gone(language)
        is_helpful = press is Press.HELPFUL
        verdict = Verdict.HELPFUL if is_helpful else Verdict.UNHELPFUL
        if await self.desk.rate(exchange, person, verdict):
            return captions.rated(language, is_helpful=is_helpful)
        return captions.gone(language)

    async def _hear(self, interaction: Interaction, question: Question) -> bool:
        """Whether it was accepted."""
        try:
            async with self.ears.turn(interaction.channel_id or 0):
                await self.desk.hear(question)
        except ServiceError as error:
            _log.warning("not heard", extra={"error": type(error).__name__})
            return False
        return True


def language_of_person(interaction: Interaction) -> Language:
    """The language that somebody's Discord is set to."""
    return words.language_of_locale(str(interaction.locale))


async def _promised(interaction: Interaction, *, is_private: bool) -> bool:
    """Tell Discord that an answer will come; says whether it still wanted to know."""
    try:
        await interaction.response.defer(ephemeral=is_private, thinking=True)
    except ERRORS as error:
        _log.warning("not acknowledged", extra={"error": type(error).__name__})
        return False
    return True


async def _whisper(interaction: Interaction, text: str) -> None:
    try:
        await interaction.response.send_message(text, ephemeral=True, allowed_mentions=_NOBODY)
    except ERRORS as error:
        _log.warning("not said", extra={"error": type(error).__name__})


async def _said(
    interaction: Interaction, text: str, view: discord.ui.View | None = None
) -> None:
    """Put something in the bot's own name where the answer was to come."""
    first = split("\n".join(escaping.lines(text)))[0]
    try:
        await interaction.edit_original_response(
            content=first, view=view, allowed_mentions=_NOBODY
        )
    except ERRORS as error:
        _log.warning("not said", extra={"error": type(error).__name__})


def _question(interaction: Interaction, text: str) -> Question:
    said = inbound.Said(
        message=str(interaction.id),
        channel=str(interaction.channel_id),
        guild=str(interaction.guild_id or ""),
        author=str(interaction.user.id),
        text=text,
        at=interaction.created_at,
        is_thread=isinstance(interaction.channel, discord.Thread),
    )
    return inbound.question(said, text, addressed=Addressed.COMMAND)


def _place(interaction: Interaction, held: Exchange | None) -> Place:
    """The conversation that the button stands in."""
    channel, guild = str(interaction.channel_id), str(interaction.guild_id or "")
    if held and held.question.place.channel == channel:
        return held.question.place
    return inbound.place(guild=guild, channel=channel, thread=channel)
