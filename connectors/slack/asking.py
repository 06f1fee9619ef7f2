"""`/ask`: a question that no message stands for yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core import captions, commands
from bot.domain.conversation import Addressed
from bot.domain.errors import BotError, ServiceError
from bot.domain.language import language_of
from bot.domain.people import Person
from bot.ports.desk import ChatDesk
from connectors.slack.audience import Readers
from connectors.slack.directory import Directory
from connectors.slack.hearing import SOURCE
from connectors.slack.inbound import Spoken, home, identifier, person, words
from connectors.slack.outbound import asked
from connectors.slack.setup import Identity
from connectors.slack.signs import Signs
from connectors.slack.trouble import Never
from connectors.slack.whisper import Whisper

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi
    from connectors.slack.pace import Pace


@dataclass(frozen=True, slots=True)
class Asking:
    """Puts the question where it was asked, for all to see, and takes it to the desk."""

    desk: ChatDesk
    who: Identity
    api: SlackApi
    readers: Readers
    directory: Directory
    signs: Signs
    whisper: Whisper
    pace: Pace

    async def command(self, body: Mapping[str, object]) -> str:
        """The command as delivered; gives what the person alone is told, or nothing.

        Never raises BotError: Slack delivers a command only once.
        """
        user, channel = identifier(body.get("user_id")), identifier(body.get("channel_id"))
        text = words(str(body.get("text") or ""), without=self.who.user)
        if not user or not channel:
            return ""
        asker = person(user, home(body.get("team_id"), self.who.team))
        speaks = language_of(text)
        if not text:
            return captions.nothing_asked(await self.directory.language(user))
        if command := commands.parse(text):
            try:
                return await self.desk.obey(command, asker, language=speaks, source=SOURCE)
            except ServiceError:
                return captions.not_done(speaks)
        name = await self.directory.name(asker, otherwise=str(body.get("user_name") or ""))
        try:
            return await self._asked(asker, text, channel=channel, name=name)
        except BotError:
            return captions.not_heard(speaks)

    async def _asked(self, asker: Person, text: str, *, channel: str, name: str) -> str:
        remark = ""
        try:
            ts = await self._show(channel, name, text)
        except Never:
            channel = await self.whisper.direct(asker.user)
            ts = await self._show(channel, name, text)
            remark = captions.answered_in_direct(language_of(text))
        spoken = Spoken(channel, ts, ts, asker, text, Addressed.COMMAND)
        try:
            cleared = await self.readers.clearance(channel, asker)
            await self.desk.hear(spoken.question(self.who.team, cleared))
        except BotError:
            await self._take_back(channel, ts)
            raise
        self.signs.show(channel, ts, ts=ts, language=language_of(text))
        return remark

    async def _show(self, channel: str, name: str, text: str) -> str:
        """Post what is asked; gives the id of that message, under which it is answered."""
        await self.pace.turn(channel)
        answer = await self.api.call(
            "chat.postMessage",
            channel=channel,
            unfurl_links=False,
            unfurl_media=False,
            **asked(name, text).arguments(),
        )
        return str(answer["ts"])

    async def _take_back(self, channel: str, ts: str) -> None:
        try:
            await self.api.call("chat.delete", channel=channel, ts=ts)
        except BotError:
            return  # whoever asked is told all the same
