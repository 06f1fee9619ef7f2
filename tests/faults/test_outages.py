"""Parts that go away for a while: honest outcomes, and no restart afterwards."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.core import replies
from bot.domain.errors import (
    BotError,
    DatabaseUnavailable,
    EmbedderUnavailable,
    IndexUnavailable,
    OutletUnavailable,
)
from bot.domain.language import Language
from bot.parts import Parts
from tests.faults.cable import Cable, State
from tests.faults.events import Event, event, question_of
from tests.faults.living import SHORT, HeldEmbedder, Lamed, Living, living
from tests.faults.stoppable import Stoppable, stoppable_postgres

_EN = Language.ENGLISH
_PAUSE = 0.05
_PATIENT = dataclasses.replace(SHORT, give_up=4.0, looks_after=4.0, notice_after=4.5)
_FAILURES: dict[str, BotError] = {
    "index": IndexUnavailable("The engine does not answer."),
    "embedder": EmbedderUnavailable("The model does not answer."),
}


class Outage:
    """A database that goes away and comes back; `begin` and `end` say how."""

    def __init__(self, url: str) -> None:
        self.cable = Cable(url)

    async def begin(self) -> None:
        self.cable.become(State.CUT)

    async def end(self) -> None:
        self.cable.become(State.WHOLE)


class Stop(Outage):
    """The server itself is stopped, and started again on the same files."""

    def __init__(self, server: Stoppable) -> None:
        super().__init__(server.url)
        self._server = server

    async def begin(self) -> None:
        await asyncio.to_thread(self._server.stop)

    async def end(self) -> None:
        await asyncio.to_thread(self._server.start)
        self.cable.lead_to(self._server.url)


@pytest.fixture(params=["cut", pytest.param("stopped", marks=pytest.mark.proof)])
def outage(request: pytest.FixtureRequest) -> Iterator[Outage]:
    if request.param == "stopped":
        with stoppable_postgres() as server:
            yield Stop(server)
        return
    url = request.getfixturevalue("postgres_database_url")
    yield Outage(url)


async def test_a_database_that_goes_away_and_comes_back_costs_nobody_an_answer(
    tmp_path: Path, outage: Outage
) -> None:
    cable, embedder = outage.cable, HeldEmbedder()
    async with cable.laid(), living(tmp_path, database=cable.url, embedder=embedder) as bot:
        # Each in words of its own: what was asked before would be answered from memory.
        before, new = event(0), event(20, word="Where?")
        under_way = [*(event(n) for n in range(1, 8)), event(8, word="Where?")]
        await bot.hear(before)
        await bot.all_answered_once([before])
        assert await bot.ill() == set()
        embedder.is_free.clear()
        await bot.hear(*under_way)
        at_web = f"Hello! {before.text}"
        accepted = await bot.ask_web(at_web)
        assert accepted.status_code == httpx.codes.ACCEPTED
        await bot.until(lambda: embedder.holds([at_web, *(one.text for one in under_way)]))

        await outage.begin()
        embedder.is_free.set()
        with pytest.raises(DatabaseUnavailable):
            await bot.hear(new)
        refused = await bot.ask_web(before.text)
        assert refused.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert refused.headers["Retry-After"]
        assert "database" in await bot.ill()
        assert (await bot.web.get("/livez")).is_success
        await bot.until(lambda: all(_is_told(bot, asked) for asked in under_way))

        await outage.end()
        await bot.settled()
        assert not bot.seen(new)
        await bot.hear(new)
        await bot.all_answered_once([before, *under_way, new])
        assert before.fact in await bot.answer_at_web(accepted)
        assert await bot.ill() == set()


@pytest.mark.proof
async def test_a_database_that_is_silent_is_told_too(
    tmp_path: Path, postgres_database_url: str
) -> None:
    cable, embedder = Cable(postgres_database_url), HeldEmbedder()
    async with cable.laid(), living(tmp_path, database=cable.url, embedder=embedder) as bot:
        embedder.is_free.clear()
        under_way, new = [event(n) for n in range(1, 9)], event(20)
        await bot.hear(*under_way)
        await bot.until(lambda: embedder.holds(asked.text for asked in under_way))

        cable.become(State.SILENT)
        embedder.is_free.set()
        with pytest.raises(DatabaseUnavailable):
            await bot.hear(new)
        await bot.until(lambda: all(_is_told(bot, asked) for asked in under_way))

        cable.become(State.WHOLE)
        await bot.settled()
        await bot.hear(new)
        await bot.all_answered_once([new])
        for asked in under_way:
            (message,) = bot.seen(asked)
            assert asked.fact in message.text or _reference(asked) in message.text
        assert await bot.ill() == set()


async def test_connections_that_break_off_again_and_again_cost_nothing(
    tmp_path: Path, postgres_database_url: str
) -> None:
    cable = Cable(postgres_database_url)
    async with cable.laid(), living(tmp_path, database=cable.url) as bot:
        asked = [event(number, thread=number % 7) for number in range(40)]

        async def insist(one: Event) -> None:
            while True:
                try:
                    return await bot.hear(one)
                except DatabaseUnavailable:
                    await asyncio.sleep(_PAUSE)

        hearing = asyncio.gather(*(insist(one) for one in asked))
        for number in range(1, 11):
            await bot.shown(number)
            cable.flicker()
        await hearing
        await bot.all_answered_once(asked)


@pytest.mark.parametrize("part", ["index", "embedder"])
async def test_a_part_that_fails_is_told_with_a_reference_and_answers_again_afterwards(
    tmp_path: Path, part: str
) -> None:
    parts: dict[str, Any] = {}

    def wired(built: Parts) -> Parts:
        parts[part] = Lamed(getattr(built, part))
        return dataclasses.replace(built, **parts)

    async with living(tmp_path, wired=wired, terms=_PATIENT) as bot:
        lamed: Lamed = parts[part]
        asked, later, afterwards = (event(n) for n in range(3))
        lamed.failure = _FAILURES[part]
        await bot.hear(asked)
        await bot.until(lambda: bool(bot.seen(asked)))
        (message,) = bot.seen(asked)
        assert message.text == replies.failed(_EN, lamed.failure, _reference(asked))
        assert lamed.refused > 1
        assert await bot.ill() == {part}

        tried = lamed.refused
        await bot.hear(later)
        await bot.until(lambda: lamed.refused > tried)
        lamed.failure = None
        await bot.hear(afterwards)
        await bot.all_answered_once([later, afterwards])
        assert len(bot.seen(asked)) == 1
        assert await bot.ill() == set()


@pytest.mark.parametrize("is_done", [False, True])
async def test_a_platform_that_takes_nothing_for_a_while_shows_everything_once(
    tmp_path: Path, *, is_done: bool
) -> None:
    """Also when it did take the message, and only said that it had not."""
    async with living(tmp_path) as bot:
        asked = [event(number, thread=number % 5) for number in range(10)]
        trouble: list[Exception] = [OutletUnavailable("HTTP 503") for _ in range(30)]
        if is_done:
            bot.outlet.afterwards = trouble
        else:
            bot.outlet.failures = trouble
        await bot.hear(*asked)
        await bot.until(lambda: len(bot.outlet.calls) >= 10)
        assert bool(bot.outlet.messages) == is_done
        trouble.clear()
        await bot.all_answered_once(asked)


def _reference(asked: Event) -> str:
    return question_of(asked).id.hex[:8]


def _is_told(bot: Living, asked: Event) -> bool:
    """Whether people see the one notice that the database is away."""
    seen = [message.text for message in bot.seen(asked)]
    return seen == [replies.memory_away(_EN, _reference(asked))]
