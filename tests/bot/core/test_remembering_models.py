"""What a chat model worded is kept only where no word of the asker's is in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.core.answering import terms_of
from bot.core.prompting import Prompting
from bot.core.remembering import Made, Memory
from bot.core.tally import Tally
from bot.core.wording import Wording
from bot.domain.conversation import Answer, Question, Tokens
from bot.domain.errors import ModelUnavailable
from tests.bot.core.evidence import passage
from tests.bot.core.library import COLLECTION, Library
from tests.bot.core.questions import asked, bot, user
from tests.fakes.chat_model import FakeChatModel
from tests.fakes.clock import FakeClock

TEXT = "How do I reset the VPN?"
SAID = "Reset the VPN in the portal. [1]"


class Room:
    """A library, a model, and a memory."""

    def __init__(self) -> None:
        self.library = Library()
        self.model = FakeChatModel(SAID)
        self.tally = Tally()
        self.memory = Memory(
            manifest=self.library.manifest,
            made=Made(COLLECTION, prompts=("v1",), models=("fake:model",)),
            today=lambda: date(2026, 3, 2),
            terms=terms_of(self.library.encoder),
            clock=FakeClock(),
            tally=self.tally,
            seconds=3600,
        )

    async def ask(self, question: Question) -> Answer:
        plain = self.library.answering(memory=self.memory)
        wording = Wording(self.model, Prompting("In {language}.", "v1"), plain.terms)
        return await replace(plain, wording=wording).answer(question)


@pytest.fixture
async def room() -> Room:
    room = Room()
    await room.library.put(passage("Reset the VPN in the portal.", path="it.md", title="IT"))
    return room


async def test_an_answer_from_memory_calls_no_model_and_costs_nothing(room: Room) -> None:
    first = await room.ask(asked(TEXT))
    again = await room.ask(asked(TEXT))
    assert (first.tokens, first.cost) == (Tokens(10, 5), 0.25)
    assert again == replace(first, tokens=Tokens(), cost=0.0)
    assert (len(room.model.asked), room.tally.recalled) == (1, 1)


async def test_that_the_documents_do_not_tell_is_kept_too(room: Room) -> None:
    room.model.author = lambda _: "NONE"
    for _ in range(2):
        await room.ask(asked(TEXT))
    assert len(room.model.asked) == 1


async def test_a_quotation_that_stands_in_for_a_model_is_not_kept(room: Room) -> None:
    room.model.failure = ModelUnavailable("away")
    assert (await room.ask(asked(TEXT))).stands_in
    room.model.failure = None
    assert (await room.ask(asked(TEXT))).is_worded


async def test_an_answer_that_was_cut_short_is_not_kept(room: Room) -> None:
    room.model.is_whole = False
    assert (await room.ask(asked(TEXT))).is_partial
    room.model.is_whole = True
    assert not (await room.ask(asked(TEXT))).is_partial


async def test_a_word_of_the_askers_in_the_answer_is_kept_nowhere(room: Room) -> None:
    room.model.author = lambda _: "Reset the VPN in the portal, Zebulon. [1]"
    question = asked("I am Zebulon, how do I reset the VPN?")
    answer = await room.ask(question)
    assert "Zebulon" in answer.sentences[0].text
    await room.ask(question)
    assert len(room.model.asked) == 2


async def test_a_model_reads_the_conversation_so_nothing_is_kept_of_it(room: Room) -> None:
    question = asked("Where do I reset the company VPN password?")
    history = (user("I work in Halifax."), bot("Noted."))
    for one in (question, replace(question, history=history), question):
        await room.ask(one)
    assert (len(room.model.asked), room.tally.recalled) == (2, 1)


async def test_memory_holds_no_word_of_a_question(room: Room) -> None:
    await room.ask(asked("How do I reset the VPN of colleague Zebulon?"))
    assert room.memory._held
    assert "zebulon" not in repr(room.memory._held).casefold()
