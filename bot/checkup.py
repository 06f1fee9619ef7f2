"""Looks at every part that the settings name, for `supportbot doctor`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot import bootstrap, parts
from bot.adapters.home import Home
from bot.domain.errors import BotError, IndexUnavailable
from bot.settings import Settings
from connectors.local.socket_file import socket_file


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part is, and what to do when it is not well. `exit_code` is 0 when it is."""

    part: str
    ok: bool
    said: str
    exit_code: int = 0


async def examine(settings: Settings) -> list[Finding]:
    """A finding per part: home, knowledge, embedder, database, index. Never raises BotError."""
    return [
        await _look("home", lambda: _home(settings)),
        await _look("knowledge", lambda: _knowledge(settings)),
        await _look("embedder", lambda: _embedder(settings)),
        await _look("database", lambda: _database(settings)),
        await _look("index", lambda: _index(settings)),
    ]


async def _look(part: str, check: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(part, ok=True, said=await check())
    except BotError as error:
        return Finding(part, ok=False, said=str(error), exit_code=error.exit_code)


async def _home(settings: Settings) -> str:
    return f"{Home(settings.home).folder} can be written"


async def _knowledge(settings: Settings) -> str:
    inventory = await parts.open_source(settings).inventory()
    left_out = f", {len(inventory.failed)} that cannot be read" if inventory.failed else ""
    return f"{len(inventory.found)} documents in {settings.knowledge}{left_out}"


async def _embedder(settings: Settings) -> str:
    embedder = parts.open_embedder(settings)
    vector = await embedder.embed_question("doctor")
    return f"{embedder.name} answers with {len(vector)} dimensions"


async def _database(settings: Settings) -> str:
    async with AsyncExitStack() as stack:
        database = await parts.open_database_of(settings, Home(settings.home), stack)
        return f"{database.where} is reachable and up to date"


async def _index(settings: Settings) -> str:
    if socket_file(settings.home).exists():
        from connectors.local import client  # noqa: PLC0415 - without it a start is quicker

        if await client.is_served(settings.home):
            return await _index_of_serving(settings)
    async with bootstrap.open_house(settings) as house:
        if not await house.shelves.stand():
            return "nothing is indexed yet: run `supportbot index`"
        documents, passages = await house.shelves.totals()
        agrees = "in step with" if await house.shelves.agree() else "behind"
        return f"{documents} documents, {passages} passages, {agrees} the manifest"


async def _index_of_serving(settings: Settings) -> str:
    """What the bot says that serves the home: the index is its alone just now."""
    from connectors.local import client  # noqa: PLC0415 - as below

    events = [event async for event in client.events(settings.home, "vitals", {})]
    vitals = [vital for event in events for vital in event.get("said", {}).get("vitals", ())]
    unwell = [f"{vital['part']}: {vital['remark']}" for vital in vitals if not vital["is_well"]]
    if unwell:
        raise IndexUnavailable(f"The serving bot is not well. {' '.join(unwell)}")
    return "a bot serves this home, and all its parts are well"
