"""Fakes that tell on the desk, and an outage to give them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.conversation import Exchange, Question
from bot.domain.errors import DatabaseUnavailable
from bot.domain.knowledge import Arms, SparseVector
from tests.bot.core.evidence import passage
from tests.fakes.clock import FakeClock
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.passage_index import FakePassageIndex
from tests.fakes.vault import FakeVault

VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")
INSIDE = "postgresql://bot:hunter2@db.internal refused"


class Log(FakeExchanges):
    """The fake, which can be down: `broken` names the calls that fail."""

    def __init__(self) -> None:
        super().__init__(FakeVault(), FakeClock())
        self.broken: Sequence[str] = ()

    async def receive(self, question: Question) -> tuple[Exchange, bool]:
        """As the fake does."""
        self._work("receive")
        return await super().receive(question)

    async def record(self, question: Question, **answer: object) -> None:
        """As the fake does."""
        self._work("record")
        await super().record(question, **answer)  # type: ignore[arg-type] # handed through

    async def fail(self, question: Question, *, reason: str) -> None:
        """As the fake does."""
        self._work("fail")
        await super().fail(question, reason=reason)

    def _work(self, call: str) -> None:
        if call in self.broken:
            raise DatabaseUnavailable(INSIDE)


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
