"""What the clients of model providers raise, as one kind of failure.

Every provider's package has its own errors; nearly all carry the status of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_LATER = frozenset({408, 409, 425, 429})
_OF_THIS_QUESTION = frozenset({400, 413, 422})
_FORBIDDEN = "its host is not one of BOT_MODELS__HOSTS"
_NOT_CONNECTED = frozenset({"ConnectError", "ConnectTimeout"})  # of httpx and its like
_HINTS = {
    400: "it does not take the request: another model or server may",
    401: "the key is missing or wrong: check BOT_MODELS__CHAT_KEY or the provider's variable",
    403: "the key may not use this model",
    404: "there is no such model, or not any more: check its name in BOT_MODELS__CHAT",
    408: "it took too long",
    413: "the request is too long for it",
    422: "it does not take the request: another model or server may",
    429: "it is asked too often, or the account has no credit left",
}


@dataclass(eq=False)
class Failure(Exception):
    """One call that came to nothing.

    `after` is how many seconds the server asked to wait. `counts` towards the breaker.
    `is_free`: nothing can have been paid for.
    """

    why: str
    may_retry: bool = True
    after: float = 0.0
    counts: bool = True
    is_free: bool = False

    def __str__(self) -> str:
        return self.why


class HostRefused(Exception):
    """A client wanted to reach a host that is not allowed."""


class TooLong(Exception):
    """A server sent more than any answer can have."""


def failure_of(error: Exception) -> Failure:
    """What a client raised. Its words are not repeated: they may hold what was asked."""
    causes = list(_causes(error))
    ours = next((one for one in causes if isinstance(one, Failure)), None)
    status = _status(error)
    if ours is not None:
        return ours
    if any(isinstance(one, HostRefused) for one in causes):
        return Failure(
            "its host is not one of BOT_MODELS__HOSTS", may_retry=False, is_free=True
        )
    if any(isinstance(one, TooLong) for one in causes):
        return Failure("it sent more than an answer can have", may_retry=False)
    if status is not None:
        return _of_status(status, error)
    return _of_silence(error, causes)


def _of_silence(error: Exception, causes: list[BaseException]) -> Failure:
    if isinstance(error, TimeoutError):
        return Failure("it did not answer in time")
    if any(type(one).__name__ in _NOT_CONNECTED for one in causes):
        return Failure("it cannot be reached", is_free=True)
    return Failure(f"it broke off ({type(error).__name__})")


def _of_status(status: int, error: Exception) -> Failure:
    hint = _HINTS.get(status, "it has trouble of its own")
    return Failure(
        f"{hint} (status {status})",
        may_retry=status in _LATER or status >= 500,  # noqa: PLR2004 - the server's own trouble
        after=_asked_to_wait(error),
        counts=status not in _OF_THIS_QUESTION,
        is_free=True,
    )


def _status(error: Exception) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        for name in ("status_code", "status", "code"):
            value = getattr(holder, name, None)
            if isinstance(value, int) and 400 <= value < 600:  # noqa: PLR2004 - HTTP's errors
                return value
    return None


def _asked_to_wait(error: Exception) -> float:
    headers: Any = getattr(getattr(error, "response", None), "headers", None) or {}
    with suppress(TypeError, ValueError):
        return max(0.0, float(headers.get("retry-after-ms")) / 1000)
    with suppress(TypeError, ValueError):
        return max(0.0, float(headers.get("retry-after")))
    with suppress(TypeError, ValueError):
        until = parsedate_to_datetime(headers.get("retry-after"))
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    return 0.0


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    for _ in range(10):
        if seen is None:
            return
        yield seen
        seen = seen.__cause__ or seen.__context__
