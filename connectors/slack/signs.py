"""A first sign of life: the asker sees at once that somebody is at it."""

from __future__ import annotations

from collections import OrderedDict
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.core import captions
from bot.domain.errors import BotError
from bot.domain.language import Language
from connectors.slack.tasks import Tasks
from connectors.slack.trouble import TOKEN_TROUBLE, Later, Never

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi

_EYES = "eyes"
_REMEMBERED = 5000
_NOT_HERE = TOKEN_TROUBLE | {
    "unknown_method",
    "method_deprecated",
    "feature_not_enabled",
    "not_implemented",
}


class _Sign(Enum):
    BEGUN = auto()
    STATUS = auto()
    EYES = auto()


class Signs:
    """Shows a status in the thread, or, where the workspace has none, eyes on the message."""

    def __init__(self, api: SlackApi, tasks: Tasks) -> None:
        self._api = api
        self._tasks = tasks
        self._has_status = True
        # What waits for its answer. Whatever is not in here any more was answered, perhaps
        # while the call that shows the sign was still under way.
        self._waiting: OrderedDict[tuple[str, str], _Sign] = OrderedDict()

    def show(self, channel: str, thread: str, *, ts: str, language: Language) -> None:
        """Begin to show it, and return at once; once is enough for a message."""
        if (channel, ts) in self._waiting:
            return
        self._waiting[channel, ts] = _Sign.BEGUN
        while len(self._waiting) > _REMEMBERED:
            self._waiting.popitem(last=False)
        self._tasks.start(self._show(channel, thread, ts=ts, language=language))

    def take_back(self, channel: str, thread: str, *, ts: str, is_new: bool) -> None:
        """The message was answered: eyes go.

        A new message ends a status by itself (`is_new`); a changed one does not.
        """
        sign = self._waiting.pop((channel, ts), None)
        is_anothers = sign is None and not self._has_status  # another replica's, perhaps
        if sign is _Sign.EYES or is_anothers:
            self._tasks.start(self._without_eyes(channel, ts))
        elif sign is _Sign.STATUS and not is_new:
            self._tasks.start(self._without_status(channel, thread))

    async def _show(self, channel: str, thread: str, *, ts: str, language: Language) -> None:
        if not self._has_status:
            await self._eyes(channel, ts)
            return
        try:
            await self._api.call(
                "assistant.threads.setStatus",
                channel_id=channel,
                thread_ts=thread,
                status=captions.working(language),
            )
        except (Later, Never) as error:
            self._has_status = error.code not in _NOT_HERE
            await self._eyes(channel, ts)
            return
        if not self._still_waits(channel, ts, _Sign.STATUS):
            await self._without_status(channel, thread)

    async def _eyes(self, channel: str, ts: str) -> None:
        try:
            await self._api.call("reactions.add", channel=channel, timestamp=ts, name=_EYES)
        except BotError:
            return
        if not self._still_waits(channel, ts, _Sign.EYES):
            await self._without_eyes(channel, ts)

    def _still_waits(self, channel: str, ts: str, sign: _Sign) -> bool:
        """Whether it is unanswered; then `sign` is what it has."""
        if (channel, ts) not in self._waiting:
            return False
        self._waiting[channel, ts] = sign
        return True

    async def _without_status(self, channel: str, thread: str) -> None:
        try:
            await self._api.call(
                "assistant.threads.setStatus", channel_id=channel, thread_ts=thread, status=""
            )
        except BotError:
            return  # it ends by itself after two minutes

    async def _without_eyes(self, channel: str, ts: str) -> None:
        try:
            await self._api.call("reactions.remove", channel=channel, timestamp=ts, name=_EYES)
        except BotError:
            return  # they are gone, or stay: they say nothing wrong
