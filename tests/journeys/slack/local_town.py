"""The workspace of local-slack 0.1.8, a Slack in one file by somebody else.

It listens on every address, so it runs in a network of its own, and the bot with it. It
keeps no metadata, knows no streams, no status, no limits, no retries and no scopes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from tests.connectors.slack.reading import shown
from tests.fakes.slack_server import Message
from tests.fakes.slack_server.people import buttons
from tests.journeys.slack.town import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    HELP,
    SECRET,
    STAFF,
    TEAM,
    Post,
    until,
)
from tests.needs import needs

_TESTS = Path(__file__).parents[2]
_PROGRAM = _TESTS / "simulators/node_modules/local-slack-linux-x64/bin/local-slack"
_PORT = 3000
EVENTS_AT = "http://127.0.0.1:3001/slack/events"
"""Where a bot in that network hears of events, if it is told over HTTP."""


class LocalTown:
    """`client` reaches its Web API and its control from outside the network."""

    name = "local-slack 0.1.8"

    def __init__(self, client: httpx.AsyncClient, inside: list[str]) -> None:
        self.client = client
        self.prefix = inside

    def env(self) -> dict[str, str]:
        return {"BOT_SLACK__API_URL": f"http://127.0.0.1:{_PORT}/api/"}

    async def listens_at(self, url: str) -> None:
        assert url == EVENTS_AT, "this one is told at its start"

    async def say(self, user: str, channel: str, text: str, *, thread: str = "") -> str:
        said = {"user": user, "channel": channel, "text": text}
        answer = await self._control(
            "message", said | ({"thread_ts": thread} if thread else {})
        )
        return str(answer["message"]["ts"])

    async def direct(self, user: str) -> str:
        answer = await self.call("conversations.open", users=user)
        return str(answer["channel"]["id"])

    async def press(self, user: str, post: Post, label: str) -> None:
        pressed = {"channel": post.channel, "messageTs": post.ts, "user": user}
        await self._control("interact", {**pressed, "action": post.buttons[label]})

    async def command(self, user: str, channel: str, text: str) -> None:
        typed = {"channel": channel, "user": user, "command": "/ask", "text": text}
        await self._control("command", typed)

    async def posts(self, channel: str) -> list[Post]:
        return [_post(one) for one in await self.messages(channel) if _is_for_all(one)]

    async def whispers(self, user: str) -> list[str]:
        every = [
            one for channel in await self._channels() for one in await self.messages(channel)
        ]
        mine = [one for one in every if one.get("ephemeral_to") == user]
        return [shown(one.get("blocks", []), one["text"]) for one in mine]

    async def messages(self, channel: str) -> list[dict[str, Any]]:
        """Everything in there, as the simulator has it."""
        answer = await self.client.get(f"/_control/messages/{channel}")
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call the Web API as the bot."""
        headers = {"Authorization": f"Bearer {BOT_TOKEN}"}
        answer = await self.client.post(f"/api/{method}", json=arguments, headers=headers)
        found: dict[str, Any] = answer.json()
        return found

    async def _channels(self) -> list[str]:
        state = (await self.client.get("/_control/state")).json()
        return [one["id"] for one in state["channels"]]

    async def _control(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.client.post(f"/_control/{what}", json=body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found


def _is_for_all(message: dict[str, Any]) -> bool:
    return bool(message.get("bot_id")) and not message.get("ephemeral_to")


def _post(one: dict[str, Any]) -> Post:
    message = Message(one["channel"], one["ts"], one["user"], one["text"])
    message.blocks = one.get("blocks", [])
    text = shown(message.blocks, message.text)
    return Post(
        one["channel"], one["ts"], one["user"], text, one.get("thread_ts"), buttons(message)
    )


@asynccontextmanager
async def local_town(*, over_http: bool = False) -> AsyncIterator[LocalTown]:
    """Running in a network of its own, with the bot installed."""
    needs(_PROGRAM.exists(), "npm ci --prefix tests/simulators (installs local-slack)")
    needs(
        _can_unshare(), "network namespaces: unshare and nsenter of util-linux, and the right"
    )
    folder = Path(tempfile.mkdtemp(prefix="ls"))
    settings = folder / "local-slack.json"
    settings.write_text(json.dumps(_settings(over_http=over_http)))
    socket = folder / "web"
    try:
        with _network(socket) as inside, _simulator(inside, settings, folder):
            way = httpx.AsyncHTTPTransport(uds=str(socket))
            async with httpx.AsyncClient(
                transport=way, base_url="http://local-slack"
            ) as client:
                town = LocalTown(client, inside)
                await until(lambda: _answers(client))
                yield town
    finally:
        shutil.rmtree(folder)


async def _answers(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/_control/state")).is_success
    except httpx.TransportError:
        return False


def _settings(*, over_http: bool) -> dict[str, Any]:
    """YAML reads JSON."""
    app = {
        "appId": "A0BOT",
        "botUserId": BOT,
        "botName": "supportbot",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SECRET,
        "mode": "events" if over_http else "socket",
        **({"requestUrl": EVENTS_AT} if over_http else {}),
    }
    people = [{"id": "U0KIM", "name": "김민지"}, {"id": "U0LEE", "name": "Lee"}]
    return {
        "workspace": {"name": "House", "domain": "house", "teamId": TEAM},
        "app": app,
        "users": [{**one, "email": f"{one['id']}@house.example"} for one in people],
        "channels": [
            {"id": HELP, "name": "help", "members": ["U0KIM", "U0LEE", BOT]},
            {"id": STAFF, "name": "it-help", "members": ["U0LEE", BOT]},
        ],
    }


@cache
def _can_unshare() -> bool:
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        return False
    tried = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False)
    return tried.returncode == 0


@contextmanager
def _network(socket: Path) -> Iterator[list[str]]:
    """A new one; gives what puts a command into it."""
    script = Path(__file__).with_name("namespace.py")
    keeper = subprocess.Popen(
        ["unshare", "-rn", sys.executable, str(script), str(socket), str(_PORT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with keeper:
        try:
            assert keeper.stdout is not None
            assert keeper.stdout.readline() == b"up\n"
            target = ["nsenter", "--preserve-credentials", "-U", "-n", "-t", str(keeper.pid)]
            yield [*target, "--"]
        finally:
            keeper.kill()


@contextmanager
def _simulator(inside: list[str], settings: Path, folder: Path) -> Iterator[None]:
    command = [*inside, str(_PROGRAM), "--config", str(settings), "--port", str(_PORT)]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [*command, "--base-host", "127.0.0.1"], cwd=folder, stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield
        finally:
            process.kill()
