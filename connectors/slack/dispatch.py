"""The Bolt app: which listener takes what Slack delivers, on both transports."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import ServiceError
from connectors.slack.api import quiet
from connectors.slack.asking import Asking
from connectors.slack.hearing import Hearing
from connectors.slack.pressing import Pressing
from connectors.slack.rich import inert
from connectors.slack.setup import Identity
from connectors.slack.tasks import Tasks
from connectors.slack.whisper import Whisper

_ANYTHING = re.compile(".*", re.DOTALL)
_ACK_SECONDS = 2.0  # Slack waits 3 seconds for these
_RETRY = "x-slack-retry-num"
_log = logging.getLogger(__name__)

Listener = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Listeners:
    """What is done with events, presses and commands."""

    hearing: Hearing
    pressing: Pressing
    asking: Asking
    whisper: Whisper
    tasks: Tasks

    async def event(self, body: Mapping[str, Any], request: AsyncBoltRequest) -> None:
        """Take it to the desk; Slack's answer is sent when this returned."""
        told = (request.headers.get(_RETRY) or ["0"])[0]
        retry = int(told) if told.isdecimal() and len(told) < 4 else 0  # noqa: PLR2004 - a small number
        await self.hearing.event(body, retry=retry)

    async def press(self, body: Mapping[str, Any], ack: AsyncAck) -> None:
        """Do it, or acknowledge before it is done when it takes long."""
        task = self.tasks.start(self.pressing.pressed(body))
        await asyncio.wait({task}, timeout=_ACK_SECONDS)
        await ack()

    async def command(self, body: Mapping[str, Any], ack: AsyncAck) -> None:
        """Ask, and tell the person alone what there is to tell.

        With the answer to Slack, or, when that had to come first, by a message of its own.
        """
        said: list[str] = []
        is_answered = asyncio.Event()
        task = self.tasks.start(self._ask(body, said, is_answered))
        await asyncio.wait({task}, timeout=_ACK_SECONDS)
        is_answered.set()
        await ack(inert(said[0])) if said else await ack()

    async def _ask(
        self, body: Mapping[str, Any], said: list[str], is_answered: asyncio.Event
    ) -> None:
        text = await self.asking.command(body)
        if not text:
            return
        if not is_answered.is_set():
            said.append(text)
            return
        await self.whisper.tell(str(body["user_id"]), text, channel=str(body["channel_id"]))


def build(listeners: Listeners, who: Identity, *, token: str) -> AsyncApp:
    """The app.

    Each listener ends before its request is answered: what was not committed is not
    acknowledged, and Slack delivers it again.
    """

    async def authorize(**_: object) -> AuthorizeResult:
        # Who we are was asked when the door opened: no call for each event.
        return AuthorizeResult(
            enterprise_id=who.enterprise or None,
            team_id=who.team,
            bot_user_id=who.user,
            bot_id=who.bot,
            bot_token=token,
        )

    app = AsyncApp(
        name="supportbot",
        logger=quiet(),
        client=AsyncWebClient(logger=quiet()),
        authorize=authorize,
        process_before_response=True,
        # The signature is checked before anything is read: see signing.py.
        request_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
    for kind in ("app_mention", "message"):
        app.event(kind)(listeners.event)
    app.action(_ANYTHING)(listeners.press)
    app.command(_ANYTHING)(listeners.command)
    for other in (app.event, app.shortcut, app.view, app.options):
        other(_ANYTHING)(_nothing)
    app.error(_failed)
    return app


async def _nothing(ack: AsyncAck) -> None:
    """What this bot has no use for is acknowledged, so that Slack does not repeat it."""
    await ack()


async def _failed(error: Exception) -> BoltResponse:
    """Not accepted: whatever was said must come again."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "?"
    _log.warning("not taken in", extra={"error": type(error).__name__, "where": where})
    return BoltResponse(status=503 if isinstance(error, ServiceError) else 500)
