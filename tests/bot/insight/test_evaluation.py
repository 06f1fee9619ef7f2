"""Asking a set: what is recorded, in which order, and what stops it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bot.domain.conversation import Answer, Citation, Outcome, Sentence, Tokens
from bot.domain.errors import BadSetting, BudgetSpent, EmbedderUnavailable, ServiceError
from bot.domain.language import Language
from bot.insight.evaluation import Evaluation, Found
from bot.insight.questions import Asked
from tests.fakes.clock import FakeClock

TEXT = "Leave is 5 days. It can be carried over."


def asked(name: str, **fields: object) -> Asked:
    return Asked(name, 1, f"{name}?", Language.ENGLISH, "", answerable=True, **fields)  # type: ignore[arg-type]


def answer(*quotes: str, outcome: Outcome = Outcome.ANSWERED) -> Answer:
    citations = tuple(
        Citation(number, "leave.md", "Leave", "", None, None, quote)
        for number, quote in enumerate(quotes, 1)
    )
    sentences = tuple(Sentence(c.quote, (c.number,)) for c in citations)
    return Answer(
        outcome,
        Language.ENGLISH,
        0.8,
        sentences,
        citations,
        model="some:model",
        tokens=Tokens(100, 20),
        cost=0.01,
        prompt="p1",
    )


@dataclass
class House:
    """Stands for what searches and answers. `troubles` are raised for a question by name."""

    given: Answer = field(default_factory=lambda: answer("Leave is 5 days."))
    search_troubles: dict[str, Exception] = field(default_factory=dict)
    ask_troubles: dict[str, Exception] = field(default_factory=dict)
    searched: list[str] = field(default_factory=list)
    under_way: int = 0
    most: int = 0

    async def search(self, question: Asked) -> Found:
        self.searched.append(question.id)
        if question.id in self.search_troubles:
            raise self.search_troubles[question.id]
        return Found(("other.md", "leave.md"), 0.7)

    async def ask(self, question: Asked) -> Answer:
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        for _ in range(3):
            await asyncio.sleep(0)
        self.under_way -= 1
        if question.id in self.ask_troubles:
            raise self.ask_troubles[question.id]
        return self.given

    async def text_of(self, path: str) -> str:
        return TEXT if path == "leave.md" else ""

    def evaluation(self, *, asks: bool = True, parallel: int = 1) -> Evaluation:
        return Evaluation(
            search=self.search,
            ask=self.ask if asks else None,
            text_of=self.text_of,
            clock=FakeClock(),
            parallel=parallel,
        )


async def test_a_record_says_what_was_found_and_answered() -> None:
    question = asked("a", documents=("leave.md",), facts=(("5 days",), ("6 days",)))
    told: list[tuple[float, int]] = []

    (record,) = await House().evaluation().run([question], lambda d, t: told.append((d, t)))

    assert (record.ranked, record.rank, record.confidence) == (("other.md", "leave.md"), 2, 0.7)
    asking = record.asking
    assert asking is not None
    assert (asking.outcome, asking.facts_found, record.facts) == (Outcome.ANSWERED, 1, 2)
    assert (asking.quotes, asking.quotes_genuine, asking.cites_gold) == (1, 1, True)
    assert (asking.model, asking.prompt) == ("some:model", "p1")
    assert (asking.input_tokens, asking.output_tokens, asking.cost) == (100, 20, 0.01)
    assert told == [(1, 1)]


@pytest.mark.parametrize("quote", ["Leave is 50 days.", "leave is 5 days.", " "])
async def test_a_quote_that_does_not_stand_in_the_document_is_not_genuine(quote: str) -> None:
    house = House(given=answer("It can be carried over.", quote))
    (record,) = await house.evaluation().run([asked("a")], lambda _d, _t: None)
    assert record.asking is not None
    assert (record.asking.quotes, record.asking.quotes_genuine) == (2, 1)


async def test_without_an_answerer_nothing_is_asked() -> None:
    (record,) = await House().evaluation(asks=False).run([asked("a")], lambda _d, _t: None)
    assert record.asking is None


async def test_the_first_search_is_made_twice_so_that_loading_a_model_counts_for_none() -> None:
    house = House()
    await house.evaluation().run([asked("a"), asked("b")], lambda _d, _t: None)
    assert house.searched == ["a", "a", "b"]


async def test_a_question_that_fails_is_recorded_and_the_others_go_on() -> None:
    down = EmbedderUnavailable("The embedder is down.")
    house = House(search_troubles={"a": down}, ask_troubles={"b": ServiceError("Too late.")})

    first, second, third = await house.evaluation().run(
        [asked("a"), asked("b"), asked("c")], lambda _d, _t: None
    )

    assert (first.trouble, first.confidence, first.asking) == (str(down), None, None)
    assert second.asking is not None
    assert (second.asking.outcome, second.asking.trouble) == (Outcome.FAILED, "Too late.")
    assert third.is_answered


async def test_when_every_search_fails_the_run_does_and_says_why() -> None:
    troubles: dict[str, Exception] = {n: EmbedderUnavailable("It is down.") for n in "ab"}
    with pytest.raises(ServiceError, match=r"Every question failed.*It is down"):
        await (
            House(search_troubles=troubles)
            .evaluation()
            .run([asked("a"), asked("b")], lambda _d, _t: None)
        )


@pytest.mark.parametrize(
    "error", [BadSetting("No key."), BudgetSpent(until=datetime(2026, 1, 1, tzinfo=UTC))]
)
async def test_what_the_operator_must_settle_stops_the_run(error: Exception) -> None:
    house = House(ask_troubles={"b": error})
    with pytest.raises(type(error)):
        await house.evaluation().run([asked("a"), asked("b"), asked("c")], lambda _d, _t: None)
    assert "c" not in house.searched


@pytest.mark.parametrize("parallel", [1, 3])
async def test_so_many_questions_are_under_way_at_once_and_stay_in_order(parallel: int) -> None:
    house, names = House(), [str(n) for n in range(9)]
    questions: Sequence[Asked] = [asked(name) for name in names]

    records = await house.evaluation(parallel=parallel).run(questions, lambda _d, _t: None)

    assert house.most == parallel
    assert [record.id for record in records] == names
