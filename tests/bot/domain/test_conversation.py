"""A question and its identity."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.audience import OPERATOR, PUBLIC, clearance
from bot.domain.conversation import Addressed, Place, Question, Speaker, Turn
from bot.domain.people import Person, Platform

PLACE = Place(Platform.SLACK, "T1", "C1", "1700.1", clearance(PUBLIC))
QUESTION = Question(
    place=PLACE,
    message="1700.2",
    asker=Person(Platform.SLACK, "T1", "U1"),
    text="휴가는 며칠인가요?",
    asked_at=datetime(2026, 1, 2, tzinfo=UTC),
    addressed=Addressed.MENTION,
)


@pytest.mark.parametrize(
    "again",
    [
        QUESTION,
        replace(QUESTION, text="edited"),
        replace(QUESTION, asked_at=datetime(2027, 1, 2, tzinfo=UTC)),
        replace(QUESTION, addressed=Addressed.FOLLOW_UP),
        replace(QUESTION, history=(Turn(Speaker.USER, "Hello"),)),
        replace(QUESTION, place=replace(PLACE, thread="1700.2")),
        replace(QUESTION, place=replace(PLACE, clearance=OPERATOR)),
    ],
)
def test_a_message_delivered_again_is_the_same_question(again: Question) -> None:
    assert again.id == QUESTION.id


@pytest.mark.parametrize(
    "other",
    [
        replace(QUESTION, message="1700.3"),
        replace(QUESTION, place=replace(PLACE, channel="C2")),
        replace(QUESTION, place=replace(PLACE, workspace="T2")),
        replace(QUESTION, place=replace(PLACE, platform=Platform.DISCORD)),
        # The parts are told apart, not only their letters.
        replace(QUESTION, place=replace(PLACE, workspace="T1C", channel="1")),
        replace(QUESTION, place=replace(PLACE, channel="C11"), message="700.2"),
    ],
)
def test_another_message_is_another_question(other: Question) -> None:
    assert other.id != QUESTION.id


def test_the_id_of_a_message_is_the_same_in_every_version_of_the_bot() -> None:
    # It stands in databases: a new way to make it would answer redelivered messages twice.
    assert str(QUESTION.id) == "3974e450-1635-5a73-8092-6d06cbd81ffe"
