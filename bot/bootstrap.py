"""The composition root: settings in, running parts out, closed in reverse order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.adapters.home import Home
from bot.answering_parts import CHUNKING, answering_of, recipe_of, today_of
from bot.chat_parts import answer_seconds
from bot.core.answering import Answering
from bot.core.delivery import Delivery, Terms
from bot.core.desk import Desk
from bot.core.limits import Pace
from bot.core.orders import PrivacyOrders
from bot.core.question_vectors import QuestionVectors
from bot.core.tally import Tally
from bot.core.watching import WatchedEmbedder
from bot.domain.knowledge import IndexReport
from bot.domain.people import Platform
from bot.indexing.reindexing import Progress, Reindexing
from bot.indexing.shelves import Shelves
from bot.indexing.vectors import CachedVectors
from bot.parts import Parts, database_of, open_parts
from bot.picture_parts import picturing_of
from bot.ports import Clock, Outlet, PictureSource
from bot.privacy.consent import ConsentDesk
from bot.privacy.purging import Purging
from bot.privacy.retention import Retention
from bot.settings import Settings
from connectors.local.outlet import TerminalOutlet

_WINDOW = 0.003  # seconds in which questions gather for one call over the network


@dataclass(slots=True)
class Reading:
    """Whether the documents were read, so that questions can be answered."""

    done: bool = False
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    report: IndexReport | None = None


@dataclass(frozen=True, slots=True)
class House:
    """The running parts that a door or a command needs.

    `outlets` and `pictures` grow as doors open: each brings its own.
    """

    parts: Parts
    embedder: WatchedEmbedder
    desk: Desk
    delivery: Delivery
    outlets: dict[Platform, Outlet]
    pictures: dict[Platform, PictureSource]
    orders: PrivacyOrders
    consent: ConsentDesk
    reindexing: Reindexing
    shelves: Shelves
    retention: Retention
    purging: Purging
    tally: Tally
    reading: Reading
    is_embedded: bool

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        return self.parts.clock

    async def index(self, progress: Progress, *, remove_missing: bool = False) -> IndexReport:
        """Bring the index up to date with the folder; one run at a time. Raises BotError.

        `remove_missing`: also when many documents are gone at once.
        """
        async with self.reading.turn:
            return await self._index(progress, remove_missing=remove_missing)

    async def reconcile(self, progress: Progress) -> IndexReport:
        """The same, and compare the index with the manifest id by id. Raises BotError."""
        async with self.reading.turn:
            self.shelves.distrust()
            return await self._index(progress)

    async def ready(self, progress: Progress) -> IndexReport | None:
        """Make sure that questions can be answered.

        Indexes when nothing was indexed yet with this recipe, and says so by its report.
        An embedded index that a kill or a lost folder left behind the manifest is put
        right; on a server another process may be writing, so it is left alone.
        """
        async with self.reading.turn:
            if not await self.shelves.stand():
                return await self._index(progress)
            if self.is_embedded and not await self.shelves.agree():
                await self.shelves.open()
            self.reading.done = True
            return None

    async def _index(self, progress: Progress, *, remove_missing: bool = False) -> IndexReport:
        report = await self.reindexing.run(progress, remove_missing=remove_missing)
        self.reading.done, self.reading.report = True, report
        return report


@asynccontextmanager
async def open_house(settings: Settings) -> AsyncIterator[House]:
    """Build everything once; close it in reverse order. Raises BotError."""
    async with AsyncExitStack() as stack:
        yield furnish(settings, await open_parts(settings, stack))


def furnish(
    settings: Settings,
    parts: Parts,
    *,
    answering: Answering | None = None,
    terms: Terms | None = None,
) -> House:
    """The rooms, built from the parts.

    `answering` and `terms` stand in for those of the settings, as a measurement needs it.
    """
    embedder = WatchedEmbedder(parts.embedder)
    window = _WINDOW if settings.models.embeddings.startswith("openai:") else 0.0
    parts = replace(parts, embedder=QuestionVectors(embedder, window=window))
    collection = recipe_of(parts).collection(settings.qdrant.prefix)
    consent, quiet = _consent(settings, parts)
    orders = PrivacyOrders(consent, quiet)
    reading, tally = Reading(), Tally()
    answering = answering or answering_of(settings, parts, collection, tally=tally)
    outlets: dict[Platform, Outlet] = {Platform.CLI: TerminalOutlet()}
    pictures: dict[Platform, PictureSource] = {}
    delivery = _delivery(settings, parts, answering, outlets, pictures, reading, tally, terms)
    shelves = _shelves(settings, parts, collection)
    return House(
        parts=parts,
        embedder=embedder,
        desk=_desk(settings, parts, answering, delivery, orders, tally),
        delivery=delivery,
        outlets=outlets,
        pictures=pictures,
        orders=orders,
        consent=consent,
        reindexing=_reindexing(settings, parts, shelves),
        shelves=shelves,
        retention=_retention(settings, parts, quiet),
        purging=Purging(parts.purges, parts.clock, parts.purgers),
        tally=tally,
        reading=reading,
        is_embedded=settings.qdrant.url is None,
    )


def _delivery(  # noqa: PLR0913, PLR0917 - what `furnish` has already built
    settings: Settings,
    parts: Parts,
    answering: Answering,
    outlets: dict[Platform, Outlet],
    pictures: dict[Platform, PictureSource],
    reading: Reading,
    tally: Tally,
    terms: Terms | None,
) -> Delivery:
    return Delivery(
        exchanges=parts.exchanges,
        outlets=outlets,
        answering=answering,
        clock=parts.clock,
        ready=lambda: reading.done,
        tally=tally,
        contact=settings.answers.contact,
        terms=terms or _terms(settings),
        picturing=picturing_of(
            settings,
            sources=pictures,
            vision=parts.vision,
            recognizer=parts.recognizer,
            redactor=parts.redactor,
        ),
    )


def _terms(settings: Settings) -> Terms:
    seconds = answer_seconds(settings, Terms().answer_deadline)
    return Terms(parallel=settings.delivery.parallel, answer_deadline=seconds)


def _desk(  # noqa: PLR0913, PLR0917 - what `furnish` has already built
    settings: Settings,
    parts: Parts,
    answering: Answering,
    delivery: Delivery,
    orders: PrivacyOrders,
    tally: Tally,
) -> Desk:
    return Desk(
        exchanges=parts.exchanges,
        ratings=parts.ratings,
        answering=answering,
        manifest=parts.manifest,
        redactor=parts.redactor,
        orders=orders,
        clock=parts.clock,
        pace=Pace(settings.limits.per_minute, settings.limits.per_day),
        tally=tally,
        bell=delivery.ring,
        accepted=delivery.watch,
        today=today_of(settings, parts),
        backlog=settings.delivery.backlog,
    )


def _consent(settings: Settings, parts: Parts) -> tuple[ConsentDesk, timedelta]:
    quiet = timedelta(minutes=settings.privacy.quiet_minutes)
    return ConsentDesk(parts.consents, parts.vault, parts.clock, quiet), quiet


def _retention(settings: Settings, parts: Parts, quiet: timedelta) -> Retention:
    return Retention(parts.exchanges, parts.clock, quiet, settings.privacy.keep_days)


def _reindexing(settings: Settings, parts: Parts, shelves: Shelves) -> Reindexing:
    return Reindexing(
        source=parts.source,
        shelves=shelves,
        chunking=CHUNKING,
        clock=parts.clock,
        today=today_of(settings, parts),
    )


def _shelves(settings: Settings, parts: Parts, collection: str) -> Shelves:
    return Shelves(
        collection=collection,
        prefix=settings.qdrant.prefix,
        dimensions=parts.embedder.dimensions,
        manifest=parts.manifest,
        index=parts.index,
        vectors=CachedVectors(parts.embedder, parts.cache),
        encoder=parts.encoder,
    )


async def migrate(settings: Settings) -> bool:
    """Bring the database up to date; says whether there was anything to do."""
    async with AsyncExitStack() as stack:
        home = Home(settings.home)
        database = database_of(settings, home)
        stack.push_async_callback(database.close)
        return await database.migrate()
