"""A chat model that says what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence

from bot.domain.conversation import Tokens
from bot.ports import Message, Worded

Author = Callable[[Sequence[Message]], str]


class FakeChatModel:
    """Says `text`, or what `author` makes of the messages, some characters at a time.

    Each pause between two pieces is `seconds` long. `failure` is raised once `fails_after`
    characters were said.
    """

    def __init__(self, text: str | Author = "", *, piece: int = 5) -> None:
        self.author: Author = text if callable(text) else lambda _: text
        self.piece = piece
        self.seconds = 0.0
        self.failure: Exception | None = None
        self.fails_after = 0
        self.is_whole = True
        self.asked: list[tuple[Message, ...]] = []
        self.remarks: tuple[str, ...] = ()

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Worded, None]:
        self.asked.append(tuple(messages))
        text = self.author(messages)
        for at in range(0, len(text), self.piece):
            if self.failure and at >= self.fails_after:
                raise self.failure
            await asyncio.sleep(self.seconds)
            yield text[at : at + self.piece]
        if self.failure:
            raise self.failure
        yield Worded("fake:model", Tokens(10, 5), 0.25, is_whole=self.is_whole)

    async def check(self) -> tuple[str, ...]:
        return self.remarks

    async def close(self) -> None:
        return
