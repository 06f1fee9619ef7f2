"""Tells Discord which commands there are, when it does not know them yet."""

from __future__ import annotations

import logging
from typing import Any

from discord import app_commands
from discord.http import Route

from connectors.discord.calls import ERRORS

_KEPT = (
    "name",
    "description",
    "type",
    "required",
    "min_length",
    "max_length",
    "value",
    "name_localizations",
    "description_localizations",
)
_LISTS = ("options", "choices")
_SETS = ("contexts", "integration_types")
_log = logging.getLogger(__name__)


async def register(tree: app_commands.CommandTree[Any]) -> bool:
    """Send the commands if Discord holds others; says whether they were sent.

    Discord lets through 200 new commands a day, so that a bot that starts again and again
    must not send them each time. Without them the bot still answers mentions.
    """
    client = tree.client
    try:
        wanted = await payload(tree)
        route = Route(
            "GET",
            "/applications/{application_id}/commands",
            application_id=client.application_id,
        )
        held = await client.http.request(route, params={"with_localizations": "true"})
        if same(held, wanted):
            return False
        await tree.sync()
    except (*ERRORS, app_commands.AppCommandError) as error:
        _log.warning("commands not registered", extra={"error": type(error).__name__})
        return False
    return True


async def payload(tree: app_commands.CommandTree[Any]) -> list[dict[str, Any]]:
    """The commands as Discord is told of them."""
    translator = tree.translator
    return [
        dict(await command.get_translated_payload(tree, translator))
        if translator
        else dict(command.to_dict(tree))
        for command in tree.get_commands()
    ]


def same(held: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> bool:
    """Whether both lists say the same where it matters: Discord adds a lot of its own."""
    return _by_name(held) == _by_name(wanted)


def _by_name(commands: list[dict[str, Any]]) -> dict[str, Any]:
    return {command["name"]: _bare(command) for command in commands}


def _bare(part: dict[str, Any]) -> dict[str, Any]:
    kept = {name: part[name] for name in _KEPT if part.get(name)}
    lists = {name: [_bare(one) for one in part[name]] for name in _LISTS if part.get(name)}
    sets = {name: sorted(part[name]) for name in _SETS if part.get(name)}
    return {**kept, **lists, **sets}
