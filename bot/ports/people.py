"""People's words and choices."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.consent import Choice, ConsentEvent, Standing
from bot.domain.conversation import Answer, Exchange, Question
from bot.domain.people import Person


class Vault(Protocol):
    """Seals people's words with a key per person; destroying the key erases them.

    `context` names table, column and row; a text opens only under the context that it
    was sealed under. Raises KeyMismatch when a key file or a sealed text is not genuine.
    """

    def pseudonym(self, person: Person) -> str:
        """A keyed hash of the person, the same every time, meaningless without the key."""
        ...

    async def seal(self, pseudonym: str, context: str, text: str) -> bytes:
        """The text, readable only through `open`."""
        ...

    async def open(self, pseudonym: str, context: str, sealed: bytes) -> str | None:
        """The text again; None when the person's key was destroyed."""
        ...

    async def destroy(self, pseudonym: str) -> None:
        """Destroy the person's key: nothing sealed with it can be read again."""
        ...


@dataclass(frozen=True, slots=True)
class Reusable:
    """Facts about an exchange that decide whether its words may be used again.

    `said_at` is when they were said by the platform's clock or received by ours,
    whichever is earlier.
    """

    exchange: uuid.UUID
    person: str
    platform: str
    said_at: datetime


class Exchanges(Protocol):
    """Inbox, outbox and conversation log in one. People's words rest sealed.

    Raises DatabaseUnavailable.
    """

    async def receive(self, question: Question) -> tuple[Exchange, bool]:
        """Commit a question, unless the same message is there already.

        Returns the exchange as it stands and whether it is new.
        """
        ...

    async def begin(self, question: Question) -> None:
        """The answer is being worked out."""
        ...

    async def record(self, question: Question, *, answer: Answer, text: str) -> None:
        """The answer, and its text as the asker sees it."""
        ...

    async def deliver(self, question: Question) -> None:
        """The asker has seen the answer."""
        ...

    async def fail(self, question: Question, *, reason: str) -> None:
        """There is no answer, and why, in words that the asker may read."""
        ...

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange by its question's id. Erased words read as empty text."""
        ...

    async def reusable(self) -> list[Reusable]:
        """The facts of every exchange whose words still exist, oldest first."""
        ...


class Consents(Protocol):
    """What people chose, and the ledger of how they came to. Raises DatabaseUnavailable."""

    async def choice(self, person: str) -> Choice:
        """What the person behind this pseudonym chose; UNSET until they do."""
        ...

    async def record(self, event: ConsentEvent) -> None:
        """One transaction: append the event and set the choice.

        OUT also leaves a tombstone; a later IN lifts it for what is said from then on.
        Making the same choice again adds an event; the choice keeps its first moment.
        """
        ...

    async def history(self, person: str) -> list[ConsentEvent]:
        """The person's events, oldest first."""
        ...

    async def standings(self, people: Iterable[str]) -> dict[str, Standing]:
        """Where each of `people` stands, all at one moment. Nobody is missing."""
        ...
