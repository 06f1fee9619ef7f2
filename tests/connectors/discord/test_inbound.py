"""What somebody wrote becomes a question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.audience import PUBLIC
from bot.domain.conversation import Addressed
from bot.domain.people import Person, Platform
from connectors.discord.inbound import Said, question, reach, words
from tests.samples import NOON

BOT = "100000000000000001"
SAID = Said(
    message="300",
    channel="200",
    guild="10",
    author="400",
    text="휴가는 며칠인가요?",
    at=NOON,
)


def test_a_mention_is_addressed_to_the_bot() -> None:
    assert reach(replace(SAID, calls_bot=True)) is Addressed.MENTION


def test_a_direct_message_needs_no_mention() -> None:
    assert reach(replace(SAID, guild="")) is Addressed.DIRECT


def test_a_reply_to_the_bot_goes_on_with_the_conversation() -> None:
    assert reach(replace(SAID, answers_bot=True, calls_bot=True)) is Addressed.FOLLOW_UP
    assert reach(replace(SAID, answers_bot=True)) is Addressed.FOLLOW_UP


def test_a_reply_whose_words_discord_keeps_back_is_left_alone() -> None:
    assert reach(replace(SAID, answers_bot=True, text="")) is None


def test_what_people_say_among_each_other_is_left_alone() -> None:
    assert reach(SAID) is None


def test_in_a_thread_it_may_be_for_the_bot() -> None:
    assert reach(replace(SAID, is_thread=True)) is Addressed.OVERHEARD


@pytest.mark.parametrize(
    "change", [{"is_for_others": True}, {"text": ""}, {"text": "  "}], ids=str
)
def test_in_a_thread_what_is_for_others_is_left_alone(change: dict[str, object]) -> None:
    assert reach(replace(SAID, is_thread=True, **change)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (f"<@{BOT}> 휴가는?", "휴가는?"),
        (f"휴가는 <@!{BOT}>", "휴가는"),
        (f"<@{BOT}>", ""),
        ("ask <@400000000000000001> about it", "ask @user about it"),
        ("ask <@&400000000000000001>", "ask @role"),
        ("what is <#400000000000000001> for?", "what is #channel for?"),
        ("thanks <:party:400000000000000001> <a:x:400000000000000001>", "thanks :party: :x:"),
        ("is 3 <@ 4?", "is 3 <@ 4?"),
    ],
)
def test_ids_of_people_and_places_are_no_words(written: str, kept: str) -> None:
    assert words(written, bot=BOT) == kept


def test_the_asker_is_the_same_in_every_server() -> None:
    here = question(SAID, "x", addressed=Addressed.MENTION)
    there = question(replace(SAID, guild="11"), "x", addressed=Addressed.MENTION)
    assert here.asker == there.asker == Person(Platform.DISCORD, "", "400")
    assert here.id != there.id


def test_a_place_on_discord_is_public() -> None:
    place = question(SAID, "x", addressed=Addressed.MENTION).place
    assert place.clearance.labels == frozenset({PUBLIC.label})


def test_replies_share_the_conversation_of_the_message_that_it_began_with() -> None:
    first = question(SAID, "x", addressed=Addressed.MENTION).place
    again = question(
        replace(SAID, message="301"), "y", addressed=Addressed.FOLLOW_UP, root="300"
    ).place
    assert first == again
    other = question(replace(SAID, message="302"), "z", addressed=Addressed.MENTION).place
    assert other != first


@pytest.mark.parametrize("change", [{"is_thread": True}, {"guild": ""}], ids=str)
def test_a_thread_and_a_direct_message_are_one_conversation(change: dict[str, object]) -> None:
    one = replace(SAID, **change)  # type: ignore[arg-type]
    other = replace(one, message="301")
    places = [question(each, "x", addressed=Addressed.MENTION).place for each in (one, other)]
    assert places[0] == places[1]


def test_the_id_does_not_depend_on_the_conversation() -> None:
    one = question(SAID, "x", addressed=Addressed.MENTION)
    other = question(SAID, "x", addressed=Addressed.FOLLOW_UP, root="299")
    assert one.id == other.id
