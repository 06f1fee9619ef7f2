"""The gateway: identify, heartbeats, compressed events, resume with replay, close codes."""

from __future__ import annotations

import asyncio
import copy
import json
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import discord
from aiohttp import WSMsgType, web
from simcord import intents as rules
from simcord.backend import serializers

from tests.fakes.discord_wire.world import Account, World

_HEARTBEAT_MS = 41_250
_SERVER_EVENTS = frozenset({"GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"})


class Op(IntEnum):
    """What a frame is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """Why Discord hangs up."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OP = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    DISALLOWED_INTENTS = 4014


class Socket:
    """One connection. Frames leave in the order in which they were sent."""

    def __init__(self, ws: web.WebSocketResponse, *, compressed: bool) -> None:
        self.ws = ws
        self._zlib = zlib.compressobj() if compressed else None
        self._frames: asyncio.Queue[bytes] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, frame: Mapping[str, Any]) -> None:
        """Send it soon."""
        self._frames.put_nowait(json.dumps(frame, default=str).encode())

    async def hang_up(self, code: int = 1000) -> None:
        """Send nothing more, and close."""
        self._writer.cancel()
        await self.ws.close(code=code)

    async def _write(self) -> None:
        while True:
            frame = await self._frames.get()
            try:
                if self._zlib is None:
                    await self.ws.send_str(frame.decode())
                    continue
                packed = self._zlib.compress(frame) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                await self.ws.send_bytes(packed)
            except (ConnectionError, RuntimeError):
                return  # the other side is gone; what it missed is replayed to it


@dataclass(eq=False)
class Session:
    """What a bot is told, on whatever connection."""

    id: str
    account: Account
    intents: discord.Intents
    shard: int
    shards: int
    socket: Socket | None
    events: list[dict[str, Any]] = field(default_factory=list)

    def dispatch(self, event: str, payload: Mapping[str, Any]) -> None:
        """Tell it, now or when it resumes."""
        frame = {"op": Op.DISPATCH, "t": event, "s": len(self.events) + 1, "d": payload}
        self.events.append(frame)
        if self.socket:
            self.socket.send(frame)

    def covers(self, event: str, payload: Mapping[str, Any]) -> bool:
        """Whether this shard is told of it."""
        guild = payload.get("guild_id") or (payload.get("id") if event in _SERVER_EVENTS else 0)
        return (int(guild or 0) >> 22) % self.shards == self.shard


