"""Tables, lists and grounds of Word files in the ways that people make them."""

from __future__ import annotations

import pytest

from tests.bot.adapters.documents.made.office import docx, paragraph, run, word_table
from tests.bot.adapters.documents.reading import text_of

WHITE = '<w:color w:val="FFFFFF"/>'


def cell(words: str, look: str = "") -> str:
    """A cell with these properties."""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{paragraph(words)}</w:tc>"


def test_merged_cells_name_every_row_and_column_that_they_cover() -> None:
    starts, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = (
        cell("부서") + cell("인원", '<w:gridSpan w:val="2"/>'),
        cell("영업", starts) + cell("1팀") + cell("3"),
        cell("", goes_on) + cell("2팀") + cell("4"),
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"

    assert text_of(docx(table), "a.docx") == (
        "| 부서 | 인원 | 인원 |\n| --- | --- | --- |\n| 영업 | 1팀 | 3 |\n| 영업 | 2팀 | 4 |\n"
    )


def test_one_cell_over_all_columns_stands_above_the_table() -> None:
    rows = (
        cell("표 1", '<w:gridSpan w:val="2"/>'),
        cell("a") + cell("b"),
        cell("1") + cell("2"),
    )
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"

    assert text_of(docx(table), "a.docx") == "표 1\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_a_table_in_a_cell_is_said_row_by_row() -> None:
    inner = word_table(["in1", "in2"], ["in3", "in4"])
    table = word_table(["head", "other"], ["words", f"<w:p/>{inner}"])

    assert text_of(docx(table), "a.docx").endswith("| words | in1, in2; in3, in4; |\n")


def test_rows_that_a_tracked_change_deletes_are_left_out() -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell('secret')}{cell('x')}</w:tr>"
    rows = f"<w:tr>{cell('a')}{cell('b')}</w:tr>{gone}<w:tr>{cell('1')}{cell('2')}</w:tr>"

    assert "secret" not in text_of(docx(f"<w:tbl>{rows}</w:tbl>"), "a.docx")


@pytest.mark.parametrize(
    "ground",
    [
        '<w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>',
        '<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>',
    ],
)
def test_white_words_on_any_coloured_ground_are_seen(ground: str) -> None:
    body = paragraph(run("white words", WHITE), inside=ground)

    assert text_of(docx(body), "a.docx") == "white words\n"


def test_white_words_on_dark_pages_are_seen() -> None:
    raw = docx(paragraph(run("white words", WHITE)), background="1F3864")

    assert text_of(raw, "a.docx") == "white words\n"


def test_styles_make_items_and_headings_also_when_they_are_based_on_others() -> None:
    numbered = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    styles = (
        f'<w:style w:styleId="L"><w:name w:val="List Bullet"/>{numbered}</w:style>'
        '<w:style w:styleId="M"><w:name w:val="Mine"/><w:basedOn w:val="H2"/></w:style>'
    )
    raw = docx(
        paragraph("승인", style="M"),
        paragraph("팀장", style="L"),
        paragraph("임원", style="L"),
        styles=styles,
    )

    assert text_of(raw, "a.docx") == "## 승인\n\n- 팀장\n- 임원\n"


def test_how_a_word_is_read_is_left_out_where_it_stands_above_it() -> None:
    ruby = (
        f"<w:r><w:ruby><w:rt>{run('はた')}</w:rt><w:rubyBase>{run('旗')}</w:rubyBase></w:ruby>"
        "</w:r>"
    )

    assert text_of(docx(f"<w:p>{ruby}</w:p>"), "a.docx") == "旗\n"
