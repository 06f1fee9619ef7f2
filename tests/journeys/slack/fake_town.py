"""The workspace of our own fake Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.connectors.slack.reading import shown
from tests.fakes.slack_server import App, Message, SlackServer
from tests.fakes.slack_server.people import buttons
from tests.journeys.slack.town import APP_TOKEN, BOT, BOT_TOKEN, HELP, SECRET, STAFF, Post


class FakeTown:
    """`server` is the platform, for a test that makes trouble."""

    name = "our fake Slack"
    prefix: list[str] = []  # noqa: RUF012 - never changed

    def __init__(self, server: SlackServer, app: App) -> None:
        self.server = server
        self.app = app

    def env(self) -> dict[str, str]:
        return {"BOT_SLACK__API_URL": self.server.api}

    async def listens_at(self, url: str) -> None:
        self.app.url = url

    async def say(self, user: str, channel: str, text: str, *, thread: str = "") -> str:
        return self.server.people.say(user, channel, text, thread=thread or None).ts

    async def direct(self, user: str) -> str:
        return self.server.workspace.direct(user, self.app).id

    async def press(self, user: str, post: Post, label: str) -> None:
        message = self.server.workspace.message(post.channel, post.ts)
        self.server.people.press(user, message, post.buttons[label], self.app)

    async def command(self, user: str, channel: str, text: str) -> None:
        self.server.people.command(user, channel, "/ask", text, self.app)

    async def posts(self, channel: str) -> list[Post]:
        return [_post(one) for one in self.server.by_bots(channel)]

    async def whispers(self, user: str) -> list[str]:
        every = self.server.workspace.messages.values()
        return [shown(one.blocks, one.text) for one in every if one.ephemeral_to == user]


def _post(one: Message) -> Post:
    text = shown(one.blocks, one.text)
    return Post(one.channel, one.ts, one.user, text, one.thread_ts, buttons(one))


@asynccontextmanager
async def fake_town() -> AsyncIterator[FakeTown]:
    """Running on the loopback, with the bot installed."""
    server = SlackServer()
    app = App(bot=BOT, bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SECRET)
    server.workspace.install(app)
    server.workspace.person("U0KIM", locale="ko-KR", name="김민지")
    server.workspace.person("U0LEE", name="Lee")
    server.workspace.place(HELP, "channel", "U0KIM", "U0LEE", app.bot, name="help")
    server.workspace.place(STAFF, "channel", "U0LEE", app.bot, name="it-help")
    async with server.running():
        yield FakeTown(server, app)
