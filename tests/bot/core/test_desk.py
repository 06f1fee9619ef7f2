"""The one door."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.core.desk import LONGEST_QUESTION, Desk
from bot.domain.conversation import Exchange, Outcome, Question, Remedy, State
from bot.domain.errors import (
    BadSetting,
    BotError,
    DatabaseUnavailable,
    EmbedderUnavailable,
    IndexUnavailable,
    QuestionEmpty,
    QuestionTooLong,
)
from bot.domain.knowledge import Arms, SparseVector
from bot.domain.language import Language
from tests.bot.core.evidence import passage
from tests.bot.core.library import NEVER, Library, WatchedEmbedder
from tests.bot.core.questions import asked, bot, user
from tests.fakes.clock import FakeClock
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.passage_index import FakePassageIndex
from tests.fakes.redactor import FakeRedactor
from tests.fakes.vault import FakeVault

VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")
PHONE = "010-1234-5678"
INSIDE = "postgresql://bot:hunter2@db.internal refused"


class Log(FakeExchanges):
    """The fake, which can be down: `broken` names the calls that fail."""

    def __init__(self) -> None:
        super().__init__(FakeVault(), FakeClock())
        self.broken: Sequence[str] = ()

    async def receive(self, question: Question) -> tuple[Exchange, bool]:
        """As the fake does."""
        self._work("receive")
        return await super().receive(question)

    async def record(self, question: Question, **answer: object) -> None:
        """As the fake does."""
        self._work("record")
        await super().record(question, **answer)  # type: ignore[arg-type] # handed through

    async def fail(self, question: Question, *, reason: str) -> None:
        """As the fake does."""
        self._work("fail")
        await super().fail(question, reason=reason)

    def _work(self, call: str) -> None:
        if call in self.broken:
            raise DatabaseUnavailable(INSIDE)


class WatchedIndex(FakePassageIndex):
    """Remembers the sparse vectors that it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[SparseVector] = []

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """As the fake does."""
        self.asked.append(sparse)
        return await super().search(
            collection, dense=dense, sparse=sparse, audiences=audiences, depth=depth
        )


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def index() -> WatchedIndex:
    return WatchedIndex()


@pytest.fixture
async def library(index: WatchedIndex) -> Library:
    library = Library(index=index)
    await library.put(VPN)
    return library


@pytest.fixture
def desk(log: Log, library: Library) -> Desk:
    return Desk(exchanges=log, answering=library.answering(), redactor=FakeRedactor())


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


@pytest.mark.parametrize("text", ["", "  \n\t "])
async def test_an_empty_question_is_told_so_and_leaves_no_row(
    desk: Desk, log: Log, text: str
) -> None:
    exchange = await desk.hear(asked(text))
    assert exchange.state is State.FAILED
    assert exchange.remedy is Remedy.REWORD
    assert "empty" in exchange.text
    assert await log.reusable() == []


async def test_a_question_that_is_too_long_is_told_so_and_leaves_no_row(
    desk: Desk, log: Log, library: Library
) -> None:
    exchange = await desk.hear(asked("가" * 100_000))
    assert exchange.remedy is Remedy.REWORD
    assert exchange.text == exchange.reason
    assert "100,000자" in exchange.text
    assert exchange.answer is not None
    assert exchange.answer.outcome is Outcome.FAILED
    assert await log.reusable() == []
    assert library.embedder.questions == []


async def test_the_longest_question_is_still_heard(desk: Desk) -> None:
    fits = "vpn " * (LONGEST_QUESTION // 4)
    assert (await desk.hear(asked(fits))).state is State.ANSWERED
    assert (await desk.hear(asked(fits + "x", message="m2"))).remedy is Remedy.REWORD


async def test_a_long_history_is_no_reason_to_refuse_the_question(desk: Desk) -> None:
    history = (user("printer " * 20_000), bot("toner " * 20_000))
    exchange = await desk.hear(asked("How do I reset the VPN?", history=history))
    assert exchange.state is State.ANSWERED


async def test_half_a_character_is_no_reason_to_fail(desk: Desk, log: Log) -> None:
    exchange = await desk.hear(asked("VPN \ud83d?", history=(user("\udcff"),)))
    assert exchange.state is State.ANSWERED
    assert exchange.question.text == "VPN ??"
    assert exchange.question.history == (user("?"),)


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (EmbedderUnavailable(INSIDE), Remedy.WAIT),
        (IndexUnavailable(INSIDE), Remedy.WAIT),
        (BadSetting(INSIDE), Remedy.OPERATOR),
    ],
)
async def test_a_failure_says_who_can_put_it_right_and_nothing_of_the_inside(
    desk: Desk, library: Library, error: BotError, remedy: Remedy
) -> None:
    library.embedder.failure = error
    exchange = await desk.hear(asked("reset the VPN"))
    assert (exchange.state, exchange.remedy) == (State.FAILED, remedy)
    assert exchange.text
    assert exchange.reason == exchange.text
    assert not re.search("postgres|hunter2|db.internal", repr(exchange))


