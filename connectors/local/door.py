"""Serves the commands that come through the socket."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from bot.domain.errors import BotError
from connectors.local.socket_file import listen, remove

Run = Callable[[str, Mapping[str, Any]], AsyncIterator[Mapping[str, Any]]]
"""Runs an errand by name and arguments; yields events, each of them fit for JSON."""

_log = logging.getLogger(__name__)


class LocalDoor:
    """Listens at a socket file that its owner alone can use.

    `POST /NAME` with the arguments as JSON runs an errand and streams its events, a JSON
    object a line. An error is the last event: `{"error": sentence, "code": exit code}`.
    """

    def __init__(self, path: Path, run: Run) -> None:
        self._path = path
        self._run = run
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Listen. Raises HomeUnusable."""
        listener = listen(self._path)
        config = uvicorn.Config(
            self._app(),
            log_config=None,
            log_level="critical",  # what fails is told to whoever asked, and logged here
            lifespan="off",
            access_log=False,
            timeout_graceful_shutdown=0,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve([listener]))
        await self._server.listening.wait()

    async def close(self) -> None:
        """Let go of the socket; what is under way is broken off."""
        remove(self._path)
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        await self._serving

    def _app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)

        @app.post("/{name}")
        async def errand(name: str, request: Request) -> StreamingResponse:
            arguments = await request.json()
            return StreamingResponse(
                _lines(self._run(name, arguments)), media_type="text/plain"
            )

        return app


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the business of the whole process."""
        yield


async def _lines(events: AsyncIterator[Mapping[str, Any]]) -> AsyncIterator[str]:
    try:
        async for event in events:
            yield json.dumps(event) + "\n"
    except BotError as error:
        yield json.dumps({"error": str(error), "code": error.exit_code}) + "\n"
    except Exception as error:  # noqa: BLE001 - the edge of an errand
        reference = uuid.uuid4().hex[:8]
        facts = {"reference": reference, "kind": type(error).__name__}
        _log.error("unforeseen", extra=facts)
        _log.debug("unforeseen", extra=facts, exc_info=True)
        said = f"Something unforeseen went wrong in the serving bot (reference {reference})."
        yield json.dumps({"error": said, "code": 1}) + "\n"
