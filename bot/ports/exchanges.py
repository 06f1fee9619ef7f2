"""Questions and what becomes of them: accepted, claimed, answered, shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.conversation import Answer, Exchange, Place, Question, Remedy, Turn, Verdict
from bot.domain.people import Person, Platform
from bot.ports.people import Reusable

MOST_EDITS = 5
"""How often the text of one message may change and be answered anew."""


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """Why a question is not worked on: a sentence for the asker, and what helps."""

    reason: str
    remedy: Remedy


@dataclass(frozen=True, slots=True)
class Crowd:
    """What a question comes upon: open exchanges, and what its asker asked of late.

    `questions` leaves out those that were turned away and only have to be told, `recent`
    tells when the asker's arrived, oldest first, without those that were turned away.
    """

    total: int
    questions: int
    recent: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Screening:
    """Who is turned away. `judge` decides by the crowd, which reaches back until `since`.

    It is asked within the transaction, perhaps twice: it only looks and decides. What it
    raises comes out of the call, and nothing was received.
    """

    judge: Callable[[Crowd], TurnedAway | None]
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on an exchange until the lease ends.

    `exchange` is as it stood then. `fence` grows with every claim: only the newest may
    write. `crashes` counts earlier claims that ended without a word. `may_be_posted` says
    that an earlier claim had begun to post. `is_erased`: the asker had the words erased.
    """

    exchange: Exchange
    fence: int
    crashes: int = 0
    may_be_posted: bool = False
    is_erased: bool = False
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open exchanges: how many, and when the oldest one arrived.

    `questions` leaves out those that were turned away and only have to be told.
    `suspects` counts what `claim(suspects=True)` may find: due, not leased, left by a crash.
    """

    total: int
    questions: int
    oldest: datetime | None
    suspects: int = 0


class Exchanges(Protocol):
    """Inbox, outbox and conversation log in one. People's words rest sealed.

    An exchange is open from `receive` until `close` or `abandon`. States go forward only:
    received → answering → answered → delivered, or failed. Raises DatabaseUnavailable.

    The calls that take a Claim write only while its fence is the newest one and the
    exchange is open; else they change nothing and raise LeaseLost. The lease's own end is
    not checked there: a worker that was slow and that nobody replaced may go on.
    """

    async def receive(
        self,
        question: Question,
        *,
        turned_away: TurnedAway | None = None,
        screening: Screening | None = None,
    ) -> tuple[Exchange, bool]:
        """Commit a question, unless the same message is there already.

        Returns the exchange as it stands and whether it is new. One that is turned away,
        as said or as the `screening` decides, is failed from the start and open until its
        reason was shown.
        """
        ...

    async def claim(
        self, platforms: Collection[Platform], *, lease: timedelta, suspects: bool = False
    ) -> Claim | None:
        """Take the next open exchange that is due and not leased; None when there is none.

        What was only received is answering from then on.

        Those that only have to be shown come first (turned away, failed or answered),
        then the one that arrived first. One conversation (the four parts of a Place) has
        at most one live lease, and is served in the order of arrival, its turned-away
        ones apart. `suspects` takes only exchanges that a crash left (`crashes` over 0),
        its absence only the others. Safe among replicas.
        """
        ...

    async def claim_many(
        self, platforms: Collection[Platform], *, lease: timedelta, limit: int
    ) -> tuple[Claim, ...]:
        """What up to `limit` calls of `claim` would take one after the other, no suspects."""
        ...

    async def claim_this(self, exchange: uuid.UUID, *, lease: timedelta) -> Claim | None:
        """Take this exchange, whatever waits before it; None when it is closed or leased."""
        ...

    async def renew(self, claim: Claim, *, lease: timedelta) -> None:
        """Hold on for `lease` from now. Raises LeaseLost."""
        ...

    async def record(
        self, claim: Claim, *, answer: Answer, text: str, posting: timedelta | None = None
    ) -> bool:
        """The answer and its text as it will be shown: answering becomes answered.

        Of an answer to a question that was erased meanwhile only the figures are kept. With
        `posting` it says at once what the call of that name says. Gives whether the words
        of the question still exist. Raises LeaseLost.
        """
        ...

    async def fail(
        self, claim: Claim, *, reason: str, remedy: Remedy, posting: timedelta | None = None
    ) -> bool:
        """There is no answer, and why, in words for the asker; the rest as with `record`."""
        ...

    async def posting(self, claim: Claim, *, lease: timedelta) -> None:
        """From now on a message may have been posted; holds on. Raises LeaseLost."""
        ...

    async def close(self, claim: Claim, *, posted: str) -> None:
        """The asker sees the answer, or the reason, in the message `posted`.

        Answered becomes delivered. Words of an asker who keeps nothing are erased in the
        same transaction. Raises LeaseLost.
        """
        ...

    async def abandon(self, claim: Claim, *, reason: str) -> None:
        """Close it though nothing can be shown: failed, with the reason. Raises LeaseLost."""
        ...

    async def release(self, claim: Claim, *, after: timedelta = timedelta(0)) -> None:
        """Give it back: due again `after` from now, and no crash. Raises LeaseLost."""
        ...

    async def free(self, platforms: Collection[Platform]) -> int:
        """End the leases, for a start after a kill where nobody else can hold one.

        Those under which `posting` was said run out by themselves: the platform may still
        be taking the message. Gives how many ended; each of them counts as a crash.
        """
        ...

    async def waiting(self) -> Waiting:
        """What is open."""
        ...

    async def recent(self, person: Person, *, since: datetime) -> list[datetime]:
        """When the person's questions arrived since then, oldest first.

        Those that were turned away do not count.
        """
        ...

    async def turns(self, question: Question, *, limit: int) -> tuple[Turn, ...]:
        """Up to `limit` earlier questions of the conversation, each with its answer.

        Oldest first, only of exchanges that arrived before this one and were answered,
        and whose words still exist.
        """
        ...

    async def conversation(self, question: Question, *, limit: int) -> tuple[Exchange, ...]:
        """The newest exchanges of the asker in the question's place, oldest first."""
        ...

    async def took_part(self, person: Person, place: Place, *, since: datetime) -> bool:
        """Whether the person said something to the bot in that conversation since then."""
        ...

    async def amend(
        self, question: Question, *, turned_away: TurnedAway | None = None
    ) -> Exchange | None:
        """The asker changed the message: it is answered anew, in the place of what is there.

        It counts as received now, and whoever works on it loses the lease; a lease under
        which it may be posted just now runs out by itself. None, and nothing changes, when
        the message is unknown, somebody else's or erased, when it reads the same, or when
        it was amended MOST_EDITS times.
        """
        ...

    async def withdraw(self, exchange: uuid.UUID) -> bool:
        """The asker deleted the message: its words go at once.

        What may have been shown is open again, so that it is taken away: a claim of it says
        `is_erased`. Whoever works on it loses the lease, as with `amend`. Says whether the
        exchange is there.
        """
        ...

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange by its question's id. Erased words read as empty text."""
        ...

    async def forget_closed(self, *, open_since: datetime) -> int:
        """Erase the words of people who are OUT from conversations that are not open.

        Gives how many exchanges lost their words. `open_since` as in Consents.record.
        """
        ...

    async def forget_old(self, *, before: datetime) -> int:
        """Erase the words of every closed exchange that arrived before then: retention."""
        ...

    async def reusable(self) -> list[Reusable]:
        """The facts of every exchange whose words still exist, oldest first."""
        ...


class Ratings(Protocol):
    """What people think of answers. Raises DatabaseUnavailable."""

    async def rate(self, exchange: uuid.UUID, person: Person, verdict: Verdict) -> bool:
        """Keep it; a person's later verdict takes the place of the earlier one.

        Says whether the exchange is there; if not, nothing is kept.
        """
        ...

    async def of(self, exchange: uuid.UUID) -> list[Verdict]:
        """What people think of it, in no order."""
        ...
