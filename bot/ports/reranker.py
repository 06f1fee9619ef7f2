"""What reads a question together with each passage, and says how well they fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Scores passages for a question. Its scores order them, and mean nothing else."""

    @property
    def name(self) -> str:
        """Which model this is, as the settings have it."""
        ...

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A finite number for each text, in their order; a higher one fits better.

        No text gives no number, and asks nobody. Ends within a deadline of its own,
        whatever the server does. Raises ModelUnavailable when there are no sound scores in
        time, BudgetSpent before anything is paid, and DatabaseUnavailable.
        """
        ...

    async def check(self) -> tuple[str, ...]:
        """A sentence when it does not answer, and how to put it right; else nothing."""
        ...

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        ...
