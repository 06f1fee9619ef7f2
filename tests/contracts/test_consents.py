"""What every archive of choices keeps."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.adapters.sql.consents import SqlConsents
from bot.domain.consent import Choice, ConsentEvent, Standing
from bot.ports import Consents
from tests.databases import DATABASES
from tests.fakes.consents import FakeConsents
from tests.samples import NOON

KIM, LEE = "a" * 64, "b" * 64


@pytest.fixture(params=["fake", *DATABASES])
def consents(request: pytest.FixtureRequest) -> Consents:
    if request.param == "fake":
        return FakeConsents()
    return SqlConsents(request.getfixturevalue(f"{request.param}_database"))


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def event(choice: Choice, minutes: int = 0, person: str = KIM) -> ConsentEvent:
    return ConsentEvent(person, choice, after(minutes), source="/privacy")


async def standing(consents: Consents, person: str = KIM) -> Standing:
    return (await consents.standings([person]))[person]


async def test_nobody_has_chosen_anything_at_first(consents: Consents) -> None:
    assert await consents.choice(KIM) is Choice.UNSET
    assert await consents.history(KIM) == []
    assert await consents.standings([KIM, LEE]) == {KIM: Standing(), LEE: Standing()}


async def test_the_last_choice_holds(consents: Consents) -> None:
    await consents.record(event(Choice.IN))
    assert await consents.choice(KIM) is Choice.IN
    await consents.record(event(Choice.OUT, 1))
    assert await consents.choice(KIM) is Choice.OUT


async def test_history_has_every_event_oldest_first(consents: Consents) -> None:
    events = [event(Choice.OUT), event(Choice.IN, 1), event(Choice.IN, 2), event(Choice.OUT, 2)]
    for one in events:
        await consents.record(one)
    assert await consents.history(KIM) == events


async def test_one_persons_choice_is_not_anothers(consents: Consents) -> None:
    await consents.record(event(Choice.OUT))
    assert await consents.choice(LEE) is Choice.UNSET
    assert await consents.history(LEE) == []
    assert await standing(consents, LEE) == Standing()


async def test_a_yes_counts_from_its_moment(consents: Consents) -> None:
    await consents.record(event(Choice.IN, 5))
    assert await standing(consents) == Standing(Choice.IN, since=after(5))


async def test_saying_yes_again_keeps_the_first_moment(consents: Consents) -> None:
    await consents.record(event(Choice.IN, 5))
    await consents.record(event(Choice.IN, 9))
    assert (await standing(consents)).since == after(5)


async def test_opting_out_leaves_a_tombstone(consents: Consents) -> None:
    await consents.record(event(Choice.IN))
    await consents.record(event(Choice.OUT, 5))
    assert await standing(consents) == Standing(Choice.OUT, since=after(5), tombstone=after(5))


async def test_a_later_yes_lifts_the_tombstone_for_later_words_only(consents: Consents) -> None:
    await consents.record(event(Choice.OUT, 5))
    await consents.record(event(Choice.IN, 7))
    assert await standing(consents) == Standing(Choice.IN, since=after(7), tombstone=after(7))


async def test_a_repeated_yes_leaves_the_tombstone_where_it_is(consents: Consents) -> None:
    for one in (event(Choice.OUT, 5), event(Choice.IN, 7), event(Choice.IN, 9)):
        await consents.record(one)
    assert (await standing(consents)).tombstone == after(7)


async def test_choosing_nothing_after_opting_out_revives_nothing(consents: Consents) -> None:
    await consents.record(event(Choice.OUT, 5))
    await consents.record(event(Choice.UNSET, 7))
    assert await standing(consents) == Standing(Choice.UNSET, since=None, tombstone=after(7))


async def test_a_clock_that_goes_back_revives_nothing(consents: Consents) -> None:
    for one in (event(Choice.IN, 60), event(Choice.OUT, 10), event(Choice.IN, 20)):
        await consents.record(one)
    assert await standing(consents) == Standing(Choice.IN, since=after(60), tombstone=after(60))


async def test_many_standings_come_at_once(consents: Consents) -> None:
    people = [f"{number:064x}" for number in range(1200)]
    await consents.record(event(Choice.IN, person=people[0]))
    await consents.record(event(Choice.OUT, person=people[-1]))
    standings = await consents.standings(iter(people))
    assert set(standings) == set(people)
    assert standings[people[0]].choice is Choice.IN
    assert standings[people[-1]].choice is Choice.OUT
    assert standings[people[600]] == Standing()


async def test_choices_at_the_same_moment_are_all_in_the_ledger(consents: Consents) -> None:
    choices = [Choice.IN, Choice.OUT] * 5
    await asyncio.gather(*(consents.record(event(choice)) for choice in choices))
    history = await consents.history(KIM)
    assert len(history) == len(choices)
    assert await consents.choice(KIM) is history[-1].choice
