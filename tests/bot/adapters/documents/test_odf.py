"""OpenDocument sheets and slides, and what hangs on OpenDocument texts."""

from __future__ import annotations

from tests.bot.adapters.documents.made.office import odf, odt
from tests.bot.adapters.documents.reading import reading, refusal, text_of

UNSEEN = (
    '<style:style style:name="S"><style:table-properties table:display="false"/></style:style>'
)


def row(*cells: str) -> str:
    """A row of a sheet."""
    inside = "".join(
        f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells
    )
    return f"<table:table-row>{inside}</table:table-row>"


def test_rows_of_a_sheet_carry_their_header_and_hidden_sheets_are_left_out() -> None:
    seen = row("이름", "일수") + row("김", "15") + row("이", "16")
    raw = odf(
        "spreadsheet",
        f'<table:table table:name="연차">{seen}</table:table>'
        f'<table:table table:name="숨김" table:style-name="S">{row("secret")}</table:table>',
        styles=UNSEEN,
    )

    found = reading(raw, "a.ods")

    assert found.text == "## 연차\n\n- 이름: 김; 일수: 15\n- 이름: 이; 일수: 16\n"
    assert found.remarks == ("hidden sheet left out: 숨김",)


def test_a_row_that_is_said_to_repeat_a_million_times_is_bounded() -> None:
    many = row("a").replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="1000000">'
    )
    raw = odf("spreadsheet", f'<table:table table:name="x">{many}</table:table>')

    assert text_of(raw, "a.ods").count("- a") == 100


def test_slides_are_pages_with_their_titles_and_notes() -> None:
    def box(words: str, kind: str) -> str:
        return (
            f'<draw:frame presentation:class="{kind}"><draw:text-box><text:p>{words}</text:p>'
            "</draw:text-box></draw:frame>"
        )

    raw = odf(
        "presentation",
        f"<draw:page>{box('글', 'outline')}{box('제목', 'title')}"
        f"<presentation:notes>{box('덧붙임', 'notes')}</presentation:notes></draw:page>"
        f"<draw:page>{box('둘째', 'title')}</draw:page>",
    )

    found = reading(raw, "a.odp")

    first, second = (found.text[start:] for start in found.pages)
    assert found.title == "제목"
    assert first.startswith("# 제목\n\n글\n\n덧붙임\n")
    assert second == "# 둘째\n"


def test_an_empty_sheet_is_reported() -> None:
    assert "empty" in refusal(odf("spreadsheet", ""), "a.ods")


def test_words_in_shapes_and_in_tables_of_tables_are_read_once() -> None:
    shape = "<draw:custom-shape><text:p>in the shape</text:p></draw:custom-shape>"
    inner = f"<table:table>{row('a', 'b')}</table:table>"
    outer = row("head", "other") + row("words", "x").replace("<text:p>x</text:p>", inner)
    raw = odt(f"<text:p>{shape}</text:p><table:table>{outer}</table:table>")

    assert text_of(raw, "a.odt") == (
        "in the shape\n\n| head | other |\n| --- | --- |\n| words | a, b; |\n"
    )
