"""A reranker that counts words."""

from __future__ import annotations

from collections.abc import Sequence


class FakeReranker:
    """Scores by the words that question and text share. `failure`, while set, is raised.

    `asked` are the calls so far; `favourite`, when set, is the text part that scores highest.
    """

    def __init__(self, *, name: str = "fake-reranker") -> None:
        self.name = name
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.failure: Exception | None = None
        self.favourite = ""

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        self.asked.append((question, tuple(texts)))
        if self.failure:
            raise self.failure
        return [self._score(question, text) for text in texts]

    async def check(self) -> tuple[str, ...]:
        return (str(self.failure),) if self.failure else ()

    async def close(self) -> None:
        pass

    def _score(self, question: str, text: str) -> float:
        if self.favourite and self.favourite in text:
            return 100.0
        return float(len(set(question.casefold().split()) & set(text.casefold().split())))
