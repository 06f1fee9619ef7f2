"""Embeddings from OpenAI, or from any server that speaks as OpenAI does.

Importing this takes half a second: import it only where such a model was asked for.
"""

from __future__ import annotations

import asyncio
import math
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import openai
from openai.types import CreateEmbeddingResponse

from bot.domain.errors import BadSetting, BotError, EmbedderUnavailable

_HOME = "https://api.openai.com/v1"
_BATCH = 128
_RETRIES = 2
# The server understood and will not: asking again cannot help.
_REFUSALS = (
    openai.AuthenticationError,
    openai.BadRequestError,
    openai.NotFoundError,
    openai.PermissionDeniedError,
    openai.UnprocessableEntityError,
)


class _Charged:
    """Adds up the tokens of several requests; None once one of them does not say."""

    def __init__(self) -> None:
        self.tokens: int | None = 0

    def add(self, answer: CreateEmbeddingResponse) -> None:
        # The client checks nothing: a server may leave the figure out, or send a word.
        usage = getattr(answer, "usage", None)
        tokens = getattr(usage, "prompt_tokens", None)
        if self.tokens is None or not isinstance(tokens, int) or tokens < 0:
            self.tokens = None
        else:
            self.tokens += tokens


class OpenAIEmbedder:
    """Embeds with the model of that name on a server; connects at the first use.

    `dimensions` is the length of the vectors. The server is asked to shorten them only
    once it has answered with longer ones, as many servers refuse to be asked. `timeout`
    is the limit in seconds for up to 128 texts, second tries included. Raises
    EmbedderUnavailable when later may help, BadSetting when another setting would.
    """

    def __init__(
        self,
        *,
        model: str,
        api_key: str | None,
        base_url: str | None,
        dimensions: int,
        timeout: float,
    ) -> None:
        if dimensions < 1:
            raise BadSetting(
                "BOT_MODELS__DIMENSIONS is needed with an OpenAI model: set the length of "
                "its vectors, such as 1536."
            )
        self._model = model
        self._api_key = api_key
        self._where = base_url or _HOME
        self._dimensions = dimensions
        self._timeout = timeout
        self._shortens = False
        self._connected: openai.AsyncOpenAI | None = None

    @property
    def name(self) -> str:
        """The model, without the server that runs it."""
        return f"openai/{self._model}"

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return self._dimensions

    async def embed_passages(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """One vector per text, in order; 128 texts to a request."""
        return (await self.embed_counted(texts))[0]

    async def embed_question(self, text: str) -> tuple[float, ...]:
        """The vector to search with."""
        return (await self.embed_counted([text]))[0][0]

    async def embed_questions(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """The vectors to search with, in order; 128 texts to a request."""
        return (await self.embed_counted(texts))[0]

    async def embed_counted(
        self, texts: Sequence[str]
    ) -> tuple[list[tuple[float, ...]], int | None]:
        """The vectors, and the tokens that the server charged; None if it did not say."""
        vectors: list[tuple[float, ...]] = []
        charged = _Charged()
        for at in range(0, len(texts), _BATCH):
            part = [_clean(text) for text in texts[at : at + _BATCH]]
            vectors += await self._embed(part, charged)
        return vectors, charged.tokens

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        if self._connected:
            await self._connected.close()

    async def _embed(self, texts: list[str], charged: _Charged) -> list[tuple[float, ...]]:
        vectors = await self._ask(texts, charged, shorten=self._shortens)
        if not self._shortens and len(vectors[0]) > self._dimensions:
            vectors = await self._ask(texts, charged, shorten=True)
            self._shortens = True
        for vector in vectors:
            if len(vector) != self._dimensions:
                raise BadSetting(
                    f"The model {self._model} makes vectors of {len(vector)} numbers, not "
                    f"{self._dimensions}: set BOT_MODELS__DIMENSIONS={len(vector)}."
                )
        return vectors

    async def _ask(
        self, texts: list[str], charged: _Charged, *, shorten: bool
    ) -> list[tuple[float, ...]]:
        with embedding_errors(where=self._where, timeout=self._timeout):
            async with asyncio.timeout(self._timeout):
                answer = await self._client().embeddings.create(
                    model=self._model,
                    input=texts,
                    dimensions=self._dimensions if shorten else openai.omit,
                    encoding_format="float",
                )
            charged.add(answer)
            return _vectors(answer, count=len(texts))

    def _client(self) -> openai.AsyncOpenAI:
        if self._connected is None:
            self._connected = openai.AsyncOpenAI(
                # A server of one's own needs no key, and the client insists on one.
                api_key=self._api_key or "none",
                base_url=self._where,
                timeout=self._timeout,
                max_retries=_RETRIES,
            )
        return self._connected


@contextmanager
def embedding_errors(*, where: str, timeout: float) -> Iterator[None]:
    """Map what the client raises: BadSetting when it is refused, else EmbedderUnavailable."""
    try:
        yield
    except (openai.OpenAIError, ValueError, TypeError, AttributeError, OSError) as error:
        raise _ours(error, f"The embedding server at {where}", timeout) from error


def _ours(error: Exception, server: str, timeout: float) -> BotError:
    if isinstance(error, _REFUSALS):
        return BadSetting(
            f"{server} refuses ({_first_line(error)}): check BOT_MODELS__EMBEDDINGS, "
            "BOT_MODELS__API_KEY and BOT_MODELS__DIMENSIONS."
        )
    if isinstance(error, TimeoutError | openai.APITimeoutError):
        return EmbedderUnavailable(f"{server} did not answer within {timeout:g} seconds.")
    if isinstance(error, openai.OpenAIError):
        return EmbedderUnavailable(f"{server} failed: {_first_line(error)}")
    return EmbedderUnavailable(f"{server} does not answer as it should: {_first_line(error)}")


def _vectors(answer: CreateEmbeddingResponse, *, count: int) -> list[tuple[float, ...]]:
    """The vectors in the order of the texts, scaled to length 1, as 32-bit floats.

    Raises ValueError, TypeError or AttributeError when the answer is not well-formed.
    """
    rows = sorted(answer.data, key=lambda row: row.index)
    if [row.index for row in rows] != list(range(count)):
        raise ValueError(f"{len(rows)} vectors came back for {count} texts")
    return [_scaled(row.embedding) for row in rows]


def _scaled(vector: Sequence[float]) -> tuple[float, ...]:
    length = math.hypot(*vector)
    if not 0 < length < math.inf:
        raise ValueError("a vector has no length")
    return tuple(array("f", [number / length for number in vector]))


def _clean(text: str) -> str:
    """Text that can be sent: neither empty, which servers refuse, nor half a character."""
    return text.encode("utf-8", "replace").decode() or " "


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
