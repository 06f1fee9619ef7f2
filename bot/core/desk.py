"""The one door: whatever is said to the bot, on whatever platform, comes through here."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from weakref import WeakValueDictionary

from bot.core import replies
from bot.core.answering import Answering
from bot.core.limits import Pace
from bot.core.orders import PrivacyOrders
from bot.core.tally import Tally
from bot.domain.audience import Clearance
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Exchange, Place, Question, Remedy
from bot.domain.errors import AskerError, QuestionEmpty, QuestionTooLong, ServiceError
from bot.domain.knowledge import Hit, Passage
from bot.domain.language import Language, language_of
from bot.domain.people import Person, Platform
from bot.ports import Clock, Exchanges, Manifest, Redactor, TurnedAway

LONGEST_QUESTION = 4000
_SPARE = 200  # so that nothing is cut in the middle before it is redacted
_OVERLOAD = 3  # times the backlog, from which not even "busy" can be told


@dataclass(frozen=True, slots=True)
class Desk:
    """Hears questions and orders. `backlog` is how many open questions are too many.

    What is accepted is told to `accepted`, with the moment; `bell` rings when there may be
    something to deliver.
    """

    exchanges: Exchanges
    answering: Answering
    manifest: Manifest
    redactor: Redactor
    orders: PrivacyOrders
    clock: Clock
    pace: Pace
    tally: Tally
    bell: Callable[[], None]
    accepted: Callable[[Question, datetime], None]
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
        heard = self._redacted(question)
        # One at a time for a person: otherwise two at once would both be in time.
        async with self._turns.setdefault(question.asker, asyncio.Lock()):
            obstacle = await self._obstacle(question)
            exchange, is_new = await self.exchanges.receive(heard, turned_away=obstacle)
        if is_new:
            self.tally.turned_away += obstacle is not None
            self.accepted(exchange.question, self.clock.now())
        self.bell()
        return exchange

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

        Empty when there is none. Raises DatabaseUnavailable.
        """
        collection = await self.manifest.current()
        if collection is None:
            return ()
        held = await self.manifest.passages_of(collection, [path])
        readable = (passage for passage in held if clearance.may_read(passage.audience))
        return tuple(sorted(readable, key=lambda passage: passage.position))

    async def search(self, question: Question, *, limit: int) -> tuple[Hit, ...]:
        """The passages nearest to a question, best first; nothing is recorded.

        Personal data is replaced as in `hear`, so that both search for the same words.
        Raises AskerError and ServiceError.
        """
        _check(question.text)
        evidence = await self.answering.evidence(self._redacted(question))
        return evidence.hits[:limit]

    async def _obstacle(self, question: Question) -> TurnedAway | None:
        """Why it is not worked on. Raises ServiceError when it cannot even be told."""
        waiting = await self.exchanges.waiting()
        if waiting.total >= _OVERLOAD * self.backlog:
            raise ServiceError(
                f"{waiting.total:,} exchanges are open: nothing is taken in until there are "
                f"fewer than {_OVERLOAD * self.backlog:,}."
            )
        language = language_of(question.text)
        try:
            _check(question.text)
        except AskerError as error:
            return TurnedAway(replies.failed(language, error), Remedy.REWORD)
        if seconds := await self._too_soon(question.asker):
            return TurnedAway(replies.too_often(language, seconds), Remedy.WAIT)
        if waiting.questions >= self.backlog:
            return TurnedAway(replies.busy(language), Remedy.WAIT)
        return None

    async def _too_soon(self, person: Person) -> float:
        """Seconds until the person may ask again; 0 when that is now.

        Whoever runs the bot asks as often as they like on the command line.
        """
        if not self.pace.window or person.platform is Platform.CLI:
            return 0.0
        now = self.clock.now()
        asked = await self.exchanges.recent(person, since=now - self.pace.window)
        again = self.pace.again(asked, now=now)
        return (again - now).total_seconds() if again else 0.0

    def _redacted(self, question: Question) -> Question:
        language = language_of(question.text)
        turns = tuple(
            replace(turn, text=self._clean(turn.text, language)) for turn in question.history
        )
        start = question.text[: LONGEST_QUESTION + _SPARE]
        text = self._clean(start, language)[:LONGEST_QUESTION]
        return replace(question, text=text, history=turns)

    def _clean(self, text: str, language: Language) -> str:
        """Without personal data, and without halves of characters, which are no UTF-8."""
        return self.redactor.redact(text.encode("utf-8", "replace").decode(), language)


def _check(text: str) -> None:
    if not text.strip():
        raise QuestionEmpty
    if len(text) > LONGEST_QUESTION:
        raise QuestionTooLong(length=len(text), limit=LONGEST_QUESTION)
