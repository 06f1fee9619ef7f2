"""What every archive of exchanges keeps: what was received comes back."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from bot.domain.audience import OPERATOR, PUBLIC, Clearance, clearance
from bot.domain.conversation import Exchange, Question, Remedy, State
from bot.ports import Exchanges, TurnedAway
from tests.contracts.archives import Archive
from tests.samples import answer, question

BUSY = TurnedAway("지금은 질문이 너무 많습니다.", Remedy.WAIT)


async def stored(exchanges: Exchanges, asked: Question | None = None) -> Exchange:
    found = await exchanges.find((asked or question()).id)
    assert found is not None
    return found


async def test_a_question_is_received_once(exchanges: Exchanges) -> None:
    received = Exchange(question(), State.RECEIVED)
    assert await exchanges.receive(question()) == (received, True)
    assert await exchanges.receive(question()) == (received, False)


async def test_a_question_that_is_turned_away_has_failed_from_the_start(
    exchanges: Exchanges,
) -> None:
    failed = Exchange(
        question(), State.FAILED, reason="지금은 질문이 너무 많습니다.", remedy=Remedy.WAIT
    )
    assert await exchanges.receive(question(), turned_away=BUSY) == (failed, True)
    assert await stored(exchanges) == failed


async def test_a_message_that_is_there_is_not_turned_away_afterwards(
    exchanges: Exchanges,
) -> None:
    await exchanges.receive(question())
    received = Exchange(question(), State.RECEIVED)
    assert await exchanges.receive(question(), turned_away=BUSY) == (received, False)
    assert await stored(exchanges) == received


async def test_a_message_heard_again_gives_the_exchange_as_it_stands(archive: Archive) -> None:
    await archive.receive(question())
    await archive.answer(question(), "다섯 날입니다. [1]")
    again, is_new = await archive.exchanges.receive(question("고친 글"))
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


async def test_an_answer_comes_back_whole(archive: Archive) -> None:
    await archive.receive(question())
    claim = await archive.answer(question(), "shown")
    whole = Exchange(question(), State.ANSWERED, answer(), "shown")
    assert await stored(archive.exchanges) == whole
    await archive.exchanges.close(claim, posted="1772452801.000200")
    whole = Exchange(question(), State.DELIVERED, answer(), "shown", posted="1772452801.000200")
    assert await stored(archive.exchanges) == whole


async def test_a_failure_comes_back_whole(archive: Archive) -> None:
    await archive.receive(question())
    claim = await archive.claim()
    await archive.exchanges.fail(claim, reason="디스크가 찼습니다.", remedy=Remedy.OPERATOR)
    told = {"reason": "디스크가 찼습니다.", "remedy": Remedy.OPERATOR}
    assert await stored(archive.exchanges) == Exchange(question(), State.FAILED, **told)  # type: ignore[arg-type] # as named
    await archive.exchanges.close(claim, posted="9")
    assert await stored(archive.exchanges) == Exchange(
        question(),
        State.FAILED,
        posted="9",
        **told,  # type: ignore[arg-type] # as named
    )


async def test_an_unknown_exchange_is_not_found(exchanges: Exchanges) -> None:
    assert await exchanges.find(uuid.uuid4()) is None
