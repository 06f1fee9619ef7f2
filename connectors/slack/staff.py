"""The staff channel: who asks for a person, and what was said so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.core import captions
from bot.domain.conversation import Exchange, Speaker, Turn
from bot.domain.errors import BotError, OutletRefused
from bot.domain.language import Language
from connectors.slack.directory import Directory
from connectors.slack.inbound import stamp
from connectors.slack.message import Message, is_marked
from connectors.slack.outbound import language, quotation_of_words
from connectors.slack.rich import Piece, inert, link, prose, rich, section, words
from connectors.slack.setup import SlackSetup

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi

CALL_EVENT = "supportbot_call"
"""Marks what the staff are told, with the id of the exchange and no words."""

_LONGEST_TURN = 1500
_MOST_TURNS = 10
_CLOCKS_APART = 300.0  # seconds that our clock may be ahead of Slack's


class Staff:
    """Tells the staff channel that somebody asks for a person."""

    def __init__(self, api: SlackApi, *, setup: SlackSetup, directory: Directory) -> None:
        self._api = api
        self._channel = setup.staff_channel
        self._group = setup.staff_group
        self._directory = directory
        self._name = ""

    async def call(self, exchange: Exchange, turns: Sequence[Turn]) -> str:
        """Tell them unless they were told; gives the channel's name.

        Raises OutletRefused where no channel is set or the bot cannot write there.
        """
        if not self._channel:
            raise OutletRefused("BOT_SLACK__STAFF_CHANNEL is not set, so nobody can be told.")
        if not await self._is_told(exchange):
            message = told(
                exchange,
                turns,
                who=await self._directory.name(exchange.question.asker),
                permalink=await self._permalink(exchange),
                group=self._group,
            )
            await self._api.call(
                "chat.postMessage",
                channel=self._channel,
                unfurl_links=False,
                unfurl_media=False,
                **message.arguments(),
            )
        return await self.name()

    async def name(self) -> str:
        """The channel as people read it, such as `#it-help`."""
        if not self._name:
            try:
                answer = await self._api.call("conversations.info", channel=self._channel)
            except BotError:
                return f"#{self._channel}"
            channel = answer.get("channel") or {}
            self._name = f"#{channel.get('name') or self._channel}"
        return self._name

    async def _is_told(self, exchange: Exchange) -> bool:
        since = exchange.question.asked_at.timestamp() - _CLOCKS_APART
        async for page in self._api.pages(
            "conversations.history",
            channel=self._channel,
            oldest=f"{since:.6f}",
            include_all_metadata=True,
            limit=200,
        ):
            if any(
                is_marked(message, CALL_EVENT, exchange.question.id)
                for message in page.get("messages", ())
            ):
                return True
        return False

    async def _permalink(self, exchange: Exchange) -> str | None:
        question = exchange.question
        try:
            answer = await self._api.call(
                "chat.getPermalink",
                channel=question.place.channel,
                message_ts=stamp(question.message) or question.place.thread,
            )
        except BotError:
            return None  # a call without a link is better than none
        return str(answer.get("permalink") or "") or None


def told(
    exchange: Exchange, turns: Sequence[Turn], *, who: str, permalink: str | None, group: str
) -> Message:
    """What the staff read. The mention of `group` is the only one that we ever send."""
    speaks = language(exchange)
    head: list[Piece] = [{"type": "usergroup", "usergroup_id": group}] if group else []
    wanted = captions.wanted(speaks, who)
    head += words(f" {wanted}" if group else wanted, is_bold=True)
    if permalink:
        head += [*words("\n"), *link(permalink, captions.conversation_link(speaks))]
    parts = [section(head)]
    for turn in turns[-_MOST_TURNS:]:
        parts.append(section(words(captions.speaker(speaks, turn), is_bold=True)))
        said = turn.text if turn.speaker is Speaker.USER else prose(turn.text)
        parts += quotation_of_words(said, longest=_LONGEST_TURN)
    if not turns:
        parts.append(section(words(captions.no_words(speaks))))
    foot = {"type": "plain_text", "text": _reference(speaks, exchange), "emoji": False}
    return Message(
        text=inert(wanted),
        blocks=[rich(parts), {"type": "context", "elements": [foot]}],
        event=CALL_EVENT,
        exchange=exchange.question.id,
    )


def _reference(speaks: Language, exchange: Exchange) -> str:
    return captions.reference(speaks, exchange.reference)
