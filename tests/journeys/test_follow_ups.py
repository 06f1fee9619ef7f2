"""Conversations of two and three turns, over the sample folder, with the real embedder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.bootstrap import House, open_house
from bot.core import rendering
from bot.domain.conversation import Question, Speaker, Turn
from bot.errands import question_of
from bot.settings import Settings
from tests.journeys.dialogues import DIALOGUES, Said

_KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
_NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)
_FIRST = 5  # documents: an answer is made of no more passages

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.proof]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The sample folder, indexed with the embedder of the default."""
    home = tmp_path_factory.mktemp("follow-ups")
    async with open_house(Settings(home=home, knowledge=_KNOWLEDGE)) as house:
        await house.index(lambda *_: None)
        yield house


def _asked(said: Said, history: tuple[Turn, ...]) -> Question:
    line = {"question": said.text, "history": ()}
    return replace(question_of(line, user="test", asked_at=_NOW), history=history)


async def _place(house: House, question: Question, page: str) -> int | None:
    evidence = await house.desk.answering.evidence(question)
    paths = dict.fromkeys(hit.passage.path for hit in evidence.hits)
    return next((at for at, path in enumerate(paths, 1) if path.startswith(page)), None)


async def test_every_turn_of_a_conversation_finds_its_page(house: House) -> None:
    missed = []
    for dialogue in DIALOGUES:
        history: tuple[Turn, ...] = ()
        for said in dialogue:
            question = _asked(said, history)
            place = await _place(house, question, said.page)
            if place is None or place > _FIRST:
                missed.append((said.text, place))
            answer = await house.desk.answering.answer(question)
            shown = rendering.render(answer)
            turns = (Turn(Speaker.USER, said.text), Turn(Speaker.BOT, shown))
            history = (*history, *turns)
    assert not missed
