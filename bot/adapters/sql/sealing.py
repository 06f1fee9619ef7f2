"""Seals and opens what rows hold with keys read in the row's own transaction.

A key is never remembered: once it was destroyed, the next transaction does not have it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from bot.adapters.sql.keys import StoredKey, add_key, keys_of, newest_key
from bot.adapters.sql.lanes import Link
from bot.adapters.sql.locks import lock_choices
from bot.domain.people import Person

_FIRST_EPOCH = 1

Keys: TypeAlias = Mapping[tuple[str, int], StoredKey]
"""Keys by person and epoch."""


class Cipher(Protocol):
    """The half of a vault that needs no database. Raises KeyMismatch as the vault does."""

    def pseudonym(self, person: Person) -> str:
        """Who it is, as rows know them."""
        ...

    def new_key(self, pseudonym: str, epoch: int) -> StoredKey:
        """A key that nobody has yet."""
        ...

    def sealed_with(self, key: StoredKey, pseudonym: str, context: str, text: str) -> bytes:
        """The text, sealed with this key, which lives."""
        ...

    def opened_with(
        self, key: StoredKey | None, pseudonym: str, context: str, sealed: bytes
    ) -> str | None:
        """The text; None when the key was destroyed."""
        ...

    def epoch_of(self, sealed: bytes) -> int:
        """Which of the person's keys sealed it."""
        ...


async def living_key(
    connection: Link, cipher: Cipher, person: str, *, now: datetime
) -> StoredKey:
    """The person's key; a new one when they have none, or theirs was destroyed."""
    is_locked = connection.dialect.name == "sqlite"  # there is one writer
    while True:
        newest = await newest_key(connection, person)
        if newest is not None and newest.wrapped is not None:
            return newest
        if not is_locked:
            # Whoever erases the person's words just now must not overlook the new key, nor
            # what it seals.
            await lock_choices(connection, person)
            is_locked = True
            continue
        epoch = _FIRST_EPOCH if newest is None else newest.epoch + 1
        key = cipher.new_key(person, epoch)
        if await add_key(connection, person, key, now=now):
            return key


async def keys_for(connection: Link, rows: Iterable[Any]) -> Keys:
    """The keys that seal anything in these rows of `exchanges`."""
    sealed = ("question_sealed", "answer_sealed")
    askers = {row["asker"] for row in rows if any(row[column] for column in sealed)}
    return await keys_of(connection, askers)
