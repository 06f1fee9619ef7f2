"""What every record of spending keeps to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest

from bot.adapters.sql.engine import Database
from bot.adapters.sql.spending import SqlSpending
from bot.ports import Spend, Spending
from tests.contracts.work_fixtures import another_handle
from tests.databases import DATABASES
from tests.fakes.spending import FakeSpending

DAY = date(2028, 2, 29)
NO_CAP = Spend()


@pytest.fixture(params=["fake", *DATABASES])
def home(request: pytest.FixtureRequest) -> Database | None:
    """A database; None for the fake, which needs none."""
    if request.param == "fake":
        return None
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    return opened


@pytest.fixture
async def replicas(home: Database | None) -> AsyncIterator[tuple[Spending, Spending]]:
    """The record as two replicas see it."""
    if home is None:
        fake = FakeSpending()
        yield fake, fake
        return
    async with another_handle(home) as other:
        yield SqlSpending(home), SqlSpending(other)


@pytest.fixture
def spending(replicas: tuple[Spending, Spending]) -> Spending:
    return replicas[0]


async def test_nothing_is_spent_at_first(spending: Spending) -> None:
    assert await spending.spent(DAY) == Spend()


async def test_what_is_reserved_counts(spending: Spending) -> None:
    for _ in range(3):
        assert await spending.reserve(DAY, Spend(10, 0.25), cap=Spend(100, 1.0))
    assert await spending.spent(DAY) == Spend(30, 0.75)


async def test_a_day_is_not_another_one(spending: Spending) -> None:
    cap = Spend(10, 1.0)
    assert await spending.reserve(DAY, Spend(10, 0.5), cap=cap)
    assert not await spending.reserve(DAY, Spend(10, 0.5), cap=cap)
    assert await spending.reserve(DAY + timedelta(days=1), Spend(10, 0.5), cap=cap)
    assert await spending.spent(DAY - timedelta(days=1)) == Spend()


@pytest.mark.parametrize("amount", [Spend(40, 0.25), Spend(0, 0.25), Spend(40, 0.0), Spend()])
async def test_the_cap_may_be_reached(spending: Spending, amount: Spend) -> None:
    cap = Spend(100, 1.0)
    await spending.reserve(DAY, Spend(60, 0.75), cap=cap)
    assert await spending.reserve(DAY, amount, cap=cap)
    assert await spending.spent(DAY) == Spend(60 + amount.tokens, 0.75 + amount.cost)


@pytest.mark.parametrize("amount", [Spend(41, 0.25), Spend(40, 0.3125), Spend(41, 0.3125)])
async def test_the_cap_may_not_be_passed(spending: Spending, amount: Spend) -> None:
    cap = Spend(100, 1.0)
    await spending.reserve(DAY, Spend(60, 0.75), cap=cap)
    assert not await spending.reserve(DAY, amount, cap=cap)
    assert await spending.spent(DAY) == Spend(60, 0.75)


@pytest.mark.parametrize("amount", [Spend(101, 0.5), Spend(5, 1.5)])
async def test_the_first_of_a_day_may_not_pass_it_either(
    spending: Spending, amount: Spend
) -> None:
    assert not await spending.reserve(DAY, amount, cap=Spend(100, 1.0))
    assert await spending.spent(DAY) == Spend()


async def test_a_part_of_the_cap_that_is_0_sets_no_limit(spending: Spending) -> None:
    for _ in range(3):
        assert await spending.reserve(DAY, Spend(10**12, 1e6), cap=NO_CAP)
    other = DAY + timedelta(days=1)
    assert await spending.reserve(other, Spend(10**12, 0.5), cap=Spend(0, 1.0))
    assert not await spending.reserve(other, Spend(1, 0.75), cap=Spend(0, 1.0))
    assert await spending.reserve(other, Spend(1, 1e6), cap=Spend(10**12 + 1, 0.0))
    assert not await spending.reserve(other, Spend(1, 0.0), cap=Spend(10**12 + 1, 0.0))


async def test_what_was_used_takes_the_place_of_what_was_reserved(spending: Spending) -> None:
    cap = Spend(100, 1.0)
    await spending.reserve(DAY, Spend(100, 1.0), cap=cap)
    await spending.settle(DAY, reserved=Spend(100, 1.0), used=Spend(30, 0.25))
    assert await spending.spent(DAY) == Spend(30, 0.25)
    assert await spending.reserve(DAY, Spend(70, 0.75), cap=cap)


async def test_more_than_was_reserved_counts_whole(spending: Spending) -> None:
    await spending.reserve(DAY, Spend(10, 0.5), cap=Spend(10, 0.5))
    await spending.settle(DAY, reserved=Spend(10, 0.5), used=Spend(25, 1.25))
    assert await spending.spent(DAY) == Spend(25, 1.25)
    assert not await spending.reserve(DAY, Spend(), cap=Spend(10, 0.5))


async def test_what_nobody_reserved_counts_too(spending: Spending) -> None:
    await spending.settle(DAY, reserved=Spend(), used=Spend(7, 0.5))
    await spending.settle(DAY, reserved=Spend(), used=Spend(7, 0.5))
    assert await spending.spent(DAY) == Spend(14, 1.0)


async def test_200_reservations_at_once_never_pass_the_cap(
    replicas: tuple[Spending, Spending],
) -> None:
    cap, amount = Spend(1000, 0.0), Spend(30, 0.125)
    results = await asyncio.gather(
        *(replica.reserve(DAY, amount, cap=cap) for replica in replicas * 100)
    )
    assert sum(results) == 33
    assert await replicas[1].spent(DAY) == Spend(990, 33 * 0.125)


async def test_no_settlement_among_many_is_lost(replicas: tuple[Spending, Spending]) -> None:
    async def call(spending: Spending, used: int) -> None:
        assert await spending.reserve(DAY, Spend(10, 0.5), cap=NO_CAP)
        await spending.settle(DAY, reserved=Spend(10, 0.5), used=Spend(used, 0.25))

    await asyncio.gather(*(call(one, at) for at, one in enumerate(replicas * 20)))
    assert await replicas[0].spent(DAY) == Spend(sum(range(40)), 10.0)
