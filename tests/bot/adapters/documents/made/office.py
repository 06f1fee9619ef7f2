"""Word, PowerPoint, Excel, OpenDocument and HWPX files: ZIP archives of XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_ODF = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style", "draw", "presentation")
    )
    + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
_HWPX = (
    'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" '
    'xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section" '
    'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'
)


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def links(*targets: tuple[str, str]) -> str:
    """The links of a part: pairs of kind and target, named rId1, rId2 and so on."""
    found = "".join(
        f'<Relationship Id="rId{at}" Type="{_REL}/{kind}" Target="{to}"/>'
        for at, (kind, to) in enumerate(targets, 1)
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{found}</Relationships>'


def run(words: str, look: str = "") -> str:
    """A run of a Word file; `look` is the inside of its properties."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", inside: str = "") -> str:
    """A paragraph of a Word file; plain words count as one run."""
    body = "".join(each if each.startswith("<") else run(each) for each in runs)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{inside}</w:pPr>{body}</w:p>"


def docx(
    *body: str,
    styles: str = "",
    background: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A Word file of these paragraphs and tables; `background` is the colour of its pages."""
    inside = "".join(body)
    ground = f'<w:background w:color="{background}"/>' if background else ""
    head = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/>'
        "</w:style>"
        for level in (1, 2)
    )
    return packed(
        {
            "_rels/.rels": links(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": links(
                ("styles", "styles.xml"), ("footnotes", "footnotes.xml")
            ),
            "word/document.xml": f"<w:document {_W}>{ground}<w:body>{inside}</w:body>"
            "</w:document>",
            "word/styles.xml": f"<w:styles {_W}>{head}{styles}</w:styles>",
            "word/footnotes.xml": f"<w:footnotes {_W}/>",
            **(more or {}),
        }
    )


def word_table(*rows: Sequence[str], fill: str = "") -> str:
    """A table of a Word file; a cell is words or a paragraph."""
    shade = f'<w:tcPr><w:shd w:fill="{fill}"/></w:tcPr>' if fill else ""
    cells = (
        "".join(
            f"<w:tc>{shade}{cell if cell.startswith('<') else paragraph(cell)}</w:tc>"
            for cell in row
        )
        for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def shape(words: str, *, holder: str = "", look: str = "", hidden: bool = False) -> str:
    """A shape on a slide; `holder` names its place, such as `title`."""
    place = f'<p:ph type="{holder}"/>' if holder else ""
    seen = ' hidden="1"' if hidden else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"{seen}/><p:nvPr>{place}</p:nvPr></p:nvSpPr>'
        f"<p:spPr/><p:txBody><a:p><a:r>{look}<a:t>{words}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def slide_table(*rows: Sequence[str]) -> str:
    """A table on a slide."""
    cells = (
        "".join(
            f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in r
        )
        for r in rows
    )
    body = "".join(f"<a:tr>{row}</a:tr>" for row in cells)
    return f"<p:graphicFrame><a:graphic><a:tbl>{body}</a:tbl></a:graphic></p:graphicFrame>"


def pptx(
    *slides: str,
    hidden: Sequence[int] = (),
    notes: str = "",
    more: Mapping[str, str] | None = None,
) -> bytes:
    """A PowerPoint file of these slides; `notes` belong to the first one."""
    parts: dict[str, str | bytes] = {
        "_rels/.rels": links(("officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": links(
            *(("slide", f"slides/slide{at}.xml") for at in range(1, len(slides) + 1))
        ),
    }
    listed = "".join(
        f'<p:sldId id="{255 + at}" r:id="rId{at}"/>' for at in range(1, len(slides) + 1)
    )
    parts["ppt/presentation.xml"] = (
        f"<p:presentation {_P}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
    )
    for at, body in enumerate(slides, 1):
        shown = ' show="0"' if at in hidden else ""
        parts[f"ppt/slides/slide{at}.xml"] = _slide("sld", body, shown)
    if notes:
        parts["ppt/slides/_rels/slide1.xml.rels"] = links(("notesSlide", "../notes/n1.xml"))
        parts["ppt/notes/n1.xml"] = _slide("notes", shape(notes, holder="body"))
    return packed(parts | dict(more or {}))


def _slide(kind: str, body: str, more: str = "") -> str:
    return f"<p:{kind} {_P}{more}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:{kind}>"


def odt(body: str, *, styles: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An OpenDocument text with this inside of its body."""
    return odf("text", body, styles=styles, more=more)


def odf(
    kind: str, body: str, *, styles: str = "", more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """An OpenDocument `text`, `spreadsheet` or `presentation`."""
    automatic = f"<office:automatic-styles>{styles}</office:automatic-styles>"
    inside = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_ODF}>{automatic}{inside}"
            "</office:document-content>",
            **(more or {}),
        }
    )


def hwpx(body: str, *, head: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """An HWPX file with this inside of its one section."""
    return packed(
        {
            "mimetype": "application/hwp+zip",
            "Contents/header.xml": f"<hh:head {_HWPX}>{head}</hh:head>",
            "Contents/section0.xml": f"<hs:sec {_HWPX}>{body}</hs:sec>",
            **(more or {}),
        }
    )


def hwpx_paragraph(words: str, *, shape: int = 0, look: int = 0) -> str:
    """A paragraph of an HWPX file, by the numbers of its shapes in the header."""
    return (
        f'<hp:p paraPrIDRef="{shape}"><hp:run charPrIDRef="{look}"><hp:t>{words}</hp:t>'
        "</hp:run></hp:p>"
    )
