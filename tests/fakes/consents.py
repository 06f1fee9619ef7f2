"""Choices in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.consent import Act, Choice, ConsentEvent, Standing
from bot.ports import Purges

_BURIES = (Act.OPT_OUT, Act.KEEP_NOTHING, Act.FORGET)


class Erasable(Protocol):
    """An archive that the consents can make forget."""

    async def erase(self, event: ConsentEvent, *, open_since: datetime) -> int:
        """Erase what the act asks for; gives how many exchanges lost words."""
        ...


class FakeConsents:
    """Works out where a person stands from the ledger, anew each time.

    `FakeConsents()` is enough. A `FakeExchanges(vault, clock, consents)` made with it
    makes itself known, and loses its words as people say. What FORGET announces goes to
    `purges`, where one is given: a purge of each of `purge_kinds`.
    """

    def __init__(
        self, purges: Purges | None = None, *, purge_kinds: Collection[str] = ("database",)
    ) -> None:
        self._purges = purges
        self._purge_kinds = purge_kinds
        self._ledger: list[ConsentEvent] = []
        self._archives: list[Erasable] = []

    def covers(self, archive: Erasable) -> None:
        """From now on, acts erase what the archive holds."""
        self._archives.append(archive)

    def standing(self, person: str) -> Standing:
        """Where the person stands, for those who cannot wait."""
        found = _Standing()
        for event in (event for event in self._ledger if event.person == person):
            found.after(event)
        since = None if found.choice is Choice.UNSET else found.at
        return Standing(found.choice, since, found.tombstone, found.keeps_nothing)

    async def record(self, event: ConsentEvent, *, open_since: datetime) -> int:
        self._ledger.append(event)
        if event.act is Act.FORGET and self._purges is not None:
            for kind in self._purge_kinds:
                await self._purges.announce(kind)
        return sum(
            [await archive.erase(event, open_since=open_since) for archive in self._archives]
        )

    async def history(self, person: str) -> list[ConsentEvent]:
        return [event for event in self._ledger if event.person == person]

    async def standings(self, people: Iterable[str]) -> dict[str, Standing]:
        return {person: self.standing(person) for person in people}


@dataclass
class _Standing:
    choice: Choice = Choice.UNSET
    at: datetime | None = None
    tombstone: datetime | None = None
    keeps_nothing: bool = False

    def after(self, event: ConsentEvent) -> None:
        self.at = self.at or event.at
        moment = max(event.at, self.at)
        if event.act in _BURIES or self.choice is Choice.OUT:
            self.tombstone = max(moment, self.tombstone or moment)
        chosen = _chosen(event.act, self.choice)
        if chosen is not self.choice:
            self.choice, self.at = chosen, moment
        if event.act is Act.KEEP_NOTHING:
            self.keeps_nothing = True
        if event.act in (Act.KEEP, Act.OPT_IN):
            self.keeps_nothing = False


def _chosen(act: Act, before: Choice) -> Choice:
    if act is Act.OPT_IN:
        return Choice.IN
    if act is Act.OPT_OUT:
        return Choice.OUT
    if act is Act.FORGET and before is Choice.IN:
        return Choice.UNSET
    return before
