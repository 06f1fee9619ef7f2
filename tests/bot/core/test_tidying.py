"""A quoted slice as people read it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from bot.core.tidying import tidied
from tests.bot.core.evidence import unhurried
from tests.bot.core.markdown_texts import texts


@pytest.mark.parametrize(
    ("slice_", "read"),
    [
        ("> All of it.\n> And more.", "All of it. And more."),
        ("> > - One.\n> > - Two.", "- One.\n- Two."),
        ("> [!NOTE]\n> Look here.", "Look here."),
        (">\n> **Rules**\n>\n> - One.", "**Rules**\n\n- One."),
        ("Send\nthe form to\nthe desk.", "Send the form to the desk."),
        ("1. Open a\n   ticket.\n2. Wait.", "1. Open a ticket.\n2. Wait."),
        ("One line,  \nand another.", "One line,  \nand another."),
        ("| a | b |\n| - | - |\n| 1 | 2 |", "| a | b |\n| - | - |\n| 1 | 2 |"),
        ("| 1 | 2 |\n| 3 | 4 |", "| 1 | 2 |\n| 3 | 4 |"),
        ("A <Step n={1}>value</Step> of<sup>2</sup> it.", "A value of2 it."),
        ("A word.<!-- not this -->{/* nor this */}", "A word."),
        ("Name it `<b>a</b>` here.", "Name it `<b>a</b>` here."),
        ("Write to <team> or <https://a.example>.", "Write to <team> or <https://a.example>."),
        ("```sh\n> one\n\n\n> two\n```", "```sh\n> one\n\n\n> two\n```"),
        ("연차는\n이월됩니다.", "연차는 이월됩니다."),
        ("5 > 3, as 3 < 5.", "5 > 3, as 3 < 5."),
        (">", ">"),
    ],
)
def test_marks_of_the_page_go_and_words_and_code_stay(slice_: str, read: str) -> None:
    assert tidied(slice_) == read


@unhurried
@given(texts)
def test_nothing_is_added_and_nothing_said_is_lost(text: str) -> None:
    made = tidied(text)
    rest = iter(re.sub(r"\s", "", text))
    assert all(sign in rest for sign in re.sub(r"\s", "", made))
    bare = re.sub(
        r"<[^<>]*>|<!--.*?-->|\{/\*.*?\*/\}|\[![A-Za-z]+\]", " ", text, flags=re.DOTALL
    )
    kept = re.sub(r"<[^<>]*>", " ", made)
    assert re.findall(r"\w", bare) == re.findall(r"\w", kept)
