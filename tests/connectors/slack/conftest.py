"""A fake Slack with two people, a channel, and a bot that is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_server import App, SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """Kim, Lee and the bot are in C0HELP; C0ELSE is for Kim alone."""
    server = SlackServer()
    app = server.workspace.install(App())
    server.workspace.person("U0KIM", locale="ko-KR")
    server.workspace.person("U0LEE")
    server.workspace.place("C0HELP", "channel", "U0KIM", "U0LEE", app.bot)
    server.workspace.place("C0ELSE", "channel", "U0KIM")
    async with server.running():
        yield server


@pytest.fixture
def client(slack: SlackServer) -> AsyncWebClient:
    """Calls as the bot, and never twice."""
    return AsyncWebClient(token=App().bot_token, base_url=slack.api, retry_handlers=[])
