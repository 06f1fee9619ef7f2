"""Where the messages of an exchange hang: in a channel, or under a command."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

_NOBODY = discord.AllowedMentions.none()
_NONCE = 25  # characters that Discord takes


@dataclass(frozen=True, slots=True)
class Piece:
    """One message: its words, the buttons under it, and what keeps it from coming twice."""

    text: str
    view: ui.View | None
    nonce: str


def nonce(exchange: uuid.UUID, index: int) -> str:
    """The same for the same part of the same exchange: Discord posts it once."""
    return f"{exchange.hex[: _NONCE - 3]}-{index:02}"


@dataclass(frozen=True, slots=True)
class ChannelWall:
    """A channel, a thread or a direct message; `answers` is the message replied to."""

    channel: discord.PartialMessageable
    answers: int | None = None

    async def send(self, piece: Piece) -> int:
        """A new message; gives its id."""
        wanted: dict[str, Any] = {"view": piece.view} if piece.view else {}
        if self.answers:
            wanted["reference"] = discord.MessageReference(
                message_id=self.answers,
                channel_id=self.channel.id,
                guild_id=self.channel.guild_id,
                fail_if_not_exists=False,
            )
        sent = await self.channel.send(
            piece.text,
            nonce=piece.nonce,
            allowed_mentions=_NOBODY,
            mention_author=False,
            suppress_embeds=True,
            **wanted,
        )
        return sent.id

    async def edit(self, message: int, piece: Piece) -> discord.Message:
        """Make a message of ours say that instead."""
        return await self.channel.get_partial_message(message).edit(
            content=piece.text, view=piece.view, allowed_mentions=_NOBODY
        )

    async def delete(self, message: int) -> None:
        """Take it away; it may be gone already."""
        try:
            await self.channel.get_partial_message(message).delete()
        except discord.NotFound:
            return


@dataclass(frozen=True, slots=True)
class Command:
    """A command that somebody gave and that waits for its answer.

    Whoever answers it waits until Discord was told that there will be one; `is_known` is
    False when Discord would not hear of it any more.
    """

    interaction: discord.Interaction[Any]
    is_known: asyncio.Future[bool] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    async def answer(self, piece: Piece) -> int:
        """Answer it; gives the message's id."""
        sent = await self.interaction.edit_original_response(
            content=piece.text, view=piece.view, allowed_mentions=_NOBODY
        )
        return sent.id

    async def add(self, piece: Piece) -> int:
        """Say more, where the bot may not write otherwise."""
        wanted: dict[str, Any] = {"view": piece.view} if piece.view else {}
        more = await self.interaction.followup.send(
            piece.text, wait=True, allowed_mentions=_NOBODY, suppress_embeds=True, **wanted
        )
        return more.id

    async def edit(self, message: int, piece: Piece) -> None:
        """Change what it was answered with."""
        await self.interaction.followup.edit_message(
            message, content=piece.text, view=piece.view, allowed_mentions=_NOBODY
        )

    async def delete(self, message: int) -> None:
        """Take the answer away; it may be gone already."""
        try:
            await self.interaction.followup.delete_message(message)
        except discord.NotFound:
            return
