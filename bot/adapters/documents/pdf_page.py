"""What one page of a PDF shows: its lines with their places, without what nobody sees."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw as c

from bot.adapters.documents.pdf_layout import Line

_INVISIBLE_MODES = (3, 7)
_NEARLY_WHITE = 240
_NEARLY_CLEAR = 13
_SMALLEST = 2.0  # points, from the lowest to the highest of a line
_MOST_OF_PAGE = 0.7
_MOST_TURNED = 500
_MOST_OBJECTS = 20_000
_DEEPEST = 6
_HYPHENS = (0x02, 0xFFFE)
# In heights of a letter: blanks of justified lines are narrower, save behind a sentence.
_WIDE_GAP, _WIDER_GAP = 0.9, 2.5


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    bottom: float
    right: float
    top: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def turned(self, quarters: int) -> _Box:
        """The place of a letter as if the page were turned so that it is upright."""
        for _ in range(quarters):
            self = _Box(-self.top, self.left, -self.bottom, self.right)  # noqa: PLW0642
        return self

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.top - self.bottom)


class _Page:
    """A page and the objects on it."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.raw = page.raw
        self.text = c.FPDFText_LoadPage(page.raw)
        left, bottom, right, top = page.get_bbox()
        self.frame = _Box(left, bottom, right, top)
        self.pictures: list[_Box] = []
        self.grounds: list[_Box] = []
        for thing, kind in _objects(page.raw):
            if kind == c.FPDF_PAGEOBJ_IMAGE:
                self.pictures.append(_box(thing))
            elif kind == c.FPDF_PAGEOBJ_SHADING or (
                kind == c.FPDF_PAGEOBJ_PATH and _is_filled(thing)
            ):
                self.grounds.append(_box(thing))
        self._seen: dict[int, bool] = {}
        self.turn = _turn(self.text)

    def shows(self, index: int) -> bool:
        """Whether people see the letter with this number."""
        thing = c.FPDFText_GetTextObject(self.text, index)
        if not thing:
            return True
        key = ctypes.cast(thing, ctypes.c_void_p).value or 0
        if key not in self._seen:
            self._seen[key] = self._is_seen(thing, index)
        return self._seen[key]

    def _is_seen(self, thing: c.FPDF_PAGEOBJECT, index: int) -> bool:
        letter = _place(self, index)
        if letter and max(letter.top - letter.bottom, letter.right - letter.left) < _SMALLEST:
            return False
        box = _box(thing)
        x, y = (box.left + box.right) / 2, (box.bottom + box.top) / 2
        if box.area and not self.frame.holds(x, y):
            return False
        over_picture = any(picture.holds(x, y) for picture in self.pictures)
        if c.FPDFTextObj_GetTextRenderMode(thing) in _INVISIBLE_MODES:
            return over_picture
        red, green, blue, solid = _color(thing)
        if solid < _NEARLY_CLEAR:
            return over_picture
        if min(red, green, blue) < _NEARLY_WHITE:
            return True
        return over_picture or any(ground.holds(x, y) for ground in self.grounds)


def lines_of(page: pdfium.PdfPage) -> tuple[list[Line], bool]:
    """The lines that the page shows, in the order of its text, and whether some were hidden."""
    shown = _Page(page)
    try:
        return _lines(shown)
    finally:
        c.FPDFText_ClosePage(shown.text)


def shows_pictures(page: pdfium.PdfPage) -> bool:
    """Whether there are pictures on the page that may be pictures of text."""
    shown = [_box(thing) for thing, kind in _objects(page.raw) if kind == c.FPDF_PAGEOBJ_IMAGE]
    width, height = page.get_size()
    return bool(sum(box.area for box in shown) * 20 > width * height)


def is_a_picture(page: pdfium.PdfPage) -> bool:
    """Whether one picture fills most of the page, as in a scan that nobody recognized yet."""
    things = list(_objects(page.raw))
    texts = (thing for thing, kind in things if kind == c.FPDF_PAGEOBJ_TEXT)
    if any(c.FPDFTextObj_GetTextRenderMode(text) in _INVISIBLE_MODES for text in texts):
        return False
    shown = [_box(thing) for thing, kind in things if kind == c.FPDF_PAGEOBJ_IMAGE]
    left, bottom, right, top = page.get_bbox()
    whole = _Box(left, bottom, right, top).area
    return max((box.area for box in shown), default=0.0) > _MOST_OF_PAGE * whole


