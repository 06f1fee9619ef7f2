"""Whatever a server does, a call ends honestly and soon."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from typing import Any, NoReturn

import openai
import pytest

from bot.adapters.chat_models.failures import Failure, failure_of
from bot.domain.errors import ModelUnavailable
from tests.bot.adapters.chat_models.chats import HASTY, LOOPBACK, Chat, heard
from tests.fakes.openai_faults import FAULTS, SILENT
from tests.fakes.openai_server import ChatServer

HONESTLY_SOON = 35.0
"""Seconds in which everything must have come to an end."""
SPEAKS_FIRST = {
    "cut stream",
    "endless",
    "filter",
    "hang after a word",
    "slow drip",
    "stream that stops short",
}
"""These begin an answer: another model must not begin a second one."""


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_server_that_does_wrong_is_told_as_a_model_that_did_not_answer(
    fault: str, chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    server = ChatServer()
    server.acts = [FAULTS[fault](server) for _ in range(3)]
    if fault in SILENT:
        chat.limits = HASTY
    async with server.running(), asyncio.timeout(HONESTLY_SOON):
        with pytest.raises(ModelUnavailable) as caught:
            await heard(chat.of(server))
    assert server.requests or fault in SILENT  # a busy machine may not even get there
    assert str(caught.value).startswith("No chat model answered: openai:")
    assert "Is it so" not in str(caught.value) + caplog.text


@pytest.mark.parametrize("fault", [name for name in FAULTS if name not in SPEAKS_FIRST])
async def test_the_next_model_answers_for_a_server_that_never_said_a_word(
    fault: str, chat: Chat
) -> None:
    first, second = ChatServer(), ChatServer("Second. [1]", key="none")
    first.acts = [FAULTS[fault](first) for _ in range(3)]
    if fault in SILENT:
        # Only the first model's silence is cut short: the second has time left.
        chat.limits = replace(HASTY, seconds=30)
    async with first.running(), second.running(), asyncio.timeout(HONESTLY_SOON):
        text, _ = await heard(chat.of(first, second))
    assert text == "Second. [1]"


async def test_a_server_that_is_not_there_is_told(chat: Chat) -> None:
    server = ChatServer()
    async with server.running():
        pass
    async with asyncio.timeout(HONESTLY_SOON):
        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            await heard(chat.of(server))
    assert (await chat.spent()).tokens == 0


async def test_a_name_that_nobody_resolves_is_told(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unknown(*_: Any, **__: Any) -> NoReturn:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    chat.hosts = LOOPBACK | {"nowhere.invalid"}
    async with asyncio.timeout(HONESTLY_SOON):
        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            await heard(chat.of("http://nowhere.invalid/v1"))


async def test_a_client_that_reaches_for_another_host_is_stopped_on_the_way(
    chat: Chat,
) -> None:
    server = ChatServer()
    async with server.running():
        model = chat.of(server)
        chat_model = model._lines[0].model
        chat_model.root_async_client.base_url = "http://localhost:9/v1"
        with pytest.raises(ModelUnavailable, match="BOT_MODELS__HOSTS"):
            await heard(model)
    assert server.requests == []


async def test_a_model_that_keeps_failing_is_left_alone_and_tried_again_later(
    chat: Chat,
) -> None:
    server = ChatServer()
    async with server.running():
        model = chat.of(server)
        for _ in range(5):
            server.acts = [FAULTS["401"](server)]
            with pytest.raises(ModelUnavailable):
                await heard(model)
        for _ in range(20):
            with pytest.raises(ModelUnavailable, match="no model may be asked"):
                await heard(model)
        assert len(server.requests) == 5
        chat.clock.advance(29)
        with pytest.raises(ModelUnavailable):
            await heard(model)
        chat.clock.advance(1)
        server.acts = [FAULTS["401"](server)]
        with pytest.raises(ModelUnavailable):
            await heard(model)
        with pytest.raises(ModelUnavailable):
            await heard(model)
        assert len(server.requests) == 6
        chat.clock.advance(30)
        assert (await heard(model))[0] == "It is so. [1]"
        assert (await heard(model))[0] == "It is so. [1]"


async def test_what_is_wrong_with_a_question_opens_no_breaker(chat: Chat) -> None:
    server = ChatServer()
    async with server.running():
        model = chat.of(server)
        for _ in range(8):
            server.acts = [FAULTS["400"](server)]
            with pytest.raises(ModelUnavailable):
                await heard(model)
        assert (await heard(model))[0] == "It is so. [1]"


def test_every_error_of_the_client_is_a_failure_with_its_reason() -> None:
    kinds = _below(openai.OpenAIError)
    assert len(kinds) > 10
    for kind in kinds:
        failure = failure_of(kind.__new__(kind))
        assert isinstance(failure, Failure)
        assert str(failure)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 503, 529])
def test_the_status_decides_whichever_package_it_comes_from(code: int) -> None:
    class Elsewhere(Exception):
        status_code = code

    failure = failure_of(Elsewhere("what somebody asked"))
    assert str(code) in str(failure)
    assert "what somebody asked" not in str(failure)
    assert failure.may_retry is (code in {408, 409, 429} or code >= 500)
    assert failure.is_free


def _below(kind: type[Exception]) -> list[type[Exception]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _below(child))]
