"""Gateway, REST API and CDN at one loopback address."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.fakes.discord_wire.gateway import Gateway
from tests.fakes.discord_wire.people import Member
from tests.fakes.discord_wire.rest import Rest
from tests.fakes.discord_wire.world import World

_CDN = "https://cdn.simcord.invalid/"


class DiscordWire:
    """A Discord that a bot can be pointed at with two settings."""

    def __init__(self) -> None:
        self.world = World()
        self.gateway = Gateway(self.world, local=self._local)
        self.rest = Rest(self.world, self.gateway, local=self._local)
        self._address = ""
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        """For `BOT_DISCORD__API_URL`."""
        return f"http://{self._address}/api/v10"

    @property
    def gateway_url(self) -> str:
        """For `BOT_DISCORD__GATEWAY_URL`."""
        return f"ws://{self._address}/gateway"

    def env(self) -> Mapping[str, str]:
        """What the first bot needs in its environment."""
        return {
            "BOT_DISCORD__TOKEN": self.world.bot.token,
            "BOT_DISCORD__API_URL": self.api_url,
            "BOT_DISCORD__GATEWAY_URL": self.gateway_url,
        }

    def member(self, name: str, *, locale: str = "en-US") -> Member:
        """Somebody who is in the server."""
        user = self.world.backend.make_user(name)
        self.world.backend.add_member(self.world.guild.id, user.id)
        return Member(self.world, user, locale=locale)

    async def start(self) -> None:
        """Listen at a free port of this machine, and nowhere else."""
        app = web.Application()
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_route("*", "/api/v10{path:/.*}", self.rest.handle)
        app.router.add_get("/cdn/{path:.*}", self._cdn)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self._address = f"{host}:{port}"

    async def close(self) -> None:
        """Hang up on everybody."""
        await self.gateway.cut(1001)
        if self._runner:
            await self._runner.cleanup()

    async def ready(self, bots: int = 1, *, seconds: float = 60) -> None:
        """Wait until so many bots listen."""
        await self.world.until(lambda: len(self.gateway.connected()) >= bots, seconds=seconds)

    async def _cdn(self, request: web.Request) -> web.Response:
        blob = self.world.backend.cdn.get(_CDN + request.match_info["path"])
        return web.Response(status=404) if blob is None else web.Response(body=blob)

    def _local(self, answer: Any) -> Any:
        """The same with our own addresses."""
        if answer == "wss://gateway":
            return self.gateway_url
        packed = json.dumps(answer, default=str)
        return json.loads(packed.replace(_CDN, f"http://{self._address}/cdn/"))


@asynccontextmanager
async def discord_wire() -> AsyncIterator[DiscordWire]:
    """A Discord while the block runs."""
    wire = DiscordWire()
    await wire.start()
    try:
        yield wire
    finally:
        await wire.close()
        await asyncio.sleep(0)
    assert not wire.rest.gaps, f"simcord does not model: {wire.rest.gaps}"
