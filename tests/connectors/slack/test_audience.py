"""Who can read a place: only where all are full members may employees' documents be shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest

from bot.domain.audience import EMPLOYEES
from bot.domain.people import Person, Platform
from connectors.slack.api import SlackApi, client
from connectors.slack.audience import Readers, is_ours_alone
from connectors.slack.directory import Directory
from tests.fakes.slack_server import App, Kind, SlackServer, Trouble

CHANNEL = "C0HELP"


@dataclass
class Lobby:
    """Asks about the places of one workspace."""

    slack: SlackServer
    readers: Readers
    opened: list[Any] = field(default_factory=list)

    async def employees(self, channel: str = CHANNEL, user: str = "U0KIM") -> bool:
        person = Person(Platform.SLACK, self.slack.workspace.team, user)
        return (await self.readers.clearance(channel, person)).may_read(EMPLOYEES)


@pytest.fixture
async def lobby(slack: SlackServer) -> AsyncIterator[Lobby]:
    async with aiohttp.ClientSession() as session:
        api = SlackApi(client(App().bot_token, api_url=slack.api, session=session))
        team = slack.workspace.team
        directory = Directory(api, team=team)
        readers = Readers(api, directory, team=team, patience=20.0)
        yield Lobby(slack, readers)
        await readers.close()
        await directory.close()


async def test_a_channel_of_full_members_may_read_what_employees_may(lobby: Lobby) -> None:
    assert await lobby.employees()


async def test_one_guest_makes_it_public(lobby: Lobby) -> None:
    lobby.slack.workspace.users["U0LEE"].is_guest = True
    assert not await lobby.employees()


async def test_one_single_channel_guest_makes_it_public(lobby: Lobby) -> None:
    user = lobby.slack.workspace.users["U0LEE"]
    user.is_guest = user.is_single_channel_guest = True
    assert not await lobby.employees()


async def test_somebody_from_another_company_makes_it_public(lobby: Lobby) -> None:
    lobby.slack.workspace.users["U0LEE"].team = "T0OTHER"
    assert not await lobby.employees()


async def test_a_channel_that_is_shared_outside_is_public(lobby: Lobby) -> None:
    lobby.slack.workspace.channels[CHANNEL].is_shared_outside = True
    assert not await lobby.employees()


async def test_a_direct_message_is_as_open_as_its_person(lobby: Lobby) -> None:
    workspace = lobby.slack.workspace
    workspace.users["U0LEE"].is_guest = True
    direct = {user: workspace.direct(user, App()).id for user in ("U0KIM", "U0LEE")}
    assert await lobby.employees(direct["U0KIM"], "U0KIM")
    assert not await lobby.employees(direct["U0LEE"], "U0LEE")


async def test_who_asks_from_another_workspace_gets_what_is_public(lobby: Lobby) -> None:
    stranger = Person(Platform.SLACK, "T0OTHER", "U0FAR")
    assert not (await lobby.readers.clearance(CHANNEL, stranger)).may_read(EMPLOYEES)


@pytest.mark.parametrize(
    "method", ["conversations.info", "conversations.members", "users.list"]
)
@pytest.mark.parametrize("kind", [Kind.BROKEN, Kind.REFUSED])
async def test_what_slack_does_not_say_counts_as_no_until_it_does(
    lobby: Lobby, method: str, kind: Kind
) -> None:
    lobby.slack.troubles.append(Trouble(kind, method))
    assert not await lobby.employees()
    assert await lobby.employees()  # a failure is not remembered


async def test_a_slow_slack_holds_nobody_up(lobby: Lobby) -> None:
    lobby.readers._patience = 0.05
    lobby.slack.troubles.append(Trouble(Kind.SILENT, "conversations.members"))
    async with asyncio.timeout(20):
        assert not await lobby.employees()


async def test_a_new_colleague_is_looked_up_and_a_new_guest_found_out(lobby: Lobby) -> None:
    assert await lobby.employees()
    workspace = lobby.slack.workspace
    workspace.person("U0NEW")
    workspace.channels[CHANNEL].members.add("U0NEW")
    lobby.readers._known.clear()  # as after a minute
    assert await lobby.employees()
    workspace.person("U0GUEST").is_guest = True
    workspace.channels[CHANNEL].members.add("U0GUEST")
    lobby.readers._known.clear()
    assert not await lobby.employees()
    assert len(lobby.slack.called("users.list")) == 1


async def test_many_questions_at_once_ask_slack_once(lobby: Lobby) -> None:
    assert all(await asyncio.gather(*(lobby.employees() for _ in range(20))))
    for method in ("conversations.info", "conversations.members", "users.list"):
        assert len(lobby.slack.called(method)) == 1


@pytest.mark.parametrize(
    "mark",
    ["is_shared", "is_ext_shared", "is_org_shared", "is_pending_ext_shared", "pending_shared"],
)
def test_every_way_of_sharing_counts(mark: str) -> None:
    assert is_ours_alone({"id": CHANNEL})
    assert not is_ours_alone({"id": CHANNEL, mark: ["T0OTHER"]})
    assert not is_ours_alone({})
    assert not is_ours_alone(None)
