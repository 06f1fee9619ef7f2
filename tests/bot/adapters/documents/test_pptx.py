"""Slides as people see them, each a page."""

from __future__ import annotations

from tests.bot.adapters.documents.made.office import pptx, shape, slide_table
from tests.bot.adapters.documents.reading import reading, refusal

WHITE = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'


def test_each_slide_is_a_page_with_its_title_first() -> None:
    raw = pptx(
        shape("연 15일") + shape("휴가", holder="title"),
        shape("승인", holder="ctrTitle") + slide_table(["구분", "누가"], ["연차", "팀장"]),
        notes="말로 덧붙일 것",
    )

    found = reading(raw, "a.pptx")

    first, second = (found.text[start:] for start in found.pages)
    assert found.title == "휴가"
    assert first.startswith("## 휴가\n\n연 15일\n\n말로 덧붙일 것\n\n## 승인")
    assert second == "## 승인\n\n| 구분 | 누가 |\n| --- | --- |\n| 연차 | 팀장 |\n"


def test_hidden_slides_keep_their_number_and_are_reported() -> None:
    raw = pptx(shape("one"), shape("secret"), shape("three"), hidden=[2])

    found = reading(raw, "a.pptx")

    assert "secret" not in found.text
    assert found.text[found.pages[2] :] == "three\n"
    assert found.remarks == ("hidden slides were left out: 2",)


def test_hidden_shapes_and_white_or_tiny_words_are_left_out() -> None:
    tiny = '<a:rPr sz="100"/>'
    raw = pptx(
        shape("seen")
        + shape("secret", hidden=True)
        + shape("secret", look=WHITE)
        + shape("secret", look=tiny)
    )

    found = reading(raw, "a.pptx")

    assert found.text == "seen\n"
    assert "hidden text" in found.remarks[0]


def test_white_words_over_a_picture_are_seen() -> None:
    assert "seen" in reading(pptx("<p:pic/>" + shape("seen", look=WHITE)), "a.pptx").text


def test_slide_numbers_and_dates_are_no_text() -> None:
    raw = pptx(shape("a") + shape("7", holder="sldNum") + shape("2026", holder="dt"))

    assert reading(raw, "a.pptx").text == "a\n"


def test_a_file_without_slides_is_reported() -> None:
    assert "no slides" in refusal(pptx(), "a.pptx")
