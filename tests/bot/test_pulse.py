"""What the house says about itself."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap import House
from bot.domain.errors import DatabaseUnavailable, EmbedderUnavailable, IndexUnavailable
from bot.domain.people import Platform
from bot.errands import question_of
from bot.ports import Waiting
from bot.pulse import Pulse
from tests.bot.houses import folder, opened
from tests.fakes.embedder import FakeEmbedder
from tests.faults.living import HeldEmbedder


async def unwell(house: House, home: Path) -> dict[str, str]:
    vitals = await Pulse(house, home).vitals()
    return {vital.part: vital.remark for vital in vitals if not vital.is_well}


async def test_everything_is_well_once_the_documents_were_read(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        assert list(await unwell(house, settings.home)) == ["documents"]
        await house.ready(lambda _done, _total: None)
        assert await unwell(house, settings.home) == {}
        vitals = await Pulse(house, settings.home).vitals()
    assert [vital.part for vital in vitals] == [
        "database",
        "documents",
        "index",
        "embedder",
        "questions",
        "disk",
    ]


class Broken:
    """Stands before a part; every call of `method` fails."""

    def __init__(self, part: object, method: str, error: Exception) -> None:
        self._part, self._method, self._error = part, method, error

    def __getattr__(self, name: str) -> object:
        if name == self._method:
            return self._fail
        return getattr(self._part, name)

    async def _fail(self, *_arguments: object, **_named: object) -> None:
        raise self._error


@pytest.mark.parametrize(
    ("part", "method", "error", "expected"),
    [
        ("exchanges", "waiting", DatabaseUnavailable("at secret"), ["database", "questions"]),
        ("index", "count", IndexUnavailable("at secret"), ["index"]),
    ],
)
async def test_a_part_that_fails_is_named_without_its_secrets(
    tmp_path: Path, part: str, method: str, error: Exception, expected: list[str]
) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        await house.ready(lambda _done, _total: None)
    broken = {part: lambda real: Broken(real, method, error)}
    async with opened(settings, **broken) as house:
        house.reading.done = True
        said = await unwell(house, settings.home)
    assert list(said) == expected
    assert "secret" not in str(said)


async def test_the_embedder_is_ill_until_a_call_goes_well_again(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    fake = FakeEmbedder()
    async with opened(settings, embedder=lambda _real: fake) as house:
        await house.ready(lambda _done, _total: None)
        calls = fake.asked
        assert await unwell(house, settings.home) == {}
        assert fake.asked == calls  # whoever looks costs it nothing
        fake.failure = EmbedderUnavailable("at secret")
        with suppress(EmbedderUnavailable):
            await house.parts.embedder.embed_question("VPN?")
        said = await unwell(house, settings.home)
        assert list(said) == ["embedder"]
        assert "secret" not in str(said)
        fake.failure = None
        assert await unwell(house, settings.home) == {}  # and nobody need ask it first


async def test_an_embedder_that_was_given_up_is_in_doubt_until_it_is_tried(
    tmp_path: Path,
) -> None:
    settings = folder(tmp_path)
    fake = HeldEmbedder()
    async with opened(settings, embedder=lambda _real: fake) as house:
        await house.ready(lambda _done, _total: None)
        fake.is_free.clear()
        asking = asyncio.create_task(house.parts.embedder.embed_question("VPN?"))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.wait([asking])
        looking = asyncio.create_task(unwell(house, settings.home))
        while not fake.holds(["ok"]):  # noqa: ASYNC110 - the trial hangs as well
            await asyncio.sleep(0.01)
        fake.is_free.set()
        assert await looking == {}


class Old:
    """Exchanges of which one has waited for too long."""

    def __init__(self, part: object, house: list[House]) -> None:
        self._part, self._house = part, house

    def __getattr__(self, name: str) -> object:
        return getattr(self._part, name)

    async def waiting(self) -> Waiting:
        now = self._house[0].clock.now()
        return Waiting(total=1, questions=1, oldest=now - timedelta(seconds=90))


async def test_a_question_that_waits_too_long_is_a_sign(tmp_path: Path) -> None:
    settings = folder(tmp_path)
    houses: list[House] = []
    async with opened(settings, exchanges=lambda real: Old(real, houses)) as house:
        houses.append(house)
        house.reading.done = True
        assert "90 seconds" in (await unwell(house, settings.home))["questions"]


async def test_figures_count_what_waits_what_was_answered_and_the_documents(
    tmp_path: Path,
) -> None:
    settings = folder(tmp_path)
    async with opened(settings) as house:
        pulse = Pulse(house, settings.home)
        await house.ready(lambda _done, _total: None)
        line = {"question": "What does error P-77 mean?", "history": []}
        asked = question_of(line, user="me", asked_at=house.clock.now())
        exchange = await house.desk.hear(asked)
        assert (await pulse.figures()).open_exchanges == 1
        await house.delivery.serve_this(exchange.question.id)
        figures = await pulse.figures()
    assert (figures.open_exchanges, figures.answers, figures.documents) == (0, 1, 1)
    assert sum(figures.outcomes.values()) == 1
    assert asked.place.platform is Platform.CLI
