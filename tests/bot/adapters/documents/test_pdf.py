"""PDF files as people see them, page by page."""

from __future__ import annotations

import pytest

from tests.bot.adapters.documents.made.pdfs import Words, box, pdf, picture
from tests.bot.adapters.documents.reading import reading, refusal, text_of


def lines(*texts: str, x: float = 72, y: float = 700, size: float = 10) -> list[Words]:
    """Lines below each other, as close as in a paragraph."""
    return [Words(text, x=x, y=y - 12 * at, size=size) for at, text in enumerate(texts)]


def test_pages_headings_and_paragraphs_survive_in_korean() -> None:
    raw = pdf(
        [
            Words("휴가 규정", y=740, size=18),
            *lines("연차는 다음 해로", "다섯 날까지 이월된다."),
        ],
        [Words("신청", y=740, size=14), *lines("팀장이 승인한다.")],
    )

    found = reading(raw, "leave.pdf")

    first, second = (found.text[start:] for start in found.pages)
    assert found.title == "휴가 규정"
    assert first.startswith("# 휴가 규정\n\n연차는 다음 해로 다섯 날까지 이월된다.\n")
    assert second == "## 신청\n\n팀장이 승인한다.\n"


def test_room_between_lines_ends_a_paragraph() -> None:
    raw = pdf([*lines("One goes", "on here."), *lines("Two stands alone.", y=640)])

    assert text_of(raw, "a.pdf") == "One goes on here.\n\nTwo stands alone.\n"


def test_a_sentence_is_not_cut_by_the_neighbouring_column() -> None:
    left = lines("This sentence stands in", "the left column and goes", "on to")
    right = lines("the right one, where it", "ends.", x=320)

    found = text_of(pdf([*left, *right]), "a.pdf")

    assert found == (
        "This sentence stands in the left column and goes on to the right one, where it ends.\n"
    )


def test_columns_of_a_table_stay_apart() -> None:
    rows = [("Kind", "Days", "Who"), ("Leave", "15", "Lead"), ("Sick", "60", "Lead, HR")]
    raw = pdf(
        [
            Words(cell, x=72 + 150 * column, y=700 - 18 * at)
            for at, row in enumerate(rows)
            for column, cell in enumerate(row)
        ]
    )

    assert text_of(raw, "a.pdf").splitlines()[2:] == [
        "| Leave | 15 | Lead |",
        "| Sick | 60 | Lead, HR |",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        Words("secret", y=500, mode=3),
        Words("secret", y=500, color=1),
        Words("secret", x=-300, y=500),
        Words("secret", y=-50),
        Words("secret", y=500, size=0.5),
    ],
)
def test_words_that_nobody_sees_are_left_out_and_reported(hidden: Words) -> None:
    found = reading(pdf([*lines("What people see."), hidden]), "a.pdf")

    assert found.text == "What people see.\n"
    assert "hidden text" in found.remarks[0]


def test_white_words_on_a_dark_box_are_seen() -> None:
    raw = pdf([box(60, 690, 300, 30), Words("Head of a table", color=1)])

    assert text_of(raw, "a.pdf") == "Head of a table\n"


def test_invisible_words_over_a_scan_are_what_was_recognized() -> None:
    raw = pdf([picture(), Words("recognized by the scanner", mode=3)])

    found = reading(raw, "a.pdf")

    assert found.text == "recognized by the scanner\n"
    assert found.remarks == ()


def test_a_scan_without_text_is_reported_with_what_to_install() -> None:
    assert "tesseract-ocr-kor" in refusal(pdf([picture()]), "a.pdf")


def test_pages_that_are_pictures_are_reported_and_the_others_read() -> None:
    found = reading(pdf([*lines("A page of text.")], [picture()]), "a.pdf")

    assert found.text == "A page of text.\n"
    assert "were not read (2)" in found.remarks[0]


@pytest.mark.parametrize("raw", [b"%PDF-1.4\nnothing else\0", pdf(lines("text"))[:200]])
def test_a_broken_file_is_reported(raw: bytes) -> None:
    assert "damaged" in refusal(raw, "a.pdf")


def test_an_empty_file_is_reported() -> None:
    assert "shows no text" in refusal(pdf([]), "a.pdf")
