"""The readers of OpenDocument sheets (.ods) and slides (.odp)."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters.documents import marks
from bot.adapters.documents.archive import Archive, Element, attribute, local
from bot.adapters.documents.odt import Words, number, opened, rows_of
from bot.adapters.documents.sheets import sheet
from bot.adapters.documents.text import EMPTY, HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "odf/1"

_MOST_ROWS = 100_000
_FURNITURE = ("page-number", "date-time", "footer", "header")


def read_ods(archive: Archive, path: str) -> Reading:
    """A sheet: as `read_xlsx` reads others. Raises DocumentUnreadable."""
    body, words = opened(archive, "spreadsheet")
    hidden = _undisplayed(archive)
    remarks: list[str] = []
    blocks: list[str] = []
    for page in body.iterchildren("{*}table"):
        name = attribute(page, "name")
        if attribute(page, "style-name") in hidden:
            remarks.append(f"hidden sheet left out: {name}")
            continue
        found = [*sheet(_rows(page, words), level=3), *_drawn(page, words)]
        blocks += [marks.heading(2, name), *found] if found else []
    text = marks.joined(blocks)
    if not text:
        raise DocumentUnreadable(EMPTY)
    remarks += [HIDDEN] if words.hid else []
    return Reading(title=name_of(path), text=text + "\n", remarks=tuple(remarks))


def _rows(page: Element, words: Words) -> Iterator[list[str]]:
    for at, row in enumerate(rows_of(page)):
        if at >= _MOST_ROWS:
            return
        cells: list[str] = []
        for cell in row:
            if local(cell) in ("table-cell", "covered-table-cell"):
                said = "\n".join(filter(None, words.blocks(cell)))
                cells.extend([said] * number(cell, "number-columns-repeated"))
        for _ in range(number(row, "number-rows-repeated") if any(cells) else 1):
            yield cells


def _drawn(page: Element, words: Words) -> Iterator[str]:
    for shapes in page.iterchildren("{*}shapes"):
        yield from filter(None, words.blocks(shapes))


def _undisplayed(archive: Archive) -> set[str]:
    """The styles of sheets that are not shown."""
    content = archive.tree("content.xml")
    return {
        attribute(style, "name")
        for style in content.iter("{*}style")
        if any(
            local(each) == "table-properties" and attribute(each, "display") == "false"
            for each in style
        )
    }


def read_odp(archive: Archive, path: str) -> Reading:
    """Slides: as `read_pptx` reads others. Raises DocumentUnreadable."""
    body, words = opened(archive, "presentation")
    hidden = _invisible(archive)
    pages = list(body.iterchildren("{*}page"))
    skipped = [
        at for at, page in enumerate(pages, 1) if attribute(page, "style-name") in hidden
    ]
    text, starts = marks.bound(
        "" if at in skipped else marks.joined(_slide(page, words))
        for at, page in enumerate(pages, 1)
    )
    remarks = [HIDDEN] if words.hid else []
    if skipped:
        remarks.append(f"hidden slides were left out: {', '.join(map(str, skipped))}")
    title = first_heading(text) or name_of(path)
    return Reading(title=title, text=text, pages=starts, remarks=tuple(remarks))


def _slide(page: Element, words: Words) -> Iterator[str]:
    for shape in sorted(page, key=lambda each: attribute(each, "class") != "title"):
        kind = attribute(shape, "class")
        if kind in _FURNITURE:
            continue
        if kind == "title":
            yield marks.heading(1, " ".join(marks.within(words.blocks(shape)).split()))
        elif local(shape) == "notes":
            yield from _notes(shape, words)
        else:
            yield from words.blocks([shape])


def _notes(notes: Element, words: Words) -> Iterator[str]:
    for shape in notes:
        if attribute(shape, "class") == "notes":
            yield from words.blocks(shape)


def _invisible(archive: Archive) -> set[str]:
    """The styles of slides that are not shown."""
    content = archive.tree("content.xml")
    return {
        attribute(style, "name")
        for style in content.iter("{*}style")
        if any(attribute(each, "visibility") == "hidden" for each in style)
    }
