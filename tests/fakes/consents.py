"""Choices in memory."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.consent import Choice, ConsentEvent, Standing


class FakeConsents:
    """Works out where a person stands from the ledger, anew each time."""

    def __init__(self) -> None:
        self._ledger: list[ConsentEvent] = []

    async def choice(self, person: str) -> Choice:
        return self._standing(person).choice

    async def record(self, event: ConsentEvent) -> None:
        self._ledger.append(event)

    async def history(self, person: str) -> list[ConsentEvent]:
        return [event for event in self._ledger if event.person == person]

    async def standings(self, people: Iterable[str]) -> dict[str, Standing]:
        return {person: self._standing(person) for person in people}

    def _standing(self, person: str) -> Standing:
        choice, since, tombstone = Choice.UNSET, None, None
        for event in (event for event in self._ledger if event.person == person):
            moment = max(event.at, since) if since else event.at
            if Choice.OUT in (choice, event.choice):
                tombstone = moment
            if event.choice is not choice:
                choice, since = event.choice, moment
        return Standing(choice, None if choice is Choice.UNSET else since, tombstone)
