"""Answers that grow before the reader's eyes, where the workspace lets them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING

from bot.domain.conversation import Exchange
from bot.domain.errors import BotError
from connectors.slack.inbound import is_direct
from connectors.slack.message import ANSWER_EVENT, marked
from connectors.slack.outbound import partial
from connectors.slack.rich import Piece
from connectors.slack.trouble import TOKEN_TROUBLE, Later, Never

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi

_MOST_BLOCKS = 40
_REMEMBERED = 1000
_BUSY_SECONDS = 60.0
_AGAIN_SECONDS = 3600.0


class Streams:
    """The streams that this process writes. What is streamed is blocks, as inert as the rest.

    Where Slack takes no stream, none is tried for an hour, or a minute when it was busy.
    """

    def __init__(self, api: SlackApi) -> None:
        self._api = api
        self._open: OrderedDict[str, int] = OrderedDict()
        self._closed_until = 0.0

    async def start(self, exchange: Exchange) -> str | None:
        """Begin a message; None when that must be done without a stream."""
        if _now() < self._closed_until:
            return None
        place, asker = exchange.question.place, exchange.question.asker
        shown = partial(exchange)[:_MOST_BLOCKS]
        # In a channel Slack wants to know for whom it is.
        to = None if is_direct(place.channel) else asker
        try:
            answer = await self._api.call(
                "chat.startStream",
                channel=place.channel,
                thread_ts=place.thread,
                recipient_user_id=to.user if to else None,
                recipient_team_id=to.workspace if to else None,
                chunks=_chunks(shown) or None,
            )
        except (Later, Never) as error:
            is_lasting = isinstance(error, Never) or error.code in TOKEN_TROUBLE
            self._closed_until = _now() + (_AGAIN_SECONDS if is_lasting else _BUSY_SECONDS)
            return None
        ts = str(answer["ts"])
        self._open[ts] = len(shown)
        while len(self._open) > _REMEMBERED:
            self._open.popitem(last=False)
        return ts

    async def grow(self, posted: str, exchange: Exchange) -> bool:
        """Add what is new; False when the message is no stream, or one no more."""
        if posted not in self._open:
            return False
        shown = partial(exchange)[:_MOST_BLOCKS]
        new = shown[self._open[posted] :]
        if not new:
            return True
        try:
            await self._api.call(
                "chat.appendStream",
                channel=exchange.question.place.channel,
                ts=posted,
                chunks=_chunks(new),
            )
        except Never:
            del self._open[posted]
            return False
        except Later as error:
            if error.code == "ratelimited":
                return True  # the next one brings it along
            del self._open[posted]
            return False
        self._open[posted] = len(shown)
        return True

    async def end(self, posted: str, exchange: Exchange, *, anyway: bool = False) -> None:
        """Close the stream if it is one of ours, or `anyway`; it may be closed already."""
        if self._open.pop(posted, None) is None and not anyway:
            return
        try:
            await self._api.call(
                "chat.stopStream",
                channel=exchange.question.place.channel,
                ts=posted,
                metadata=marked(ANSWER_EVENT, exchange.question.id),
            )
        except BotError:
            return  # it died by itself: what follows puts the whole answer there


def _chunks(shown: list[Piece]) -> list[Piece]:
    return [{"type": "blocks", "blocks": shown}] if shown else []


def _now() -> float:
    return asyncio.get_running_loop().time()
