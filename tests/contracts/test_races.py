"""What databases of exchanges keep when two processes work on them at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import ExitStack, asynccontextmanager
from threading import current_thread, main_thread
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.util import await_only

from bot.adapters.sql.claims import claim_one
from bot.adapters.sql.engine import Database
from bot.domain.consent import Act
from bot.domain.conversation import Question, State
from bot.ports import Claim
from tests.contracts.archives import EVERYWHERE, HOUR, LEASE, Archive, asked
from tests.samples import KIM, LEE, answer

_GLANCE = 0.3  # seconds; what is held up by the other transaction is not over by then


@asynccontextmanager
async def held_at_commit(
    archive: Archive, work: Awaitable[Any], *, reading: bool = False
) -> AsyncIterator[None]:
    """`work` has done all of its first transaction, and commits when the block ends."""
    assert archive.database is not None
    loop, arrived, may_commit = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()

    def wait(connection: Any) -> None:
        if connection.get_execution_options().get("reading", False) is not reading:
            return
        loop.call_soon_threadsafe(arrived.set)
        if current_thread() is main_thread():
            await_only(may_commit.wait())
        else:
            asyncio.run_coroutine_threadsafe(_within_limits(may_commit), loop).result()

    with ExitStack() as listening:
        for engine in _engines(archive.database):
            event.listen(engine, "commit", wait)
            listening.callback(event.remove, engine, "commit", wait)
        working = asyncio.ensure_future(work)
        await arrived.wait()
        yield
        may_commit.set()
        await working


def _engines(database: Database) -> list[Engine]:
    """All through which it may commit."""
    lanes = [lane for lane in database._lanes.values() if lane is not None]
    return [database._engine.sync_engine, *(lane.engine for lane in lanes)]


async def _within_limits(event: asyncio.Event) -> None:
    async with asyncio.timeout(60):
        await event.wait()


async def during(
    archive: Archive, first: Awaitable[Any], second: Awaitable[Any]
) -> asyncio.Future[Any]:
    """Runs `second` while `first`, of another process, is about to commit."""
    async with held_at_commit(archive, first):
        running = asyncio.ensure_future(second)
        await asyncio.wait({running}, timeout=_GLANCE)
    await asyncio.wait({running})
    return running


async def test_twenty_workers_serve_each_exchange_once_and_in_order(
    stored: Archive, replica: Archive
) -> None:
    several = [asked(str(number), thread=str(number % 7)) for number in range(50)]
    await stored.receive(*several)
    under_way, served = Counter[str](), list[Question]()

    async def work(archive: Archive) -> None:
        while len(served) < len(several):
            claim = await archive.exchanges.claim(EVERYWHERE, lease=HOUR)
            if claim is None:
                await asyncio.sleep(0.05)
                continue
            question = claim.exchange.question
            under_way[question.place.thread] += 1
            assert under_way[question.place.thread] == 1
            served.append(question)
            await archive.exchanges.record(claim, answer=answer(), text="t")
            under_way[question.place.thread] -= 1
            await archive.exchanges.close(claim, posted="p")

    await asyncio.gather(*(work(archive) for archive in (stored, replica) for _ in range(10)))
    assert sorted(one.id for one in served) == sorted(one.id for one in several)
    for thread in range(7):
        numbers = [int(one.message) for one in served if one.place.thread == str(thread)]
        assert numbers == sorted(numbers)


async def test_of_many_who_want_this_one_a_single_one_gets_it(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked())
    claims = await asyncio.gather(
        *(
            archive.exchanges.claim_this(asked().id, lease=LEASE)
            for archive in (stored, replica) * 5
        )
    )
    assert [claim.fence for claim in claims if claim] == [1]


async def test_a_message_that_two_processes_hear_is_received_once(
    stored: Archive, replica: Archive
) -> None:
    archives = (stored, replica) * 5
    received = await asyncio.gather(
        *(archive.exchanges.receive(asked()) for archive in archives)
    )
    assert sum(is_new for _, is_new in received) == 1
    assert (await stored.exchanges.waiting()).total == 1


async def test_a_claim_sees_the_claims_that_are_just_being_made(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked("1"), asked("2"))
    assert replica.database is not None
    claiming = _claim_this(replica.database, asked("2"), stored)
    claim = stored.exchanges.claim(EVERYWHERE, lease=LEASE)
    assert (await during(replica, claiming, claim)).result() is None


async def _claim_this(database: Database, one: Question, archive: Archive) -> None:
    async with database.transaction() as connection:
        now = archive.clock.now()
        assert await claim_one(connection, one.id, now=now, lease=LEASE)


async def test_what_a_slow_worker_is_just_closing_is_not_claimed(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked())
    slow = await replica.answer(asked())
    stored.clock.advance(LEASE.total_seconds())
    closing = replica.exchanges.close(slow, posted="p")
    claim = stored.exchanges.claim(EVERYWHERE, lease=LEASE, suspects=True)
    assert (await during(replica, closing, claim)).result() is None
    assert (await stored.find(asked())).state is State.DELIVERED


async def test_what_a_slow_worker_is_just_renewing_is_not_claimed(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked())
    slow = await replica.answer(asked())
    stored.clock.advance(LEASE.total_seconds())
    renewing = replica.exchanges.renew(slow, lease=LEASE)
    claim = stored.exchanges.claim(EVERYWHERE, lease=LEASE, suspects=True)
    assert (await during(replica, renewing, claim)).result() is None


async def test_an_answer_recorded_while_its_asker_is_forgotten_is_not_kept(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked())
    claim = await stored.claim()
    recording = stored.exchanges.record(claim, answer=answer(), text="shown")
    (await during(replica, replica.act(Act.FORGET), recording)).result()
    assert not await stored.has_words(asked())
    assert (await stored.find(asked())).state is State.ANSWERED


async def test_who_is_forgotten_while_an_answer_is_recorded_loses_it(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked())
    claim = await replica.claim()
    recording = replica.exchanges.record(claim, answer=answer(), text="shown")
    assert (await during(replica, recording, stored.act(Act.FORGET))).result() == 1
    assert not await stored.has_words(asked())


async def test_a_question_received_while_its_asker_is_forgotten_is_not_readable(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked("earlier"))
    receiving = replica.exchanges.receive(asked())
    (await during(replica, receiving, stored.act(Act.FORGET))).result()
    assert (await stored.find(asked())).question.text == ""
    assert (await stored.claim_this(asked())).is_erased


async def test_who_decides_to_keep_nothing_while_an_exchange_is_closed_loses_its_words(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked())
    claim = await replica.answer(asked())
    closing = replica.exchanges.close(claim, posted="p")
    (await during(replica, closing, stored.act(Act.KEEP_NOTHING))).result()
    assert not await stored.has_words(asked())


async def test_what_is_closed_while_its_asker_decides_to_keep_nothing_loses_its_words(
    stored: Archive, replica: Archive
) -> None:
    await stored.receive(asked())
    claim = await stored.answer(asked())
    closing = stored.exchanges.close(claim, posted="p")
    (await during(replica, replica.act(Act.KEEP_NOTHING), closing)).result()
    assert not await stored.has_words(asked())


async def test_a_conversation_that_comes_to_life_while_others_are_forgotten_is_left_alone(
    stored: Archive, replica: Archive
) -> None:
    await stored.serve(asked("1"))
    since = stored.clock.now()
    await stored.act(Act.OPT_OUT)
    forgetting = replica.exchanges.forget_closed(open_since=since)
    async with held_at_commit(replica, forgetting, reading=True):
        await stored.receive(asked("2", asker=LEE))
    assert await stored.has_words(asked("1"))


async def test_what_two_erase_at_once_is_counted_once(
    stored: Archive, replica: Archive
) -> None:
    await stored.serve(asked())
    later = stored.clock.now() + HOUR
    erasing = stored.exchanges.forget_old(before=later)
    assert (await during(replica, replica.act(Act.FORGET), erasing)).result() == 0


async def test_erasing_from_all_sides_at_once_neither_fails_nor_leaves_anything(
    stored: Archive, replica: Archive
) -> None:
    people = (KIM, LEE)
    several = [asked(str(one), thread=str(one), asker=people[one % 2]) for one in range(30)]
    await stored.receive(*several)
    claims = [await stored.answer(one) for one in several]
    later = stored.clock.now() + HOUR

    async def close(archive: Archive, claim: Claim) -> None:
        await archive.exchanges.close(claim, posted="p")

    archives = (stored, replica)
    await asyncio.gather(
        *(close(archives[at % 2], claim) for at, claim in enumerate(claims)),
        *(one.exchanges.forget_old(before=later) for one in archives),
        *(one.act(Act.OPT_OUT, person=person) for one in archives for person in people),
        *(one.exchanges.forget_closed(open_since=later) for one in archives),
        *(one.act(Act.FORGET, person=person) for one in archives for person in people),
    )
    assert not any([await stored.has_words(one) for one in several])


async def test_whose_first_question_comes_while_they_are_forgotten_loses_it(
    stored: Archive, replica: Archive
) -> None:
    receiving = replica.exchanges.receive(asked())
    (await during(replica, receiving, stored.act(Act.FORGET))).result()
    assert not await stored.has_words(asked())
