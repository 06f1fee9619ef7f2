"""Signed HTTP: Slack's requests arrive at `/slack/events`."""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from collections.abc import Callable, Mapping

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.domain.errors import BadSetting
from connectors.slack.api import quiet
from connectors.slack.payloads import Malformed, parsed
from connectors.slack.signing import is_signed

PATH = "/slack/events"
_LARGEST_BODY = 1024 * 1024
_GRACE = 3.0
_BODY_SECONDS = 5.0
_UNUSED = 404  # Bolt's word for what no listener takes: acknowledged, or it comes again
_PASSED_ON = ("content-type", "x-slack-retry-num", "x-slack-retry-reason")
_log = logging.getLogger(__name__)


class HttpEvents:
    """Listens on `host` and `port`; port 0 takes a free one."""

    def __init__(
        self,
        app: AsyncApp,
        *,
        secret: str,
        host: str,
        port: int,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._secret = secret
        self._host, self._port = host, port
        self._now = now
        self._is_shut = False
        self._runner: web.AppRunner | None = None

    async def open(self) -> str:
        """Listen; gives the address. Raises BadSetting when that port or host is no good."""
        site = web.Application(client_max_size=_LARGEST_BODY)
        site.router.add_post(PATH, self._requested)
        runner = web.AppRunner(
            site,
            handle_signals=False,
            access_log=None,
            logger=quiet(),
            shutdown_timeout=_GRACE,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except (OSError, UnicodeError) as error:
            await runner.cleanup()
            raise BadSetting(_sentence(error, self._host, self._port)) from None
        self._runner = runner
        host, port = runner.addresses[0][:2]
        shown = f"[{host}]" if ":" in str(host) else host
        return f"http://{shown}:{port}{PATH}"

    def shut(self) -> None:
        """Take in nothing more: Slack delivers it again, to another replica or later."""
        self._is_shut = True

    async def close(self) -> None:
        """Stop listening."""
        self._is_shut = True
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def answer(self, body: bytes, headers: Mapping[str, str]) -> tuple[int, str, str]:
        """Status, body and content type for a request; `headers` by small letters."""
        is_slacks = is_signed(
            self._secret,
            timestamp=headers.get("x-slack-request-timestamp", ""),
            signature=headers.get("x-slack-signature", ""),
            body=body,
            now=self._now(),
        )
        if not is_slacks:
            return 401, "", "text/plain"
        if self._is_shut:
            return 503, "", "text/plain"
        content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        try:
            text = parsed(body, content_type)
        except Malformed:
            return 400, "", "text/plain"
        given = {name: headers[name] for name in _PASSED_ON if name in headers}
        request = AsyncBoltRequest(body=text, headers={**given, "content-type": content_type})
        response = await self._app.async_dispatch(request)
        if response.status == _UNUSED:
            return 200, "", "text/plain"
        kind = response.first_headers().get("content-type", "text/plain").partition(";")[0]
        return response.status, response.body, kind

    async def _requested(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        headers = {name.lower(): value for name, value in request.headers.items()}
        status, text, kind = await self.answer(body, headers)
        return web.Response(status=status, text=text, content_type=kind)


def _sentence(error: Exception, host: str, port: int) -> str:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return (
            f"BOT_SLACK__PORT: another program listens on port {port} of {host}: end it, or "
            "set another port."
        )
    if number in {errno.EACCES, errno.EPERM}:
        return (
            f"BOT_SLACK__PORT: this user may not listen on port {port}: set one from 1024 up."
        )
    return (
        f"BOT_SLACK__HOST: this machine cannot listen at '{host}': write 127.0.0.1, or an "
        "address that it has."
    )
