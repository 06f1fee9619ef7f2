"""Socket Mode: Slack's events come over a connection that we open."""

from __future__ import annotations

import asyncio
import logging

from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack.api import quiet
from connectors.slack.payloads import Malformed, check

_CONNECT_SECONDS = 15.0
_GRACE = 5.0
_log = logging.getLogger(__name__)


class SocketMode:
    """Takes in envelopes, and acknowledges each once what it brought is committed.

    Connects again by itself. An envelope that is not acknowledged comes again.
    """

    def __init__(self, app: AsyncApp, *, app_token: str, web: AsyncWebClient) -> None:
        self._app = app
        self._app_token = app_token
        self._web = web
        self._is_shut = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._client: SocketModeClient | None = None

    async def open(self, address: str) -> None:
        """Connect to the address that Slack gave. Raises TimeoutError."""
        # Made here, because it starts to work when it is made.
        self._client = SocketModeClient(self._app_token, logger=quiet(), web_client=self._web)
        self._client.socket_mode_request_listeners.append(self._delivered)
        self._client.wss_uri = address
        async with asyncio.timeout(_CONNECT_SECONDS):
            await self._client.connect()  # type: ignore[no-untyped-call]

    async def shut(self) -> None:
        """Take in nothing more; what is being heard is still acknowledged."""
        self._is_shut = True
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_GRACE)
        if self._client:
            self._client.closed = True
            self._client.auto_reconnect_enabled = False
            await self._client.disconnect()  # type: ignore[no-untyped-call]

    async def close(self) -> None:
        """Let go of the connection."""
        self._is_shut = True
        client, self._client = self._client, None
        if client:
            await client.close()  # type: ignore[no-untyped-call]
            tasks = (
                client.message_processor,
                client.current_session_monitor,
                client.message_receiver,
            )
            await asyncio.gather(*(one for one in tasks if one), return_exceptions=True)
            await client.aiohttp_client_session.close()

    async def _delivered(
        self, client: AsyncBaseSocketModeClient, request: SocketModeRequest
    ) -> None:
        if self._is_shut:
            return
        task = asyncio.current_task()
        if task:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        if response := await self._taken_in(request):
            try:
                await client.send_socket_mode_response(response)
            except (OSError, SlackClientError, RuntimeError):
                # It comes again over the next connection, and is known by then.
                _log.info("not acknowledged")

    async def _taken_in(self, request: SocketModeRequest) -> SocketModeResponse | None:
        """What to acknowledge it with; None when it must come again."""
        try:
            check(request.payload)
        except Malformed:
            return SocketModeResponse(envelope_id=request.envelope_id)
        given = AsyncBoltRequest(
            mode="socket_mode", body=request.payload, headers=build_headers(request)
        )
        answer = await self._app.async_dispatch(given)
        if answer.status >= 500:  # noqa: PLR2004 - HTTP's own number; 404: of no use to us
            return None
        payload = {"text": answer.body} if answer.body else None
        return SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
