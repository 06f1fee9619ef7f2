"""Listens to messages, and brings them to the desk one by one."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from weakref import WeakValueDictionary

import discord

from bot.core import captions, commands
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Exchange, State, exchange_id
from bot.domain.errors import ServiceError
from bot.domain.language import Language, language_of
from bot.domain.pictures import Attachment
from bot.ports import ChatDesk
from connectors.discord import escaping, inbound, words
from connectors.discord.buttons import exchanges_of
from connectors.discord.calls import ERRORS
from connectors.discord.inbound import Said
from connectors.discord.signs import Signs
from connectors.discord.splitting import split

SOURCE = "discord"
"""What the ledger of choices calls this door."""

CHANGES_NOTHING = frozenset({Command.STATUS, Command.FORGET})
"""Orders that only explain."""

_LOOSENS = frozenset({Command.OPT_IN, Command.KEEP})
_SPOKEN = frozenset({discord.MessageType.default, discord.MessageType.reply})
_log = logging.getLogger(__name__)


def read(message: discord.Message, me: int) -> Said | None:
    """What a person wrote; None for bots, webhooks, the platform and ourselves."""
    is_person = not message.author.bot and message.webhook_id is None
    if not is_person or message.author.system or message.type not in _SPOKEN:
        return None
    answered = _answered(message)
    mentioned = {user.id for user in message.mentions}
    is_reply = message.type is discord.MessageType.reply
    answers_bot = answered is not None and answered.author.id == me
    return Said(
        message=str(message.id),
        channel=str(message.channel.id),
        guild=str(message.guild.id) if message.guild else "",
        author=str(message.author.id),
        text=message.content,
        at=message.created_at,
        is_thread=isinstance(message.channel, discord.Thread),
        calls_bot=me in mentioned,
        answers_bot=answers_bot,
        is_for_others=bool(mentioned - {me}) or (is_reply and not answers_bot),
        attachments=tuple(_attachment(one) for one in message.attachments),
        has_stickers=bool(message.stickers),
    )


@dataclass(frozen=True, slots=True)
class Ears:
    """What is said in one channel is heard in its order, one message at a time."""

    desk: ChatDesk
    signs: Signs
    _turns: WeakValueDictionary[int, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False, compare=False, repr=False
    )

    def turn(self, channel: int) -> asyncio.Lock:
        """Held while something from that channel is being heard."""
        return self._turns.setdefault(channel, asyncio.Lock())

    async def hear(self, message: discord.Message, me: int, *, is_late: bool = False) -> None:
        """A message was written. `is_late`: while the bot was away."""
        said = read(message, me)
        addressed = inbound.reach(said) if said else None
        if said is None or addressed is None:
            return
        async with self.turn(message.channel.id):
            try:
                await self._hear(message, said, addressed, me=me, is_late=is_late)
            except ServiceError as error:
                _log.warning("not heard", extra={"error": type(error).__name__})
                if addressed is not Addressed.OVERHEARD and not is_late:
                    await say(message, captions.not_heard(_language(message, said.text)))

    async def amend(self, message: discord.Message, me: int) -> None:
        """A message reads differently now."""
        said = read(message, me)
        text = inbound.words(said.text, bot=str(me)) if said else ""
        if said is None or not (text or said.has_pictures) or commands.parse(text):
            return
        async with self.turn(message.channel.id):
            try:
                changed = inbound.question(said, text, addressed=Addressed.MENTION)
                held = await self.desk.exchange(changed.id)
                if held is None:
                    return
                root, addressed = held.question.place.thread, held.question.addressed
                speaks = _language(message, text)
                again = inbound.question(
                    said, text, addressed=addressed, root=root, locale=speaks
                )
                await self.desk.amend(again)
            except ServiceError as error:
                _log.warning("edit not followed", extra={"error": type(error).__name__})

    async def withdraw(self, guild: int | None, channel: int, messages: Sequence[int]) -> None:
        """Messages were deleted."""
        place = inbound.place(guild=str(guild or ""), channel=str(channel), thread="")
        async with self.turn(channel):
            for message in messages:
                try:
                    await self.desk.withdraw(exchange_id(place, str(message)))
                except ServiceError as error:
                    _log.warning("deletion not followed", extra={"error": type(error).__name__})

    async def _hear(
        self,
        message: discord.Message,
        said: Said,
        addressed: Addressed,
        *,
        me: int,
        is_late: bool,
    ) -> None:
        root = await self._root(message, said, me)
        if addressed is Addressed.OVERHEARD:
            asked = inbound.question(said, "", addressed=addressed)
            if not await self.desk.took_part(said.person, asked.place):
                return
            addressed = Addressed.FOLLOW_UP
        text = inbound.words(said.text, bot=str(me))
        order = commands.parse(text)
        if order:
            if not (is_late and order in _LOOSENS):
                await self._obey(message, said, order, text=text)
        elif text or said.has_pictures:
            speaks = _language(message, text)
            question = inbound.question(
                said, text, addressed=addressed, root=root, locale=speaks
            )
            exchange = await self.desk.hear(question)
            if exchange.state in {State.RECEIVED, State.ANSWERING}:
                self.signs.begin(question.id, message.channel.typing)
        else:
            language = _language(message, text)
            is_file = said.has_files
            await say(
                message,
                captions.only_text(language) if is_file else captions.nothing_asked(language),
            )

    async def _root(self, message: discord.Message, said: Said, me: int) -> str:
        """The message that a chain of replies began with; empty when this one begins it."""
        answered = _answered(message)
        if not said.answers_bot or answered is None or answered.author.id != me:
            return ""
        asked = _asked(answered)
        held = await self._held(answered, said, asked)
        return held.question.place.thread if held else asked or str(answered.id)

    async def _held(self, answered: discord.Message, said: Said, asked: str) -> Exchange | None:
        place = inbound.place(guild=said.guild, channel=said.channel, thread="")
        keys: list[uuid.UUID] = [*exchanges_of(answered)]
        keys += [exchange_id(place, asked)] if asked else []
        for key in keys:
            if held := await self.desk.exchange(key):
                return held
        return None

    async def _obey(
        self, message: discord.Message, said: Said, order: Command, *, text: str
    ) -> None:
        language = _language(message, text)
        try:
            receipt = await self.desk.obey(order, said.person, language=language, source=SOURCE)
        except ServiceError:
            await say(message, captions.not_done(language))
            return
        if not said.guild:
            await say(message, receipt)
        elif await whisper(message.author, receipt):
            await say(message, words.told_in_private(language))
        else:
            is_done = order not in CHANGES_NOTHING
            await say(message, words.no_private_way(language, is_done=is_done))


async def say(message: discord.Message, text: str) -> None:
    """Reply with something in the bot's own name; a courtesy that may fail."""
    reference = message.to_reference(fail_if_not_exists=False)
    try:
        for part in split("\n".join(escaping.lines(text))):
            await message.channel.send(
                part,
                reference=reference,
                suppress_embeds=True,
                allowed_mentions=discord.AllowedMentions.none(),
            )
    except ERRORS as error:
        _log.warning("not said", extra={"error": type(error).__name__})


