"""A paid embedder within the house's budget."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.metered_embedder import MeteredEmbedder
from bot.adapters.openai_embedder import OpenAIEmbedder
from bot.core.limits import Purse
from bot.domain.errors import BudgetSpent, EmbedderUnavailable
from bot.ports import Spend
from tests.fakes.clock import FakeClock
from tests.fakes.embedder import FakeEmbedder
from tests.fakes.embedding_server import StrictServer, refusal
from tests.fakes.spending import FakeSpending
from tests.samples import NOON

TODAY = date(2026, 3, 2)


class PaidFake(FakeEmbedder):
    """Charges `charge` tokens a call; None when it does not say."""

    def __init__(self) -> None:
        super().__init__()
        self.charge: int | None = 5
        self.closed = 0

    async def embed_counted(
        self, texts: Sequence[str]
    ) -> tuple[list[tuple[float, ...]], int | None]:
        return await self.embed_passages(texts), self.charge

    async def close(self) -> None:
        self.closed += 1


class Meter:
    def __init__(self, cap: Spend | None = None) -> None:
        self.paid, self.spending = PaidFake(), FakeSpending()
        purse = Purse(self.spending, FakeClock(NOON), cap=cap or Spend(), zone=ZoneInfo("UTC"))
        self.embedder = MeteredEmbedder(self.paid, purse=purse, price=2.0)

    async def spent(self) -> Spend:
        return await self.spending.spent(TODAY)


async def test_the_vectors_are_the_models_own() -> None:
    meter = Meter()
    assert (meter.embedder.name, meter.embedder.dimensions) == ("fake/1", 64)
    assert await meter.embedder.embed_question("hi") == await FakeEmbedder().embed_question(
        "hi"
    )
    texts = ["one", "two"]
    assert await meter.embedder.embed_passages(texts) == await FakeEmbedder().embed_passages(
        texts
    )


async def test_what_the_server_charged_is_counted_at_its_price() -> None:
    meter = Meter()
    await meter.embedder.embed_question("how many days of leave do I have?")
    spent = await meter.spent()
    assert spent.tokens == 5
    assert spent.cost == pytest.approx(5 * 2.0 / 1_000_000)
    await meter.embedder.embed_passages(["a", "b"])
    assert (await meter.spent()).tokens == 10


async def test_an_empty_purse_refuses_questions_before_anything_is_paid() -> None:
    meter = Meter(cap=Spend(tokens=20))
    with pytest.raises(BudgetSpent):
        await meter.embedder.embed_question("x" * 20)
    assert (meter.paid.embedded, await meter.spent()) == (0, Spend())
    assert await meter.embedder.embed_question("x" * 19)


async def test_money_runs_out_as_tokens_do() -> None:
    meter = Meter(cap=Spend(cost=2.0 * 20 / 1_000_000))
    with pytest.raises(BudgetSpent):
        await meter.embedder.embed_question("x" * 20)
    assert await meter.embedder.embed_question("x" * 19)


async def test_a_character_of_three_bytes_may_be_three_tokens() -> None:
    meter = Meter(cap=Spend(tokens=20))
    with pytest.raises(BudgetSpent):
        await meter.embedder.embed_question("가" * 7)
    assert await meter.embedder.embed_question("가" * 6)


async def test_passages_are_counted_and_never_refused() -> None:
    meter = Meter(cap=Spend(tokens=1))
    for _ in range(3):
        assert len(await meter.embedder.embed_passages(["x" * 100, "y"])) == 2
    assert (await meter.spent()).tokens == 15
    with pytest.raises(BudgetSpent):
        await meter.embedder.embed_question("?")


async def test_no_passages_cost_nothing() -> None:
    meter = Meter()
    assert await meter.embedder.embed_passages([]) == []
    assert await meter.spent() == Spend()


async def test_where_the_server_does_not_say_the_most_is_counted() -> None:
    meter = Meter()
    meter.paid.charge = None
    await meter.embedder.embed_question("x" * 9)
    assert (await meter.spent()).tokens == 10
    await meter.embedder.embed_passages(["x" * 9, "y" * 19])
    assert (await meter.spent()).tokens == 40


async def test_a_question_that_fails_stays_counted_as_it_may_have_been_paid_for() -> None:
    meter = Meter()
    meter.paid.failure = EmbedderUnavailable("broke off")
    with pytest.raises(EmbedderUnavailable):
        await meter.embedder.embed_question("x" * 9)
    assert (await meter.spent()).tokens == 10


async def test_an_odd_text_can_be_weighed() -> None:
    assert await Meter().embedder.embed_question("half \ud800 a character")
    assert await Meter().embedder.embed_question("")


async def test_many_questions_at_once_never_pass_the_cap() -> None:
    meter = Meter(cap=Spend(tokens=100))
    meter.paid.charge = 10
    asked = (meter.embedder.embed_question("x" * 9) for _ in range(50))
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(one, tuple) for one in answers) == meter.paid.embedded == 10
    assert all(isinstance(one, BudgetSpent | tuple) for one in answers)
    assert (await meter.spent()).tokens == 100


async def test_closing_closes_the_paid_one() -> None:
    meter = Meter()
    await meter.embedder.close()
    assert meter.paid.closed == 1


@pytest.fixture
async def server() -> AsyncIterator[StrictServer]:
    strict = StrictServer()
    async with strict.running():
        yield strict


async def test_what_a_real_client_is_charged_is_counted(server: StrictServer) -> None:
    server.charge = 3
    spending = FakeSpending()
    purse = Purse(spending, FakeClock(NOON), cap=Spend(), zone=ZoneInfo("UTC"))
    remote = OpenAIEmbedder(
        model="m", api_key="key", base_url=server.url, dimensions=4, timeout=20
    )
    embedder = MeteredEmbedder(remote, purse=purse, price=2.0)

    await embedder.embed_question("hello")
    await embedder.embed_passages(["one", "two"])
    assert (await spending.spent(TODAY)).tokens == 9

    server.faults = [lambda _: refusal(500, "busy")] * 3
    with pytest.raises(EmbedderUnavailable):
        await embedder.embed_question("hello")
    assert (await spending.spent(TODAY)).tokens == 9 + 6
    await embedder.close()
