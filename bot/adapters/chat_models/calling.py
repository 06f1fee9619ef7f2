"""One call of one model: text in pieces, what it used, and an end whatever the server does."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.chat_models.failures import Failure, failure_of
from bot.domain.conversation import Tokens
from bot.ports import Message, Voice

_ROLES = {Voice.SYSTEM: "system", Voice.USER: "user", Voice.MODEL: "assistant"}
_ENDINGS = ("finish_reason", "stop_reason", "done_reason", "stopReason")
_AT_LIMIT = frozenset({"length", "max_tokens", "MAX_TOKENS", "model_length"})
_REFUSED = frozenset({"content_filter", "refusal", "SAFETY", "safety"})
_MOST_OF_A_PICTURE = 50_000  # tokens
_USUAL_OF_A_PICTURE = 2_000
_CHARACTERS_A_TOKEN = 16  # more than any text has, runs of blanks aside


@dataclass(slots=True)
class Meter:
    """What a call has come to so far. `ending` is why the model stopped, if it said so."""

    read: int = 0
    written: int = 0
    is_told: bool = False
    characters: int = 0
    bytes: int = 0
    ending: str = ""

    def add(self, chunk: Any, text: str) -> None:
        """Count one piece as LangChain gives it."""
        self.characters += len(text)
        self.bytes += len(text.encode("utf-8", "replace"))
        if usage := getattr(chunk, "usage_metadata", None):
            self.read += usage.get("input_tokens") or 0
            self.written += usage.get("output_tokens") or 0
            self.is_told = True
        if metadata := getattr(chunk, "response_metadata", None):
            for key in _ENDINGS:
                self.ending = str(metadata.get(key) or self.ending)

    def tokens(self, messages: Sequence[Message]) -> Tokens:
        """As the server counted, or estimated to more than usual texts have."""
        if self.is_told:
            return Tokens(self.read, self.written)
        pictures = sum(len(one.pictures) for one in messages)
        read = _most_of_words(messages) // 2 + _USUAL_OF_A_PICTURE * pictures
        return Tokens(read, (self.bytes + 1) // 2)


def most_tokens(messages: Sequence[Message]) -> int:
    """More than the messages can have: no token is shorter than a byte; some frame them.

    A picture counts as many as in the dearest way of counting that a provider publishes.
    """
    pictures = sum(len(one.pictures) for one in messages)
    return _most_of_words(messages) + _MOST_OF_A_PICTURE * pictures


def _most_of_words(messages: Sequence[Message]) -> int:
    return sum(len(one.text.encode("utf-8", "replace")) + 16 for one in messages)


def _content(message: Message) -> str | list[dict[str, str]]:
    """As LangChain has it; its packages make of it what each provider takes."""
    if not message.pictures:
        return message.text
    shown = [
        {
            "type": "image",
            "base64": base64.b64encode(picture.raw).decode("ascii"),
            "mime_type": picture.kind,
        }
        for picture in message.pictures
    ]
    return [{"type": "text", "text": message.text}, *shown]


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for a whole answer and for silence, and the most tokens of an answer."""

    seconds: float
    idle: float
    tokens: int


@dataclass(slots=True)
class Call:
    """Asks `model` once.

    `must_end`: its protocol says why an answer ends, so that one without was cut off.
    """

    model: Any
    limits: Limits
    must_end: bool
    meter: Meter = field(default_factory=Meter)

    async def pieces(
        self, messages: Sequence[Message], *, until: float
    ) -> AsyncGenerator[str, None]:
        """The text, in pieces that are not empty. `until` is a time of the running loop.

        Raises Failure.
        """
        sent = [{"role": _ROLES[one.voice], "content": _content(one)} for one in messages]
        async with aclosing(self.model.astream(sent)) as chunks:
            while True:
                chunk = await self._next(chunks, until)
                if chunk is None:
                    break
                if text := self._text(chunk):
                    yield text
        self._check_end()

    async def _next(self, chunks: Any, until: float) -> Any:
        # The clients' own timeouts do not hold: a byte now and then keeps them waiting.
        limit = min(until, asyncio.get_running_loop().time() + self.limits.idle)
        try:
            async with asyncio.timeout_at(limit):
                return await anext(chunks, None)
        except Exception as error:
            # Each provider's package raises errors of its own; one place tells them apart.
            raise failure_of(error) from error

    def _text(self, chunk: Any) -> str:
        content = chunk.content
        text = content if isinstance(content, str) else str(chunk.text)
        self.meter.add(chunk, text)
        if (getattr(chunk, "additional_kwargs", None) or {}).get("refusal"):
            self.meter.ending = "refusal"
        if self.meter.characters > self.limits.tokens * _CHARACTERS_A_TOKEN:
            raise Failure("it does not come to an end", may_retry=False)
        return text

    def _check_end(self) -> None:
        ending = self.meter.ending
        if ending in _REFUSED:
            raise Failure("it refuses to answer this", may_retry=False, counts=False)
        if self.must_end and not ending:
            raise Failure("it broke off in the middle")
        if not self.meter.characters:
            raise Failure("it gave an empty answer")

    @property
    def is_whole(self) -> bool:
        """Whether the model came to an end, and not to its limit."""
        return self.meter.ending not in _AT_LIMIT
