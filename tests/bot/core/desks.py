"""A desk over fakes, and an outage to give it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.desk import Desk
from bot.core.limits import Pace
from bot.core.orders import PrivacyOrders
from bot.core.tally import Tally
from bot.domain.conversation import Exchange, Question
from bot.domain.errors import DatabaseUnavailable
from bot.domain.knowledge import Arms, SparseVector
from bot.ports import Screening, TurnedAway
from bot.privacy.consent import ConsentDesk
from tests.bot.core.evidence import passage
from tests.bot.core.library import Library
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.passage_index import FakePassageIndex
from tests.fakes.ratings import FakeRatings
from tests.fakes.redactor import FakeRedactor
from tests.fakes.vault import FakeVault

VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")
INSIDE = "postgresql://bot:hunter2@db.internal refused"


class Log(FakeExchanges):
    """The fake, which can be down."""

    def __init__(self, clock: FakeClock, consents: FakeConsents) -> None:
        super().__init__(FakeVault(), clock, consents)
        self.is_down = False

    async def receive(
        self,
        question: Question,
        *,
        turned_away: TurnedAway | None = None,
        screening: Screening | None = None,
    ) -> tuple[Exchange, bool]:
        """As the fake does."""
        if self.is_down:
            raise DatabaseUnavailable(INSIDE)
        return await super().receive(question, turned_away=turned_away, screening=screening)


class WatchedIndex(FakePassageIndex):
    """Remembers the sparse vectors that it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[SparseVector] = []

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """As the fake does."""
        self.asked.append(sparse)
        return await super().search(
            collection, dense=dense, sparse=sparse, audiences=audiences, depth=depth
        )


@dataclass
class Room:
    """A desk, and all that stands around it. `rings` counts the bell."""

    library: Library
    clock: FakeClock = field(default_factory=FakeClock)
    consents: FakeConsents = field(default_factory=FakeConsents)
    tally: Tally = field(default_factory=Tally)
    accepted: list[tuple[Question, datetime]] = field(default_factory=list)
    rings: int = 0

    def __post_init__(self) -> None:
        self.log = Log(self.clock, self.consents)

    def desk(self, *, pace: Pace | None = None, backlog: int = 1000) -> Desk:
        """A desk with these limits."""
        quiet = timedelta(hours=1)
        consent = ConsentDesk(self.consents, FakeVault(), self.clock, quiet)
        return Desk(
            exchanges=self.log,
            ratings=FakeRatings(self.log),
            answering=self.library.answering(),
            manifest=self.library.manifest,
            redactor=FakeRedactor(),
            orders=PrivacyOrders(consent, quiet),
            clock=self.clock,
            pace=pace or Pace(),
            tally=self.tally,
            bell=self._ring,
            accepted=lambda question, at: self.accepted.append((question, at)),
            today=lambda: self.clock.now().date(),
            backlog=backlog,
        )

    def _ring(self) -> None:
        self.rings += 1
