"""A desk that answers what a test lays out for it, and remembers what it was told."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.core.commands import asks_for_person
from bot.domain.audience import Clearance
from bot.domain.commands import Command
from bot.domain.conversation import (
    Addressed,
    Answer,
    Exchange,
    Place,
    Question,
    Remedy,
    State,
    Verdict,
)
from bot.domain.errors import ServiceError
from bot.domain.knowledge import Passage
from bot.domain.language import Language
from bot.domain.people import Person


class Shows(Protocol):
    """Where answers go: the part of an outlet that this desk uses."""

    async def post(self, exchange: Exchange) -> str: ...


Script = Callable[[Question], tuple[Answer, str]]


class FakeDesk:
    """Holds exchanges in the order of arrival.

    `script` answers a question as soon as it was heard, through the outlet that `serve`
    named; without one the test answers with `answer` and `fail`. `trouble`, when set, is
    raised by every call; `today` is what day it is. Strict: nothing is answered twice, and
    no order is empty.
    """

    def __init__(self, passages: Iterable[Passage] = (), script: Script | None = None) -> None:
        self.heard: list[Question] = []
        self.orders: list[tuple[Command, Person, Language, str]] = []
        self.amended: list[Question] = []
        self.withdrawn: list[uuid.UUID] = []
        self.ratings: dict[tuple[uuid.UUID, Person], Verdict] = {}
        self.trouble: ServiceError | None = None
        self.keeps_nothing = False
        self.today: Callable[[], date] = lambda: date(2026, 11, 23)
        self._passages = tuple(passages)
        self._script = script
        self._exchanges: dict[uuid.UUID, Exchange] = {}
        self._outlet: Shows | None = None
        self._work: set[asyncio.Task[None]] = set()

    def serve(self, outlet: Shows) -> None:
        """Post through this outlet."""
        self._outlet = outlet

    async def hear(self, question: Question) -> Exchange:
        self._check()
        if question.id not in self._exchanges:
            self.heard.append(question)
            if asks_for_person(question.text):
                question = replace(question, addressed=Addressed.PERSON)
            self._exchanges[question.id] = Exchange(question, State.RECEIVED)
            if self._script:
                answer, text = self._script(question)
                self._later(self.answer(question.id, answer, text))
        return self._exchanges[question.id]

    async def obey(
        self, command: Command, person: Person, *, language: Language, source: str
    ) -> str:
        self._check()
        assert source
        self.orders.append((command, person, language, source))
        if command is Command.FORGET_CONFIRMED:
            self._erase(person)
        return f"{command.value} ({language.value})"

    async def exchange(self, exchange: uuid.UUID) -> Exchange | None:
        self._check()
        return self._exchanges.get(exchange)

    async def amend(self, question: Question) -> Exchange | None:
        self._check()
        held = self._exchanges.get(question.id)
        if held is None or held.question.is_empty:
            return None
        before = (held.question.text, held.question.attachments)
        if before == (question.text, question.attachments):
            return None
        self.amended.append(question)
        self._exchanges[question.id] = Exchange(question, State.RECEIVED, posted=held.posted)
        return self._exchanges[question.id]

    async def withdraw(self, exchange: uuid.UUID) -> bool:
        self._check()
        self.withdrawn.append(exchange)
        return exchange in self._exchanges

    async def call_person(
        self, exchange: uuid.UUID, person: Person, *, place: Place, said: str
    ) -> Exchange | None:
        self._check()
        if exchange not in self._exchanges:
            return None
        question = Question(
            place=place,
            message=f"person:{exchange}",
            asker=person,
            text=said,
            asked_at=self._exchanges[exchange].question.asked_at,
            addressed=Addressed.PERSON,
            about=exchange,
        )
        return await self.hear(question)

    async def rate(self, exchange: uuid.UUID, person: Person, verdict: Verdict) -> bool:
        self._check()
        if exchange in self._exchanges:
            self.ratings[exchange, person] = verdict
        return exchange in self._exchanges

    async def took_part(self, person: Person, place: Place) -> bool:
        self._check()
        return any(
            exchange.question.asker == person and _key(exchange.question.place) == _key(place)
            for exchange in self._exchanges.values()
        )

    async def conversation(self, place: Place, person: Person) -> tuple[Exchange, ...]:
        self._check()
        askers = (person, replace(person, user=""))
        return tuple(
            exchange
            for exchange in self._exchanges.values()
            if _key(exchange.question.place) == _key(place)
            and exchange.question.asker in askers
        )

    async def passages(self, path: str, clearance: Clearance) -> tuple[Passage, ...]:
        self._check()
        return tuple(
            passage
            for passage in self._passages
            if passage.path == path and clearance.may_read(passage.audience)
        )

    async def begin(self, exchange: uuid.UUID) -> None:
        """The answer is being worked out."""
        self._move(exchange, State.RECEIVED, state=State.ANSWERING)

    async def draft(self, exchange: uuid.UUID, answer: Answer, text: str) -> None:
        """Show what there is of an answer that is being worked out."""
        if self._outlet:
            held = self._exchanges[exchange]
            await self._outlet.post(replace(held, answer=answer, text=text))

    async def word(self, exchange: uuid.UUID, answer: Answer, text: str) -> None:
        """The answer stands, and nobody was shown it yet."""
        self._move(exchange, State.ANSWERING, state=State.ANSWERED, answer=answer, text=text)

    async def answer(self, exchange: uuid.UUID, answer: Answer, text: str) -> None:
        """Answer, post and deliver, as the real one would."""
        await self.begin(exchange)
        await self.word(exchange, answer, text)
        await self.hand_over(exchange)

    async def hand_over(self, exchange: uuid.UUID) -> None:
        """Post what stands, and then count it as delivered."""
        if self._outlet:
            await self._outlet.post(self._exchanges[exchange])
        self._move(exchange, State.ANSWERED, state=State.DELIVERED)
        if self.keeps_nothing:
            self._erase(self._exchanges[exchange].question.asker)

    async def fail(self, exchange: uuid.UUID, reason: str, remedy: Remedy) -> None:
        """Fail and post."""
        self._move(exchange, State.RECEIVED, state=State.FAILED, reason=reason, remedy=remedy)
        if self._outlet:
            await self._outlet.post(self._exchanges[exchange])

    def lose_everything(self) -> None:
        """What was said is not there any more."""
        self._exchanges.clear()

    def _move(self, exchange: uuid.UUID, origin: State, **changes: object) -> None:
        held = self._exchanges[exchange]
        assert held.state is origin, f"{held.state} is not {origin}"
        self._exchanges[exchange] = replace(held, **changes)  # type: ignore[arg-type]

    def _erase(self, person: Person) -> None:
        for key, held in self._exchanges.items():
            if held.question.asker == person:
                nobody = replace(held.question.asker, user="")
                question = replace(held.question, text="", attachments=(), asker=nobody)
                self._exchanges[key] = replace(held, question=question, answer=None, text="")

    def _check(self) -> None:
        if self.trouble:
            raise self.trouble

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        task.add_done_callback(self._work.discard)


def _key(place: Place) -> tuple[str, ...]:
    return (place.platform, place.workspace, place.channel, place.thread)
