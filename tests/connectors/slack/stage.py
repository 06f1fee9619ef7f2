"""The Slack outlet on a fake Slack, for the contract of outlets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import aiohttp

from bot.domain.conversation import Addressed, Place, Question
from bot.domain.people import Person, Platform
from connectors.slack.api import SlackApi, client
from connectors.slack.directory import Directory
from connectors.slack.outlet import SlackOutlet
from connectors.slack.setup import Identity, SlackSetup
from connectors.slack.signs import Signs
from connectors.slack.staff import Staff
from connectors.slack.tasks import Tasks
from tests.connectors.slack.reading import shown
from tests.fakes.slack_server import App, Kind, Message, SlackServer, Trouble
from tests.samples import question

CHANNEL, STAFF = "C0HELP", "C0STAFF"


class SlackStage:
    """Questions of Lee in one thread of one channel."""

    def __init__(self, server: SlackServer, outlet: SlackOutlet) -> None:
        self.server = server
        self.outlet = outlet
        self._root = server.people.say("U0LEE", CHANNEL, "root")
        self._asked: dict[str, Message] = {}

    def question(self, text: str, *, message: str) -> Question:
        said = self._asked.get(message)
        if said is None:
            people = self.server.people
            said = people.say("U0LEE", CHANNEL, text, thread=self._root.ts)
            self._asked[message] = said
        asked = question(text, message=said.ts)
        team = self.server.workspace.team
        place = Place(Platform.SLACK, team, CHANNEL, self._root.ts, asked.place.clearance)
        asker = Person(Platform.SLACK, team, "U0LEE")
        return replace(asked, place=place, asker=asker, addressed=Addressed.FOLLOW_UP)

    async def shown(self, place: Place) -> list[str]:
        posted = self.server.by_bots(place.channel)
        return [shown(one.blocks, one.text) for one in posted if one.thread_ts == place.thread]

    async def staff(self) -> list[str]:
        return [shown(one.blocks, one.text) for one in self.server.by_bots(STAFF)]

    def away(self, *, after: float = 0.0) -> None:
        wait = max(1, int(after))
        self.server.troubles.append(Trouble(Kind.RATE_LIMITED, seconds=wait))

    def closed(self) -> None:
        self.server.workspace.channels[CHANNEL].is_closed_to_bots = True


@asynccontextmanager
async def slack_stage() -> AsyncIterator[SlackStage]:
    """A Slack with Lee, a channel to ask in and one for the staff."""
    server = SlackServer()
    app = server.workspace.install(App())
    server.workspace.person("U0LEE")
    server.workspace.place(CHANNEL, "channel", "U0LEE", app.bot)
    server.workspace.place(STAFF, "channel", "U0LEE", app.bot, name="it-help")
    async with server.running(), aiohttp.ClientSession() as session:
        tasks = Tasks()
        yield SlackStage(server, outlet_on(server, app, session, tasks))
        await tasks.end(1.0)


def outlet_on(
    server: SlackServer, app: App, session: aiohttp.ClientSession, tasks: Tasks
) -> SlackOutlet:
    """The outlet of that app; its staff is told in C0STAFF."""
    team = server.workspace.team
    api = SlackApi(client(app.bot_token, api_url=server.api, session=session))
    setup = SlackSetup(app.bot_token, staff_channel=STAFF, api_url=server.api)
    who = Identity(team, app.bot, app.bot_id, app.name, "House")
    staff = Staff(api, setup=setup, directory=Directory(api, team=team))
    return SlackOutlet(api, setup=setup, who=who, signs=Signs(api, tasks), staff=staff)