class Gateway:
    """All connections. `local` puts our own addresses in the place of Discord's."""

    def __init__(self, world: World, *, local: Callable[[Any], Any]) -> None:
        self._world = world
        self._local = local
        self.sessions: dict[str, Session] = {}
        self.identifies: list[tuple[float, str, int]] = []
        self.resumes: list[str] = []
        self.refused: list[Close] = []
        self.heartbeats = 0
        self.is_open = True
        """Whether connections are taken."""
        self.nonce: str | None = None
        """Of the message that is being created; only its creation tells it."""
        self._sockets: set[Socket] = set()
        world.backend.subscribers.append(self._happened)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from hello to its end."""
        if not self.is_open:
            raise web.HTTPServiceUnavailable
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws, compressed=request.query.get("compress") == "zlib-stream")
        self._sockets.add(socket)
        socket.send({"op": Op.HELLO, "d": {"heartbeat_interval": _HEARTBEAT_MS}})
        session: Session | None = None
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                session = self._frame(socket, session, json.loads(message.data))
            except _Refused as refused:
                self.refused.append(refused.code)
                await socket.hang_up(refused.code)
            self._world.tell()
        if session and session.socket is socket:
            session.socket = None
        self._sockets.discard(socket)
        await socket.hang_up()
        self._world.tell()
        return ws

    def connected(self, account: Account | None = None) -> list[Session]:
        """The sessions that somebody listens to."""
        return [
            one
            for one in self.sessions.values()
            if one.socket and account in {None, one.account}
        ]

    async def cut(self, code: int = Close.UNKNOWN_ERROR) -> None:
        """Hang up on everyone; the sessions can be resumed."""
        for session in self.connected():
            socket, session.socket = session.socket, None
            if socket:
                await socket.hang_up(code)

    def forget_sessions(self) -> None:
        """None that nobody listens to can be resumed any more."""
        self.sessions = {id_: one for id_, one in self.sessions.items() if one.socket}

    def ask_to_reconnect(self) -> None:
        """Op 7, to everyone."""
        for session in self.connected():
            if session.socket:
                session.socket.send({"op": Op.RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Op 9, to everyone."""
        for session in self.connected():
            if session.socket:
                session.socket.send({"op": Op.INVALID_SESSION, "d": resumable})
                if not resumable:
                    del self.sessions[session.id]

    def _frame(
        self, socket: Socket, session: Session | None, frame: Mapping[str, Any]
    ) -> Session | None:
        op, payload = frame["op"], frame["d"]
        if op == Op.HEARTBEAT:
            self.heartbeats += 1
            socket.send({"op": Op.HEARTBEAT_ACK})
            return session
        if op == Op.IDENTIFY:
            if session:
                raise _Refused(Close.ALREADY_AUTHENTICATED)
            return self._identify(socket, payload)
        if op == Op.RESUME:
            return self._resume(socket, payload)
        if session is None:
            raise _Refused(Close.NOT_AUTHENTICATED)
        if op != Op.PRESENCE:
            raise _Refused(Close.UNKNOWN_OP)
        return session

    def _identify(self, socket: Socket, payload: Mapping[str, Any]) -> Session:
        account = self._account(payload["token"])
        intents = discord.Intents._from_value(payload["intents"])
        if rules.missing_privileged_intents(intents, account.granted):
            raise _Refused(Close.DISALLOWED_INTENTS)
        shard, shards = payload.get("shard", (0, 1))
        self.identifies.append((time.monotonic(), account.token, shard))
        id_ = f"session-{len(self.identifies)}"
        session = Session(id_, account, intents, shard, shards, socket)
        self.sessions[id_] = session
        self._greet(session)
        return session

    def _resume(self, socket: Socket, payload: Mapping[str, Any]) -> Session | None:
        account = self._account(payload["token"])
        session = self.sessions.get(payload["session_id"])
        if session is None or session.account.token != account.token:
            socket.send({"op": Op.INVALID_SESSION, "d": False})
            return None
        self.resumes.append(session.id)
        for frame in session.events[payload["seq"] or 0 :]:
            socket.send(frame)
        session.socket = socket
        session.dispatch("RESUMED", {})
        return session

    def _account(self, token: str) -> Account:
        account = self._world.accounts.get(token)
        if account is None:
            raise _Refused(Close.AUTHENTICATION_FAILED)
        return account

    def _greet(self, session: Session) -> None:
        with self._world.seen_by(session.account) as backend:
            guilds = [
                guild
                for guild in backend.guilds.values()
                if session.account.user.id in guild.members
                and session.covers("GUILD_CREATE", {"id": guild.id})
            ]
            ready = {
                "v": 10,
                "user": dict(serializers.user_payload(session.account.user)),
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "session_id": session.id,
                "shard": [session.shard, session.shards],
                "resume_gateway_url": self._local("wss://gateway"),
                "application": {"id": str(session.account.application), "flags": 0},
            }
            session.dispatch("READY", ready)
            for guild in guilds:
                self._tell(
                    session, "GUILD_CREATE", serializers.guild_create_payload(backend, guild)
                )

    def _happened(self, event: str, payload: Mapping[str, Any]) -> None:
        for session in list(self.sessions.values()):
            is_for = payload.get("application_id", str(session.account.application))
            if event == "INTERACTION_CREATE" and is_for != str(session.account.application):
                continue
            if session.covers(event, payload) and self._world.can_see(session.account, payload):
                self._tell(session, event, payload)

    def _tell(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        """Tell the session what its intents let it see."""
        needed = rules.required_intent(event, payload)
        if needed and not getattr(session.intents, needed):
            return
        told = self._local(copy.deepcopy(dict(payload)))
        if event == "MESSAGE_CREATE" and self.nonce is not None:
            told["nonce"] = self.nonce
        bot = session.account.user.id
        if event == "GUILD_CREATE":
            rules.prune_guild_create(told, session.intents, bot)
        is_message = event in {"MESSAGE_CREATE", "MESSAGE_UPDATE"}
        if is_message and not session.intents.message_content:
            rules.censor_message(told, bot, backend=self._world.backend)
        session.dispatch(event, told)


class _Refused(Exception):
    """Hang up with this code."""

    def __init__(self, code: Close) -> None:
        self.code = code
        super().__init__(code.name)
