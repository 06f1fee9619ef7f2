"""Whatever a call of the client raises becomes ours."""

from __future__ import annotations

import inspect
import sys

import httpx
import pytest
from pydantic import BaseModel
from pydantic import ValidationError as PydanticError
from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

from bot.adapters.qdrant_calls import QdrantCalls
from bot.domain.errors import IndexUnavailable

PLAIN = [
    ValueError("Collection kb not found"),
    RuntimeError("QdrantLocal instance is closed"),
    AssertionError("Get collections returned None"),
    ConnectionResetError("reset"),
    TimeoutError(),
]


def vendor_errors() -> set[type[Exception]]:
    """Every exception class of the client that is loaded, and of the transport."""
    theirs = [
        module for name, module in sys.modules.items() if name.startswith("qdrant_client")
    ]
    members = [one for module in [*theirs, httpx] for one in vars(module).values()]
    errors = {one for one in members if inspect.isclass(one) and issubclass(one, Exception)}
    return {one for one in errors if one.__module__.startswith(("qdrant_client", "httpx"))}


def an_instance(error: type[Exception]) -> Exception:
    request = httpx.Request("GET", "http://127.0.0.1")
    response = httpx.Response(500, request=request)
    if issubclass(error, UnexpectedResponse):
        return error(500, "Server Error", b"broken", httpx.Headers())
    if issubclass(error, ResponseHandlingException):
        return error(httpx.ConnectError("refused"))
    if issubclass(error, ResourceExhaustedResponse):
        return error("busy", 0)
    if issubclass(error, httpx.HTTPStatusError):
        return error("broken", request=request, response=response)
    if issubclass(error, httpx.StreamError) and error is not httpx.StreamError:
        return error()  # type: ignore[call-arg]  # these bring their own message
    return error("broken")


def a_validation_error() -> Exception:
    class Shape(BaseModel):
        number: int

    try:
        Shape.model_validate({})
    except PydanticError as error:
        return error
    raise AssertionError("unreachable")


async def test_every_error_of_the_client_becomes_ours() -> None:
    calls = QdrantCalls(where="http://127.0.0.1:6333", timeout=5)
    errors = [*map(an_instance, vendor_errors()), a_validation_error(), *PLAIN]
    assert {"UnexpectedResponse", "QdrantException", "ConnectError", "InvalidURL"} <= {
        type(error).__name__ for error in errors
    }

    async def call(error: Exception) -> None:
        raise error

    for error in errors:
        with pytest.raises(IndexUnavailable, match="Qdrant at http://127") as mapped:
            await calls.make(call, error)
        assert mapped.value.__cause__ is error


async def test_a_bug_of_ours_stays_visible() -> None:
    calls = QdrantCalls(where="http://127.0.0.1:6333", timeout=5)

    async def call() -> None:
        raise TypeError("a bug")

    with pytest.raises(TypeError, match="a bug"):
        await calls.make(call)
