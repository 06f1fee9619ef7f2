"""Messages of people: asked, followed up, edited, taken back, ordered."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core import captions, commands
from bot.domain.audience import PUBLIC, clearance
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Question, State, exchange_id
from bot.domain.errors import BotError, ServiceError
from bot.domain.language import language_of
from bot.ports.desk import ChatDesk
from connectors.slack.audience import Readers
from connectors.slack.directory import Directory
from connectors.slack.inbound import Deleted, Edited, Event, Spoken, place, read
from connectors.slack.setup import Identity
from connectors.slack.signs import Signs
from connectors.slack.turns import Done, Turns
from connectors.slack.whisper import Whisper

SOURCE = "slack"
"""Where an order came from, in the ledger of choices."""

_LAST_RETRY = 3
_UNANSWERED = frozenset({State.RECEIVED, State.ANSWERING})
_UNSEEN = clearance(PUBLIC)


@dataclass(frozen=True, slots=True)
class Hearing:
    """Takes events to the desk. When a call returns, what it brought is committed.

    Raises ServiceError when nothing was accepted: Slack must deliver it again.
    """

    desk: ChatDesk
    who: Identity
    readers: Readers
    directory: Directory
    signs: Signs
    whisper: Whisper
    turns: Turns = field(default_factory=Turns)
    done: Done = field(default_factory=Done)

    async def event(self, body: Event, *, retry: int = 0) -> None:
        """An event as delivered; `retry` counts how often it was before."""
        said = read(body, self.who)
        match said:
            case Spoken():
                await self._spoken(said, retry=retry)
            case Edited(now=spoken):
                await self._edited(spoken)
            case Deleted():
                await self._deleted(said)

    async def _spoken(self, spoken: Spoken, *, retry: int) -> None:
        async with self.turns.of(spoken.channel, spoken.thread):
            try:
                if await self._is_for_us(spoken):
                    await self._taken(spoken)
            except ServiceError:
                if retry >= _LAST_RETRY:
                    await self._apologise(spoken)
                raise

    async def _is_for_us(self, spoken: Spoken) -> bool:
        if spoken.addressed is not Addressed.FOLLOW_UP:
            return True
        where = spoken.place(self.who.team, _UNSEEN)
        return await self.desk.took_part(spoken.person, where)

    async def _taken(self, spoken: Spoken) -> None:
        if (spoken.channel, spoken.ts) in self.done:
            return
        if command := commands.parse(spoken.text):
            await self._ordered(spoken, command)
        elif not (spoken.text or spoken.has_pictures):
            await self._nothing_asked(spoken)
        else:
            await self._asked(spoken)

    async def _asked(self, spoken: Spoken) -> None:
        question = await self._question(spoken)
        exchange = await self.desk.hear(question)
        if exchange.state in _UNANSWERED:  # else it was delivered once more
            self._show(spoken, question)

    async def _ordered(self, spoken: Spoken, command: Command) -> None:
        receipt = await self.desk.obey(
            command, spoken.person, language=language_of(spoken.text), source=SOURCE
        )
        await self._tell(spoken, receipt)
        self.done.add(spoken.channel, spoken.ts)

    async def _nothing_asked(self, spoken: Spoken) -> None:
        speaks = await self.directory.language(spoken.person.user)
        said = captions.only_text if spoken.attachments else captions.nothing_asked
        self.done.add(spoken.channel, spoken.ts)
        await self._tell_gently(spoken, said(speaks))

    async def _edited(self, spoken: Spoken) -> None:
        async with self.turns.of(spoken.channel, spoken.thread):
            command = commands.parse(spoken.text)
            if command and spoken.addressed in {Addressed.MENTION, Addressed.DIRECT}:
                self.done.add(spoken.channel, spoken.ts)
                await self._ordered(spoken, command)
                return
            question = await self._question(spoken)
            if await self.desk.amend(question):
                self._show(spoken, question)

    async def _question(self, spoken: Spoken) -> Question:
        cleared = await self.readers.clearance(spoken.channel, spoken.person)
        locale = None
        if not spoken.text:
            locale = await self.directory.language(spoken.person.user)
        return spoken.question(self.who.team, cleared, locale=locale)

    def _show(self, spoken: Spoken, question: Question) -> None:
        """That the bot is at it."""
        self.signs.show(spoken.channel, spoken.thread, ts=spoken.ts, language=question.language)

    async def _deleted(self, deleted: Deleted) -> None:
        async with self.turns.of(deleted.channel, deleted.thread):
            where = place(self.who.team, deleted.channel, deleted.thread, _UNSEEN)
            await self.desk.withdraw(exchange_id(where, deleted.ts))

    async def _apologise(self, spoken: Spoken) -> None:
        """Slack will not deliver it again: the asker must not wait for nothing."""
        if spoken.addressed is not Addressed.FOLLOW_UP:
            await self._tell_gently(spoken, captions.not_heard(language_of(spoken.text)))

    async def _tell(self, spoken: Spoken, text: str) -> None:
        in_thread = spoken.is_threaded or spoken.is_direct
        thread = spoken.thread if in_thread else ""
        await self.whisper.tell(spoken.person.user, text, channel=spoken.channel, thread=thread)

    async def _tell_gently(self, spoken: Spoken, text: str) -> None:
        """As `_tell`; that it cannot be told changes nothing that was accepted."""
        try:
            await self._tell(spoken, text)
        except BotError:
            return
