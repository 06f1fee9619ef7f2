"""The one door."""

from __future__ import annotations

from dataclasses import replace

from bot.core.desk import Desk
from bot.domain.conversation import Outcome, State
from bot.domain.errors import (
    EmbedderUnavailable,
)
from tests.bot.core.desks import INSIDE, VPN, Log, WatchedIndex
from tests.bot.core.evidence import passage
from tests.bot.core.library import NEVER, Library, WatchedEmbedder
from tests.bot.core.questions import asked, bot, user
from tests.fakes.redactor import FakeRedactor

PHONE = "010-1234-5678"


async def test_a_question_is_answered_recorded_and_rendered(desk: Desk, log: Log) -> None:
    question = asked("How do I reset the VPN?")
    exchange = await desk.hear(question)
    assert exchange.state is State.ANSWERED
    assert exchange.answer is not None
    assert exchange.answer.outcome is Outcome.ANSWERED
    assert "> Reset the VPN in the portal. [1]" in exchange.text
    assert (exchange.reason, exchange.remedy) == ("", None)
    assert await log.find(question.id) == exchange


async def test_an_unknown_answer_names_the_contact(
    log: Log, library: Library, desk: Desk
) -> None:
    unsure = replace(desk, answering=library.answering(NEVER), contact="#it-help")
    exchange = await unsure.hear(asked("printer?"))
    assert exchange.answer is not None
    assert exchange.answer.outcome is Outcome.UNKNOWN
    assert "#it-help" in exchange.text


async def test_the_question_is_committed_before_anything_is_worked_out(log: Log) -> None:
    states: list[State | None] = []
    question = asked("VPN?")

    class Watching(WatchedEmbedder):
        async def embed_question(self, text: str) -> tuple[float, ...]:
            stored = await log.find(question.id)
            states.append(stored.state if stored else None)
            return await super().embed_question(text)

    library = Library(embedder=Watching())
    await library.put(VPN)
    desk = Desk(exchanges=log, answering=library.answering(), redactor=FakeRedactor())
    await desk.hear(question)
    assert states == [State.ANSWERING]


async def test_delivering_is_noted(desk: Desk, log: Log) -> None:
    question = asked("VPN?")
    await desk.hear(question)
    await desk.delivered(question)
    stored = await log.find(question.id)
    assert stored is not None
    assert stored.state is State.DELIVERED


async def test_personal_data_reaches_neither_log_nor_embedder_nor_index(
    desk: Desk, log: Log, library: Library, index: WatchedIndex
) -> None:
    history = (user(f"I am {PHONE}"), bot(f"Hello {PHONE}"))
    question = asked(f"VPN for {PHONE}?", history=history)
    exchange = await desk.hear(question)
    stored = await log.find(question.id)
    assert exchange.question.text == "VPN for [phone number]?"
    seen = [repr(exchange), repr(stored), *library.embedder.questions]
    assert not [text for text in seen if PHONE in text]
    digits = set(library.encoder.question(PHONE).indices)
    assert index.asked
    assert not digits & {term for sparse in index.asked for term in sparse.indices}


async def test_personal_data_reaches_nobody_when_somebody_only_searches(
    desk: Desk, library: Library
) -> None:
    await desk.search(asked(f"VPN for {PHONE}", history=(user(PHONE),)), limit=3)
    assert library.embedder.questions == ["[phone number]\nVPN for [phone number]"]


async def test_personal_data_stays_out_when_answering_fails(
    desk: Desk, log: Log, library: Library
) -> None:
    library.embedder.failure = EmbedderUnavailable(INSIDE)
    question = asked(f"VPN for {PHONE}?")
    exchange = await desk.hear(question)
    assert PHONE not in repr(exchange)
    assert PHONE not in repr(await log.find(question.id))


async def test_what_was_redacted_is_named_in_the_askers_language(desk: Desk) -> None:
    exchange = await desk.hear(asked(f"제 번호는 {PHONE}입니다. VPN 재설정 방법은요?"))
    assert "[전화번호]" in exchange.question.text


async def test_the_same_message_gets_the_same_answer_and_is_answered_once(
    desk: Desk, log: Log, library: Library
) -> None:
    question = asked("How do I reset the VPN?")
    first = await desk.hear(question)
    await library.put(passage("Everything is new.", path="it.md", title="IT"))
    assert await desk.hear(question) == first
    await desk.delivered(question)
    again = await desk.hear(question)
    assert (again.text, again.state) == (first.text, State.DELIVERED)
    assert len(library.embedder.questions) == 1
    assert len(await log.reusable()) == 1


async def test_another_message_with_the_same_words_is_another_question(
    desk: Desk, log: Log
) -> None:
    await desk.hear(asked("VPN?", message="m1"))
    await desk.hear(asked("VPN?", message="m2"))
    assert len(await log.reusable()) == 2


async def test_what_failed_is_answered_when_it_is_heard_again(
    desk: Desk, log: Log, library: Library
) -> None:
    question = asked("VPN?")
    library.embedder.failure = EmbedderUnavailable(INSIDE)
    assert (await desk.hear(question)).state is State.FAILED
    library.embedder.failure = None
    assert (await desk.hear(question)).state is State.ANSWERED
    stored = await log.find(question.id)
    assert stored is not None
    assert (stored.state, stored.reason) == (State.ANSWERED, "")


async def test_what_a_kill_cut_off_is_answered_when_it_is_heard_again(
    desk: Desk, log: Log
) -> None:
    question = asked("VPN?")
    await log.receive(question)
    await log.begin(question)
    assert (await desk.hear(question)).state is State.ANSWERED


async def test_a_search_gives_the_nearest_passages_and_leaves_no_row(
    desk: Desk, log: Log, library: Library
) -> None:
    await library.put(passage("VPN again.", path="b.md"), passage("Leave.", path="c.md"))
    hits = await desk.search(asked("reset the vpn"), limit=2)
    assert len(hits) == 2
    assert hits[0].passage == VPN
    assert await log.reusable() == []
