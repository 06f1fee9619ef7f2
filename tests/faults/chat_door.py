"""A door to the chat platform of the fault tests."""

from __future__ import annotations

import asyncio
import os
from typing import Any

import httpx

from bot.core.desk import Desk
from bot.domain.errors import ServiceError
from bot.domain.people import Platform
from bot.ports import Outlet
from tests.faults.events import question_of
from tests.faults.failpoints import Fuse
from tests.faults.http_outlet import HttpOutlet, client

_PAUSE = 0.2


class ChatDoor:
    """Fetches events, hears them, and acknowledges each one only then."""

    name = "chat"
    platform = Platform.SLACK

    def __init__(self, desk: Desk, *, address: str, seat: str, fuse: Fuse) -> None:
        self._desk = desk
        self._address = address
        self._seat = seat
        self._fuse = fuse
        self._client = client(address)
        self._outlet: Outlet = fuse.around(HttpOutlet(self._client), prefix="outlet.")
        self._listening: asyncio.Task[None] | None = None
        self._hearing: set[asyncio.Task[None]] = set()

    @property
    def pictures(self) -> None:
        """Nobody attaches anything."""
        return

    @property
    def outlet(self) -> Outlet:
        """Shows exchanges on the platform."""
        return self._outlet

    async def open(self) -> str:
        """Begin to fetch."""
        self._listening = asyncio.create_task(self._listen())
        return self._address

    async def shut(self) -> None:
        """Fetch nothing more; what was fetched is heard."""
        if self._listening:
            self._listening.cancel()
            await asyncio.wait([self._listening])
        if self._hearing:
            await asyncio.wait(self._hearing)

    async def close(self) -> None:
        """Hang up."""
        await self.shut()
        await self._client.aclose()

    async def _listen(self) -> None:
        path = f"/events/{self._seat}/{os.getpid()}"
        while True:
            try:
                deliveries = (await self._client.get(path)).json()
            except httpx.TransportError:
                await asyncio.sleep(_PAUSE)
                continue
            self._hearing = {asyncio.create_task(self._hear(one)) for one in deliveries}
            if self._hearing:
                await asyncio.wait(self._hearing)

    async def _hear(self, delivery: dict[str, Any]) -> None:
        question = question_of(delivery["event"])
        while True:
            try:
                await self._desk.hear(question)
                break
            except ServiceError:
                await asyncio.sleep(_PAUSE)
        await self._fuse.call("ack", self._acknowledge, delivery["id"])

    async def _acknowledge(self, delivery: int) -> None:
        await self._client.post("/acks", json={"id": delivery})
