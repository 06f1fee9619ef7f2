"""Buttons under the bot's messages."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import captions
from bot.domain.conversation import Verdict
from bot.domain.errors import BotError, ServiceError
from bot.domain.language import Language
from bot.domain.people import Person
from bot.ports.desk import ChatDesk
from connectors.slack.audience import Readers
from connectors.slack.inbound import home, identifier, person, place, stamp
from connectors.slack.outbound import ASK_PERSON, HELPFUL, UNHELPFUL, pressed_under
from connectors.slack.setup import Identity
from connectors.slack.signs import Signs
from connectors.slack.whisper import Whisper

_VERDICTS = {HELPFUL: Verdict.HELPFUL, UNHELPFUL: Verdict.UNHELPFUL}


@dataclass(frozen=True, slots=True)
class Press:
    """Somebody pressed a button; `thread` is the conversation that its message is in."""

    action: str
    exchange: uuid.UUID
    language: Language
    person: Person
    channel: str
    thread: str


@dataclass(frozen=True, slots=True)
class Pressing:
    """Takes presses to the desk; what came of it is told to whoever pressed, alone."""

    desk: ChatDesk
    who: Identity
    readers: Readers
    signs: Signs
    whisper: Whisper

    async def pressed(self, body: Mapping[str, object]) -> None:
        """A press as delivered. Never raises BotError: Slack delivers a press only once."""
        press = read(body, self.who)
        if press is None:
            return
        try:
            said = await self._done(press)
        except ServiceError:
            said = captions.not_done(press.language)
        if said:
            await self._tell(press, said)

    async def _done(self, press: Press) -> str:
        """Do it; gives what the person is told, nothing when the outcome will show it."""
        if verdict := _VERDICTS.get(press.action):
            if await self.desk.rate(press.exchange, press.person, verdict):
                is_helpful = verdict is Verdict.HELPFUL
                return captions.rated(press.language, is_helpful=is_helpful)
            return captions.gone(press.language)
        cleared = await self.readers.clearance(press.channel, press.person)
        called = await self.desk.call_person(
            press.exchange,
            press.person,
            place=place(self.who.team, press.channel, press.thread, cleared),
            said=captions.ask_person(press.language),
        )
        return "" if called else captions.gone(press.language)

    async def _tell(self, press: Press, said: str) -> None:
        try:
            await self.whisper.tell(
                press.person.user, said, channel=press.channel, thread=press.thread
            )
        except BotError:
            return  # the press was done; only its receipt could not be shown


def read(body: Mapping[str, object], who: Identity) -> Press | None:
    """What was pressed; None when it is no button of ours."""
    action = _first(body.get("actions"))
    name, value = action.get("action_id"), action.get("value")
    user, container = _mapping(body.get("user")), _mapping(body.get("container"))
    message, channel = _mapping(body.get("message")), _mapping(body.get("channel"))
    under = pressed_under(value) if isinstance(value, str) else None
    where = identifier(container.get("channel_id")) or identifier(channel.get("id"))
    ts = stamp(container.get("message_ts")) or stamp(message.get("ts"))
    thread = stamp(container.get("thread_ts")) or stamp(message.get("thread_ts")) or ts
    presser = identifier(user.get("id"))
    is_ours = name in {HELPFUL, UNHELPFUL, ASK_PERSON}
    if not (is_ours and under and where and ts and presser):
        return None
    team = home(user.get("team_id"), _mapping(body.get("team")).get("id"), who.team)
    return Press(
        action=str(name),
        exchange=under[0],
        language=under[1],
        person=person(presser, team),
        channel=where,
        thread=thread,
    )


def _first(actions: object) -> Mapping[str, object]:
    return _mapping(actions[0]) if isinstance(actions, list) and actions else {}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}
