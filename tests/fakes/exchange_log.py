"""The half of the archive in memory that reads, and forgets."""

from __future__ import annotations

import uuid
from datetime import datetime

from bot.domain.consent import Act, Choice, ConsentEvent
from bot.domain.conversation import (
    Addressed,
    Exchange,
    Place,
    Question,
    Speaker,
    State,
    Turn,
)
from bot.domain.people import Person
from bot.ports import (
    Clock,
    Reusable,
    Vault,
    Waiting,
)
from tests.fakes.consents import FakeConsents
from tests.fakes.held_exchanges import (
    Held,
    conversation_key,
    erase_all,
    erased,
    facts_about,
)

_UNANSWERED = (State.RECEIVED, State.ANSWERING)
_ANSWERED = (State.ANSWERED, State.DELIVERED)


class FakeLog:
    """What is held, for whoever reads it or has words erased. `held` is open to tests."""

    def __init__(
        self, vault: Vault, clock: Clock, consents: FakeConsents | None = None
    ) -> None:
        self._vault = vault
        self._clock = clock
        self._consents = consents or FakeConsents()
        self._consents.covers(self)
        self.held: dict[uuid.UUID, Held] = {}

    async def waiting(self) -> Waiting:
        waiting = self._open()
        questions = sum(not held.is_turned_away for held in waiting)
        oldest = min((held.received_at for held in waiting), default=None)
        now = self._clock.now()
        left = [h for h in waiting if h.claims and h.is_due(now) and not h.is_leased(now)]
        return Waiting(len(waiting), questions, oldest, suspects=len(left))

    async def recent(self, person: Person, *, since: datetime) -> list[datetime]:
        asker = self._vault.pseudonym(person)
        return sorted(
            held.received_at
            for held in self.held.values()
            if held.asker == asker and not held.is_turned_away and held.received_at >= since
        )

    async def turns(self, question: Question, *, limit: int) -> tuple[Turn, ...]:
        this = self.held.get(question.id)
        earlier = [
            held
            for held in self._in_order()
            if conversation_key(held.question.place) == conversation_key(question.place)
            and held.exchange.state in _ANSWERED
            and held.question.addressed is not Addressed.PERSON
            and await self._is_readable(held)
            and (this is None or held.order < this.order)
        ]
        pairs = [
            (Turn(Speaker.USER, held.exchange.asked), Turn(Speaker.BOT, held.exchange.text))
            for held in earlier[max(0, len(earlier) - limit) :]
        ]
        return tuple(turn for pair in pairs for turn in pair)

    async def conversation(self, question: Question, *, limit: int) -> tuple[Exchange, ...]:
        asker = self._vault.pseudonym(question.asker)
        own = [
            held
            for held in self._in_order()
            if held.asker == asker
            and conversation_key(held.question.place) == conversation_key(question.place)
        ]
        return tuple([await self._shown(held) for held in own[max(0, len(own) - limit) :]])

    async def took_part(self, person: Person, place: Place, *, since: datetime) -> bool:
        asker = self._vault.pseudonym(person)
        return any(
            held.asker == asker
            and conversation_key(held.question.place) == conversation_key(place)
            and held.received_at >= since
            for held in self.held.values()
        )

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        held = self.held.get(exchange)
        return None if held is None else await self._shown(held)

    async def forget_closed(self, *, open_since: datetime) -> int:
        out = {
            held.asker
            for held in self.held.values()
            if self._consents.standing(held.asker).choice is Choice.OUT
        }
        stale = self._stale(open_since)
        return erase_all([held for held in stale if held.asker in out])

    async def forget_old(self, *, before: datetime) -> int:
        closed = [held for held in self.held.values() if held.closed_at]
        return erase_all([held for held in closed if held.received_at < before])

    async def reusable(self) -> list[Reusable]:
        readable = [held for held in self._in_order() if await self._is_readable(held)]
        return [facts_about(held) for held in readable]

    async def erase(self, event: ConsentEvent, *, open_since: datetime) -> int:
        """What an act asks for: FakeConsents calls it."""
        own = [held for held in self.held.values() if held.asker == event.person]
        if event.act is Act.FORGET:
            await self._vault.destroy(event.person)
            return erase_all(own)
        if event.act is Act.KEEP_NOTHING:
            return erase_all([held for held in own if held.closed_at])
        if event.act is Act.OPT_OUT:
            return erase_all([held for held in own if held in self._stale(open_since)])
        return 0

    def _open(self) -> list[Held]:
        return [held for held in self.held.values() if held.closed_at is None]

    def _in_order(self) -> list[Held]:
        return sorted(self.held.values(), key=lambda held: held.order)

    def _stale(self, open_since: datetime) -> list[Held]:
        """What lies in conversations where nothing is open and nothing arrived lately."""
        alive = {
            conversation_key(held.question.place)
            for held in self.held.values()
            if held.received_at >= open_since or held.closed_at is None
        }
        return [
            h for h in self.held.values() if conversation_key(h.question.place) not in alive
        ]

    async def _shown(self, held: Held) -> Exchange:
        return held.exchange if await self._is_readable(held) else erased(held.exchange)

    async def _is_readable(self, held: Held) -> bool:
        context = str(held.question.id)
        opened = await self._vault.open(held.asker, context, held.seal)
        return held.has_words and opened is not None
