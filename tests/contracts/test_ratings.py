"""What every archive of ratings keeps."""

from __future__ import annotations

import pytest

from bot.adapters.sql.ratings import SqlRatings
from bot.domain.consent import Act
from bot.domain.conversation import Verdict
from bot.ports import Ratings
from tests.contracts.archives import Archive, asked
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.ratings import FakeRatings
from tests.samples import KIM, LEE


@pytest.fixture
def ratings(archive: Archive) -> Ratings:
    if archive.database is None:
        assert isinstance(archive.exchanges, FakeExchanges)
        return FakeRatings(archive.exchanges)
    return SqlRatings(archive.database, archive.vault, archive.clock)


async def test_the_newest_verdict_of_each_person_stands(
    archive: Archive, ratings: Ratings
) -> None:
    await archive.serve(asked("1"), asked("2"))
    assert await ratings.rate(asked("1").id, KIM, Verdict.HELPFUL)
    assert await ratings.rate(asked("1").id, KIM, Verdict.UNHELPFUL)
    assert await ratings.rate(asked("1").id, LEE, Verdict.HELPFUL)
    assert sorted(await ratings.of(asked("1").id)) == [Verdict.HELPFUL, Verdict.UNHELPFUL]
    assert await ratings.of(asked("2").id) == []


async def test_an_answer_that_is_not_there_cannot_be_rated(ratings: Ratings) -> None:
    assert not await ratings.rate(asked("1").id, KIM, Verdict.HELPFUL)
    assert await ratings.of(asked("1").id) == []


async def test_whoever_is_forgotten_has_rated_nothing(stored: Archive) -> None:
    assert stored.database is not None
    ratings = SqlRatings(stored.database, stored.vault, stored.clock)
    await stored.serve(asked("1"))
    await ratings.rate(asked("1").id, KIM, Verdict.UNHELPFUL)
    await ratings.rate(asked("1").id, LEE, Verdict.HELPFUL)
    await stored.act(Act.FORGET)
    assert await ratings.of(asked("1").id) == [Verdict.HELPFUL]
