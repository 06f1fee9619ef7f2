"""One call to Qdrant: its deadline, its second tries, and its errors in our words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

import httpx
from qdrant_client.common.client_exceptions import QdrantException, ResourceExhaustedResponse
from qdrant_client.http.exceptions import (
    ApiException,
    ResponseHandlingException,
    UnexpectedResponse,
)

from bot.domain.errors import IndexUnavailable

_P = ParamSpec("_P")
_T = TypeVar("_T")

_PAUSES = (0.1, 0.5)
_REFUSALS = {401, 403}
_PASSING = {429, 502, 503, 504}
# What a call of the client may raise: its own, what its transport lets through, and, in
# local mode or where an answer has a hole, plain ones.
_VENDOR = (
    ApiException,
    QdrantException,
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.CookieConflict,
    ValueError,
    RuntimeError,
    AssertionError,
    OSError,
)


class QdrantCalls:
    """Makes calls of a client whose server is at `where`, each within `timeout` seconds.

    A call is tried up to three times when the connection breaks or the server says that
    it is busy, so it must be one that may be repeated.
    """

    def __init__(self, *, where: str, timeout: float) -> None:
        self._where = where
        self._timeout = timeout

    async def make(
        self, call: Callable[_P, Awaitable[_T]], *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """What `call` returns. Raises IndexUnavailable for all that the client raises."""
        try:
            async with asyncio.timeout(self._timeout):
                return await _patiently(lambda: call(*args, **kwargs))
        except _VENDOR as error:
            raise IndexUnavailable(self._sentence(error)) from error

    def _sentence(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return f"Qdrant at {self._where} did not answer within {self._timeout:g} seconds."
        if isinstance(error, ResponseHandlingException):
            return (
                f"Qdrant at {self._where} cannot be reached, or something else answers there "
                f"({_first_line(error.source)}): check that it runs, and BOT_QDRANT__URL."
            )
        if isinstance(error, UnexpectedResponse) and error.status_code in _REFUSALS:
            return f"Qdrant at {self._where} refuses the API key: check BOT_QDRANT__API_KEY."
        return f"Qdrant at {self._where} failed: {_first_line(error)}"


async def _patiently(call: Callable[[], Awaitable[_T]]) -> _T:
    for pause in _PAUSES:
        try:
            return await call()
        except (ApiException, QdrantException) as error:
            if not _may_pass(error):
                raise
            await asyncio.sleep(max(pause, getattr(error, "retry_after_s", 0)))
    return await call()


def _may_pass(error: Exception) -> bool:
    if isinstance(error, ResponseHandlingException):
        return isinstance(error.source, httpx.NetworkError | httpx.RemoteProtocolError)
    if isinstance(error, UnexpectedResponse):
        return error.status_code in _PASSING
    return isinstance(error, ResourceExhaustedResponse)


def _first_line(error: object) -> str:
    if isinstance(error, UnexpectedResponse):
        return f"{error.status_code} {error.content[:200].decode(errors='replace')}".strip()
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
