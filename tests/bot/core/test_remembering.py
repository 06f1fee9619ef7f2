"""Exact answers from memory: only where nothing has changed, and never anybody's words."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.core.answering import terms_of
from bot.core.remembering import Made, Memory
from bot.core.tally import Tally
from bot.domain.audience import EMPLOYEES, PUBLIC, clearance
from bot.domain.conversation import Answer, Outcome, Question
from bot.domain.knowledge import FoundFile, Stat
from bot.domain.people import Person, Platform
from tests.bot.core.evidence import passage
from tests.bot.core.library import ALWAYS, COLLECTION, NEVER, Library
from tests.bot.core.questions import asked, bot, user
from tests.fakes.clock import FakeClock

VPN = passage("Reset the VPN in the portal.", path="it.md", title="IT")
PAY = passage("The VPN budget is 900 a year.", path="pay.md", title="Pay", audience=EMPLOYEES)
TEXT = "How do I reset the VPN?"
MADE = Made(COLLECTION, settings="bar 0.5")


class Room:
    """A library with a memory; `worked` counts the answers that were worked out."""

    def __init__(self) -> None:
        self.library = Library()
        self.clock = FakeClock()
        self.tally = Tally()
        self.day = date(2026, 3, 2)
        self.made = MADE
        self.memory = self._memory()

    def _memory(self) -> Memory:
        return Memory(
            manifest=self.library.manifest,
            made=self.made,
            today=lambda: self.day,
            terms=terms_of(self.library.encoder),
            clock=self.clock,
            tally=self.tally,
            seconds=3600,
            most=3,
        )

    @property
    def worked(self) -> int:
        return self.library.embedder.asked

    def with_other(self, made: Made) -> None:
        """As if the same memory were used after a setting has changed."""
        self.memory._made = made

    async def ask(self, question: Question) -> Answer:
        return await self.library.answering(ALWAYS, memory=self.memory).answer(question)


@pytest.fixture
async def room() -> Room:
    room = Room()
    await room.library.put(VPN, PAY)
    return room


async def test_the_same_question_is_worked_out_once(room: Room) -> None:
    first = await room.ask(asked(TEXT))
    assert await room.ask(asked(TEXT, message="m2")) == first
    assert (room.worked, room.tally.recalled) == (1, 1)


@pytest.mark.parametrize(
    "text",
    ["how do i reset the vpn", "How do I\n reset  the VPN ?!", "ＨＯＷ do I reset the VPN…"],
)
async def test_case_blanks_and_closing_signs_make_no_other_question(
    room: Room, text: str
) -> None:
    await room.ask(asked(TEXT))
    await room.ask(asked(text))
    assert room.worked == 1


async def test_korean_is_the_same_however_it_is_composed(room: Room) -> None:
    text = "브이피엔을 초기화하는 방법이 무엇인지 알려 주세요"
    await room.ask(asked(text))
    await room.ask(asked(unicodedata.normalize("NFD", text)))
    assert room.worked == 1


@pytest.mark.parametrize("text", ["How do I reset the VPNs?", "Do I reset the VPN how?"])
async def test_other_words_are_another_question(room: Room, text: str) -> None:
    await room.ask(asked(TEXT))
    await room.ask(asked(text))
    assert room.worked == 2


async def test_who_may_read_more_shares_nothing_with_who_may_read_less(room: Room) -> None:
    text = "What is the VPN budget for a year?"
    inside = await room.ask(asked(text, reader=clearance(EMPLOYEES)))
    outside = await room.ask(asked(text, reader=clearance(PUBLIC)))
    group = await room.ask(asked(text, reader=clearance(EMPLOYEES, ["board"])))
    assert "pay.md" in {citation.path for citation in inside.citations}
    assert "pay.md" not in {citation.path for citation in outside.citations}
    assert "pay.md" in {citation.path for citation in group.citations}
    assert room.worked == 3


async def test_another_platform_may_have_other_bars(room: Room) -> None:
    question = asked(TEXT)
    await room.ask(question)
    place = replace(question.place, platform=Platform.WEB)
    await room.ask(replace(question, place=place))
    assert room.worked == 2


async def test_another_person_in_the_same_place_is_answered_from_memory(room: Room) -> None:
    await room.ask(asked(TEXT))
    await room.ask(replace(asked(TEXT), asker=Person(Platform.SLACK, "T1", "U2")))
    assert room.worked == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(MADE, collection="kb_other"),
        replace(MADE, prompts=("answer.v2",)),
        replace(MADE, models=("openai:other",)),
        replace(MADE, settings="bar 0.9"),
    ],
)
async def test_whatever_answers_are_made_with_makes_others(room: Room, other: Made) -> None:
    await room.ask(asked(TEXT))
    room.with_other(other)
    await room.ask(asked(TEXT))
    assert room.worked == 2


async def test_tomorrow_another_document_may_hold(room: Room) -> None:
    await room.ask(asked(TEXT))
    room.day = date(2026, 3, 3)
    await room.ask(asked(TEXT))
    assert room.worked == 2


async def _shelve_more(room: Room) -> None:
    await room.library.put(passage("Leave is 15 days.", path="leave.md"))


async def _delete(room: Room) -> None:
    await room.library.manifest.remove(COLLECTION, ["it.md"])


async def _withhold(room: Room) -> None:
    file = FoundFile("it.md", Stat(2, 2, 2), EMPLOYEES)
    await room.library.manifest.fail(COLLECTION, file, reason="broken", withhold=True)


async def _count_again(room: Room) -> None:
    await room.library.manifest.recount(COLLECTION, {1: 1})


async def _mend_the_index(room: Room) -> None:
    await room.library.manifest.stir(COLLECTION)


@pytest.mark.parametrize(
    "change", [_shelve_more, _delete, _withhold, _count_again, _mend_the_index]
)
async def test_a_change_on_the_shelves_makes_another_answer(
    room: Room, change: Callable[[Room], Awaitable[None]]
) -> None:
    await room.ask(asked(TEXT))
    await change(room)
    await room.ask(asked(TEXT))
    assert room.worked == 2


@pytest.mark.parametrize("change", [_delete, _withhold])
async def test_a_document_that_is_gone_is_never_quoted_from_memory(
    room: Room, change: Callable[[Room], Awaitable[None]]
) -> None:
    first = await room.ask(asked(TEXT))
    assert "it.md" in {citation.path for citation in first.citations}
    await change(room)
    again = await room.ask(asked(TEXT))
    assert "it.md" not in {citation.path for citation in again.citations}


async def test_an_answer_is_kept_for_so_long_and_no_longer(room: Room) -> None:
    await room.ask(asked(TEXT))
    room.clock.advance(3599)
    await room.ask(asked(TEXT))
    assert room.worked == 1
    room.clock.advance(1)
    await room.ask(asked(TEXT))
    assert room.worked == 2


async def test_only_so_many_are_kept(room: Room) -> None:
    names = ("printer one", "printer two", "printer three")
    for text in (TEXT, *names, TEXT):
        await room.ask(asked(f"{text} manual location"))
    assert room.worked == 5


async def test_an_unknown_answer_is_kept_too(room: Room) -> None:
    answering = room.library.answering(NEVER, memory=room.memory)
    first = await answering.answer(asked(TEXT))
    assert (first.outcome, await answering.answer(asked(TEXT))) == (Outcome.UNKNOWN, first)
    assert room.worked == 1


async def test_a_follow_up_is_worked_out_anew(room: Room) -> None:
    for _ in range(2):
        await room.ask(asked("and how long?", history=(user(TEXT), bot("…"))))
    assert (room.worked, room.tally.recalled) == (4, 0)  # twice two searches


async def test_a_question_that_stands_is_the_same_in_a_conversation(room: Room) -> None:
    text = "Where do I reset the company VPN password?"
    await room.ask(asked(text))
    await room.ask(asked(text, history=(user("hello"), bot("hi"))))
    assert room.worked == 1


async def test_a_question_with_a_picture_is_worked_out_anew(room: Room) -> None:
    question = replace(asked(TEXT), pictured="ERROR 7")
    for _ in range(2):
        await room.ask(question)
    assert room.worked == 2
