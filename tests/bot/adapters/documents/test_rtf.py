"""RTF files as people see them."""

from __future__ import annotations

import pytest

from tests.bot.adapters.documents.reading import reading, text_of

COLOURS = rb"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}"


@pytest.mark.parametrize(
    "hidden",
    [rb"{\deleted secret}", rb"{\cf1 secret}", rb"\cf1 secret\cf2 ", rb"{\fs2 secret}"],
)
def test_what_nobody_sees_is_left_out_and_reported(hidden: bytes) -> None:
    found = reading(rb"{\rtf1\ansi" + COLOURS + rb" one " + hidden + rb" two\par}", "a.rtf")

    assert "secret" not in found.text
    assert "two" in found.text
    assert "hidden text" in found.remarks[0]


def test_white_words_stay_where_something_may_lie_behind_them() -> None:
    raw = rb"{\rtf1\ansi" + COLOURS + rb"\trowd\clcbpat2\cellx9 {\cf1 head}\cell b\cell\row}"

    assert "head" in text_of(raw, "a.rtf")


def test_letters_that_are_not_escaped_are_read_in_the_code_page() -> None:
    raw = rb"{\rtf1\ansi\ansicpg949 " + "안내 말씀".encode("cp949") + rb"\par}"

    assert text_of(raw, "a.rtf") == "안내 말씀\n"


def test_rows_are_a_table_and_footnotes_are_read() -> None:
    rows = rb"\trowd a\cell b\cell\row\trowd 1\cell 2\cell\row\pard "
    raw = rb"{\rtf1\ansi " + rows + rb"after{\footnote the note}\par}"

    assert text_of(raw, "a.rtf") == "| a | b |\n| --- | --- |\n| 1 | 2 |\n\nafter the note\n"


def test_an_emoji_in_two_halves_is_one_sign() -> None:
    assert text_of(rb"{\rtf1\ansi ok \u-10179?\u-8704?\par}", "a.rtf") == "ok 😀\n"
