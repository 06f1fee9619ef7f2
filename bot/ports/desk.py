"""What the doors of chat platforms say to the desk."""

from __future__ import annotations

import uuid
from typing import Protocol

from bot.domain.commands import Command
from bot.domain.conversation import Exchange, Place, Question, Verdict
from bot.domain.language import Language
from bot.domain.people import Person


class ChatDesk(Protocol):
    """The desk as a chat platform's door sees it.

    Each call ends within seconds. Raises DatabaseUnavailable when the database is away, and
    ServiceError when far too much waits: then nothing was accepted, and the door says so or
    lets the platform deliver again.
    """

    async def hear(self, question: Question) -> Exchange:
        """Accept the question: when this returns, it will come to a visible outcome.

        The same message heard again gives the exchange as it stands. Raises ValueError for
        what was only overheard.
        """
        ...

    async def amend(self, question: Question) -> Exchange | None:
        """The text of a message changed: answer it anew, in the place of the earlier answer.

        None, and nothing happens, when the message is not one that was heard from this
        person, or reads the same, or changed too often.
        """
        ...

    async def withdraw(self, exchange: uuid.UUID) -> bool:
        """A message was deleted: erase its words, and have what answers it taken away."""
        ...

    async def call_person(
        self, exchange: uuid.UUID, person: Person, *, place: Place, said: str
    ) -> Exchange | None:
        """A person is asked for with the button under this exchange.

        Accepted like a question: the outcome is posted in `place`, where the button was
        pressed. `said` is what the button says. Pressing again gives the same exchange;
        None when the exchange is not there.
        """
        ...

    async def rate(self, exchange: uuid.UUID, person: Person, verdict: Verdict) -> bool:
        """Keep what the person thinks of the answer; says whether the exchange is there."""
        ...

    async def took_part(self, person: Person, place: Place) -> bool:
        """Whether the person spoke with the bot in that conversation of late."""
        ...

    async def exchange(self, exchange: uuid.UUID) -> Exchange | None:
        """An exchange as it stands; None when there is none."""
        ...

    async def obey(
        self, command: Command, person: Person, *, language: Language, source: str
    ) -> str:
        """Do what the person orders in their own name; gives a receipt for their eyes only."""
        ...
