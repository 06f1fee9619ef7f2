"""What people wrote onto a page of a PDF: fields of forms, and text boxes."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw as c

from bot.adapters.documents.pdf_layout import Line

_MOST = 2000
_HIDDEN = c.FPDF_ANNOT_FLAG_HIDDEN | c.FPDF_ANNOT_FLAG_NOVIEW
# Notes that one has to click on are remarks about the document, and are left out.
_WRITTEN = {c.FPDF_ANNOT_WIDGET: b"V", c.FPDF_ANNOT_FREETEXT: b"Contents"}


def flattened(page: pdfium.PdfPage) -> list[Line] | None:
    """Draw what was written onto the page into it; open the page anew to see it there.

    The lines are what has no look of its own to be drawn. None when nothing was written.
    """
    written = list(_written(page.raw))
    if not written:
        return None
    c.FPDFPage_Flatten(page.raw, c.FLAT_NORMALDISPLAY)
    return [Line(words) for text in written if text for words in (*text.splitlines(), "")]


def _written(page: c.FPDF_PAGE) -> Iterator[str]:
    """The words of each field and text box; an empty text for those that can be drawn."""
    for at in range(min(c.FPDFPage_GetAnnotCount(page), _MOST)):
        note = c.FPDFPage_GetAnnot(page, at)
        try:
            name = _WRITTEN.get(c.FPDFAnnot_GetSubtype(note))
            if name and not c.FPDFAnnot_GetFlags(note) & _HIDDEN:
                yield "" if c.FPDFAnnot_HasKey(note, b"AP") else _said(note, name)
        finally:
            c.FPDFPage_CloseAnnot(note)


def _said(note: c.FPDF_ANNOTATION, name: bytes) -> str:
    size = c.FPDFAnnot_GetStringValue(note, name, None, 0)
    units = (c.FPDF_WCHAR * (size // 2 + 1))()
    c.FPDFAnnot_GetStringValue(note, name, units, size)
    return bytes(ctypes.string_at(units, max(0, size - 2))).decode("utf-16-le", "replace")
