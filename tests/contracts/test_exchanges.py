"""What every archive of exchanges keeps."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.sql.engine import Database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.vault import open_vault
from bot.domain.audience import OPERATOR, PUBLIC, Clearance, clearance
from bot.domain.conversation import Answer, Exchange, Outcome, Question, State
from bot.domain.language import Language
from bot.domain.people import Platform
from bot.ports import Exchanges, Reusable, Vault
from tests.databases import DATABASES
from tests.fakes.clock import FakeClock
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.vault import FakeVault
from tests.samples import LEE, NOON, answer, question


@dataclass
class Archive:
    exchanges: Exchanges
    vault: Vault
    clock: FakeClock


@pytest.fixture(params=["fake", *DATABASES])
def behind(request: pytest.FixtureRequest) -> Database | None:
    """The database behind the archive; None for the fake."""
    if request.param == "fake":
        return None
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


@pytest.fixture
async def archive(behind: Database | None, tmp_path: Path) -> Archive:
    clock = FakeClock(NOON)
    if behind is None:
        vault: Vault = FakeVault()
        return Archive(FakeExchanges(vault, clock), vault, clock)
    vault = await open_vault(tmp_path / "vault.key", SqlKeys(behind, clock))
    return Archive(SqlExchanges(behind, vault, clock), vault, clock)


@pytest.fixture
def exchanges(archive: Archive) -> Exchanges:
    return archive.exchanges


async def stored(exchanges: Exchanges, asked: Question | None = None) -> Exchange:
    found = await exchanges.find((asked or question()).id)
    assert found is not None
    return found


async def test_a_question_is_received_once(exchanges: Exchanges) -> None:
    assert await exchanges.receive(question()) == (
        Exchange(question(), State.RECEIVED),
        True,
    )
    assert await exchanges.receive(question()) == (
        Exchange(question(), State.RECEIVED),
        False,
    )


async def test_a_message_heard_again_gives_the_exchange_as_it_stands(
    exchanges: Exchanges,
) -> None:
    await exchanges.receive(question())
    await exchanges.record(question(), answer=answer(), text="다섯 날입니다. [1]")
    again, is_new = await exchanges.receive(question("고친 글"))
    assert not is_new
    assert again == Exchange(question(), State.ANSWERED, answer(), "다섯 날입니다. [1]")


async def test_one_of_two_callers_at_the_same_moment_receives_it_anew(
    exchanges: Exchanges,
) -> None:
    received = await asyncio.gather(*(exchanges.receive(question()) for _ in range(6)))
    assert sorted(is_new for _, is_new in received) == [False] * 5 + [True]
    assert {exchange.question for exchange, _ in received} == {question()}
    assert len(await exchanges.reusable()) == 1


async def test_another_message_is_another_exchange(exchanges: Exchanges) -> None:
    other = question(message="2")
    await exchanges.receive(question())
    assert (await exchanges.receive(other))[1]
    assert (await stored(exchanges, other)).question == other


@pytest.mark.parametrize(
    "cleared", [OPERATOR, clearance(PUBLIC), Clearance(frozenset()), None], ids=str
)
async def test_a_question_comes_back_whole(
    exchanges: Exchanges, cleared: Clearance | None
) -> None:
    asked = question(cleared=cleared)
    await exchanges.receive(asked)
    assert (await stored(exchanges, asked)).question == asked


async def test_an_answer_comes_back_whole(exchanges: Exchanges) -> None:
    await exchanges.receive(question())
    await exchanges.begin(question())
    await exchanges.record(question(), answer=answer(), text="shown")
    assert await stored(exchanges) == Exchange(question(), State.ANSWERED, answer(), "shown")


async def test_an_unknown_exchange_is_not_found(exchanges: Exchanges) -> None:
    assert await exchanges.find(uuid.uuid4()) is None


Step = Callable[[Exchanges], Awaitable[None]]
STEPS: dict[str, Step] = {
    "begin": lambda exchanges: exchanges.begin(question()),
    "record": lambda exchanges: exchanges.record(question(), answer=answer(), text="t"),
    "deliver": lambda exchanges: exchanges.deliver(question()),
    "fail": lambda exchanges: exchanges.fail(question(), reason="디스크가 찼습니다."),
}
WAYS: dict[tuple[str, ...], dict[str, State]] = {
    (): {"begin": State.ANSWERING, "record": State.ANSWERED, "fail": State.FAILED},
    ("begin",): {"record": State.ANSWERED, "fail": State.FAILED},
    ("begin", "record"): {"deliver": State.DELIVERED},
    ("begin", "record", "deliver"): {},
    ("fail",): {"begin": State.ANSWERING},
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("way", WAYS, ids="-".join)
async def test_states_only_go_forward(
    exchanges: Exchanges, way: tuple[str, ...], step: str
) -> None:
    await exchanges.receive(question())
    for earlier in way:
        await STEPS[earlier](exchanges)
    before = await stored(exchanges)
    await STEPS[step](exchanges)
    after = await stored(exchanges)
    if step in WAYS[way]:
        assert after.state is WAYS[way][step]
    else:
        assert after == before


async def test_a_failure_has_its_reason_until_it_is_tried_again(exchanges: Exchanges) -> None:
    await exchanges.receive(question())
    await exchanges.fail(question(), reason="디스크가 찼습니다.")
    failed = await stored(exchanges)
    assert (failed.state, failed.reason, failed.answer) == (
        State.FAILED,
        "디스크가 찼습니다.",
        None,
    )
    await exchanges.begin(question())
    assert (await stored(exchanges)).reason == ""


async def test_steps_of_an_exchange_that_is_not_there_do_nothing(exchanges: Exchanges) -> None:
    for step in STEPS.values():
        await step(exchanges)
    assert await exchanges.find(question().id) is None


async def test_erased_words_read_as_empty(archive: Archive) -> None:
    await archive.exchanges.receive(question())
    await archive.exchanges.record(question(), answer=answer(), text="shown")
    await archive.vault.destroy(archive.vault.pseudonym(question().asker))
    erased = await stored(archive.exchanges)
    assert erased.state is State.ANSWERED
    assert (erased.text, erased.question.text, erased.question.history) == ("", "", ())
    assert (erased.question.asker.user, erased.question.asker.workspace) == ("", "")
    assert erased.answer == Answer(
        outcome=Outcome.ANSWERED,
        language=Language.KOREAN,
        confidence=answer().confidence,
        model=answer().model,
        tokens=answer().tokens,
        cost=answer().cost,
    )


async def test_the_answer_to_a_question_erased_meanwhile_is_not_kept(archive: Archive) -> None:
    await archive.exchanges.receive(question())
    await archive.vault.destroy(archive.vault.pseudonym(question().asker))
    await archive.exchanges.record(question(), answer=answer(), text="shown")
    erased = await stored(archive.exchanges)
    assert erased.answer is not None
    assert (erased.answer.sentences, erased.answer.citations, erased.text) == ((), (), "")


async def test_the_facts_for_reuse_come_oldest_first(archive: Archive) -> None:
    first, second = question(message="z"), question(message="a", asker=LEE)
    for asked in (first, second):
        await archive.exchanges.receive(asked)
        archive.clock.advance(60)
    assert await archive.exchanges.reusable() == [
        Reusable(asked.id, archive.vault.pseudonym(asked.asker), Platform.SLACK, NOON)
        for asked in (first, second)
    ]


@pytest.mark.parametrize("late", [-60, 60])
async def test_words_are_as_old_as_the_earlier_of_both_clocks(
    archive: Archive, late: int
) -> None:
    archive.clock.advance(late)
    await archive.exchanges.receive(question())
    (facts,) = await archive.exchanges.reusable()
    assert facts.said_at == min(NOON, NOON + timedelta(seconds=late))


async def test_erased_words_are_not_among_the_facts(archive: Archive) -> None:
    erased, kept = question(message="1"), question(message="2", asker=LEE)
    await archive.exchanges.receive(erased)
    await archive.exchanges.receive(kept)
    await archive.vault.destroy(archive.vault.pseudonym(erased.asker))
    again = replace(erased, message="3")
    await archive.exchanges.receive(again)
    assert {facts.exchange for facts in await archive.exchanges.reusable()} == {
        kept.id,
        again.id,
    }
