"""What turns words into something else: numbers, or words without personal data."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.conversation import Tokens
from bot.domain.knowledge import SparseVector
from bot.domain.language import Language
from bot.domain.pictures import Picture


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds since some fixed point; never goes back."""
        ...


class Embedder(Protocol):
    """Turns text into dense vectors of one length, scaled to length 1.

    `name` changes whenever the vectors would, so that it can stand in a recipe.
    Raises EmbedderUnavailable when the model cannot be reached.
    """

    @property
    def name(self) -> str:
        """Which model this is."""
        ...

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        ...

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector per text, in order. An empty sequence gives an empty list."""
        ...

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """The vector to search with."""
        ...

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """The vectors to search with, in order: those of `embed_question`."""
        ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A word of a question that passages may hold in the letters of another language.

    `written` are the terms of each form that it may have as it stands, with particles and
    without; `sounds` those of passages with a word that sounds like it.
    """

    written: tuple[tuple[int, ...], ...]
    sounds: tuple[int, ...]


class SparseEncoder(Protocol):
    """Turns text into term ids and weights for the sparse arm. Pure: no input or output.

    The index multiplies by the inverse document frequency; the encoder does not.
    `name` changes whenever the vectors would.
    """

    @property
    def name(self) -> str:
        """Which tokens and weights these are."""
        ...

    def passage(self, text: str) -> SparseVector:
        """Saturated term frequencies, as BM25 weighs them."""
        ...

    def question(self, text: str) -> SparseVector:
        """Term frequencies. Text without a term gives an empty vector."""
        ...

    def heard(self, text: str) -> tuple[Heard, ...]:
        """The words of a question that passages may hold in other letters, each once."""
        ...


class Redactor(Protocol):
    """Takes personal data out of what people type. Pure, and quick enough to wait for.

    What was found becomes a word in brackets, such as `[phone number]`, in `language`.
    Text without personal data comes back as it was, and so does text that was redacted.
    Which kinds are found, and which are not, stands in `bot.privacy.redaction`.
    """

    def redact(self, text: str, language: Language) -> str:
        """The text with its personal data replaced."""
        ...


class Voice(StrEnum):
    """Who speaks in what a model is sent."""

    SYSTEM = "system"
    USER = "user"
    MODEL = "model"


@dataclass(frozen=True, slots=True)
class Message:
    """One piece of what a model is sent. Only a model that sees is sent pictures."""

    voice: Voice
    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Worded:
    """What a model's text came to, once it is all there.

    `model` is its name as the settings have it. `tokens` and `cost` (US dollars, None when
    nobody knows the price) cover the tries that came to nothing before it. Unless
    `is_whole`, the model stopped at its limit and not at an end.
    """

    model: str
    tokens: Tokens
    cost: float | None
    is_whole: bool = True


class ChatModel(Protocol):
    """Words answers. Its text is untrusted: it passes checks before anybody sees it."""

    def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Worded, None]:
        """The text in pieces, none of them empty, and at the end one `Worded`.

        Ends within a deadline of its own, whatever the server does. Raises
        ModelUnavailable when no model gave a whole answer, be it after some pieces:
        those are worth nothing then. Raises BudgetSpent before anything is paid, and
        DatabaseUnavailable.
        """
        ...

    async def check(self) -> tuple[str, ...]:
        """A sentence for each model that does not answer, and how to put it right."""
        ...

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        ...
