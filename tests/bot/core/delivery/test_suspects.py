"""A message that kills its worker is set aside, and takes nobody with it."""

from __future__ import annotations

import asyncio

from bot.core.suspects import Suspects, Turn
from bot.domain.conversation import Question, Remedy, State
from bot.domain.people import Platform
from tests.bot.core.delivery.world import World, ask, kill, many


class Poison:
    """A question that stops the process that works on it."""

    def __init__(self, world: World, question: Question) -> None:
        self.taken = asyncio.Event()
        world.embedder.script[question.text] = self._kill

    async def _kill(self) -> None:
        self.taken.set()
        await asyncio.Event().wait()


async def served_through_kills(world: World, *poisons: Poison) -> int:
    """Start anew after each kill, until nothing is open; gives the number of kills."""
    kills = 0
    while (await world.exchanges.waiting()).total:
        process = asyncio.create_task(world.delivery().run())
        fatal = [asyncio.create_task(one.taken.wait()) for one in poisons]
        done = asyncio.create_task(world.closed())
        await asyncio.wait([done, *fatal], return_when=asyncio.FIRST_COMPLETED)
        kills += not done.done()
        for task in (done, process, *fatal):
            await kill(task)
        for one in poisons:
            one.taken.clear()
        await world.exchanges.free(list(Platform))
    return kills


async def test_a_message_that_kills_three_times_is_set_aside_with_a_reason(
    world: World,
) -> None:
    poison = ask("poison")
    await world.accept(poison)
    assert await served_through_kills(world, Poison(world, poison)) == 3
    stands = await world.stands(poison)
    assert (stands.state, stands.remedy) == (State.FAILED, Remedy.OPERATOR)
    (shown,) = world.outlet.texts()
    assert "stumble" in shown
    assert stands.reference in shown


async def test_whoever_stood_beside_a_poison_is_answered(world: World) -> None:
    poisons = [ask(f"poison {n}", message=f"p{n}", thread=f"p{n}") for n in range(3)]
    innocents = many(6)
    world.embedder.seconds = 0.2
    for at, poison in enumerate(poisons):
        await world.accept(poison, *innocents[2 * at : 2 * at + 2])
    kills = await served_through_kills(world, *(Poison(world, one) for one in poisons))
    assert kills <= 9
    states = [(await world.stands(one)).state for one in innocents]
    assert states == [State.DELIVERED] * 6
    assert len(world.outlet.messages) == 9


async def test_a_message_that_kills_even_when_it_is_shown_is_given_up(world: World) -> None:
    question = ask()
    await world.accept(question)
    for step in ("outlet.post", *["outlet.find"] * 5):
        world.steps.stopped.clear()
        world.steps.stop_at = step
        async with world.running():
            await world.steps.stopped.wait()
    async with world.running():
        await asyncio.sleep(40)
    assert (await world.stands(question)).state is State.FAILED
    assert (await world.exchanges.waiting()).total == 0
    assert world.outlet.messages == {}


async def crashed(world: World, *questions: Question) -> None:
    """Leave these behind as a dead worker would."""
    await world.accept(*questions)
    for question in questions:
        await world.exchanges.claim_this(question.id, lease=world.delivery()._terms.claiming)
    await world.exchanges.free(list(Platform))


async def test_suspects_run_alone_and_the_others_beside_each_other(world: World) -> None:
    suspects, others = many(6)[:3], many(6)[3:]
    at_work: set[str] = set()
    together: list[set[str]] = []

    def watch(question: Question) -> None:
        async def step() -> None:
            at_work.add(question.text)
            together.append(set(at_work))
            await asyncio.sleep(1)
            at_work.discard(question.text)

        world.embedder.script[question.text] = step

    for question in (*suspects, *others):
        watch(question)
    await crashed(world, *suspects)
    await world.accept(*others)
    async with world.running():
        await world.closed(*suspects, *others)
    for question in suspects:
        assert [those for those in together if question.text in those] == [{question.text}]
    assert max(map(len, together)) == 3
    assert world.tally.crashes == 3


async def test_a_suspect_does_not_starve_while_others_keep_coming(world: World) -> None:
    suspect, *others = many(200)
    world.embedder.seconds = 1
    async with world.running(parallel=4):
        await world.accept(*others)
        await asyncio.sleep(3)
        await crashed(world, suspect)
        assert len(world.outlet.messages) < 50
        await asyncio.sleep(9)
        assert (await world.stands(suspect)).posted
    assert len(world.outlet.messages) < 50


async def test_fresh_questions_do_not_starve_behind_suspects(world: World) -> None:
    *suspects, fresh = many(21)
    world.embedder.seconds = 2
    await crashed(world, *suspects)
    async with world.running():
        await world.accept(fresh)
        await asyncio.sleep(10)
        assert (await world.stands(fresh)).posted
        assert await world.closed(*suspects, fresh) < 60


def test_one_that_cannot_be_claimed_here_is_asked_for_less_and_less() -> None:
    turns, now, looks = Suspects(look_every=2.0, parallel=4), 0.0, 0
    while now < 600:
        match turns.turn(under_way=0 if turns._waits else 1, now=now):
            case Turn.LOOK:
                looks += 1
                turns.looked(now=now, waits=True)
            case Turn.SUSPECT:
                turns.claimed(now=now, found=False)
        now += 0.5
    assert looks < 20


def test_no_more_is_begun_than_may_be_under_way() -> None:
    turns = Suspects(look_every=2.0, parallel=4)
    turns.looked(now=0.0, waits=False)
    assert turns.turn(under_way=3, now=1.0) is Turn.FRESH
    assert turns.turn(under_way=4, now=1.0) is Turn.WAIT
