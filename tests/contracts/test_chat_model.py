"""What every chat model keeps to: the fake, and LangChain over a real socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import pytest

from bot.domain.errors import ModelUnavailable
from bot.ports import ChatModel, Message, Voice, Worded
from tests.bot.adapters.chat_models.chats import Chat
from tests.fakes.chat_model import FakeChatModel
from tests.fakes.openai_server import ChatServer, cut_off

SAID = "연차는 15일입니다. [1] That is all. [2]"
ASKED = (Message(Voice.SYSTEM, "Answer."), Message(Voice.USER, "며칠인가요?"))


@dataclass(frozen=True, slots=True)
class Subject:
    """A model that says `SAID`; after `break_it` it fails in the middle of the answer."""

    model: ChatModel
    break_it: Callable[[], None]


def _fake() -> Subject:
    model = FakeChatModel(SAID)

    def break_it() -> None:
        model.failure = ModelUnavailable("The connection broke.")
        model.fails_after = 10

    return Subject(model, break_it)


@pytest.fixture(params=["fake", "langchain"])
async def subject(request: pytest.FixtureRequest) -> AsyncIterator[Subject]:
    if request.param == "fake":
        yield _fake()
        return
    server, chat = ChatServer(SAID), Chat()
    async with server.running():
        model = chat.of(server)
        yield Subject(model, lambda: server.acts.extend([cut_off] * 10))
        await model.close()


async def said_by(model: ChatModel, messages: Sequence[Message] = ASKED) -> list[str | Worded]:
    async with aclosing(model.stream(messages)) as stream:
        return [piece async for piece in stream]


async def test_the_pieces_are_the_text_and_what_it_used_comes_last(subject: Subject) -> None:
    *pieces, worded = await said_by(subject.model)

    assert all(isinstance(piece, str) and piece for piece in pieces)
    assert "".join(str(piece) for piece in pieces) == SAID
    assert isinstance(worded, Worded)
    assert worded.is_whole
    assert ":" in worded.model
    assert worded.tokens.input > 0
    assert worded.tokens.output > 0


async def test_the_text_begins_before_it_is_all_there(subject: Subject) -> None:
    async with aclosing(subject.model.stream(ASKED)) as stream:
        first = await anext(stream)

    assert isinstance(first, str)
    assert SAID.startswith(first)
    assert len(first) < len(SAID)


async def test_one_that_was_left_in_the_middle_answers_again(subject: Subject) -> None:
    async with aclosing(subject.model.stream(ASKED)) as stream:
        await anext(stream)

    *pieces, _ = await said_by(subject.model)
    assert "".join(str(piece) for piece in pieces) == SAID


async def test_an_answer_that_breaks_off_never_ends_as_if_it_were_whole(
    subject: Subject,
) -> None:
    subject.break_it()
    heard: list[str | Worded] = []

    with pytest.raises(ModelUnavailable):
        async with aclosing(subject.model.stream(ASKED)) as stream:
            heard.extend([piece async for piece in stream])

    assert not any(isinstance(piece, Worded) for piece in heard)


async def test_a_model_that_answers_has_no_remarks(subject: Subject) -> None:
    assert await subject.model.check() == ()


async def test_it_may_be_closed_twice(subject: Subject) -> None:
    await subject.model.close()
    await subject.model.close()
