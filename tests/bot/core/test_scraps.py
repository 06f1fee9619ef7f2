"""Units that tell the asker nothing new."""

from __future__ import annotations

import pytest

from bot.core.quoting import Unit, units
from bot.core.scraps import echoes, is_only_links
from tests.bot.core.evidence import hit, passage

MESSAGE = "The card of this reader cannot be read."


def only_unit(text: str) -> Unit:
    """The one unit of a text."""
    (unit,) = units([hit(passage(text))])
    return unit


@pytest.mark.parametrize("said", [MESSAGE, f"Error: {MESSAGE}", f"**{MESSAGE}**"])
@pytest.mark.parametrize(
    "question",
    [
        "the card of this reader cannot be read, why is that",
        '"The card of this reader cannot be read" 이거 왜 떠요',
        "The card of this reader cannot be read 에러 어떻게 해요",
    ],
)
def test_the_pasted_message_is_no_answer(said: str, question: str) -> None:
    assert echoes(only_unit(said), question)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        # It decides: nothing is asked about a message.
        ("The gate is open on Sundays.", "Is it true that the gate is open on Sundays?"),
        ("The card of this reader is old: clean it.", "the card of this reader is old, why"),
        ("Clean the reader.", "error: clean the reader"),  # too short to be a message
    ],
)
def test_what_decides_or_says_more_is_no_echo(said: str, question: str) -> None:
    assert not echoes(only_unit(said), question)


@pytest.mark.parametrize(
    "said",
    [
        "View\n[how to archive a channel](https://chat.example/archive).",
        "[Site](https://a.example) - [News](https://b.example) - [Video](https://c.example)",
        "<https://a.example/archive>",
    ],
)
def test_links_without_a_word_tell_little_unless_one_was_asked_for(said: str) -> None:
    assert is_only_links(only_unit(said), "Can I delete a channel?")
    assert not is_only_links(only_unit(said), "Where can I read about it?")
    assert not is_only_links(only_unit(said), "설명이 있는 링크 주세요")


@pytest.mark.parametrize(
    "said",
    [
        "The gate is open on Sundays.",
        "The [gate](https://a.example) is open on Sundays and on Mondays.",
        "```sh\ncurl https://a.example\n```",
    ],
)
def test_words_and_code_are_no_bare_links(said: str) -> None:
    assert not is_only_links(only_unit(said), "Can I delete a channel?")
