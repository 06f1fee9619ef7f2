"""Tells the staff channel that somebody asks for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import discord

from bot.core import captions
from bot.domain.conversation import Exchange, Turn
from bot.domain.errors import OutletRefused
from bot.domain.language import Language, language_of
from connectors.discord import escaping, words
from connectors.discord.history import snowflake
from connectors.discord.splitting import split
from connectors.discord.walls import nonce

_LOOKS_BACK = 100  # messages of the staff channel, for a note that is there already
_LONGEST_TURN = 600
_TURNS = 6


@dataclass(frozen=True, slots=True)
class Staff:
    """`channel` is where they read, `role` whom to call there; 0 for none."""

    client: discord.Client
    channel: int
    role: int

    async def tell(self, exchange: Exchange, turns: Sequence[Turn], *, about: str) -> str:
        """Leave one note, however often it is told; gives `#name` of the channel.

        `about` is the message under which they were asked for; it may be empty.
        """
        if not self.channel:
            raise OutletRefused("BOT_DISCORD__STAFF_CHANNEL is not set.")
        found = await self.client.fetch_channel(self.channel)
        if not isinstance(found, discord.TextChannel | discord.Thread):
            raise OutletRefused("BOT_DISCORD__STAFF_CHANNEL is no text channel.")
        if not await self._is_told(found, exchange):
            await self._send(
                found,
                note(exchange, turns, who=await self._who(exchange), about=about),
                exchange,
            )
        return f"#{found.name}"

    async def _is_told(
        self, channel: discord.TextChannel | discord.Thread, exchange: Exchange
    ) -> bool:
        me = self.client.user
        number = exchange.reference
        endings = tuple(f"\n-# {words.reference(language, number)}" for language in Language)
        async for message in channel.history(limit=_LOOKS_BACK):
            is_ours = me is not None and message.author.id == me.id
            if is_ours and message.content.endswith(endings):
                return True
        return False

    async def _send(
        self, channel: discord.TextChannel | discord.Thread, text: str, exchange: Exchange
    ) -> None:
        """The role is the only one that the bot ever calls, and only here."""
        called = [discord.Object(self.role)] if self.role else False
        lead = f"<@&{self.role}> " if self.role else ""
        await channel.send(
            lead + text,
            nonce=nonce(exchange.question.id, 99),
            suppress_embeds=True,
            allowed_mentions=discord.AllowedMentions(
                everyone=False, users=False, roles=called, replied_user=False
            ),
        )

    async def _who(self, exchange: Exchange) -> str:
        """The asker's name, as Discord shows it; empty when they took it back."""
        user = snowflake(exchange.question.asker.user)
        if user is None:
            return ""
        try:
            return (await self.client.fetch_user(user)).display_name
        except discord.NotFound:
            return ""


def note(exchange: Exchange, turns: Sequence[Turn], *, who: str, about: str) -> str:
    """What the staff read, in one message. Pure."""
    language = _language(exchange, turns)
    name = f"**{escaping.literal(who)}**" if who.strip() else words.somebody(language)
    reference = f"-# {words.reference(language, exchange.reference)}"
    head = [captions.wanted(language, name)]
    if link := _link(exchange, about):
        head.append(f"[{captions.conversation_link(language)}](<{link}>)")
    body = [line for turn in turns[-_TURNS:] for line in _turn(language, turn)]
    body = body or ["", captions.no_words(language)]
    room = 2000 - 60 - len(reference) - len("\n".join(head))
    cut = split("\n".join(body), limit=room)[0]
    return "\n".join([*head, "", cut.strip("\n"), "", reference])


def _turn(language: Language, turn: Turn) -> list[str]:
    text = turn.text.strip()
    cut = text if len(text) <= _LONGEST_TURN else text[: _LONGEST_TURN - 1] + "…"
    quoted = [f"> {line}" for line in escaping.lines(cut)]
    return ["", f"**{captions.speaker(language, turn)}**", *quoted]


def _language(exchange: Exchange, turns: Sequence[Turn]) -> Language:
    said = turns[0].text if turns else exchange.question.text
    return language_of(said or exchange.question.text)


def _link(exchange: Exchange, about: str) -> str:
    """To the conversation; nobody else can open a direct message."""
    place = exchange.question.place
    message = about if snowflake(about) else exchange.question.message
    if not place.workspace or snowflake(message) is None:
        return ""
    return f"https://discord.com/channels/{place.workspace}/{place.channel}/{message}"