def _lines(page: _Page) -> tuple[list[Line], bool]:
    lines: list[Line] = []
    letters: list[tuple[int, str]] = []
    hid = False
    for index in range(max(0, c.FPDFText_CountChars(page.text))):
        code = c.FPDFText_GetUnicode(page.text, index)
        if code in (10, 13):
            if letters:
                lines.append(_line(page, letters))
                letters = []
        elif code in _HYPHENS:
            letters.append((index, "\u00ad"))
        elif code > 32 and not page.shows(index):  # noqa: PLR2004 - signs, not blanks
            hid = True
        elif code:
            letters.append((index, chr(code) if code < 0x110000 else "\ufffd"))  # noqa: PLR2004 - the last sign there is
    if letters:
        lines.append(_line(page, letters))
    return [line for line in lines if line.text.strip()], hid


def _line(page: _Page, letters: list[tuple[int, str]]) -> Line:
    words: list[str] = []
    first: _Box | None = None
    last: _Box | None = None
    size = 0.0
    for at, (index, sign) in enumerate(letters):
        begins = not sign.isspace() and (at == 0 or letters[at - 1][1].isspace())
        ends = not sign.isspace() and (at + 1 == len(letters) or letters[at + 1][1].isspace())
        box = _place(page, index) if begins or ends else None
        if begins and box and last and at:
            written = not c.FPDFText_IsGenerated(page.text, letters[at - 1][0])
            if _is_wide(box.left - last.right, size, words, written=written):
                words.append("\t")
        if begins and first is None and box:
            first = box
            size = round(_size(page, index, box) * 2) / 2
        last = box if ends and box else last
        words.append(sign)
    first = first or _Box(0, 0, 0, 0)
    last = last or first
    text = "".join(words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Line(
        text, size=size, left=first.left, right=last.right, bottom=last.bottom, top=first.top
    )


def _is_wide(gap: float, size: float, words: list[str], *, written: bool) -> bool:
    """Whether a gap in a line is one between columns; `written`: a blank fills it."""
    stopped = "".join(words[-3:]).rstrip().endswith((".", ",", ";", ":", "!", "?"))
    return gap > (_WIDER_GAP if stopped or written else _WIDE_GAP) * (size or 10)


def _size(page: _Page, index: int, box: _Box) -> float:
    # The size that is said may be 1, with the real one in a matrix: then the box tells.
    said = float(c.FPDFText_GetFontSize(page.text, index))
    return said if said > 2 else box.top - box.bottom  # noqa: PLR2004 - points


def _place(page: _Page, index: int) -> _Box | None:
    rectangle = c.FS_RECTF()
    if not c.FPDFText_GetLooseCharBox(page.text, index, rectangle):
        return None
    box = _Box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    return box.turned(page.turn)


def _turn(text: c.FPDF_TEXTPAGE) -> int:
    """How many quarter turns, clockwise, most letters of a page stand away from upright."""
    letters = min(max(0, c.FPDFText_CountChars(text)), _MOST_TURNED)
    angles = (c.FPDFText_GetCharAngle(text, index) for index in range(letters))
    turns = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return turns.most_common(1)[0][0] if turns else 0


def _objects(page: c.FPDF_PAGE) -> Iterator[tuple[c.FPDF_PAGEOBJECT, int]]:
    for at in range(min(c.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        yield from _with_inner(c.FPDFPage_GetObject(page, at), _DEEPEST)


def _with_inner(
    thing: c.FPDF_PAGEOBJECT, depth: int
) -> Iterator[tuple[c.FPDF_PAGEOBJECT, int]]:
    kind = c.FPDFPageObj_GetType(thing)
    yield thing, kind
    if kind == c.FPDF_PAGEOBJ_FORM and depth:
        for at in range(min(c.FPDFFormObj_CountObjects(thing), _MOST_OBJECTS)):
            yield from _with_inner(c.FPDFFormObj_GetObject(thing, at), depth - 1)


def _box(thing: c.FPDF_PAGEOBJECT) -> _Box:
    edges = [ctypes.c_float() for _ in range(4)]
    if not c.FPDFPageObj_GetBounds(thing, *edges):
        return _Box(0, 0, 0, 0)
    return _Box(*(edge.value for edge in edges))


def _color(thing: c.FPDF_PAGEOBJECT) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    if not c.FPDFPageObj_GetFillColor(thing, *parts):
        return (0, 0, 0, 255)
    return parts[0].value, parts[1].value, parts[2].value, parts[3].value


def _is_filled(thing: c.FPDF_PAGEOBJECT) -> bool:
    mode, stroke = ctypes.c_int(), c.FPDF_BOOL()
    if not c.FPDFPath_GetDrawMode(thing, mode, stroke) or not mode.value:
        return False
    red, green, blue, solid = _color(thing)
    return min(red, green, blue) < _NEARLY_WHITE and solid >= _NEARLY_CLEAR
