"""Puts the parts of the Slack door together. Imports Slack's libraries: only when it opens."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import BadSetting, BotError
from bot.ports.desk import ChatDesk
from connectors.slack.api import SlackApi, client
from connectors.slack.asking import Asking
from connectors.slack.audience import Readers
from connectors.slack.directory import Directory
from connectors.slack.dispatch import Listeners, build
from connectors.slack.fetching import SlackFiles
from connectors.slack.hearing import Hearing
from connectors.slack.http_events import HttpEvents
from connectors.slack.outlet import SlackOutlet
from connectors.slack.pace import Pace
from connectors.slack.pressing import Pressing
from connectors.slack.setup import Identity, SlackSetup
from connectors.slack.signs import Signs
from connectors.slack.socket_mode import SocketMode
from connectors.slack.staff import Staff
from connectors.slack.tasks import Tasks
from connectors.slack.trouble import TOKEN_TROUBLE, Later, Never
from connectors.slack.whisper import Whisper

_END_SECONDS = 3.0


@dataclass(slots=True)
class Connector:
    """The parts of an open door."""

    outlet: SlackOutlet
    pictures: SlackFiles
    where: str
    transport: SocketMode | HttpEvents
    stack: AsyncExitStack

    async def shut(self) -> None:
        """Take in nothing more."""
        if isinstance(self.transport, SocketMode):
            await self.transport.shut()
        else:
            self.transport.shut()

    async def close(self) -> None:
        """Let go of everything."""
        await self.stack.aclose()


async def connect(desk: ChatDesk, setup: SlackSetup) -> Connector:
    """Open everything. Raises BadSetting, naming the variable, and OutletUnavailable."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession(trust_env=True))
        api = SlackApi(client(setup.bot_token, api_url=setup.api_url, session=session))
        who = await identify(api)
        tasks = Tasks()
        stack.push_async_callback(tasks.end, _END_SECONDS)
        directory = Directory(api, team=who.team)
        stack.push_async_callback(directory.close)
        readers = Readers(api, directory, team=who.team)
        stack.push_async_callback(readers.close)
        signs, whisper, pace = Signs(api, tasks), Whisper(api), Pace()
        listeners = Listeners(
            hearing=Hearing(desk, who, readers, directory, signs, whisper),
            pressing=Pressing(desk, who, readers, signs, whisper),
            asking=Asking(desk, who, api, readers, directory, signs, whisper, pace),
            whisper=whisper,
            tasks=tasks,
        )
        outlet = SlackOutlet(
            api,
            setup=setup,
            who=who,
            signs=signs,
            staff=Staff(api, setup=setup, directory=directory),
            pace=pace,
        )
        app = build(listeners, who, token=setup.bot_token)
        transport: SocketMode | HttpEvents
        if setup.app_token:
            web = client(setup.app_token, api_url=setup.api_url, session=session)
            transport, where = await _by_socket(app, setup, who, web, stack)
        else:
            transport, where = await _by_http(app, setup, who, stack)
        directory.warm_up()
        pictures = SlackFiles(api, token=setup.bot_token, api_url=setup.api_url)
        return Connector(outlet, pictures, where, transport, stack.pop_all())


async def _by_socket(
    app: AsyncApp, setup: SlackSetup, who: Identity, web: AsyncWebClient, stack: AsyncExitStack
) -> tuple[SocketMode, str]:
    transport = SocketMode(app, app_token=setup.app_token, web=web)
    stack.push_async_callback(transport.close)
    await _connect(transport, SlackApi(web))
    return transport, f"{who.workspace} as @{who.name}, by Socket Mode"


async def _by_http(
    app: AsyncApp, setup: SlackSetup, who: Identity, stack: AsyncExitStack
) -> tuple[HttpEvents, str]:
    transport = HttpEvents(app, secret=setup.signing_secret, host=setup.host, port=setup.port)
    stack.push_async_callback(transport.close)
    return transport, f"{await transport.open()} as @{who.name} in {who.workspace}"


async def identify(api: SlackApi) -> Identity:
    """Who the bot token is. Raises BadSetting when it is none, OutletUnavailable."""
    try:
        told = await api.call("auth.test")
    except Later as error:
        raise bad_token("BOT_SLACK__BOT_TOKEN", error) from None
    return Identity(
        team=str(told.get("team_id") or ""),
        user=str(told.get("user_id") or ""),
        bot=str(told.get("bot_id") or ""),
        name=str(told.get("user") or "bot"),
        workspace=str(told.get("team") or "Slack"),
        enterprise=str(told.get("enterprise_id") or ""),
    )


def bad_token(variable: str, error: Later | Never) -> BotError:
    """What to raise when Slack refuses a token: it names the variable, never its value."""
    if error.code not in TOKEN_TROUBLE:
        return error
    return BadSetting(
        f"{variable}: Slack refuses it ({error.code}): copy it again from your app's page at "
        "api.slack.com/apps, and install the app anew if its scopes changed."
    )


async def _connect(transport: SocketMode, api: SlackApi) -> None:
    try:
        told = await api.call("apps.connections.open")
    except (Later, Never) as error:
        raise bad_token("BOT_SLACK__APP_TOKEN", error) from None
    try:
        await transport.open(str(told["url"]))
    except TimeoutError:
        raise Later("Slack's Socket Mode cannot be reached.", code="timeout") from None
