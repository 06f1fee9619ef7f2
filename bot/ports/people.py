"""People's words and choices."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.consent import ConsentEvent, Standing
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


class Consents(Protocol):
    """What people chose, and the ledger of how they came to. Raises DatabaseUnavailable."""

    async def record(self, event: ConsentEvent, *, open_since: datetime) -> int:
        """One transaction: append the event, set the choice, erase what must go.

        Gives the number of exchanges whose words were erased. `open_since`: a
        conversation in which something arrived at or after it counts as open.

        - OPT_OUT: choice OUT and a tombstone; the person's words go from conversations
          that are not open any more (the rest goes by `Exchanges.forget_closed`).
        - OPT_IN: choice IN, and KEEP_NOTHING ends.
        - KEEP_NOTHING, KEEP: the choice stays; KEEP_NOTHING leaves a tombstone and takes
          the words of every exchange that is closed.
        - FORGET: a tombstone; all words of the person go, also of open exchanges, with
          their key, and their ratings; IN becomes UNSET, OUT stays; a purge of every kind
          is announced.

        Whoever was OUT has a tombstone up to the moment of IN. Making the same choice
        again adds an event; the choice keeps its first moment.
        """
        ...

    async def history(self, person: str) -> list[ConsentEvent]:
        """The person's events, oldest first."""
        ...

    async def standings(self, people: Iterable[str]) -> dict[str, Standing]:
        """Where each of `people` stands, all at one moment. Nobody is missing."""
        ...


@dataclass(frozen=True, slots=True)
class Purge:
    """Something that must still be purged: what kind of store, and since when."""

    id: int
    kind: str
    asked_at: datetime


class Purges(Protocol):
    """The outbox of erasures. Raises DatabaseUnavailable."""

    async def announce(self, kind: str) -> None:
        """Ask for a purge of a kind, as FORGET does in its own transaction."""
        ...

    async def waiting(self) -> list[Purge]:
        """What is not done yet, oldest first."""
        ...

    async def done(self, purge: Purge) -> None:
        """It was purged."""
        ...
