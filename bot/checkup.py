"""Looks at every part that the settings name, for `supportbot doctor`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot import bootstrap
from bot.adapters.home import Home
from bot.domain.errors import BotError
from bot.settings import Settings


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
    inventory = await bootstrap.open_source(settings).inventory()
    left_out = f", {len(inventory.failed)} that cannot be read" if inventory.failed else ""
    return f"{len(inventory.found)} documents in {settings.knowledge}{left_out}"


async def _embedder(settings: Settings) -> str:
    embedder = bootstrap.open_embedder(settings)
    vector = await embedder.embed_question("doctor")
    return f"{embedder.name} answers with {len(vector)} dimensions"


async def _database(settings: Settings) -> str:
    async with AsyncExitStack() as stack:
        database = await bootstrap.open_database_of(settings, Home(settings.home), stack)
        return f"{database.where} is reachable and up to date"


async def _index(settings: Settings) -> str:
    async with bootstrap.open_house(settings) as house:
        if not await house.shelves.stand():
            return "nothing is indexed yet: run `supportbot index`"
        documents, passages = await house.shelves.totals()
        agrees = "in step with" if await house.shelves.agree() else "behind"
        return f"{documents} documents, {passages} passages, {agrees} the manifest"
