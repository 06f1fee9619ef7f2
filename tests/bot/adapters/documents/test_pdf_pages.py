"""Pages of PDF files that are filled in, turned, set in columns, or scanned and stamped."""

from __future__ import annotations

from textwrap import wrap

import pytest

from tests.bot.adapters.documents.made.pdfs import Words, note, pdf, picture
from tests.bot.adapters.documents.reading import reading, text_of

PROSE = (
    "This sentence stands in one of two columns and goes on for several lines. It must not "
    "be mixed with what its neighbour says, however the page was drawn by its program. "
) * 2


@pytest.mark.parametrize(
    ("kind", "inside"),
    [
        ("Widget", "/FT /Tx /T (n) /V (written by hand)"),
        ("FreeText", "/Contents (written by hand)"),
    ],
)
def test_what_people_wrote_onto_a_page_is_read(kind: str, inside: str) -> None:
    raw = pdf([Words("The form.")], notes=[note(kind, inside)])

    assert text_of(raw, "a.pdf") == "The form.\n\nwritten by hand\n"


@pytest.mark.parametrize(
    "hidden",
    [
        note("Text", "/Contents (secret)"),
        note("Widget", "/FT /Tx /T (n) /V (secret) /F 2"),
    ],
)
def test_remarks_and_hidden_fields_are_not(hidden: bytes) -> None:
    assert text_of(pdf([Words("The form.")], notes=[hidden]), "a.pdf") == "The form.\n"


def test_columns_that_were_drawn_line_by_line_are_read_one_after_the_other() -> None:
    left, right = wrap("LEFT. " + PROSE, 42), wrap("RIGHT. " + PROSE, 42)
    rows = list(zip(left, right, strict=False))
    raw = pdf(
        [
            Words(words, x=x, y=700 - 12 * at)
            for at, row in enumerate(rows)
            for x, words in zip((72, 330), row, strict=True)
        ]
    )

    first, second = text_of(raw, "a.pdf").strip().split("\n\n")
    assert first == " ".join(left)
    assert second == " ".join(right)


def test_narrow_letters_of_turned_lines_are_not_taken_for_tiny_ones() -> None:
    turned = Words("ill at ease", x=300, y=300, size=6, is_upwards=True)
    found = reading(pdf([Words("Most of the page stands upright."), turned]), "a.pdf")

    assert "ill at ease" in found.text
    assert found.remarks == ()


def test_lines_that_run_upwards_make_one_paragraph() -> None:
    raw = pdf(
        [
            Words(w, x=300 + 12 * at, y=100, is_upwards=True)
            for at, w in enumerate(("one", "two"))
        ]
    )

    assert text_of(raw, "a.pdf") == "one two\n"


def test_a_stamp_on_a_scan_does_not_pass_for_its_text() -> None:
    found = reading(pdf([picture(), Words("Scanned with some program")]), "a.pdf")

    assert "were not read (1)" in found.remarks[0]
    assert "Scanned with" in found.text


def test_a_page_that_other_bytes_stand_before_is_read() -> None:
    assert "the words" in text_of(b"\r\nheader: x\r\n" + pdf([Words("the words")]), "a.pdf")
