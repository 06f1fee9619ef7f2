"""Brings events to the apps: over Socket Mode, or as signed HTTP requests; and again."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.fakes.slack_server.moments import Moments
from tests.fakes.slack_server.sockets import Sockets
from tests.fakes.slack_server.workspace import App

PAUSES = (0.0, 60.0, 300.0)
"""Seconds of the platform before each retry of an event."""


@dataclass
class Delivery:
    """Something that an app is told, until it says that it has it.

    `kind` is as in Socket Mode: events_api, slash_commands or interactive. `answer` is what
    the app acknowledged with; `codes` are the HTTP statuses that it gave.
    """

    app: App
    kind: str
    payload: dict[str, Any]
    attempts: int = 0
    reason: str = ""
    answer: Any = None
    codes: list[int] = field(default_factory=list)
    is_taken: bool = False
    is_given_up: bool = False


class Courier:
    """Delivers each thing to one connection of its app, until it is acknowledged.

    `patience` is how many real seconds an app has for it.
    """

    def __init__(self, moments: Moments, sockets: Sockets, news: Callable[[], None]) -> None:
        self.sent: list[Delivery] = []
        self.patience = 3.0
        self._moments = moments
        self._sockets = sockets
        self._news = news
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: aiohttp.ClientSession | None = None

    def send(self, app: App, kind: str, payload: dict[str, Any]) -> Delivery:
        """Begin to deliver; gives what becomes of it."""
        delivery = Delivery(app, kind, payload)
        self.sent.append(delivery)
        self._later(self._carry(delivery))
        return delivery

    async def again(self, delivery: Delivery, times: int = 1) -> None:
        """Deliver it once more, as if its acknowledgement had been lost."""
        for _ in range(times):
            delivery.reason = "timeout" if delivery.app.url == "" else "http_timeout"
            await self._attempt(delivery)

    async def close(self) -> None:
        """Stop; what is under way is dropped."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http:
            await self._http.close()

    async def _carry(self, delivery: Delivery) -> None:
        retries = PAUSES if delivery.kind == "events_api" else ()
        for pause in (None, *retries):
            if pause:
                await self._moments.sleep(pause)
            if await self._attempt(delivery):
                return
        delivery.is_given_up = True
        self._news()

    async def _attempt(self, delivery: Delivery) -> bool:
        is_taken = await (self._post(delivery) if delivery.app.url else self._push(delivery))
        delivery.attempts += 1
        delivery.is_taken = delivery.is_taken or is_taken
        self._news()
        return is_taken

    async def _push(self, delivery: Delivery) -> bool:
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid.uuid4()),
            "type": delivery.kind,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": delivery.attempts, "retry_reason": delivery.reason}
        link = await self._sockets.some(delivery.app)
        delivery.reason = "timeout"
        answer = await link.push(envelope, patience=self.patience)
        delivery.answer = delivery.answer if answer is None else answer.get("payload")
        return answer is not None

    async def _post(self, delivery: Delivery) -> bool:
        body, kind = _written(delivery)
        headers = {"Content-Type": kind, **signed(delivery.app.signing_secret, body)}
        if delivery.attempts and delivery.kind == "events_api":
            headers |= {
                "X-Slack-Retry-Num": str(delivery.attempts),
                "X-Slack-Retry-Reason": delivery.reason,
            }
        self._http = self._http or aiohttp.ClientSession()
        limit = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with self._http.post(
                delivery.app.url, data=body, headers=headers, timeout=limit
            ) as response:
                answer = await response.read()
        except (aiohttp.ClientError, OSError):
            delivery.reason = "connection_failed"
            return False
        except TimeoutError:
            delivery.reason = "http_timeout"
            return False
        delivery.codes.append(response.status)
        delivery.answer = answer.decode()
        delivery.reason = "http_error"
        return response.ok

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _written(delivery: Delivery) -> tuple[bytes, str]:
    """The body of the request, and its content type."""
    form = "application/x-www-form-urlencoded"
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "slash_commands":
        return urlencode(delivery.payload).encode(), form
    return urlencode({"payload": json.dumps(delivery.payload)}).encode(), form


def signed(secret: str, body: bytes, *, at: float | None = None) -> dict[str, str]:
    """The headers that prove where the request comes from."""
    stamp = str(int(time.time() if at is None else at))
    basis = f"v0:{stamp}:".encode() + body
    digest = hmac.new(secret.encode(), basis, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
