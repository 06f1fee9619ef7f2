"""The web door: listens, and shows what was asked."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.domain.audience import Clearance
from bot.domain.errors import BadSetting
from bot.domain.people import Platform
from bot.ports import Clock
from connectors.web.desk import Counting, FrontDesk, Vitals
from connectors.web.outlet import WebOutlet
from connectors.web.streams import Pace

if TYPE_CHECKING:
    import uvicorn

    from connectors.web.app import Site

_BACKLOG = 512
_GRACE = 2
_LAST_GRACE = 5.0


class WebDoor:
    """Serves the chat page and the API on `host` and `port`; port 0 takes a free one.

    `names` are the host names, besides localhost and `host`, under which people reach it.
    """

    def __init__(  # noqa: PLR0913 - one argument per part that the door is built of
        self,
        desk: FrontDesk,
        *,
        host: str,
        port: int,
        clearance: Clearance,
        vitals: Vitals,
        figures: Counting,
        clock: Clock,
        names: Collection[str] = (),
        pace: Pace | None = None,
    ) -> None:
        self._desk = desk
        self._host, self._port = host, port
        self._clearance = clearance
        self._vitals, self._figures = vitals, figures
        self._clock = clock
        self._names = {host.lower(), *(name.lower() for name in names)}
        self._pace = pace or Pace()
        self._outlet = WebOutlet(clock)
        self._is_shut = False
        self._site: Site | None = None
        self._server: uvicorn.Server | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return "web"

    @property
    def platform(self) -> Platform:
        """Whose exchanges the outlet shows."""
        return Platform.WEB

    @property
    def outlet(self) -> WebOutlet:
        """Hands answers to the pages that wait."""
        return self._outlet

    @property
    def pictures(self) -> None:
        """The page has no way to send a picture yet; here is where it would be fetched."""
        return

    async def open(self) -> str:
        """Listen; gives the address of the page. Raises BadSetting when it cannot."""
        listening = _bound(self._host, self._port)
        self._is_shut = False
        self._site = self._built()
        self._server = _server(self._site)
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        while not self._server.started:
            if self._serving.done():
                listening.close()
                await self._serving
                break
            await asyncio.sleep(0.01)
        return _address(self._host, listening.getsockname()[1])

    async def shut(self) -> None:
        """Take in no more questions, and say so to probes; answers still go out."""
        self._is_shut = True

    async def close(self) -> None:
        """End every stream, then the server, within a few seconds."""
        self._is_shut = True
        if self._site:
            self._site.streams.end()
        if self._server and self._serving:
            self._server.should_exit = True
            await asyncio.wait({self._serving}, timeout=_LAST_GRACE)
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)
        self._site = self._server = self._serving = None

    def _built(self) -> Site:
        # FastAPI takes half a second to import: commands that open no door do without.
        from connectors.web.app import build  # noqa: PLC0415 - see above

        return build(
            self._desk,
            outlet=self._outlet,
            names=self._names,
            clearance=self._clearance,
            vitals=self._vitals,
            figures=self._figures,
            clock=self._clock,
            is_shut=lambda: self._is_shut,
            pace=self._pace,
        )


def _server(site: Site) -> uvicorn.Server:
    import uvicorn  # noqa: PLC0415 - as above

    class Quiet(uvicorn.Server):
        """Leaves signals to whoever runs the process."""

        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            yield

    return Quiet(
        uvicorn.Config(
            site.app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,  # addresses and paths are nobody's business
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
    )


def _bound(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise BadSetting(
            f"BOT_WEB__HOST: there is no address '{host}' on this machine: write 127.0.0.1, "
            "or an address that it has."
        ) from None
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(_BACKLOG)
        listening.setblocking(False)  # noqa: FBT003 - the library's signature
    except OSError as error:
        listening.close()
        raise BadSetting(_sentence(error, host, port)) from None
    return listening


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"BOT_WEB__PORT: another program listens on port {port} of {host}: end it, or "
            "set another port, such as 8081."
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return (
            f"BOT_WEB__PORT: this user may not listen on port {port}: set one from 1024 up, "
            "such as 8080."
        )
    return (
        f"BOT_WEB__HOST: this machine cannot listen at '{host}': write 127.0.0.1, or an "
        "address that it has."
    )


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
