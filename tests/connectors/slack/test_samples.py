"""Everything that Slack delivers, by its own samples, over both of its ways: never an error.

The fake Slack says `signed HTTP`, the transports are called in this process.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.socket_mode.request import SocketModeRequest

from connectors.slack.connector import Connector, connect
from connectors.slack.http_events import HttpEvents
from connectors.slack.setup import SlackSetup
from connectors.slack.socket_mode import SocketMode
from tests.connectors.slack.samples import SHARED, shared
from tests.fakes.desk import FakeDesk
from tests.fakes.slack_server import App, SlackServer
from tests.fakes.slack_server.deliveries import signed

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
FILES = sorted(path.name for path in (SHARED / "inbound").glob("*.json"))
# The bot of these samples is U999; what of them is a question to it, and in which words.
QUESTIONS = {
    "event.app_mention.json": "Hi there!",
    "event.app_mention.org_install.json": "Hi there!",
    "event.app_mention.slack_connect.json": "Hi there!",
    "event.message.im.top_level.json": "A top-level DM, not in a thread",
    "event.message.im.assistant_thread.json": None,
    "event.message.im.assistant_thread_action_token.json": None,
    "event.message.im.file_share_in_thread.json": None,
    "slash_command.json": "hello",
}
HOSTILE: tuple[dict[str, Any], ...] = (
    {"type": "event_callback", "event": {}},
    {"type": "event_callback", "event": {"type": "message"}},
    {"type": "event_callback", "event": {"type": "message", "text": None, "user": 7}},
    {"type": "event_callback", "event": {"type": "message", "channel": [], "ts": {}}},
    {"type": "event_callback", "event": {"type": "app_mention", "text": "x" * 100_000}},
    {"type": "event_callback", "event": {"type": "message", "subtype": "message_changed"}},
    {"type": "event_callback", "event": {"type": "message", "subtype": "message_deleted"}},
    {"type": "event_callback", "event": {"type": "never_heard_of"}},
    {"type": "url_verification", "challenge": "c"},
    {"type": "block_actions", "actions": [{"action_id": "helpful", "value": "no id"}]},
    {"type": "block_actions", "actions": []},
    {"type": "view_submission", "view": {}},
    {"type": "something_new"},
    {},
)


@asynccontextmanager
async def door(
    desk: FakeDesk, *, app_token: str = ""
) -> AsyncIterator[tuple[SlackServer, Connector]]:
    """The open door of a bot U999 in the workspace T111, where the samples come from."""
    server = SlackServer()
    server.workspace.team = "T111"
    app = server.workspace.install(App(bot="U999", bot_id="B999"))
    server.workspace.person("W222")
    server.workspace.person("U111")
    server.workspace.place("C111", "channel", "W222", "U111", app.bot)
    async with server.running():
        setup = SlackSetup(
            app.bot_token,
            app_token=app_token,
            signing_secret=app.signing_secret,
            port=0,
            api_url=server.api,
        )
        connector = await connect(desk, setup)
        try:
            yield server, connector
        finally:
            await connector.shut()
            await connector.close()


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared("inbound") / name).read_text())
    return found


def as_request(name: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """As Slack writes it into a request."""
    if name == "slash_command.json":
        return urlencode(payload).encode(), FORM
    if name.startswith("interactive."):
        return urlencode({"payload": json.dumps(payload)}).encode(), FORM
    return json.dumps(payload).encode(), JSON


async def over_http(connector: Connector, body: bytes, kind: str) -> int:
    """The status that a signed request gets."""
    transport = connector.transport
    assert isinstance(transport, HttpEvents)
    headers = {name.lower(): one for name, one in signed(App().signing_secret, body).items()}
    status, _, _ = await transport.answer(body, {"content-type": kind, **headers})
    return status


async def over_socket(connector: Connector, kind: str, payload: dict[str, Any]) -> bool:
    """Whether the envelope was acknowledged."""
    transport = connector.transport
    assert isinstance(transport, SocketMode)
    request = SocketModeRequest(type=kind, envelope_id="e", payload=payload)
    return await transport._taken_in(request) is not None


@pytest.mark.parametrize(
    "name", [n for n in FILES if n != "socket_mode_envelopes.json"] or ["-"]
)
async def test_a_sample_of_slack_over_signed_http(name: str) -> None:
    desk = FakeDesk()
    payload = sample(name)
    async with door(desk) as (_, connector):
        assert await over_http(connector, *as_request(name, payload)) == 200
    check(name, desk)


@pytest.mark.parametrize(
    "name", [n for n in FILES if n != "socket_mode_envelopes.json"] or ["-"]
)
async def test_a_sample_of_slack_over_socket_mode(name: str) -> None:
    desk = FakeDesk()
    payload = sample(name)
    kinds = {"slash_command": "slash_commands", "interactive": "interactive"}
    kind = kinds.get(Path(name).name.split(".")[0], "events_api")
    async with door(desk, app_token=App().app_token) as (_, connector):
        assert await over_socket(connector, kind, payload)
    check(name, desk)


def check(name: str, desk: FakeDesk) -> None:
    """It was heard if it is a question, and otherwise left nothing behind."""
    heard = [question.text for question in desk.heard]
    if name not in QUESTIONS:
        assert heard == []
    elif (words := QUESTIONS[name]) is not None:
        assert [one.endswith(words) for one in heard] == [True], heard
    else:
        assert len(heard) == 1
    assert desk.orders == []


async def test_whole_envelopes_of_slack_are_acknowledged() -> None:
    desk = FakeDesk()
    envelopes: list[dict[str, Any]] = json.loads(
        (shared("inbound") / "socket_mode_envelopes.json").read_text()
    )
    async with door(desk, app_token=App().app_token) as (_, connector):
        for one in envelopes:
            assert await over_socket(connector, one["type"], one["payload"])
    assert desk.heard == []


@pytest.mark.parametrize("payload", HOSTILE, ids=[str(n) for n in range(len(HOSTILE))])
async def test_what_slack_would_never_send_is_no_server_error(payload: dict[str, Any]) -> None:
    desk = FakeDesk()
    async with door(desk) as (_, connector):
        for kind in (JSON, FORM, "text/plain", ""):
            assert await over_http(connector, json.dumps(payload).encode(), kind) < 500
        body = urlencode({"payload": json.dumps(payload)}).encode()
        assert await over_http(connector, body, FORM) < 500
    async with door(desk, app_token=App().app_token) as (_, connector):
        for kind in ("events_api", "interactive", "slash_commands", "new"):
            assert await over_socket(connector, kind, payload)
    assert desk.heard == []


async def test_a_mention_a_message_and_a_command_are_heard_over_both_ways() -> None:
    said = {"channel": "C111", "user": "W222", "ts": "1772452800.000100", "team": "T111"}
    mention = {**said, "type": "app_mention", "text": "<@U999> how many days?"}
    direct = {**said, "type": "message", "text": "며칠인가요?", "channel": "D111", "ts": "2.1"}
    events = [
        {"type": "event_callback", "team_id": "T111", "event": one} for one in (mention, direct)
    ]
    command = {"command": "/ask", "user_id": "W222", "channel_id": "C111", "text": "why?"}
    command |= {"team_id": "T111"}
    for app_token in ("", App().app_token):
        desk = FakeDesk()
        async with door(desk, app_token=app_token) as (_, connector):
            for event in events:
                if app_token:
                    assert await over_socket(connector, "events_api", event)
                else:
                    assert await over_http(connector, json.dumps(event).encode(), JSON) == 200
            if app_token:
                assert await over_socket(connector, "slash_commands", command)
            else:
                assert await over_http(connector, urlencode(command).encode(), FORM) == 200
        assert [one.text for one in desk.heard] == ["how many days?", "며칠인가요?", "why?"]
