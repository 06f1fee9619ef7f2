"""What Slack delivers, as what was said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.conversation import Addressed
from bot.domain.people import Person, Platform
from connectors.slack.inbound import Deleted, Edited, Spoken, read, words
from connectors.slack.setup import Identity
from tests.connectors.slack.samples import shared

WHO = Identity("T0HOUSE", "U0BOT", "B0BOT", "supportbot", "House")
SAID: dict[str, Any] = {
    "type": "message",
    "channel": "C0HELP",
    "channel_type": "channel",
    "user": "U0KIM",
    "team": "T0HOUSE",
    "ts": "1772452800.000100",
    "text": "<@U0BOT> 연차는요?",
}


def event(**changes: Any) -> dict[str, Any]:
    inner = {name: value for name, value in {**SAID, **changes}.items() if value is not None}
    return {"type": "event_callback", "team_id": "T0HOUSE", "event": inner}


def spoken(**changes: Any) -> Spoken:
    said = read(event(**changes), WHO)
    assert isinstance(said, Spoken)
    return said


@pytest.mark.parametrize("kind", ["message", "app_mention"])
def test_both_forms_of_a_mention_are_the_same_question(kind: str) -> None:
    said = spoken(type=kind)
    assert said == spoken()
    assert (said.text, said.addressed) == ("연차는요?", Addressed.MENTION)
    assert said.thread == said.ts
    assert said.person == Person(Platform.SLACK, "T0HOUSE", "U0KIM")


def test_a_direct_message_needs_no_mention() -> None:
    said = spoken(channel="D0KIM", text="How many days?")
    assert (said.addressed, said.is_direct) == (Addressed.DIRECT, True)


def test_a_message_in_a_thread_may_be_a_follow_up() -> None:
    said = spoken(text="그럼 신입은요?", thread_ts="1772452700.000001")
    assert said.addressed is Addressed.FOLLOW_UP
    assert said.thread == "1772452700.000001"


@pytest.mark.parametrize("start", ["<@U0LEE> 님", "<!subteam^S0IT> ", "<!here> ", " <@U0LEE>"])
def test_what_calls_somebody_else_first_is_no_follow_up(start: str) -> None:
    assert read(event(text=f"{start} lunch?", thread_ts="1.1"), WHO) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Good morning"},
        {"bot_id": "B0OTHER"},
        {"bot_profile": {"id": "B0OTHER"}},
        {"app_id": "A0OTHER"},
        {"user": "U0BOT"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": "me_message"},
        {"ts": "now"},
        {"ts": "١.٢"},
        {"channel": "#help"},
        {"text": 7},
        {"type": "reaction_added"},
        {"text": "<@U0BOTHER> hi"},
    ],
)
def test_everything_else_is_left_alone(changes: dict[str, Any]) -> None:
    assert read(event(**changes), WHO) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_shared_files_and_broadcasts_are_messages(subtype: str) -> None:
    assert spoken(subtype=subtype).text


def test_somebody_from_another_company_belongs_there() -> None:
    assert spoken(user_team="T0OTHER").person.workspace == "T0OTHER"
    assert spoken(team="E0GRID").person.workspace == "T0HOUSE"


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("<@U0BOT> VPN &lt;809&gt; &amp; more", "VPN <809> & more"),
        ("<@U0BOT|supportbot>: how?", "how?"),
        ("how <@U0BOT> much?", "how much?"),
        ("see <https://x.example/a|the page>", "see the page (https://x.example/a)"),
        ("see <https://x.example/a>", "see https://x.example/a"),
        ("<https://x.example|x.example>", "https://x.example"),
        ("mail <mailto:a@x.example|a@x.example>", "mail a@x.example"),
        ("in <#C0HELP|help> by <@U0LEE|lee>", "in #help by @lee"),
        ("ask <@U0LEE>", "ask"),
        ("<!here> and <!subteam^S0IT|@it>", "@here and @it"),
        ("<!date^1^{date}^https://x.example|today>", "today"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
    ],
)
def test_markup_becomes_what_people_read(typed: str, read_as: str) -> None:
    assert words(typed, without="U0BOT") == read_as


def changed(before: str, after: str, **more: Any) -> dict[str, Any]:
    old = {"type": "message", "user": "U0KIM", "ts": SAID["ts"], "text": before}
    new = {**old, "text": after, "edited": {"user": "U0KIM", "ts": "1.2"}, **more}
    inner = {"message": new, "previous_message": old, "ts": "1772452900.000001"}
    return event(subtype="message_changed", user=None, text=None, **inner)


def test_an_edit_carries_the_words_as_they_are_now() -> None:
    said = read(changed("<@U0BOT> frist?", "<@U0BOT> first?"), WHO)
    assert isinstance(said, Edited)
    assert (said.now.text, said.now.ts) == ("first?", SAID["ts"])


def test_an_edit_that_takes_the_mention_away_is_one_too() -> None:
    said = read(changed("<@U0BOT> frist?", "first?"), WHO)
    assert isinstance(said, Edited)
    assert said.now.addressed is Addressed.OVERHEARD


def test_a_preview_under_a_message_is_no_edit() -> None:
    assert read(changed("same", "same", attachments=[{"id": 1}]), WHO) is None
    assert read(changed("a", "b", bot_id="B0BOT"), WHO) is None


def test_a_deleted_message_is_named_by_its_id() -> None:
    old = {"user": "U0KIM", "ts": SAID["ts"], "thread_ts": "1772452700.000001"}
    gone = event(
        subtype="message_deleted", previous_message=old, deleted_ts=SAID["ts"], user=None
    )
    assert read(gone, WHO) == Deleted("C0HELP", "1772452700.000001", SAID["ts"])


def test_a_deleted_root_with_replies_leaves_a_tombstone() -> None:
    tombstone = changed("frist?", "This message was deleted.", subtype="tombstone")
    assert read(tombstone, WHO) == Deleted("C0HELP", SAID["ts"], SAID["ts"])


def test_slacks_own_edit_and_deletion_are_understood() -> None:
    folder = shared("inbound")
    who = Identity("T111", "U999", "B999", "bot", "House")
    edited = json.loads((folder / "event.message.message_changed.json").read_text())
    deleted = json.loads((folder / "event.message.message_deleted.json").read_text())
    said = read(edited, who)
    assert isinstance(said, Edited)
    assert said.now.text == "updated message"
    assert isinstance(read(deleted, who), Deleted)
