"""To a person: the staff are told who asks, and what was said so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import replies
from bot.core.deadlines import within
from bot.core.lease import Lease
from bot.core.terms import Terms
from bot.domain.conversation import (
    Addressed,
    Answer,
    Exchange,
    Outcome,
    Sentence,
    Speaker,
    Turn,
)
from bot.domain.errors import OutletUnavailable
from bot.domain.people import Platform
from bot.ports import Exchanges, Outlet


@dataclass(frozen=True, slots=True)
class Handoff:
    """Calls people where the platform's own staff read."""

    exchanges: Exchanges
    outlets: Mapping[Platform, Outlet]
    terms: Terms

    async def call(self, lease: Lease) -> Answer:
        """Tell them, once; gives what the asker reads.

        Raises OutletRefused when no place for it is set, and OutletUnavailable.
        """
        exchange = lease.exchange
        turns = await self._turns(exchange)
        # As with posting: while this call may be under way, nobody else may begin one.
        await lease.posting()
        outlet = self.outlets[exchange.question.place.platform]
        late = OutletUnavailable("The platform took too long to answer.")
        calling = outlet.call_person(exchange, turns)
        where = await within(self.terms.outlet_deadline, calling, late=late)
        language = exchange.question.language
        told = Sentence(replies.handed_over(language, where), ())
        return Answer(Outcome.HANDED_OVER, language, confidence=0.0, sentences=(told,))

    async def _turns(self, exchange: Exchange) -> tuple[Turn, ...]:
        """What was said: in the exchange in question, else in the conversation."""
        question = exchange.question
        if question.about is None:
            return await self.exchanges.turns(question, limit=self.terms.history)
        about = await self.exchanges.find(question.about)
        if about is None or about.question.is_empty:
            return ()
        said = Turn(Speaker.USER, about.asked)
        shown = about.text or about.reason
        return (said, Turn(Speaker.BOT, shown)) if shown else (said,)


def is_wanted(exchange: Exchange) -> bool:
    """Whether a person is asked for, and not the bot."""
    return exchange.question.addressed is Addressed.PERSON
