"""An embedder that costs money, kept within the house's budget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.limits import Purse
from bot.ports import Embedder, Spend

_MILLION = 1_000_000


class PaidEmbedder(Embedder, Protocol):
    """An embedder that tells what a call used."""

    async def embed_counted(
        self, texts: Sequence[str]
    ) -> tuple[list[tuple[float, ...]], int | None]:
        """The vectors of `texts`, and the tokens paid for; None when nobody told."""
        ...

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        ...


class MeteredEmbedder:
    """Counts what `paid` uses; questions wait for the next day once the purse is empty.

    `price` is in US dollars for a million tokens. Passages are counted and never refused:
    indexing is the operator's own act.
    """

    def __init__(self, paid: PaidEmbedder, *, purse: Purse, price: float) -> None:
        self._paid = paid
        self._purse = purse
        self._price = price

    @property
    def name(self) -> str:
        """Which model this is: the meter changes no vector."""
        return self._paid.name

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return self._paid.dimensions

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector per text, in order, counted afterwards."""
        if not texts:
            return []
        vectors, tokens = await self._paid.embed_counted(texts)
        used = _most_tokens(texts) if tokens is None else tokens
        await self._purse.count(self._spend(used))
        return vectors

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """The vector to search with. Raises BudgetSpent before anything is paid."""
        (vector,) = await self.embed_questions([text])
        return vector

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """The vectors to search with. Raises BudgetSpent before anything is paid.

        The most that the call can use is reserved first. It stays counted when the call
        fails: nobody can tell whether it was paid for.
        """
        if not texts:
            return []
        reserved = await self._purse.reserve(self._spend(_most_tokens(texts)))
        vectors, tokens = await self._paid.embed_counted(texts)
        if tokens is not None:
            await self._purse.settle(reserved, self._spend(tokens))
        return vectors

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        await self._paid.close()

    def _spend(self, tokens: int) -> Spend:
        return Spend(tokens=tokens, cost=tokens * self._price / _MILLION)


def _most_tokens(texts: Sequence[str]) -> int:
    """More than the texts can have: no token is shorter than a byte, none is empty."""
    return sum(len(text.encode("utf-8", "replace")) + 1 for text in texts)
