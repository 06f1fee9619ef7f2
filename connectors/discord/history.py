"""Finds our own messages in a channel again."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import discord
from discord.utils import time_snowflake

from bot.domain.conversation import Addressed, Exchange
from connectors.discord import words
from connectors.discord.buttons import exchanges_of

_PAGES = 200  # messages of a channel that are looked through: two pages
_SKEW = timedelta(minutes=2)  # our clock and Discord's may differ


@dataclass(frozen=True, slots=True)
class Trace:
    """How the messages of an exchange are known: whatever was erased since.

    `answers` is the message that they reply to, `command` the command that they answer,
    and `after` an id that is older than any of them.
    """

    exchange: uuid.UUID
    after: int
    answers: int | None = None
    command: int | None = None

    def fits(self, message: discord.Message, *, first: int | None = None) -> bool:
        """Whether one of our messages belongs to the exchange.

        `first` is the first of its messages, if known: to a command's answer, which is no
        reply, the rest replies.
        """
        if marked := exchanges_of(message):
            return self.exchange in marked
        if numbered := words.references(message.content):
            return self.exchange.hex[:8] in numbered
        if self.command is not None:
            given = message.interaction_metadata
            if given and given.id == self.command:
                return True
        answered = message.reference.message_id if message.reference else None
        head = first if self.answers is None else self.answers
        return answered is not None and answered == head


def trace(exchange: Exchange, *, about: str = "") -> Trace:
    """`about` is the id of the message under which a person was asked for."""
    question = exchange.question
    before = time_snowflake(question.asked_at - _SKEW)
    if question.addressed is Addressed.PERSON:
        # Asked for with a button, or with words: then by a message or by a command.
        number = snowflake(about if question.about else question.message)
        command = None if question.about else number
        return Trace(question.id, after=number or before, answers=number, command=command)
    number = snowflake(question.message)
    if question.addressed is Addressed.COMMAND:
        return Trace(question.id, after=number or before, command=number)
    return Trace(question.id, after=number or before, answers=number)


def snowflake(text: str) -> int | None:
    """The id, if it is one of Discord's."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else None  # noqa: PLR2004 - digits of 64 bits


async def ours(
    channel: discord.PartialMessageable, wanted: Trace, *, me: int, since: int | None = None
) -> AsyncIterator[discord.Message]:
    """Our messages about the exchange, oldest first. `since` is the first one, if known."""
    after = discord.Object(since - 1 if since else wanted.after)
    async for message in channel.history(after=after, limit=_PAGES, oldest_first=True):
        if message.author.id != me:
            continue
        if message.id == since or wanted.fits(message, first=since):
            yield message
