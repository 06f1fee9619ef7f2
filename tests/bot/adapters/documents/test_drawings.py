"""Boxes, charts and diagrams in office files, where people read them."""

from __future__ import annotations

import pytest

from tests.bot.adapters.documents.made.office import docx, links, paragraph, pptx, run, shape
from tests.bot.adapters.documents.reading import text_of

DIAGRAM = (
    '<d:dataModel xmlns:d="diagram" xmlns:a="main"><d:ptLst>'
    "<d:pt><d:t><a:p><a:r><a:t>접수</a:t></a:r></a:p></d:t></d:pt><d:pt/>"
    "<d:pt><d:t><a:p><a:r><a:t>승인</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>"
)
CHART = (
    '<c:chartSpace xmlns:c="chart" xmlns:a="main"><c:title><c:rich><a:p><a:r>'
    "<a:t>연차 사용</a:t></a:r></a:p></c:rich></c:title><c:ser>"
    '<c:tx><c:strCache><c:pt idx="0"><c:v>일수</c:v></c:pt></c:strCache></c:tx>'
    '<c:cat><c:strCache><c:pt idx="0"><c:v>영업</c:v></c:pt>'
    '<c:pt idx="1"><c:v>개발</c:v></c:pt></c:strCache></c:cat>'
    '<c:val><c:numCache><c:pt idx="0"><c:v>12</c:v></c:pt><c:pt idx="1"><c:v>9</c:v></c:pt>'
    "</c:numCache></c:val></c:ser></c:chartSpace>"
)
HANGING = (
    '<x:graphic xmlns:x="x" xmlns:r="r"><x:relIds r:dm="rId1"/><x:chart r:id="rId2"/>'
    "</x:graphic>"
)
SHOWN = (
    "- 접수\n- 승인\n\n연차 사용\n\n|  | 일수 |\n| --- | --- |\n| 영업 | 12 |\n| 개발 | 9 |\n"
)
WHITE = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'


@pytest.mark.parametrize("look", ["<w:pPr/>", ""])
def test_a_text_box_that_stands_alone_in_its_paragraph_is_read(look: str) -> None:
    box = (
        f"<w:r><w:pict><w:txbxContent>{paragraph('in the box')}</w:txbxContent></w:pict></w:r>"
    )

    assert text_of(docx(f"<w:p>{look}{box}</w:p>"), "a.docx") == "in the box\n"


def test_charts_and_diagrams_of_word_files_are_read() -> None:
    more = {
        "word/_rels/document.xml.rels": links(("diagramData", "d.xml"), ("chart", "c.xml")),
        "word/d.xml": DIAGRAM,
        "word/c.xml": CHART,
    }
    body = f"<w:p><w:r><w:drawing>{HANGING}</w:drawing></w:r></w:p>"

    assert text_of(docx(body, more=more), "a.docx") == SHOWN


def test_charts_and_diagrams_of_slides_are_read() -> None:
    more = {
        "ppt/slides/_rels/slide1.xml.rels": links(("diagramData", "d.xml"), ("chart", "c.xml")),
        "ppt/slides/d.xml": DIAGRAM,
        "ppt/slides/c.xml": CHART,
    }
    frame = f"<p:graphicFrame>{HANGING}</p:graphicFrame>"

    assert text_of(pptx(frame, more=more), "a.pptx") == SHOWN


@pytest.mark.parametrize(("left", "is_seen"), [(50, True), (500, False)])
def test_white_words_on_a_slide_are_seen_where_a_dark_shape_lies_behind(
    left: int, *, is_seen: bool
) -> None:
    def at(x: int, fill: str = "") -> str:
        place = f'<a:xfrm><a:off x="{x}" y="0"/><a:ext cx="100" cy="100"/></a:xfrm>'
        return f"<p:spPr>{place}{fill}</p:spPr>"

    dark = '<a:solidFill><a:srgbClr val="102040"/></a:solidFill>'
    ground = f"<p:sp>{at(0, dark)}</p:sp>"
    words = shape("white words", look=WHITE).replace("<p:spPr/>", at(left))

    assert (
        "white words" in text_of(pptx(ground + words + shape("other")), "a.pptx")
    ) is is_seen


def test_white_words_whose_place_the_layout_knows_are_seen_on_a_slide_with_dark_shapes() -> (
    None
):
    place = '<a:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></a:xfrm>'
    dark = f"<p:sp><p:spPr>{place}<a:gradFill/></p:spPr></p:sp>"

    assert text_of(pptx(dark + shape("white words", look=WHITE)), "a.pptx") == "white words\n"


def test_what_stands_above_every_page_is_read_once_and_page_numbers_are_not() -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    more = {
        "word/_rels/document.xml.rels": links(
            ("header", "h1.xml"), ("header", "h2.xml"), ("footer", "f.xml")
        ),
        "word/h1.xml": f'<w:hdr xmlns:w="{space}">{paragraph("사내 보관용")}</w:hdr>',
        "word/h2.xml": f'<w:hdr xmlns:w="{space}">{paragraph("사내 보관용")}</w:hdr>',
        "word/f.xml": f'<w:ftr xmlns:w="{space}">{paragraph(run("3"))}</w:ftr>',
    }

    assert text_of(docx(paragraph("글"), more=more), "a.docx") == "글\n\n사내 보관용\n"
