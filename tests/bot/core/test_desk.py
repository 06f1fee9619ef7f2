"""The one door."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.desk import Desk
from bot.domain.audience import EMPLOYEES, OPERATOR, PUBLIC, clearance
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Exchange, State
from bot.domain.errors import DatabaseUnavailable, QuestionEmpty, QuestionTooLong
from bot.domain.knowledge import Labels
from bot.domain.language import Language
from tests.bot.core.approvals import FIVE, approved
from tests.bot.core.desks import VPN, Log, Room, WatchedIndex
from tests.bot.core.evidence import passage
from tests.bot.core.library import COLLECTION, Library
from tests.bot.core.questions import asked, bot, user
from tests.fakes.vault import FakeVault
from tests.samples import LEE

PHONE = "010-1234-5678"


async def test_a_question_is_committed_announced_and_not_yet_answered(
    desk: Desk, room: Room
) -> None:
    question = asked("How do I reset the VPN?")
    exchange = await desk.hear(question)
    assert exchange == Exchange(question, State.RECEIVED)
    assert await room.log.find(question.id) == exchange
    assert room.accepted == [(question, room.clock.now())]
    assert room.rings == 1
    assert room.library.embedder.questions == []


async def test_nothing_is_accepted_while_the_database_is_away(desk: Desk, room: Room) -> None:
    room.log.is_down = True
    with pytest.raises(DatabaseUnavailable):
        await desk.hear(asked("VPN?"))
    assert room.accepted == []
    assert room.rings == 0


async def test_what_is_rung_for_is_committed_already(room: Room) -> None:
    question = asked("VPN?")
    held: list[bool] = []
    desk = replace(
        room.desk(),
        accepted=lambda heard, _at: held.append(heard.id in room.log.held),
        bell=lambda: held.append(question.id in room.log.held),
    )
    await desk.hear(question)
    assert held == [True, True]


async def test_the_same_message_gives_the_exchange_as_it_stands(desk: Desk, room: Room) -> None:
    question = asked("VPN?")
    await desk.hear(question)
    room.log.held[question.id].changed(state=State.DELIVERED, text="shown")
    again = await desk.hear(question)
    assert (again.state, again.text) == (State.DELIVERED, "shown")
    assert len(room.accepted) == 1
    assert room.rings == 2


async def test_another_message_with_the_same_words_is_another_question(
    desk: Desk, log: Log
) -> None:
    await desk.hear(asked("VPN?", message="m1"))
    await desk.hear(asked("VPN?", message="m2"))
    assert len(log.held) == 2


async def test_what_was_only_overheard_leaves_no_row(desk: Desk, log: Log) -> None:
    with pytest.raises(ValueError, match="overheard"):
        await desk.hear(replace(asked("VPN?"), addressed=Addressed.OVERHEARD))
    assert log.held == {}


async def test_personal_data_is_neither_stored_nor_passed_on(desk: Desk, room: Room) -> None:
    history = (user(f"I am {PHONE}"), bot(f"Hello {PHONE}"))
    question = asked(f"VPN for {PHONE}?", history=history)
    exchange = await desk.hear(question)
    stored = await room.log.find(question.id)
    assert exchange.question.text == "VPN for [phone number]?"
    assert PHONE not in repr([exchange, stored, room.accepted])


async def test_personal_data_at_the_end_of_what_is_kept_is_redacted_before_the_cut(
    desk: Desk, log: Log
) -> None:
    await desk.hear(asked("x" * 3990 + PHONE + "x" * 1000))
    (held,) = log.held.values()
    assert "010" not in held.question.text
    assert len(held.question.text) == 4000


async def test_personal_data_reaches_nobody_when_somebody_only_searches(
    desk: Desk, library: Library, index: WatchedIndex
) -> None:
    earlier = user(f"Who pays for the tablet of {PHONE}?")
    await desk.search(asked(f"and for {PHONE}?", history=(earlier,)), limit=3)
    assert len(library.embedder.questions) == 2  # by itself, and with what it leans on
    assert any("tablet" in question for question in library.embedder.questions)
    assert not any("010" in question for question in library.embedder.questions)
    digits = set(library.encoder.question(PHONE).indices)
    assert index.asked
    assert not digits & {term for sparse in index.asked for term in sparse.indices}


async def test_what_was_redacted_is_named_in_the_askers_language(desk: Desk) -> None:
    exchange = await desk.hear(asked(f"제 번호는 {PHONE}입니다. VPN 재설정 방법은요?"))
    assert "[전화번호]" in exchange.question.text


async def test_halves_of_characters_are_no_reason_to_fail(desk: Desk) -> None:
    assert (await desk.hear(asked("VPN \ud83d?"))).question.text == "VPN ??"


async def test_a_search_gives_the_nearest_passages_and_leaves_no_row(
    desk: Desk, log: Log, library: Library
) -> None:
    await library.put(passage("VPN again.", path="b.md"), passage("Leave.", path="c.md"))
    hits = await desk.search(asked("reset the vpn"), limit=2)
    assert len(hits) == 2
    assert hits[0].passage == VPN
    assert log.held == {}


async def test_a_search_for_nothing_or_too_much_is_refused(desk: Desk) -> None:
    with pytest.raises(QuestionEmpty):
        await desk.search(asked(" "), limit=5)
    with pytest.raises(QuestionTooLong, match="4,001"):
        await desk.search(asked("x" * 4001), limit=5)


async def test_an_order_is_carried_out_and_receipted(desk: Desk, room: Room) -> None:
    receipt = await desk.obey(Command.OPT_OUT, LEE, language=Language.KOREAN, source="test")
    assert receipt
    (event,) = await room.consents.history(FakeVault().pseudonym(LEE))
    assert event.source == "test"


async def test_an_exchange_is_looked_up_by_its_id(desk: Desk) -> None:
    question = asked("VPN?")
    assert await desk.exchange(question.id) is None
    heard = await desk.hear(question)
    assert await desk.exchange(question.id) == heard


async def test_a_conversation_is_the_persons_own(desk: Desk) -> None:
    own = [asked(f"VPN {n}?", message=str(n)) for n in range(3)]
    others = replace(asked("Leave?", message="9"), asker=LEE)
    elsewhere = asked("Pay?", message="8")
    elsewhere = replace(elsewhere, place=replace(elsewhere.place, thread="other"))
    for question in (*own, others, elsewhere):
        await desk.hear(question)
    first = own[0]
    found = await desk.conversation(first.place, first.asker)
    assert {exchange.question for exchange in found} == set(own)
    assert len(await desk.conversation(first.place, first.asker, limit=2)) == 2


async def test_a_document_is_shown_in_its_order_to_whoever_may_read_it(
    desk: Desk, library: Library
) -> None:
    pages = [
        passage(f"Part {n}.", path="pay.md", position=n, audience=EMPLOYEES) for n in range(3)
    ]
    await library.put(*reversed(pages))
    assert await desk.passages("pay.md", OPERATOR) == ()
    await library.manifest.switch(COLLECTION)
    assert await desk.passages("pay.md", OPERATOR) == tuple(pages)
    assert await desk.passages("pay.md", clearance(EMPLOYEES)) == tuple(pages)
    assert await desk.passages("pay.md", clearance(PUBLIC)) == ()
    assert await desk.passages("none.md", OPERATOR) == ()


async def test_a_document_is_shown_after_its_last_day_but_not_before_its_first(
    room: Room, library: Library
) -> None:
    today = room.clock.now().date()
    old = passage("Old.", path="old.md", labels=Labels(valid_until=today - timedelta(days=1)))
    new = passage("New.", path="new.md", labels=Labels(valid_from=today + timedelta(days=1)))
    await library.put(old, new)
    await library.manifest.switch(COLLECTION)
    assert await room.desk().passages("old.md", OPERATOR) == (old,)
    assert await room.desk().passages("new.md", OPERATOR) == ()
    room.clock.advance(timedelta(days=1).total_seconds())
    assert await room.desk().passages("new.md", OPERATOR) == (new,)


async def test_an_approved_answer_is_shown_once_and_whole(desk: Desk, library: Library) -> None:
    await library.put(*approved("How many?", "How many days?"))
    await library.manifest.switch(COLLECTION)
    (page,) = await desk.passages("answers/carry-over.en.md", OPERATOR)
    assert (page.text, page.heading) == (FIVE, "How many?")


async def test_people_do_not_wait_for_each_other(room: Room) -> None:
    desk = room.desk()
    person = asked("VPN?").asker
    async with desk._turns.setdefault(person, asyncio.Lock()):
        other = replace(asked("VPN?", message="2"), asker=LEE)
        await asyncio.wait_for(desk.hear(other), timeout=60)
        assert list(desk._turns) == [person]