async def whisper(person: discord.User | discord.Member, text: str) -> bool:
    """A direct message; says whether the person takes any."""
    try:
        for part in split("\n".join(escaping.lines(text))):
            await person.send(
                part, suppress_embeds=True, allowed_mentions=discord.AllowedMentions.none()
            )
    except ERRORS:
        return False
    return True


def _attachment(file: discord.Attachment) -> Attachment:
    kind = file.content_type or ""
    return Attachment(
        id=str(file.id), where=file.url, is_picture=kind.startswith("image/"), size=file.size
    )


def _answered(message: discord.Message) -> discord.Message | None:
    """The message that this one replies to, as far as it is known."""
    if message.type is not discord.MessageType.reply or message.reference is None:
        return None
    resolved = message.reference.resolved
    return resolved if isinstance(resolved, discord.Message) else None


def _asked(answer: discord.Message) -> str:
    """Which message, or which command, one of our messages answers."""
    if answer.interaction_metadata:
        return str(answer.interaction_metadata.id)
    return str(answer.reference.message_id or "") if answer.reference else ""


def _language(message: discord.Message, text: str) -> Language:
    """That of the words, or of the server where there are none."""
    if any(sign.isalpha() for sign in text) or message.guild is None:
        return language_of(text)
    return words.language_of_locale(str(message.guild.preferred_locale))
