"""OpenDocument texts and HWPX files as people see them."""

from __future__ import annotations

import pytest

from tests.bot.adapters.documents.made.office import hwpx, hwpx_paragraph, odt
from tests.bot.adapters.documents.reading import reading, refusal, text_of


def style(name: str, look: str) -> str:
    return f'<style:style style:name="{name}"><style:text-properties {look}/></style:style>'


def hwpx_cell(words: str) -> str:
    return f"<hp:tc><hp:subList>{hwpx_paragraph(words)}</hp:subList></hp:tc>"


def test_headings_lists_notes_and_tables_survive() -> None:
    inner = "<text:list><text:list-item><text:p>안</text:p></text:list-item></text:list>"
    raw = odt(
        '<text:h text:outline-level="2">승인</text:h>'
        "<text:p>하나<text:s text:c='2'/>둘<text:note>"
        "<text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>각주</text:p></text:note-body></text:note></text:p>"
        f"<text:list><text:list-item><text:p>밖</text:p>{inner}</text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        '<table:table-cell table:number-columns-repeated="900"/></table:table-row>'
        "<table:table-row><table:table-cell><text:p>b</text:p></table:table-cell>"
        "<table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>"
    )

    assert text_of(raw, "a.odt") == (
        "## 승인\n\n하나 둘 (각주)\n\n- 밖\n  - 안\n\n| a |  |\n| --- | --- |\n| b | c |\n"
    )


@pytest.mark.parametrize(
    "look", ['text:display="none"', 'fo:color="#ffffff"', 'fo:font-size="1pt"']
)
def test_hidden_words_of_an_odt_are_left_out_and_reported(look: str) -> None:
    raw = odt(
        '<text:p>seen <text:span text:style-name="X">secret</text:span></text:p>',
        styles=style("X", look),
    )

    found = reading(raw, "a.odt")

    assert found.text == "seen\n"
    assert "hidden text" in found.remarks[0]


def test_a_hidden_section_and_deleted_words_are_left_out() -> None:
    raw = odt(
        "<text:tracked-changes><text:p>secret</text:p></text:tracked-changes>"
        '<text:section text:display="none"><text:p>secret</text:p></text:section>'
        "<text:section><text:p>seen</text:p></text:section>"
    )

    assert text_of(raw, "a.odt") == "seen\n"


@pytest.mark.parametrize("make", [odt, hwpx])
def test_a_locked_file_is_reported(make: type) -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    more = {"META-INF/manifest.xml": manifest}

    assert "password" in refusal(make("<p/>", more=more), "a")


def test_headings_and_tables_of_an_hwpx_survive() -> None:
    head = '<hh:paraPr id="1"><hh:heading type="OUTLINE" level="0"/></hh:paraPr>'
    cells = "".join(
        f"<hp:tr>{''.join(hwpx_cell(words) for words in row)}</hp:tr>"
        for row in (("구분", "일수"), ("연차", "15일"))
    )
    table = f'<hp:p><hp:run charPrIDRef="0"><hp:tbl>{cells}</hp:tbl></hp:run></hp:p>'
    raw = hwpx(hwpx_paragraph("휴가 규정", shape=1) + hwpx_paragraph("본문") + table, head=head)

    found = reading(raw, "a.hwpx")

    assert found.title == "휴가 규정"
    assert found.text == (
        "# 휴가 규정\n\n본문\n\n| 구분 | 일수 |\n| --- | --- |\n| 연차 | 15일 |\n"
    )


@pytest.mark.parametrize(
    "look", ['height="100" textColor="#000000"', 'height="1000" textColor="#FFFFFF"']
)
def test_hidden_words_of_an_hwpx_are_left_out_and_reported(look: str) -> None:
    raw = hwpx(
        hwpx_paragraph("seen") + hwpx_paragraph("secret", look=7),
        head=f'<hh:charPr id="7" {look}/>',
    )

    found = reading(raw, "a.hwpx")

    assert found.text == "seen\n"
    assert "hidden text" in found.remarks[0]


def test_hidden_comments_headers_and_deletions_of_an_hwpx_are_left_out() -> None:
    gone = "".join(
        f"<hp:ctrl><hp:{name}>{hwpx_paragraph('secret')}</hp:{name}></hp:ctrl>"
        for name in ("hiddenComment", "header")
    )
    words = "<hp:t>seen<hp:deleteBegin/>secret<hp:deleteEnd/> too</hp:t>"

    raw = hwpx(f'<hp:p><hp:run charPrIDRef="0">{words}{gone}</hp:run></hp:p>')

    assert text_of(raw, "a.hwpx") == "seen too\n"
