"""The reader of Excel files (.xlsx)."""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
from collections.abc import Iterator
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.exceptions import InvalidFileException

from bot.adapters.documents import marks
from bot.adapters.documents.archive import Archive
from bot.adapters.documents.ooxml import is_white
from bot.adapters.documents.sheets import sheet
from bot.adapters.documents.text import EMPTY, Reading, name_of
from bot.adapters.documents.xlsx_parts import Merged, drawn_on, merged_below, parts_of
from bot.domain.errors import DocumentUnreadable

VERSION = "xlsx/2"

_MOST_ROWS = 100_000
_DECIMALS = re.compile(r"\.(0+)")
_WORDS = re.compile(r'"([^"]*)"|\[\$([^\]-]*)[^\]]*\]|([₩$€£¥원])')


def read_xlsx(raw: bytes, archive: Archive, path: str) -> Reading:
    """An Excel file: a heading for each sheet, a fact for each row, as `sheet` makes them.

    Formulas count with the value that was saved; hidden sheets are left out and reported.
    Raises DocumentUnreadable.
    """
    if "xl/workbook.bin" in archive.names:
        raise DocumentUnreadable("it is a binary Excel file (.xlsb): save it as .xlsx")
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            archive.tree(name)  # refuses what is broken, declares entities, or is a bomb
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # parts that the library leaves out are not ours
        blocks, remarks = _sheets(raw, archive)
    text = marks.joined(blocks)
    if not text:
        raise DocumentUnreadable(EMPTY)
    return Reading(title=name_of(path), text=text + "\n", remarks=tuple(remarks))


def _sheets(raw: bytes, archive: Archive) -> tuple[list[str], list[str]]:
    blocks: list[str] = []
    remarks: list[str] = []
    parts = parts_of(archive)
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        for page in book.worksheets:
            if page.sheet_state != "visible":
                remarks.append(f"hidden sheet left out: {page.title}")
                continue
            part = parts.get(page.title, "")
            merged = Merged(merged_below(archive, part))
            found = list(sheet(_rows(page, remarks, merged), level=3))
            found += drawn_on(archive, part)
            if found:
                blocks += [marks.heading(2, page.title), *found]
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
    ) as error:
        raise DocumentUnreadable("it is a damaged Excel file: save it again") from error
    return blocks, remarks


def _rows(page: Any, remarks: list[str], merged: Merged) -> Iterator[list[str]]:
    # What a file says of its own size is often wrong, and may be meant to hurt.
    page.reset_dimensions()
    for number, row in enumerate(page.iter_rows(), 1):
        if number > _MOST_ROWS:
            remarks.append(f"sheet {page.title}: only the first {_MOST_ROWS:,} rows are read")
            return
        yield merged.filled(number, [_shown(cell) for cell in row])


def _shown(cell: Any) -> str:
    """A cell as people see it."""
    value = cell.value
    if value is None or _is_hidden(cell):
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return _day(value, cell.number_format or "")
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return str(value)


def _day(value: dt.datetime, layout: str) -> str:
    if "년" in layout and "h" not in layout:
        return f"{value.year}년 {value.month}월 {value.day}일"
    return f"{value:%Y-%m-%d}" if value.time() == dt.time() else f"{value:%Y-%m-%d %H:%M}"


def _number(value: float, layout: str) -> str:
    layout = layout.partition(";")[0]
    words = [next(filter(None, found)) for found in _WORDS.findall(layout) if any(found)]
    bare = _WORDS.sub("", layout)
    places = _DECIMALS.search(bare)
    decimals = len(places[1]) if places else 0
    if "%" in bare:
        return f"{value * 100:.{decimals}f}%"
    if ("0" not in bare and "#" not in bare) or layout in ("General", BUILTIN_FORMATS[0]):
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    shown = f"{value:,.{decimals}f}" if "," in bare else f"{value:.{decimals}f}"
    before = "".join(w for w in words if layout.find(w) < _first_digit(layout))
    after = "".join(w for w in words if layout.find(w) >= _first_digit(layout))
    return before + shown + after


def _first_digit(layout: str) -> int:
    return min((at for at in (layout.find("0"), layout.find("#")) if at >= 0), default=0)


def _is_hidden(cell: Any) -> bool:
    if (cell.number_format or "") == ";;;":
        return True
    font, fill = getattr(cell, "font", None), getattr(cell, "fill", None)
    color = getattr(getattr(font, "color", None), "rgb", None)
    if not isinstance(color, str) or not is_white(color[-6:]):
        return False
    return fill is None or fill.fill_type is None
