"""Reranking by a server over HTTP, within a deadline, a budget and a list of hosts."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit

import httpx

from bot.adapters.chat_models.breaker import Breaker
from bot.adapters.rerank_wire import Answered, dialect_of, endpoint_of, read_answer, request_of
from bot.core.limits import Purse
from bot.domain.errors import BadSetting, ModelUnavailable, ServiceError
from bot.ports import Clock, Spend

_OK = 200
_MOST_BYTES = 1024 * 1024
_MILLION = 1_000_000
_THOUSAND = 1000
# What this very question was refused for says nothing about the next one.
_OF_THIS_QUESTION = frozenset({400, 413, 422})
_ODD = "does not take the request: a Text Embeddings Inference server needs `tei:` before its"
_HINTS = {
    400: f"{_ODD} model's name in BOT_MODELS__RERANK",
    401: "refuses the key: check BOT_MODELS__RERANK_KEY",
    403: "says that the key may not use this model: check BOT_MODELS__RERANK_KEY",
    404: "has no such model or address: check BOT_MODELS__RERANK and BOT_MODELS__RERANK_URL",
    413: "finds the passages too long: set a lower BOT_ANSWERS__RERANKED",
    422: f"{_ODD} model's name in BOT_MODELS__RERANK",
    429: "is asked too often, or the account has no credit left",
}
_NONSENSE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
# A compressed answer could unfold to any size.
_HEADERS = {"Accept-Encoding": "identity", "Content-Type": "application/json"}
_PROBE = ("doctor", ("The doctor is in.", "The shop is shut."))


@dataclass(frozen=True, slots=True)
class RerankSetup:
    """Which server to ask and how, in plain values.

    `name` is as the settings have it, `seconds` the limit for a call. `price` is in US
    dollars for a million tokens, `call_price` for a thousand calls.
    """

    name: str
    url: str
    hosts: Collection[str]
    key: str | None = None
    seconds: float = 2.0
    price: float = 0.0
    call_price: float = 0.0

    def spend(self, tokens: int, calls: int = 1) -> Spend:
        """What so much costs."""
        cost = tokens * self.price / _MILLION + calls * self.call_price / _THOUSAND
        return Spend(tokens=tokens, cost=cost)


class HttpReranker:
    """Asks one server, once; connects at the first use. Raises BadSetting for a bad address.

    After five failures in half a minute the server is left alone for as long. Redirects and
    proxies are not followed: what people ask goes to the host of the settings only.
    """

    def __init__(self, setup: RerankSetup, *, purse: Purse, clock: Clock) -> None:
        _check(setup)
        self._setup = setup
        self._purse = purse
        self._clock = clock
        self._breaker = Breaker()
        self._dialect, self._model = dialect_of(setup.name)
        self._connected: httpx.AsyncClient | None = None

    @property
    def name(self) -> str:
        """The model as the settings have it."""
        return self._setup.name

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """A score for each text, in order.

        The most that a call may use is reserved first, and stays counted when nobody can
        tell what it used. Raises ModelUnavailable, BudgetSpent, DatabaseUnavailable.
        """
        if not texts:
            return []
        if not self._breaker.lets_through(self._clock.monotonic()):
            self._unavailable("keeps failing and is left alone for half a minute")
        body = request_of(self._dialect, self._model, question, texts)
        most = len(body) + len(texts) * len(question.encode("utf-8", "replace"))
        reserved = await self._purse.reserve(self._setup.spend(most))
        try:
            answered = await self._asked(body, len(texts))
        except _Free as refusal:
            await self._purse.settle(reserved, Spend())
            raise refusal.error from refusal.__cause__
        tokens = most if answered.tokens is None else answered.tokens
        await self._purse.settle(reserved, self._setup.spend(tokens, answered.units or 1))
        return answered.scores

    async def check(self) -> tuple[str, ...]:
        """Two short texts are scored: with a paid server that costs next to nothing."""
        try:
            await self.scores(*_PROBE)
        except ServiceError as error:
            return (f"{error} Without it the order of the search stands.",)
        return ()

    async def close(self) -> None:
        """Let go of the connections. May be called twice."""
        if self._connected is not None:
            await self._connected.aclose()

    async def _asked(self, body: bytes, count: int) -> Answered:
        """What came back. Raises ModelUnavailable, or _Free when it cannot have cost a cent."""
        try:
            async with asyncio.timeout(self._setup.seconds):
                status, answer = await self._posted(body)
            if status != _OK:
                raise self._refused(status)
            found = read_answer(self._dialect, answer, count=count)
        except httpx.ConnectError as error:
            self._breaker.failed(self._clock.monotonic())
            raise _Free(self._error("cannot be reached: does it run?")) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            self._failed(f"did not answer within {self._setup.seconds:g} seconds", error)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            self._failed(f"broke off ({type(error).__name__})", error)
        except _NONSENSE as error:
            # Its words are not repeated: they may hold what was asked.
            self._failed("does not answer as a reranker should", error)
        self._breaker.succeeded()
        return found

    async def _posted(self, body: bytes) -> tuple[int, bytes]:
        found = bytearray()
        where = endpoint_of(self._setup.url)
        async with self._client().stream("POST", where, content=body) as answer:
            if answer.status_code == _OK:
                async for piece in answer.aiter_raw():
                    found += piece
                    if len(found) > _MOST_BYTES:
                        raise ValueError("more than an answer can have")
            return answer.status_code, bytes(found)

    def _client(self) -> httpx.AsyncClient:
        if self._connected is None:
            headers = dict(_HEADERS)
            if self._setup.key:
                headers["Authorization"] = f"Bearer {self._setup.key}"
            self._connected = httpx.AsyncClient(
                headers=headers,
                follow_redirects=False,
                timeout=self._setup.seconds,
                trust_env=False,
            )
        return self._connected

    def _refused(self, status: int) -> _Free:
        if status not in _OF_THIS_QUESTION:
            self._breaker.failed(self._clock.monotonic())
        hint = _HINTS.get(status, "has trouble of its own")
        return _Free(self._error(f"{hint} (status {status})"))

    def _failed(self, why: str, error: Exception) -> NoReturn:
        self._breaker.failed(self._clock.monotonic())
        self._unavailable(why, error)

    def _unavailable(self, why: str, error: Exception | None = None) -> NoReturn:
        raise self._error(why) from error

    def _error(self, why: str) -> ModelUnavailable:
        return ModelUnavailable(f"The reranker {self.name} at {self._setup.url} {why}.")


class _Free(Exception):
    """A failure that cannot have been paid for, with the error to raise."""

    def __init__(self, error: ModelUnavailable) -> None:
        self.error = error
        super().__init__(str(error))


def _check(setup: RerankSetup) -> None:
    """Raises BadSetting unless the address is one that may be asked."""
    try:
        parts = urlsplit(setup.url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise BadSetting(
            "BOT_MODELS__RERANK_URL is no address of a server: write one such as "
            "http://127.0.0.1:8000/v1, and a key into BOT_MODELS__RERANK_KEY."
        )
    if host.casefold() not in {one.casefold() for one in setup.hosts}:
        raise BadSetting(
            f"BOT_MODELS__RERANK_URL names {host}, which is not one of BOT_MODELS__HOSTS: add "
            "it there if questions and passages may go to it."
        )
