"""Doors to the platforms, and the turns that replicas take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from bot.domain.conversation import Exchange, Turn
from bot.domain.people import Platform
from bot.ports.pictures import PictureAddresses


class Outlet(Protocol):
    """Shows exchanges where they were asked; each connector has one.

    What is shown says what `exchange.text` says, made of `exchange.answer` where the
    platform can do more than text; or `exchange.reason` when it failed. An exchange that is
    still ANSWERING may be shown too, with what there is of it so far. Each call ends within
    its own outer deadline, 15 seconds. Raises OutletUnavailable when the platform may take
    it later, and OutletRefused when it never will.
    """

    async def post(self, exchange: Exchange) -> str:
        """Post it as a new message; gives the platform's id of that message."""
        ...

    async def update(self, posted: str, exchange: Exchange) -> None:
        """Make the message `posted` show the exchange as it stands now."""
        ...

    async def find(self, exchange: Exchange) -> str | None:
        """The message that an earlier `post` of this exchange made; None if there is none.

        Also of an exchange whose words were erased.
        """
        ...

    async def remove(self, posted: str, exchange: Exchange) -> None:
        """Take the message away; nothing happens when it is gone already."""
        ...

    async def call_person(self, exchange: Exchange, turns: Sequence[Turn]) -> str:
        """Tell the staff of this platform that `exchange` asks for a person.

        `turns` is what they need to know, oldest first; it may be empty. Gives where they
        were told, as people read it, such as `#it-help`. Called again for the same exchange
        it leaves one message. Raises OutletRefused when no place for this is set, or none
        that the bot can write to.
        """
        ...


@dataclass(frozen=True, slots=True)
class Shift:
    """The right to run a job until the lease ends.

    `due` is the moment it stands for, `following` the next one once it has ended.
    """

    job: str
    due: datetime
    following: datetime
    fence: int


class Jobs(Protocol):
    """Which replica runs what is scheduled, and when. Raises DatabaseUnavailable."""

    async def plan(self, job: str, *, due: datetime) -> None:
        """Make sure that the job is known and due by `due` at the latest.

        One that is being run stays as it is: its next moment comes when it ends.
        """
        ...

    async def take(
        self, job: str, *, now: datetime, following: datetime, lease: timedelta
    ) -> Shift | None:
        """Take the job if it is due and nobody is at it; None otherwise.

        Once it has ended, its next moment is `following`: however many moments passed,
        they are one run. A run that its replica did not end is due again, for the same
        moment, once its lease has ended.
        """
        ...

    async def renew(self, shift: Shift, *, until: datetime) -> None:
        """Hold on. Raises LeaseLost."""
        ...

    async def end(self, shift: Shift, *, at: datetime, failure: str = "") -> None:
        """The run is over, well unless `failure` says why not. Raises LeaseLost."""
        ...


@dataclass(frozen=True, slots=True)
class Spend:
    """What paid calls used, or may use: tokens, and US dollars."""

    tokens: int = 0
    cost: float = 0.0


class Spending(Protocol):
    """What the house spends on paid calls, by day. Raises DatabaseUnavailable."""

    async def reserve(self, day: date, amount: Spend, *, cap: Spend) -> bool:
        """Count `amount` towards the day unless that would take it over `cap`.

        A part of `cap` that is 0 sets no limit. Says whether it was counted. Safe among
        replicas.
        """
        ...

    async def settle(self, day: date, *, reserved: Spend, used: Spend) -> None:
        """Put what was used in the place of what had been reserved, be it over a cap."""
        ...

    async def spent(self, day: date) -> Spend:
        """What is counted for the day."""
        ...


class Door(Protocol):
    """A way in for people: hears them, and shows what they asked for."""

    @property
    def name(self) -> str:
        """What it is called in a sentence, such as `web`."""
        ...

    @property
    def platform(self) -> Platform:
        """Whose exchanges `outlet` shows."""
        ...

    @property
    def outlet(self) -> Outlet:
        """Shows exchanges; may be used once the door is open, and while it closes."""
        ...

    @property
    def pictures(self) -> PictureAddresses | None:
        """Where people's attachments are, once the door is open; None: it takes none."""
        ...

    async def open(self) -> str:
        """Listen; gives where, for people to read. Raises BotError when it cannot."""
        ...

    async def shut(self) -> None:
        """Take in nothing more; what is being shown goes on."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...
