"""Hangul files of version 5 as people see them."""

from __future__ import annotations

import pytest

from tests.bot.adapters.documents.made.compound import (
    char_shape,
    compound,
    hwp,
    hwp_paragraph,
    hwp_table,
    para_shape,
    record,
)
from tests.bot.adapters.documents.reading import reading, refusal, text_of


def test_headings_paragraphs_and_tables_survive() -> None:
    raw = hwp(
        hwp_paragraph("휴가 규정", shape=1),
        hwp_paragraph("연차는 15일이다."),
        hwp_paragraph("승인", shape=2),
        hwp_paragraph("", below=[hwp_table([["구분", "누가"], ["연차", "팀장"]], level=1)]),
        shapes=[para_shape(1), para_shape(2)],
    )

    found = reading(raw, "leave.hwp")

    assert found.title == "휴가 규정"
    assert found.text == (
        "# 휴가 규정\n\n연차는 15일이다.\n\n## 승인\n\n"
        "| 구분 | 누가 |\n| --- | --- |\n| 연차 | 팀장 |\n"
    )


def test_what_is_written_above_a_table_is_read() -> None:
    table = hwp_table([["a", "b"], ["1", "2"]], level=1, caption="표 1. 휴가")

    assert text_of(hwp(hwp_paragraph("", below=[table])), "a.hwp") == (
        "표 1. 휴가\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )


def test_controls_within_a_line_are_no_text() -> None:
    field = "\x03" + "한글코드x" + "\x03"[:0] + "\x00\x00"
    words = "앞 " + field[:1] + "一二三四五六" + "\x03" + "뒤\x0a줄"

    assert text_of(hwp(hwp_paragraph(words)), "a.hwp") == "앞 뒤\n줄\n"


def test_a_file_that_is_not_packed_is_read_too() -> None:
    assert text_of(hwp(hwp_paragraph("말"), flags=0), "a.hwp") == "말\n"


@pytest.mark.parametrize("look", [char_shape(size=100), char_shape(color=0xFFFFFF)])
def test_hidden_words_are_left_out_and_reported(look: bytes) -> None:
    raw = hwp(hwp_paragraph("seen"), hwp_paragraph("secret", look=1), looks=[look])

    found = reading(raw, "a.hwp")

    assert found.text == "seen\n"
    assert "hidden text" in found.remarks[0]


@pytest.mark.parametrize("name", [b"tmct", b"daeh", b"toof"])
def test_hidden_comments_headers_and_footers_are_left_out(name: bytes) -> None:
    control = record(71, 1, name + bytes(8)) + record(72, 2, bytes(8))
    control += hwp_paragraph("secret", level=2)

    assert text_of(hwp(hwp_paragraph("seen", below=[control])), "a.hwp") == "seen\n"


def test_text_boxes_and_footnotes_are_read() -> None:
    boxed = (
        record(71, 1, b" osg" + bytes(8)) + record(76, 2, bytes(8)) + record(72, 3, bytes(8))
    )
    boxed += hwp_paragraph("in the box", level=3)
    note = record(71, 1, b"  nf" + bytes(8)) + record(72, 2, bytes(8))
    note += hwp_paragraph("the note", level=2)

    found = text_of(hwp(hwp_paragraph("beside", below=[boxed, note])), "a.hwp")

    assert found == "beside\n\nin the box\n\nthe note\n"


@pytest.mark.parametrize(("flags", "told"), [(3, "password"), (5, "배포용"), (17, "배포용")])
def test_locked_files_are_reported(flags: int, told: str) -> None:
    assert told in refusal(hwp(hwp_paragraph("x"), flags=flags), "a.hwp")


def test_broken_and_empty_files_are_reported() -> None:
    whole = hwp(hwp_paragraph("x"))

    assert "damaged" in refusal(whole[:700], "a.hwp")
    assert "empty" in refusal(hwp(hwp_paragraph("")), "a.hwp")


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        ("EncryptedPackage", "password"),
        ("WordDocument", "save it as .docx"),
        ("Workbook", "save it as .xlsx"),
        ("PowerPoint Document", "save it as .pptx"),
        ("Something", "not read"),
    ],
)
def test_other_compound_files_are_reported_with_what_to_do(stream: str, told: str) -> None:
    assert told in refusal(compound({stream: b"x"}), "a.doc")
