"""What `supportbot doctor` looks at in Slack: nothing is posted."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from bot.domain.errors import BadSetting
from connectors.slack.setup import SlackSetup

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi

Check = Callable[[], Awaitable[str]]

_APP_PAGE = "your app's page at api.slack.com/apps"
_NO_TRANSPORT = (
    "Neither BOT_SLACK__APP_TOKEN (for Socket Mode) nor BOT_SLACK__SIGNING_SECRET (for HTTP) "
    "is set, so no message can arrive: set one; docs/slack.md says where to find it."
)


def checks(setup: SlackSetup) -> Mapping[str, Check]:
    """A check per part, by what it is called; none when Slack is not set up at all.

    Each gives a sentence. Raises BadSetting with what to do, OutletUnavailable when Slack
    cannot be reached.
    """
    if not (setup.bot_token or setup.app_token or setup.signing_secret):
        return {}
    found: dict[str, Callable[[SlackSetup], Awaitable[str]]] = {
        "slack token": _token,
        "slack scopes": _scopes,
        "slack messages": _messages,
        "slack staff": _staff,
    }
    return {name: partial(check, setup) for name, check in found.items()}


def wanted_scopes() -> frozenset[str]:
    """What the manifest that we ship asks for."""
    manifest = json.loads(
        files("connectors.slack").joinpath("manifest.json").read_text("utf-8")
    )
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])


async def _token(setup: SlackSetup) -> str:
    from connectors.slack.connector import identify  # noqa: PLC0415 - Slack's libraries

    async with _api(setup) as api:
        who = await identify(api)
    return f"the bot is @{who.name} in {who.workspace}"


async def _scopes(setup: SlackSetup) -> str:
    from connectors.slack.connector import bad_token  # noqa: PLC0415 - Slack's libraries
    from connectors.slack.trouble import Later, Never  # noqa: PLC0415 - the same

    async with _api(setup) as api:
        try:
            told = await api.call("auth.test")
        except (Later, Never) as error:
            raise bad_token("BOT_SLACK__BOT_TOKEN", error) from None
    headers = {name.lower(): value for name, value in told["_headers"].items()}
    granted = {one.strip() for one in headers.get("x-oauth-scopes", "").split(",")}
    missing = sorted(wanted_scopes() - granted)
    if missing:
        raise BadSetting(
            f"The bot token lacks {', '.join(missing)}: on {_APP_PAGE}, add it under OAuth & "
            "Permissions and install the app again, or paste the manifest anew."
        )
    return f"all {len(wanted_scopes())} are granted"


async def _messages(setup: SlackSetup) -> str:
    if setup.app_token:
        return await _socket_mode(setup)
    if not setup.signing_secret:
        raise BadSetting(_NO_TRANSPORT)
    return (
        f"signed HTTP: Slack must reach http://{setup.host}:{setup.port}/slack/events through "
        "your proxy; `doctor --live` shows whether it does"
    )


async def _socket_mode(setup: SlackSetup) -> str:
    from connectors.slack.connector import bad_token  # noqa: PLC0415 - Slack's libraries
    from connectors.slack.trouble import Later, Never  # noqa: PLC0415 - the same

    async with _api(setup, token=setup.app_token) as api:
        try:
            await api.call("apps.connections.open")
        except (Later, Never) as error:
            if error.code in {"missing_scope", "not_allowed_token_type"}:
                raise BadSetting(
                    "BOT_SLACK__APP_TOKEN is no app-level token with connections:write: make "
                    f"one on {_APP_PAGE}, under Basic Information; it begins with xapp-."
                ) from None
            raise bad_token("BOT_SLACK__APP_TOKEN", error) from None
    return "Socket Mode can be opened"


async def _staff(setup: SlackSetup) -> str:
    from connectors.slack.trouble import Never  # noqa: PLC0415 - Slack's libraries

    if not setup.staff_channel:
        return "nobody can be called, because BOT_SLACK__STAFF_CHANNEL is not set"
    async with _api(setup) as api:
        try:
            told = await api.call("conversations.info", channel=setup.staff_channel)
        except Never as error:
            raise BadSetting(
                f"BOT_SLACK__STAFF_CHANNEL: the bot sees no such channel ({error.code}): write "
                "its id (C…), and for a private channel invite the bot there first."
            ) from None
    channel = told.get("channel") or {}
    name = f"#{channel.get('name') or setup.staff_channel}"
    if not channel.get("is_member"):
        raise BadSetting(f"The bot is not in {name}: invite it there, with `/invite @bot`.")
    if channel.get("is_archived"):
        raise BadSetting(f"BOT_SLACK__STAFF_CHANNEL: {name} is archived: name another channel.")
    if setup.staff_group and not setup.staff_group.startswith("S"):
        raise BadSetting(
            "BOT_SLACK__STAFF_GROUP must be the id of a user group: it begins with S."
        )
    return f"{name} is told when somebody asks for a person"


@asynccontextmanager
async def _api(setup: SlackSetup, *, token: str = "") -> AsyncIterator[SlackApi]:
    import aiohttp  # noqa: PLC0415 - only when Slack is set up

    from connectors.slack.api import SlackApi, client  # noqa: PLC0415 - the same

    if not (token or setup.bot_token):
        raise BadSetting(
            "BOT_SLACK__BOT_TOKEN is not set: docs/slack.md says where to find it."
        )
    async with aiohttp.ClientSession(trust_env=True) as session:
        yield SlackApi(client(token or setup.bot_token, api_url=setup.api_url, session=session))
