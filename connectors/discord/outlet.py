"""Shows exchanges on Discord."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.domain.conversation import Addressed, Exchange, State, Turn
from bot.domain.errors import OutletRefused, OutletUnavailable
from connectors.discord import buttons, history, outbound
from connectors.discord.calls import calling
from connectors.discord.edits import Edits
from connectors.discord.history import Trace, snowflake
from connectors.discord.remembering import Remembered
from connectors.discord.setup import Setup
from connectors.discord.signs import Signs
from connectors.discord.staff import Staff
from connectors.discord.walls import ChannelWall, Command, Piece, nonce

FindExchange = Callable[[uuid.UUID], Awaitable[Exchange | None]]

_TOKEN_SECONDS = 14 * 60.0  # Discord takes answers to a command for a quarter of an hour
_ACKNOWLEDGED = 5.0  # seconds that telling Discord of a coming answer may take
_NO_MESSAGE = "There is no such message: it was deleted."


class DiscordOutlet:
    """Posts replies to what was asked, and answers to commands.

    `find` looks an exchange up: a person is asked for under the message of another one.
    """

    def __init__(
        self, client: discord.Client, setup: Setup, *, signs: Signs, find: FindExchange
    ) -> None:
        self._client = client
        self._setup = setup
        self._signs = signs
        self._find = find
        self._edits = Edits()
        self._staff = Staff(client, channel=setup.staff_channel, role=setup.staff_role)
        self._commands: Remembered[uuid.UUID, Command] = Remembered(_TOKEN_SECONDS)
        self._parts: Remembered[str, list[int]] = Remembered()

    def expect(self, exchange: uuid.UUID, command: Command) -> None:
        """Answer the command with the exchange, while Discord lets us."""
        self._commands.put(exchange, command)

    async def post(self, exchange: Exchange) -> str:
        """Reply with it; gives the id of the first message that it takes."""
        self._signs.end(exchange.question.id)
        async with calling():
            sent = await self._send(exchange, self._pieces(exchange))
        self._parts.put(str(sent[0]), sent)
        return str(sent[0])

    async def update(self, posted: str, exchange: Exchange) -> None:
        """Make its messages say what it says now; there may be more or fewer of them."""
        self._signs.end(exchange.question.id)
        first = snowflake(posted)
        if first is None:
            raise OutletRefused(_NO_MESSAGE)

        async def draw() -> None:
            async with calling():
                await self._redraw(first, exchange)

        if exchange.state is State.ANSWERING:
            self._edits.soon(posted, draw)
        else:
            await self._edits.now(posted, draw)

    async def find(self, exchange: Exchange) -> str | None:
        """The first of our messages that answers it."""
        async with calling():
            trace = await self._trace(exchange)
            async for message in self._ours(exchange, trace):
                if not message.flags.loading:
                    return str(message.id)
        return None

    async def remove(self, posted: str, exchange: Exchange) -> None:
        """Take all its messages away."""
        first = snowflake(posted)
        if first is None:
            return
        self._edits.forget(posted)
        async with calling():
            trace = await self._trace(exchange)
            wall = self._wall(exchange, trace)
            command = self._commands.get(exchange.question.id)
            for message in await self._parts_of(first, exchange, trace):
                try:
                    await wall.delete(message)
                except discord.Forbidden:
                    if command is None:
                        raise
                    await command.delete(message)
        self._parts.drop(posted)

    async def call_person(self, exchange: Exchange, turns: Sequence[Turn]) -> str:
        """Tell the staff channel."""
        about = await self._about(exchange)
        async with calling():
            return await self._staff.tell(exchange, turns, about=about)

    async def close(self) -> None:
        """Stop drawing."""
        await self._edits.close()

    def _pieces(self, exchange: Exchange) -> list[Piece]:
        shown = outbound.shown(
            exchange, contact=self._setup.contact, has_staff=self._setup.has_staff
        )
        last = len(shown.parts) - 1
        key = exchange.question.id
        return [
            Piece(
                text,
                buttons.under(key, shown) if index == last else None,
                nonce(key, index),
            )
            for index, text in enumerate(shown.parts)
        ]

    async def _send(self, exchange: Exchange, pieces: Sequence[Piece]) -> list[int]:
        trace = await self._trace(exchange)
        sent: list[int] = []
        if trace.command is not None:
            sent = await self._answer(exchange, trace, pieces[0])
        for piece in pieces[len(sent) :]:
            sent.append(await self._add(exchange, trace, piece, sent))
        return sent

    async def _answer(self, exchange: Exchange, trace: Trace, piece: Piece) -> list[int]:
        """Answer a command; empty when Discord does not wait for that any more."""
        command = self._commands.get(exchange.question.id)
        if command and await _is_known(command):
            try:
                return [await command.answer(piece)]
            except (discord.NotFound, discord.Forbidden):
                self._commands.drop(exchange.question.id)  # its time is over
        return await self._finish_waiting(exchange, trace, piece)

    async def _add(
        self, exchange: Exchange, trace: Trace, piece: Piece, before: Sequence[int]
    ) -> int:
        """One more message; behind the answer to a command it replies to that answer."""
        first = before[0] if before else None
        wall = self._wall(exchange, trace, first=first)
        try:
            return await wall.send(piece)
        except discord.Forbidden:
            command = self._commands.get(exchange.question.id)
            if command is None:
                raise
            return await command.add(piece)

    async def _finish_waiting(
        self, exchange: Exchange, trace: Trace, piece: Piece
    ) -> list[int]:
        """An answer that an earlier process promised: make it one, or take it away."""
        wall = self._wall(exchange, trace)
        async for message in self._ours(exchange, trace):
            if not message.flags.loading:
                continue
            edited = await wall.edit(message.id, piece)
            if not edited.flags.loading:
                return [message.id]
            await wall.delete(message.id)
        return []

    async def _redraw(self, first: int, exchange: Exchange) -> None:
        trace = await self._trace(exchange)
        pieces = self._pieces(exchange)
        parts = await self._parts_of(first, exchange, trace)
        wall = self._wall(exchange, trace)
        for message, piece in zip(parts, pieces, strict=False):
            await self._edit(exchange, wall, message, piece)
        added = [
            await self._add(exchange, trace, piece, parts) for piece in pieces[len(parts) :]
        ]
        for message in parts[len(pieces) :]:
            await wall.delete(message)
        self._parts.put(str(first), [*parts[: len(pieces)], *added])

    async def _edit(
        self, exchange: Exchange, wall: ChannelWall, message: int, piece: Piece
    ) -> None:
        try:
            await wall.edit(message, piece)
        except discord.Forbidden:
            command = self._commands.get(exchange.question.id)
            if command is None:
                raise
            await command.edit(message, piece)

    async def _parts_of(self, first: int, exchange: Exchange, trace: Trace) -> list[int]:
        """All its messages, the first one first."""
        if known := self._parts.get(str(first)):
            return known
        found = [message.id async for message in self._ours(exchange, trace, since=first)]
        return found if first in found else [first, *found]

    async def _trace(self, exchange: Exchange) -> Trace:
        return history.trace(exchange, about=await self._about(exchange))

    async def _about(self, exchange: Exchange) -> str:
        """The message of the exchange that a person is asked about, if there is one."""
        if exchange.question.about is None:
            return ""
        about = await self._find(exchange.question.about)
        return about.posted if about else ""

    def _wall(
        self, exchange: Exchange, trace: Trace, *, first: int | None = None
    ) -> ChannelWall:
        is_command = exchange.question.addressed is Addressed.COMMAND
        return ChannelWall(self._channel(exchange), first if is_command else trace.answers)

    def _channel(self, exchange: Exchange) -> discord.PartialMessageable:
        place = exchange.question.place
        channel = snowflake(place.channel)
        if channel is None:
            raise OutletRefused("There is no such channel on Discord.")
        if self._client.user is None:
            raise OutletUnavailable("Discord has not been reached yet.")
        return self._client.get_partial_messageable(
            channel, guild_id=snowflake(place.workspace)
        )

    def _ours(self, exchange: Exchange, trace: Trace, *, since: int | None = None) -> Any:
        channel = self._channel(exchange)
        me = self._client.user
        return history.ours(channel, trace, me=me.id if me else 0, since=since)


async def _is_known(command: Command) -> bool:
    """Whether Discord waits for the answer to a command."""
    done, _ = await asyncio.wait({command.is_known}, timeout=_ACKNOWLEDGED)
    return bool(done) and command.is_known.result()
