"""Word files as people see them."""

from __future__ import annotations

import pytest

from tests.bot.adapters.documents.made.office import docx, paragraph, run, word_table
from tests.bot.adapters.documents.reading import reading, refusal, text_of

WHITE = '<w:color w:val="FFFFFF"/>'


def test_headings_lists_and_tables_survive() -> None:
    numbered = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    raw = docx(
        paragraph("휴가 규정", style="H1"),
        paragraph("쓰지 않은 연차는 ", run("다섯 날"), "까지 이월된다."),
        paragraph("승인", style="H2"),
        paragraph("팀장에게", inside=numbered),
        word_table(["구분", "일수"], ["연차", "15일"]),
    )

    found = reading(raw, "leave.docx")

    assert found.title == "휴가 규정"
    assert found.text == (
        "# 휴가 규정\n\n쓰지 않은 연차는 다섯 날까지 이월된다.\n\n## 승인\n\n  - 팀장에게\n\n"
        "| 구분 | 일수 |\n| --- | --- |\n| 연차 | 15일 |\n"
    )
    assert found.remarks == ()


@pytest.mark.parametrize(
    "look",
    [
        "<w:vanish/>",
        WHITE,
        '<w:sz w:val="2"/>',
        '<w:color w:themeColor="background1" w:val="X"/>',
    ],
)
def test_words_that_nobody_sees_are_left_out_and_reported(look: str) -> None:
    found = reading(docx(paragraph("seen ", run("secret", look))), "a.docx")

    assert found.text == "seen\n"
    assert "hidden text" in found.remarks[0]


def test_a_hidden_style_hides_and_a_run_may_show_again() -> None:
    style = (
        '<w:style w:styleId="X"><w:name w:val="x"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="Y"><w:name w:val="y"/><w:basedOn w:val="X"/></w:style>'
    )
    shown = run("shown", '<w:vanish w:val="0"/>')

    assert (
        text_of(docx(paragraph("secret", shown, style="Y"), styles=style), "a.docx")
        == "shown\n"
    )


@pytest.mark.parametrize("fill", ["1F3864", "000000"])
def test_white_words_on_a_coloured_ground_are_seen(fill: str) -> None:
    table = word_table([paragraph(run("항목", WHITE)), "b"], ["1", "2"], fill=fill)

    assert "| 항목 | b |" in text_of(docx(table), "a.docx")


def test_white_words_on_white_cells_are_not() -> None:
    table = word_table([paragraph(run("secret", WHITE)), "b"], ["1", "2"], fill="FFFFFF")

    assert "secret" not in text_of(docx(table), "a.docx")


def test_what_changes_delete_is_left_out_and_what_they_insert_stands() -> None:
    deleted = "<w:del><w:r><w:delText>옛 글</w:delText></w:r></w:del>"
    body = f"<w:p><w:ins>{run('새 글')}</w:ins>{deleted}</w:p>"

    assert text_of(docx(body), "a.docx") == "새 글\n"


def test_text_boxes_and_footnotes_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    drawn = f"<w:p><w:r><w:pict>{box}</w:pict></w:r>{run('beside')}</w:p>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    note = f"<w:footnote>{paragraph('the note')}</w:footnote>"
    notes = f'<w:footnotes xmlns:w="{space}">{note}</w:footnotes>'

    found = text_of(docx(drawn, more={"word/footnotes.xml": notes}), "a.docx")

    assert found == "beside\n\nin the box\n\nthe note\n"


def test_a_field_that_starts_a_program_is_refused() -> None:
    field = '<w:p><w:r><w:instrText> DDEAUTO c:\\\\x "y"</w:instrText></w:r></w:p>'

    assert "DDE" in refusal(docx(field), "a.docx")


def test_words_that_look_like_marks_make_no_structure() -> None:
    found = text_of(
        docx(paragraph("# no heading"), paragraph("```"), paragraph("after")), "a.docx"
    )

    assert found == "#\u00a0no heading\n\n'''\n\nafter\n"