@pytest.mark.parametrize(
    ("text", "language"),
    [("reset the VPN", Language.ENGLISH), ("VPN 재설정 방법", Language.KOREAN)],
)
async def test_a_failure_is_told_in_the_askers_language_and_recorded(
    desk: Desk, log: Log, library: Library, text: str, language: Language
) -> None:
    library.embedder.failure = EmbedderUnavailable(INSIDE)
    question = asked(text)
    exchange = await desk.hear(question)
    assert exchange.answer is not None
    assert (exchange.answer.outcome, exchange.answer.language) == (Outcome.FAILED, language)
    assert bool(re.search("[가-힣]", exchange.text)) is (language is Language.KOREAN)
    stored = await log.find(question.id)
    assert stored is not None
    assert (stored.state, stored.reason) == (State.FAILED, exchange.reason)


@pytest.mark.parametrize("broken", [("receive",), ("receive", "fail"), ("record", "fail")])
async def test_when_the_log_is_down_the_asker_still_hears_something(
    desk: Desk, log: Log, broken: Sequence[str]
) -> None:
    log.broken = broken
    exchange = await desk.hear(asked("VPN?"))
    assert exchange.state is State.FAILED
    assert exchange.remedy is Remedy.WAIT
    assert exchange.text
    assert "hunter2" not in repr(exchange)


async def test_nothing_is_worked_out_for_a_question_that_was_not_committed(
    desk: Desk, log: Log, library: Library
) -> None:
    log.broken = ("receive",)
    await desk.hear(asked("VPN?"))
    assert library.embedder.questions == []


async def test_an_answer_that_was_not_recorded_is_not_given(desk: Desk, log: Log) -> None:
    log.broken = ("record",)
    exchange = await desk.hear(asked("reset the VPN"))
    assert exchange.state is State.FAILED
    assert "portal" not in exchange.text


async def test_a_mistake_of_our_own_is_not_passed_off_as_an_outage(
    desk: Desk, library: Library
) -> None:
    library.embedder.failure = RuntimeError("ours")
    with pytest.raises(RuntimeError, match="ours"):
        await desk.hear(asked("VPN?"))


async def test_a_search_gives_the_nearest_passages_and_leaves_no_row(
    desk: Desk, log: Log, library: Library
) -> None:
    await library.put(passage("VPN again.", path="b.md"), passage("Leave.", path="c.md"))
    hits = await desk.search(asked("reset the vpn"), limit=2)
    assert len(hits) == 2
    assert hits[0].passage == VPN
    assert await log.reusable() == []


async def test_a_search_for_nothing_or_too_much_is_refused(desk: Desk) -> None:
    with pytest.raises(QuestionEmpty):
        await desk.search(asked(" "), limit=5)
    with pytest.raises(QuestionTooLong, match="4,001"):
        await desk.search(asked("x" * 4001), limit=5)


async def test_an_outage_is_logged_with_the_id_of_the_exchange_and_without_the_question(
    desk: Desk, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    library.embedder.failure = EmbedderUnavailable(INSIDE)
    question = asked("What does Kim earn?", history=(user("Kim's salary"),))
    await desk.hear(question)
    (record,) = caplog.records
    assert record.getMessage() == INSIDE
    assert vars(record)["exchange"] == str(question.id)
    assert "Kim" not in repr(vars(record))


async def test_what_the_asker_can_put_right_is_not_logged(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.hear(asked(""))
    assert caplog.records == []
