"""What the web asks of the desk, and of whoever knows how the bot is."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Protocol

from bot.domain.audience import Clearance
from bot.domain.commands import Command
from bot.domain.conversation import Exchange, Place, Question
from bot.domain.health import Figures, Vital
from bot.domain.knowledge import Passage
from bot.domain.language import Language
from bot.domain.people import Person

Vitals = Callable[[], Awaitable[tuple[Vital, ...]]]
Counting = Callable[[], Awaitable[Figures]]


class FrontDesk(Protocol):
    """The part of the desk that this door uses. Raises ServiceError when a part is down."""

    async def hear(self, question: Question) -> Exchange:
        """Accept the question: when this returns, it will come to a visible outcome."""
        ...

    async def obey(
        self, command: Command, person: Person, *, language: Language, source: str
    ) -> str:
        """Do what the person orders in their own name; gives a receipt for their eyes only."""
        ...

    async def exchange(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange as it stands; None when there is none."""
        ...

    async def conversation(self, place: Place, person: Person) -> tuple[Exchange, ...]:
        """What the person asked in that place, oldest first."""
        ...

    async def passages(self, path: str, clearance: Clearance) -> tuple[Passage, ...]:
        """The passages of a document, in order; none unless `clearance` may read them.

        Those of a document that has ended are given, those of one to come are not.
        """
        ...

    @property
    def today(self) -> Callable[[], date]:
        """Tells the day where the admins are."""
        ...
