"""What every archive of choices keeps."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot.domain.consent import Act, Choice, ConsentEvent, Standing
from bot.ports import Consents
from tests.contracts.archives import Archive
from tests.samples import NOON

KIM, LEE = "a" * 64, "b" * 64


@pytest.fixture
def consents(archive: Archive) -> Consents:
    return archive.consents


def after(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


async def acts(consents: Consents, act: Act, minutes: int = 0, person: str = KIM) -> None:
    event = ConsentEvent(person, act, after(minutes), source="/privacy")
    await consents.record(event, open_since=NOON)


async def standing(consents: Consents, person: str = KIM) -> Standing:
    return (await consents.standings([person]))[person]


async def test_nobody_has_chosen_anything_at_first(consents: Consents) -> None:
    assert await consents.history(KIM) == []
    assert await consents.standings([KIM, LEE]) == {KIM: Standing(), LEE: Standing()}


async def test_the_last_choice_holds(consents: Consents) -> None:
    await acts(consents, Act.OPT_IN)
    assert (await standing(consents)).choice is Choice.IN
    await acts(consents, Act.OPT_OUT, 1)
    assert (await standing(consents)).choice is Choice.OUT


async def test_history_has_every_event_oldest_first(consents: Consents) -> None:
    events = [ConsentEvent(KIM, act, after(2), source=f"/{act}") for act in (*Act, Act.OPT_IN)]
    for event in events:
        await consents.record(event, open_since=NOON)
    assert await consents.history(KIM) == events


async def test_one_persons_choice_is_not_anothers(consents: Consents) -> None:
    for act in (Act.OPT_OUT, Act.KEEP_NOTHING, Act.FORGET):
        await acts(consents, act)
    assert await consents.history(LEE) == []
    assert await standing(consents, LEE) == Standing()


async def test_a_yes_counts_from_its_moment(consents: Consents) -> None:
    await acts(consents, Act.OPT_IN, 5)
    assert await standing(consents) == Standing(Choice.IN, since=after(5))


async def test_saying_yes_again_keeps_the_first_moment(consents: Consents) -> None:
    await acts(consents, Act.OPT_IN, 5)
    await acts(consents, Act.OPT_IN, 9)
    assert (await standing(consents)).since == after(5)


async def test_opting_out_leaves_a_tombstone(consents: Consents) -> None:
    await acts(consents, Act.OPT_IN)
    await acts(consents, Act.OPT_OUT, 5)
    assert await standing(consents) == Standing(Choice.OUT, since=after(5), tombstone=after(5))


async def test_a_later_yes_lifts_the_tombstone_for_later_words_only(consents: Consents) -> None:
    await acts(consents, Act.OPT_OUT, 5)
    await acts(consents, Act.OPT_IN, 7)
    assert await standing(consents) == Standing(Choice.IN, since=after(7), tombstone=after(7))


async def test_a_repeated_yes_leaves_the_tombstone_where_it_is(consents: Consents) -> None:
    for act, minutes in ((Act.OPT_OUT, 5), (Act.OPT_IN, 7), (Act.OPT_IN, 9)):
        await acts(consents, act, minutes)
    assert (await standing(consents)).tombstone == after(7)


async def test_keeping_nothing_leaves_a_tombstone_and_the_choice(consents: Consents) -> None:
    await acts(consents, Act.OPT_IN)
    await acts(consents, Act.KEEP_NOTHING, 5)
    kept = Standing(Choice.IN, since=NOON, tombstone=after(5), keeps_nothing=True)
    assert await standing(consents) == kept


async def test_somebody_who_keeps_nothing_need_not_choose(consents: Consents) -> None:
    await acts(consents, Act.KEEP_NOTHING, 5)
    assert await standing(consents) == Standing(tombstone=after(5), keeps_nothing=True)


@pytest.mark.parametrize(
    ("act", "choice"), [(Act.KEEP, Choice.OUT), (Act.OPT_IN, Choice.IN)], ids=str
)
async def test_keeping_nothing_ends(consents: Consents, act: Act, choice: Choice) -> None:
    await acts(consents, Act.OPT_OUT)
    await acts(consents, Act.KEEP_NOTHING, 5)
    await acts(consents, act, 7)
    now = await standing(consents)
    assert (now.choice, now.keeps_nothing) == (choice, False)


@pytest.mark.parametrize("act", [Act.OPT_OUT, Act.FORGET, Act.KEEP_NOTHING])
async def test_keeping_nothing_goes_on(consents: Consents, act: Act) -> None:
    await acts(consents, Act.KEEP_NOTHING)
    await acts(consents, act, 5)
    assert (await standing(consents)).keeps_nothing


async def test_being_forgotten_ends_a_yes(consents: Consents) -> None:
    await acts(consents, Act.OPT_IN)
    await acts(consents, Act.FORGET, 5)
    assert await standing(consents) == Standing(Choice.UNSET, since=None, tombstone=after(5))


async def test_being_forgotten_keeps_a_no(consents: Consents) -> None:
    await acts(consents, Act.OPT_OUT)
    await acts(consents, Act.FORGET, 5)
    assert await standing(consents) == Standing(Choice.OUT, since=NOON, tombstone=after(5))


async def test_a_yes_after_being_forgotten_counts_from_then(consents: Consents) -> None:
    for act, minutes in ((Act.OPT_IN, 0), (Act.FORGET, 5), (Act.OPT_IN, 9)):
        await acts(consents, act, minutes)
    assert await standing(consents) == Standing(Choice.IN, since=after(9), tombstone=after(5))


async def test_a_clock_that_goes_back_revives_nothing(consents: Consents) -> None:
    for act, minutes in ((Act.OPT_IN, 60), (Act.OPT_OUT, 10), (Act.OPT_IN, 20)):
        await acts(consents, act, minutes)
    assert await standing(consents) == Standing(Choice.IN, since=after(60), tombstone=after(60))


async def test_a_tombstone_never_goes_back(consents: Consents) -> None:
    for act, minutes in ((Act.KEEP, 0), (Act.KEEP_NOTHING, 60), (Act.KEEP_NOTHING, 10)):
        await acts(consents, act, minutes)
    assert (await standing(consents)).tombstone == after(60)


async def test_many_standings_come_at_once(consents: Consents) -> None:
    people = [f"{number:064x}" for number in range(1200)]
    await acts(consents, Act.OPT_IN, person=people[0])
    await acts(consents, Act.OPT_OUT, person=people[-1])
    standings = await consents.standings(iter(people))
    assert set(standings) == set(people)
    assert standings[people[0]].choice is Choice.IN
    assert standings[people[-1]].choice is Choice.OUT
    assert standings[people[600]] == Standing()


async def test_choices_at_the_same_moment_are_all_in_the_ledger(consents: Consents) -> None:
    chosen = [Act.OPT_IN, Act.OPT_OUT] * 5
    await asyncio.gather(*(acts(consents, act) for act in chosen))
    history = await consents.history(KIM)
    assert len(history) == len(chosen)
    last = {Act.OPT_IN: Choice.IN, Act.OPT_OUT: Choice.OUT}[history[-1].act]
    assert (await standing(consents)).choice is last
