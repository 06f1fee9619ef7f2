"""Serving processes: the real house, with the chat platform of the fault tests as its door."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import multiprocessing
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from pydantic import SecretStr

from bot.bootstrap import House, furnish
from bot.core.answering import Answering
from bot.core.delivery import Terms
from bot.domain.conversation import Answer, Outcome, Question, Sentence
from bot.domain.errors import BadSetting
from bot.domain.language import Language
from bot.parts import Parts, open_parts
from bot.pulse import Pulse
from bot.serving import Service
from bot.settings import (
    DatabaseSettings,
    DeliverySettings,
    LimitSettings,
    Settings,
    WebSettings,
)
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.manifest import FakeManifest
from tests.fakes.passage_index import FakePassageIndex
from tests.faults.chat_door import ChatDoor
from tests.faults.events import fact_of
from tests.faults.failpoints import Failpoint, Fuse, die

POISON = "hemlock"
"""The process that works out an answer to this word dies."""
MISSET = "misset"
"""An answer to this word cannot be worked out before somebody mends the settings."""
SLOW = "slowly"
"""An answer to this word takes `SLOW_SECONDS`."""
SLOW_SECONDS = 1.5


@dataclass(frozen=True)
class Plan:
    """What a process is to do. With no `database` it is the embedded default.

    It dies at the `failpoint`, once `message` was received if one is named. With
    `is_quick` the answers are not looked up, and nothing of the documents is stored.
    """

    home: Path
    knowledge: Path
    address: str
    seat: str = "one"
    database: str | None = None
    terms: Terms = field(default_factory=Terms)
    failpoint: Failpoint | None = None
    message: str = ""
    is_quick: bool = False


class ScriptedEmbedder(FakeEmbedder):
    """Does what the words of a question say."""

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """As the fake does, if it lives."""
        if POISON in text:
            die()
        if MISSET in text:
            raise BadSetting("The embedder has no key: set one.")
        if SLOW in text:
            await asyncio.sleep(SLOW_SECONDS)
        return await super().embed_question(text)


class QuickAnswering:
    """Knows by heart where the animals live."""

    async def answer(self, question: Question, *, so_far: object = None) -> Answer:
        """The fact alone."""
        sentence = Sentence(fact_of(question.text), ())
        return Answer(Outcome.ANSWERED, Language.ENGLISH, confidence=1.0, sentences=(sentence,))


def serve(plan: Plan) -> None:
    """Serve until SIGTERM, or until something kills the process."""
    log = plan.home.with_suffix(".log")
    logging.basicConfig(filename=log, level=logging.WARNING, format="%(process)d %(message)s")
    asyncio.run(_serve(plan))


async def _serve(plan: Plan) -> None:
    if tests := multiprocessing.parent_process():
        # Whatever kills the test run: nobody is left behind.
        asyncio.get_running_loop().add_reader(tests.sentinel, die)
    settings, fuse = _settings(plan), Fuse(plan.failpoint, plan.message)
    async with AsyncExitStack() as stack:
        parts = _wired(await open_parts(settings, stack, patience=0.0), fuse)
        quick = None
        if plan.is_quick:
            quick = cast("Answering", QuickAnswering())
            manifest, index = FakeManifest(), FakePassageIndex()
            parts = dataclasses.replace(parts, manifest=manifest, index=index)
        house = furnish(settings, parts, answering=quick, terms=plan.terms)

        def door(_settings: Settings, house: House, _pulse: Pulse) -> ChatDoor:
            return ChatDoor(house.desk, address=plan.address, seat=plan.seat, fuse=fuse)

        await Service(settings, house, lambda _: None).run([door])


def _settings(plan: Plan) -> Settings:
    url = plan.database and SecretStr(plan.database)
    return Settings(
        home=plan.home,
        knowledge=plan.knowledge,
        database=DatabaseSettings(url=url),
        delivery=DeliverySettings(backlog=1_000_000),
        limits=LimitSettings(per_minute=0, per_day=0),
        web=WebSettings(port=0),
    )


def _wired(parts: Parts, fuse: Fuse) -> Parts:
    return dataclasses.replace(
        parts,
        embedder=fuse.around(ScriptedEmbedder()),
        exchanges=fuse.around(parts.exchanges),
    )
