"""From a claimed question to its outcome: an answer, or a reason why there is none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from bot.core import rendering, replies
from bot.core.answering import Answering
from bot.core.deadlines import within
from bot.core.drafting import Drafting
from bot.core.handoff import Handoff, is_wanted
from bot.core.lease import Lease
from bot.core.picturing import Glance, Picturing
from bot.core.tally import Tally
from bot.core.terms import Terms, between_answers
from bot.domain.conversation import (
    QUOTATION,
    Answer,
    Exchange,
    Outcome,
    Question,
    Remedy,
    Tokens,
)
from bot.domain.errors import (
    AskerError,
    BotError,
    BudgetSpent,
    DatabaseUnavailable,
    LeaseLost,
    OperatorError,
    OutletRefused,
    ServiceError,
    StillReading,
)
from bot.domain.language import Language
from bot.ports import Clock, Exchanges

_LAST_TRY = 5.0  # seconds that an attempt gets however late it is
_GLANCE = 0.5  # seconds between looks at whether the documents were read
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Working:
    """Works out answers. `ready` says whether the documents were read.

    Without `picturing` there are no pictures to read.
    """

    exchanges: Exchanges
    answering: Answering
    handoff: Handoff
    drafting: Drafting
    clock: Clock
    ready: Callable[[], bool]
    terms: Terms
    tally: Tally
    contact: str = ""
    picturing: Picturing | None = None

    async def settle(self, lease: Lease) -> None:
        """Give the exchange an outcome, unless it has one: nothing is answered twice.

        Raises LeaseLost, and DatabaseUnavailable once the lease's patience is over.
        """
        if lease.is_settled:
            return
        if lease.claim.crashes >= self.terms.crashes:
            _log.error("set aside", extra=told(lease) | {"crashes": lease.claim.crashes})
            reason = replies.set_aside(asked_in(lease), lease.exchange.reference)
            await lease.fail(reason=reason, remedy=Remedy.OPERATOR)
            return
        try:
            if not is_wanted(lease.exchange):
                await self._until_ready(lease)
            answer = await self._answer(lease)
        except (LeaseLost, DatabaseUnavailable):
            raise
        except BotError as error:
            await self._fail(lease, error)
        else:
            text = rendering.render(answer, contact=self.contact)
            await lease.record(answer, text=text)

    async def _until_ready(self, lease: Lease) -> None:
        while not self.ready():
            if lease.age >= self.terms.give_up:
                raise StillReading
            await asyncio.sleep(_GLANCE)

    async def _answer(self, lease: Lease) -> Answer:
        """However late it is, it is tried once. Raises BotError."""
        glance = await lease.patiently(partial(self._look, lease.exchange))
        for attempt in count():
            try:
                return await lease.patiently(partial(self._attempt, lease, glance, attempt))
            except (LeaseLost, DatabaseUnavailable, BudgetSpent):
                raise
            except ServiceError as error:
                pause = between_answers(attempt)
                if lease.age + pause >= self.terms.give_up:
                    raise
                _log.info("tried again", extra=told(lease) | {"error": type(error).__name__})
            self.tally.retries += 1
            await asyncio.sleep(pause)
        raise AssertionError  # counting never ends

    async def _look(self, exchange: Exchange) -> Glance:
        """Once, however often the answer is tried: looking may have to be paid for."""
        question = exchange.question
        if self.picturing is None or not question.attachments or is_wanted(exchange):
            return Glance()
        return await self.picturing.look(question)

    async def _attempt(self, lease: Lease, glance: Glance, attempt: int) -> Answer:
        started = self.clock.monotonic()
        left = self.terms.give_up - lease.age if attempt else self.terms.answer_deadline
        deadline = min(self.terms.answer_deadline, max(left, _LAST_TRY))
        late = ServiceError(f"Working out the answer took longer than {deadline:.0f} seconds.")
        answer = await within(deadline, self._answered(lease, glance), late=late)
        self.tally.answers += 1
        self.tally.answer_seconds += self.clock.monotonic() - started
        return answer

    async def _answered(self, lease: Lease, glance: Glance) -> Answer:
        if is_wanted(lease.exchange):
            return await self.handoff.call(lease)
        question = replace(lease.exchange.question, pictured=glance.seen.text)
        if glance.seen.is_lost:
            return _with(_unread(question), glance)
        history = question.history  # some doors know the conversation better than we do
        if not history:
            history = await self.exchanges.turns(question, limit=self.terms.history)
        asked = replace(question, history=history)
        async with self.drafting.of(lease) as draft:
            return _with(await self.answering.answer(asked, so_far=draft.tell), glance)

    async def _fail(self, lease: Lease, error: BotError) -> None:
        if not isinstance(error, AskerError):
            # Our errors carry facts of the parts, never what was asked.
            _log.warning(str(error), extra=told(lease))
        reason = self._reason(lease, error)
        await lease.fail(reason=reason, remedy=remedy(error))

    def _reason(self, lease: Lease, error: BotError) -> str:
        language, reference = asked_in(lease), lease.exchange.reference
        if not is_wanted(lease.exchange):
            return replies.failed(language, error, reference=reference, now=self.clock.now())
        if isinstance(error, OutletRefused):
            return replies.nobody_to_call(language, self.contact)
        return replies.nobody_reached(language, self.contact, reference)


def _unread(question: Question) -> Answer:
    """Nothing was asked but what stands in a picture, and that could not be read."""
    return Answer(Outcome.UNKNOWN, question.language, confidence=0.0, model=QUOTATION)


def _with(answer: Answer, glance: Glance) -> Answer:
    """What became of the pictures, and what looking at them used."""
    used, cost = answer.tokens, None
    if answer.cost is not None and glance.cost is not None:
        cost = answer.cost + glance.cost
    tokens = Tokens(used.input + glance.tokens.input, used.output + glance.tokens.output)
    return replace(answer, seen=glance.seen, tokens=tokens, cost=cost)


def asked_in(lease: Lease) -> Language:
    """The language of the question; English once its words are erased."""
    return lease.exchange.question.language


def told(lease: Lease) -> dict[str, str]:
    """What a log may tell of an exchange."""
    exchange = lease.exchange
    return {"exchange": str(exchange.question.id), "reference": exchange.reference}


def remedy(error: BotError) -> Remedy:
    """Who can put it right."""
    if isinstance(error, AskerError):
        return Remedy.REWORD
    return Remedy.OPERATOR if isinstance(error, OperatorError) else Remedy.WAIT
