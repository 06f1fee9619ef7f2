"""Shows exchanges in Slack, in the thread where they were asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from bot.domain.conversation import Addressed, Exchange, State, Turn
from bot.domain.errors import OutletUnavailable
from connectors.slack.inbound import stamp
from connectors.slack.message import ANSWER_EVENT, Message, is_marked
from connectors.slack.outbound import compose
from connectors.slack.pace import Pace
from connectors.slack.setup import Identity, SlackSetup
from connectors.slack.signs import Signs
from connectors.slack.streams import Streams
from connectors.slack.trouble import UNSHOWABLE, Never

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi
    from connectors.slack.staff import Staff

_WHOLE_SECONDS = 14.0
_GONE = frozenset({"message_not_found", "channel_not_found", "thread_not_found"})


class SlackOutlet:
    """Posts, streams, looks up and takes away what the bot says.

    Its messages carry the id of their exchange, and no words, as metadata: so they are found
    again after a crash.
    """

    def __init__(  # noqa: PLR0913 - the parts of one thing, given once in the connector
        self,
        api: SlackApi,
        *,
        setup: SlackSetup,
        who: Identity,
        signs: Signs,
        staff: Staff,
        pace: Pace | None = None,
    ) -> None:
        self._api = api
        self._setup = setup
        self._who = who
        self._signs = signs
        self._staff = staff
        self._streams = Streams(api)
        self._pace = pace or Pace()

    async def post(self, exchange: Exchange) -> str:
        """Post it into the thread; an unfinished one as a stream where that works."""
        async with _in_time():
            question = exchange.question
            if exchange.state is State.ANSWERING:
                await self._pace.turn(question.place.channel)
                if streamed := await self._streams.start(exchange):
                    return streamed
            posted = await self._post(exchange)
            self._take_back(exchange, is_new=True)
            return posted

    async def update(self, posted: str, exchange: Exchange) -> None:
        """Show it in the message that is there."""
        async with _in_time():
            if exchange.state is State.ANSWERING:
                if await self._streams.grow(posted, exchange):
                    return
            else:
                await self._streams.end(posted, exchange)
            try:
                await self._update(posted, exchange)
            except Never as error:
                if error.code != "streaming_state_conflict":
                    raise
                # A stream that a process began which is no more.
                await self._streams.end(posted, exchange, anyway=True)
                await self._update(posted, exchange)
            if exchange.state is not State.ANSWERING:
                self._take_back(exchange, is_new=False)

    async def find(self, exchange: Exchange) -> str | None:
        """The message with the exchange's id among what was said since in the thread."""
        place = exchange.question.place
        since = stamp(exchange.question.message) or place.thread
        unmarked: str | None = None
        async with _in_time():
            try:
                async for page in self._api.pages(
                    "conversations.replies",
                    channel=place.channel,
                    ts=place.thread,
                    oldest=since,
                    include_all_metadata=True,
                    limit=200,
                ):
                    for message in page.get("messages", ()):
                        if is_marked(message, ANSWER_EVENT, exchange.question.id):
                            return str(message["ts"])
                        if self._is_cut_off(message, since):
                            unmarked = unmarked or str(message["ts"])
            except Never as error:
                if error.code not in _GONE:
                    raise
        return unmarked

    async def remove(self, posted: str, exchange: Exchange) -> None:
        """Delete the message; and the one that shows what was asked, if we wrote that too."""
        question = exchange.question
        async with _in_time():
            await self._streams.end(posted, exchange)
            await self._delete(question.place.channel, posted)
            if question.addressed is Addressed.COMMAND:
                await self._delete(question.place.channel, question.message)

    async def call_person(self, exchange: Exchange, turns: Sequence[Turn]) -> str:
        """Tell the staff channel, once."""
        async with _in_time():
            return await self._staff.call(exchange, turns)

    async def _delete(self, channel: str, ts: str) -> None:
        try:
            await self._api.call("chat.delete", channel=channel, ts=ts)
        except Never as error:
            if error.code not in _GONE:
                raise

    async def _post(self, exchange: Exchange) -> str:
        place, message = exchange.question.place, self._composed(exchange)
        await self._pace.turn(place.channel)

        async def post(arguments: Mapping[str, Any]) -> str:
            answer = await self._api.call(
                "chat.postMessage",
                channel=place.channel,
                thread_ts=place.thread,
                unfurl_links=False,
                unfurl_media=False,
                **arguments,
            )
            return str(answer["ts"])

        try:
            return await post(message.arguments())
        except Never as error:
            if error.code not in UNSHOWABLE:
                raise
            return await post(message.arguments(is_plain=True, refused=error.code))

    async def _update(self, posted: str, exchange: Exchange) -> None:
        message, channel = self._composed(exchange), exchange.question.place.channel
        try:
            await self._api.call(
                "chat.update", channel=channel, ts=posted, **message.arguments()
            )
        except Never as error:
            if error.code not in UNSHOWABLE:
                raise
            plain = message.arguments(is_plain=True, refused=error.code)
            await self._api.call("chat.update", channel=channel, ts=posted, blocks=[], **plain)

    def _take_back(self, exchange: Exchange, *, is_new: bool) -> None:
        question = exchange.question
        place, ts = question.place, question.message
        self._signs.take_back(place.channel, place.thread, ts=ts, is_new=is_new)

    def _composed(self, exchange: Exchange) -> Message:
        return compose(
            exchange,
            has_staff=bool(self._setup.staff_channel),
            contact=self._setup.contact,
        )

    def _is_cut_off(self, message: Mapping[str, Any], since: str) -> bool:
        """A stream of ours gets its mark when it ends: without one, a crash cut it off."""
        ts = stamp(message.get("ts"))
        is_ours = message.get("user") == self._who.user or (
            bool(self._who.bot) and message.get("bot_id") == self._who.bot
        )
        return is_ours and not message.get("metadata") and bool(ts) and float(ts) > float(since)


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(_WHOLE_SECONDS):
            yield
    except TimeoutError:
        raise OutletUnavailable("Slack took too long to answer.") from None
