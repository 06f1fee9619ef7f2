"""The reader of PDF files: pages stay pages, headings are told by the size of letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw as c

from bot.adapters.documents import marks
from bot.adapters.documents.archive import LOCKED
from bot.adapters.documents.pdf_forms import flattened
from bot.adapters.documents.pdf_layout import Line, blocks
from bot.adapters.documents.pdf_page import is_a_picture, lines_of, shows_pictures
from bot.adapters.documents.recognition import Recognition
from bot.adapters.documents.text import HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "pdf/2"

_MOST_PAGES = 5000
_FEW, _MANY = 10, 120  # letters: nothing, and more than a stamp on a scan
_DOTS_PER_INCH = 250
_MOST_DOTS = 20_000_000
_LARGER, _RARE = 1.15, 0.2  # headings are larger than most letters, and few


class _Pages:
    """A PDF file while it is read."""

    def __init__(self, document: pdfium.PdfDocument, recognition: Recognition) -> None:
        self._document = document
        self._recognition = recognition
        self.hid = False
        self.unread: list[int] = []

    def lines(self) -> list[list[Line]]:
        """The lines of every page, those of pictures of text included."""
        return [self._page(number) for number in range(len(self._document))]

    def _page(self, number: int) -> list[Line]:
        page = self._document[number]
        try:
            written = flattened(page)
            if written is not None:
                page.close()
                page = self._document[number]
            return [*self._lines(page, number), *(written or ())]
        finally:
            page.close()

    def _lines(self, page: pdfium.PdfPage, number: int) -> list[Line]:
        lines, hid = lines_of(page)
        self.hid = self.hid or hid
        letters = _length(lines)
        if letters >= _MANY or not shows_pictures(page):
            return lines
        if letters >= _FEW and not is_a_picture(page):
            return lines
        found = self._recognized(page)
        if found is None:
            self.unread.append(number + 1)
            return lines
        # What a scanning program stamps onto a page stands in the picture of it as well.
        return found if letters < _FEW else max(lines, found, key=_length)

    def _recognized(self, page: pdfium.PdfPage) -> list[Line] | None:
        if not self._recognition.is_possible:
            return None
        width, height = page.get_size()
        scale = _DOTS_PER_INCH / 72
        scale = min(scale, (_MOST_DOTS / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        rows = memoryview(bitmap.buffer).cast("B")
        head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode()
        picture = head + b"".join(
            rows[at * bitmap.stride : at * bitmap.stride + bitmap.width]
            for at in range(bitmap.height)
        )
        bitmap.close()
        words = self._recognition.words(picture)
        return None if words is None else [Line(text) for text in words.split("\n")]


def _length(lines: list[Line]) -> int:
    return sum(len(line.text.strip()) for line in lines)


def read_pdf(raw: bytes, path: str, recognition: Recognition) -> Reading:
    """A PDF file. Raises DocumentUnreadable.

    Pages that are pictures are read by text recognition where it is there, and are
    reported where it is not. Invisible and white text is left out, unless it lies over a
    picture: so do programs that scan write down what they recognized.
    """
    document = _opened(raw)
    try:
        pages = _Pages(document, recognition)
        lines = pages.lines()
        sizes = _sizes(lines)
        text, starts = marks.bound(marks.joined(blocks(page, sizes)) for page in lines)
    finally:
        document.close()
    if not text.strip():
        raise DocumentUnreadable(_nothing(pages, recognition))
    title = first_heading(text) or name_of(path)
    return Reading(
        title=title, text=text, pages=starts, remarks=tuple(_remarks(pages, recognition))
    )


def _opened(raw: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(raw)
        count = len(document)
    except pdfium.PdfiumError as error:
        if c.FPDF_GetLastError() == c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise DocumentUnreadable(LOCKED) from error
        raise DocumentUnreadable(
            "it is damaged: its end or its list of contents is missing, as when a download "
            "stopped half-way; copy or save it again"
        ) from error
    if not 0 < count <= _MOST_PAGES:
        raise DocumentUnreadable(
            f"it has {count:,} pages, and 1 to {_MOST_PAGES:,} are read: split it"
        )
    return document


def _sizes(pages: list[list[Line]]) -> tuple[float, ...]:
    """The size of most letters, then the sizes of headings, largest first."""
    letters: Counter[float] = Counter()
    for page in pages:
        for line in page:
            if line.size:  # of what was recognized it is not known
                letters[line.size] += len(line.text)
    if not letters:
        return (0.0,)
    body = letters.most_common(1)[0][0]
    rare = _RARE * letters.total()
    larger = [s for s, count in letters.items() if s >= body * _LARGER and count <= rare]
    return (body, *sorted(larger, reverse=True))


def _nothing(pages: _Pages, recognition: Recognition) -> str:
    if pages.unread:
        return recognition.why_not("it holds pictures of pages, and no text")
    return "it shows no text: write what it says as text, or delete it"


def _remarks(pages: _Pages, recognition: Recognition) -> Iterator[str]:
    if pages.hid:
        yield HIDDEN
    if pages.unread:
        which = ", ".join(map(str, pages.unread[:20])) + (" …" if pages.unread[20:] else "")
        yield recognition.why_not(f"pages that are pictures were not read ({which})")
