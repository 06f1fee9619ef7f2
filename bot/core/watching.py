"""Keeps an eye on the embedder, so that whoever asks how it is costs it nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TypeVar

from bot.core.deadlines import within
from bot.domain.errors import BudgetSpent, EmbedderUnavailable
from bot.ports import Embedder

T = TypeVar("T")
_TRIAL = 5.0  # seconds that a trial may take


class WatchedEmbedder:
    """An embedder that remembers how its last call went."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._is_in_doubt = False

    @property
    def name(self) -> str:
        """Which model this is."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return self._embedder.dimensions

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """As the embedder does."""
        return await self._watched(self._embedder.embed_passages(texts))

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """As the embedder does."""
        return await self._watched(self._embedder.embed_question(text))

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """As the embedder does."""
        return await self._watched(self._embedder.embed_questions(texts))

    async def prove(self) -> None:
        """Try it if its last call went wrong, or was given up; raises what the trial raises.

        Without that, whoever sends no questions while it is ill would never learn that it
        is well again.
        """
        if self._is_in_doubt:
            late = EmbedderUnavailable("The embedder took too long to answer.")
            await within(_TRIAL, self.embed_question("ok"), late=late)

    async def _watched(self, call: Awaitable[T]) -> T:
        try:
            given = await call
        except BudgetSpent:
            raise  # nobody asked the embedder
        except BaseException:  # it may have been given up because it took too long
            self._is_in_doubt = True
            raise
        self._is_in_doubt = False
        return given
