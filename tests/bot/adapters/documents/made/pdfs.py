"""PDF files, written by hand. Korean uses a font that every reader knows and none embeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_KOREAN = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /HYGoThic-Medium /Encoding /UniKS-UCS2-H "
    b"/DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYGoThic-Medium "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> /DW 1000 >>] >>"
)


@dataclass(frozen=True)
class Words:
    """Words on a page: places in points from the lower left, `color` from 0 black to 1 white.

    `mode` 3 is invisible; `is_upwards` turns them to the left.
    """

    text: str
    x: float = 72
    y: float = 700
    size: float = 10
    color: float = 0
    mode: int = 0
    is_upwards: bool = False

    def drawn(self) -> bytes:
        name, shown = "F1", f"({self.text})"
        if not self.text.isascii():
            name, shown = "F2", f"<{self.text.encode('utf-16-be').hex()}>"
        return (
            f"BT /{name} {self.size} Tf {self.color} g {self.mode} Tr "
            f"{'0 1 -1 0' if self.is_upwards else '1 0 0 1'} {self.x} {self.y} Tm "
            f"{shown} Tj ET\n"
        ).encode()


def box(x: float, y: float, width: float, height: float, *, gray: float = 0.2) -> bytes:
    """A filled box, to be drawn below words."""
    return f"{gray} g {x} {y} {width} {height} re f\n".encode()


def picture(x: float = 0, y: float = 0, width: float = 612, height: float = 792) -> bytes:
    """A grey picture over a whole page, or part of it."""
    return f"q {width} 0 0 {height} {x} {y} cm /I1 Do Q\n".encode()


def note(kind: str, inside: str, *, look: str = "") -> bytes:
    """What is written onto a page, such as a filled field; `look` draws it."""
    drawn = f"/AP << /N {look} >>" if look else ""
    return (
        f"<< /Type /Annot /Subtype /{kind} /Rect [72 500 300 520] {inside} {drawn} >>".encode()
    )


def pdf(*pages: Sequence[Words | bytes], notes: Sequence[bytes] = ()) -> bytes:
    """A PDF file of these pages, each of US letter size, with notes on each."""
    objects: list[bytes] = [b"", b""]
    fonts = b"/Font << /F1 3 0 R /F2 4 0 R >> /XObject << /I1 5 0 R >>"
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    objects.append(_KOREAN)
    objects.append(
        _stream(
            b"\xdd",
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 "
            b"/ColorSpace /DeviceGray /BitsPerComponent 8 ",
        )
    )
    kids = []
    for page in pages:
        drawn = b"".join(each.drawn() if isinstance(each, Words) else each for each in page)
        objects.append(_stream(drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << %s >> "
            b"/Annots [%s] /Contents %d 0 R >>" % (fonts, b" ".join(notes), len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return _bound(objects)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (more, len(content), content)


def _bound(objects: list[bytes]) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end
