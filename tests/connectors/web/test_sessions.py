"""Sessions keep people apart."""

from __future__ import annotations

import uuid
from dataclasses import replace

from bot.domain.audience import PUBLIC, clearance
from bot.domain.people import Platform
from connectors.web.sessions import Session, conversation_of

ONE, OTHER = Session("0" * 31 + "1"), Session("0" * 31 + "2")
CONVERSATION = uuid.UUID(int=7)
CLEARED = clearance(PUBLIC)


def test_a_place_is_the_same_every_time_and_tells_its_conversation() -> None:
    place = ONE.place(CONVERSATION, CLEARED)

    assert place == ONE.place(CONVERSATION, CLEARED)
    assert conversation_of(place) == CONVERSATION
    assert ONE.owns(place)


def test_the_same_conversation_of_another_session_is_another_place() -> None:
    place = OTHER.place(CONVERSATION, CLEARED)

    assert place != ONE.place(CONVERSATION, CLEARED)
    assert not ONE.owns(place)


def test_the_session_cannot_be_read_from_what_is_stored() -> None:
    place = ONE.place(CONVERSATION, CLEARED)

    assert ONE.token not in place.thread
    assert ONE.token not in ONE.message(uuid.UUID(int=1))


def test_a_place_of_another_platform_or_form_is_nobodys() -> None:
    place = ONE.place(CONVERSATION, CLEARED)

    assert not ONE.owns(replace(place, platform=Platform.SLACK))
    assert not ONE.owns(replace(place, thread="1772452700.000001"))
    assert not ONE.owns(replace(place, thread=str(CONVERSATION)))


def test_what_the_database_takes_is_not_exceeded() -> None:
    assert len(ONE.place(CONVERSATION, CLEARED).thread) <= 120
    assert len(ONE.message(uuid.UUID(int=1))) <= 120


def test_a_new_session_is_unlike_any_other() -> None:
    assert len({Session.of(None).token for _ in range(100)}) == 100
