"""The one door: whatever is said to the bot, on whatever platform, comes through here."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

from bot.core import commands, replies
from bot.core.answering import Answering
from bot.core.deadlines import within
from bot.core.limits import Pace
from bot.core.orders import PrivacyOrders
from bot.core.tally import Tally
from bot.domain.audience import Clearance
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Exchange, Place, Question, Remedy, State, Verdict
from bot.domain.errors import (
    AskerError,
    DatabaseUnavailable,
    QuestionEmpty,
    QuestionTooLong,
    ServiceError,
)
from bot.domain.knowledge import Hit, Passage
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.domain.validity import begins
from bot.ports import (
    Clock,
    Crowd,
    Exchanges,
    Manifest,
    Ratings,
    Redactor,
    Screening,
    TurnedAway,
)

LONGEST_QUESTION = 4000
_SPARE = 200  # so that nothing is cut in the middle before it is redacted
_PATIENCE = 8.0  # seconds that whoever asks waits for the database
_ENGAGED = timedelta(days=7)
_OVERLOAD = 3  # times the backlog, from which not even "busy" can be told


@dataclass(frozen=True, slots=True)
class Desk:
    """Hears questions and orders. `backlog` is how many open questions are too many.

    What is accepted is told to `accepted`, with the moment; `bell` rings when there may be
    something to deliver. `today` is the day where the admins are.
    """

    exchanges: Exchanges
    ratings: Ratings
    answering: Answering
    manifest: Manifest
    redactor: Redactor
    orders: PrivacyOrders
    clock: Clock
    pace: Pace
    tally: Tally
    bell: Callable[[], None]
    accepted: Callable[[Question, datetime], None]
    today: Callable[[], date]
    backlog: int = 1000
    _turns: WeakValueDictionary[Person, asyncio.Lock] = field(
        default_factory=WeakValueDictionary, init=False, compare=False, repr=False
    )

    async def hear(self, question: Question) -> Exchange:
        """Commit the question, so that it will have an outcome; gives it as accepted.

        Personal data in what the asker typed is replaced before anything else sees it.
        What cannot be worked on is accepted too, with a reason to be shown. The same
        message heard again gives the exchange as it stands. Raises DatabaseUnavailable,
        and ServiceError when far too much waits: then nothing was accepted, and the door
        must not acknowledge. Raises ValueError for what was only overheard.
        """
        if question.addressed is Addressed.OVERHEARD:
            raise ValueError("what was only overheard must not leave a row")
        question = _addressed(question)
        heard = self._redacted(question)
        screening = self._screening(question, counts=question.about is None)
        late = DatabaseUnavailable("The database took too long to accept a question.")
        receiving = self._received(heard, screening)
        exchange, is_new = await within(_PATIENCE, receiving, late=late)
        if is_new:
            self.tally.turned_away += exchange.state is State.FAILED
            self.accepted(exchange.question, self.clock.now())
        self.bell()
        return exchange

    async def amend(self, question: Question) -> Exchange | None:
        """The text of a message changed: it is answered anew, in the place of the answer.

        Checked like a new question, but for how often its asker asks: how often a message
        may change is limited by itself. None, and nothing happens, when it is not one that
        was heard from this person, or reads the same, or changed too often. Raises
        DatabaseUnavailable, and ServiceError as `hear` does.
        """
        question = _addressed(question)
        waiting = await self.exchanges.waiting()
        crowd = Crowd(waiting.total, waiting.questions)
        obstacle = self._obstacle(question, crowd)
        heard = self._redacted(question)
        exchange = await self.exchanges.amend(heard, turned_away=obstacle)
        if exchange is not None:
            self.accepted(exchange.question, self.clock.now())
            self.bell()
        return exchange

    async def withdraw(self, exchange: uuid.UUID) -> bool:
        """A message was deleted: its words go at once, and soon what answered it.

        Says whether the exchange is there. Raises DatabaseUnavailable.
        """
        is_there = await self.exchanges.withdraw(exchange)
        self.bell()
        return is_there

    async def call_person(
        self, exchange: uuid.UUID, person: Person, *, place: Place, said: str
    ) -> Exchange | None:
        """Somebody pressed the button that asks for a person, under this exchange.

        Accepted like a question in `place`, once per exchange; None when it is not there.
        Raises DatabaseUnavailable, and ServiceError as `hear` does.
        """
        if await self.exchanges.find(exchange) is None:
            return None
        wish = Question(
            place=place,
            message=f"person:{exchange}",
            asker=person,
            text=said,
            asked_at=self.clock.now(),
            addressed=Addressed.PERSON,
            about=exchange,
        )
        return await self.hear(wish)

    async def rate(self, exchange: uuid.UUID, person: Person, verdict: Verdict) -> bool:
        """Keep what the person thinks; says whether the exchange is there.

        Raises DatabaseUnavailable.
        """
        return await self.ratings.rate(exchange, person, verdict)

    async def took_part(self, person: Person, place: Place) -> bool:
        """Whether the person spoke with the bot in that conversation in the last week.

        Raises DatabaseUnavailable.
        """
        since = self.clock.now() - _ENGAGED
        return await self.exchanges.took_part(person, place, since=since)

    async def obey(
        self, command: Command, person: Person, *, language: Language, source: str
    ) -> str:
        """Carry out an order in a person's own name; gives the receipt, for them alone.

        Raises DatabaseUnavailable: then nothing has changed.
        """
        return await self.orders.obey(command, person, language=language, source=source)

    async def exchange(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange as it stands. Raises DatabaseUnavailable."""
        return await self.exchanges.find(exchange)

    async def conversation(
        self, place: Place, person: Person, *, limit: int = 50
    ) -> tuple[Exchange, ...]:
        """What the person asked in that place of late, oldest first.

        Raises DatabaseUnavailable.
        """
        question = Question(
            place=place,
            message="",
            asker=person,
            text="",
            asked_at=self.clock.now(),
            addressed=Addressed.DIRECT,
        )
        return await self.exchanges.conversation(question, limit=limit)

    async def passages(self, path: str, clearance: Clearance) -> tuple[Passage, ...]:
        """What one document holds now that this clearance may read, in its order.

        An approved answer is one passage, whole, however many questions lead to it. Empty
        when there is none, and before its first day. One that has ended is given, since
        answers of its days lead to it. Raises DatabaseUnavailable.
        """
        collection = await self.manifest.current()
        if collection is None:
            return ()
        held = await self.manifest.passages_of(collection, [path])
        readable = (passage for passage in held if clearance.may_read(passage.audience))
        begun = (passage for passage in readable if not begins(passage.labels, self.today()))
        in_order = sorted(begun, key=lambda passage: passage.position)
        whole = [passage for passage in in_order if passage.approved_question][:1]
        return tuple(whole or in_order)

    async def search(self, question: Question, *, limit: int) -> tuple[Hit, ...]:
        """The passages nearest to a question, best first; nothing is recorded.

        Personal data is replaced as in `hear`, so that both search for the same words.
        Raises AskerError and ServiceError.
        """
        evidence = await self.answering.evidence(self.rehearsed(question))
        return evidence.hits[:limit]

    def rehearsed(self, question: Question) -> Question:
        """The question as it would be worked on; nothing is recorded. Raises AskerError."""
        _check(question)
        return self._redacted(question)

    async def _received(self, heard: Question, screening: Screening) -> tuple[Exchange, bool]:
        # One at a time for a person: otherwise two at once would both be in time.
        async with self._turns.setdefault(heard.asker, asyncio.Lock()):
            return await self.exchanges.receive(heard, screening=screening)

    def _screening(self, question: Question, *, counts: bool) -> Screening:
        """Whoever runs the bot asks as often as they like on the command line."""
        is_paced = counts and bool(self.pace.window)
        is_paced = is_paced and question.asker.platform is not Platform.CLI
        now = self.clock.now()
        judge = partial(self._obstacle, question, now=now if is_paced else None)
        return Screening(judge, now - self.pace.window if is_paced else None)

    def _obstacle(
        self, question: Question, crowd: Crowd, *, now: datetime | None = None
    ) -> TurnedAway | None:
        """Why it is not worked on; with `now` it may come too soon after others.

        Raises ServiceError when it cannot even be told.
        """
        if crowd.total >= _OVERLOAD * self.backlog:
            raise ServiceError(
                f"{crowd.total:,} exchanges are open: nothing is taken in until there are "
                f"fewer than {_OVERLOAD * self.backlog:,}."
            )
        language = question.language
        try:
            _check(question)
        except AskerError as error:
            return TurnedAway(replies.failed(language, error), Remedy.REWORD)
        again = now and self.pace.again(crowd.recent, now=now)
        if now and again:
            seconds = (again - now).total_seconds()
            return TurnedAway(replies.too_often(language, seconds), Remedy.WAIT)
        if crowd.questions >= self.backlog:
            return TurnedAway(replies.busy(language), Remedy.WAIT)
        return None

    def _redacted(self, question: Question) -> Question:
        language = question.language
        turns = tuple(
            replace(turn, text=self._clean(turn.text, language)) for turn in question.history
        )
        start = question.text[: LONGEST_QUESTION + _SPARE]
        text = self._clean(start, language)[:LONGEST_QUESTION]
        return replace(question, text=text, history=turns)

    def _clean(self, text: str, language: Language) -> str:
        """Without personal data, and without halves of characters, which are no UTF-8."""
        return self.redactor.redact(text.encode("utf-8", "replace").decode(), language)


def _addressed(question: Question) -> Question:
    """A message that only asks for a person is not a question."""
    if commands.asks_for_person(question.text):
        return replace(question, addressed=Addressed.PERSON)
    return question


def _check(question: Question) -> None:
    if question.is_empty:
        raise QuestionEmpty
    length = len(question.text)
    if length > LONGEST_QUESTION:
        raise QuestionTooLong(length=length, limit=LONGEST_QUESTION)
