"""What an Excel file keeps beside its cells: which are merged, text boxes and charts."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from bot.adapters.documents import marks
from bot.adapters.documents.archive import Archive
from bot.adapters.documents.drawings import drawn
from bot.adapters.documents.ooxml import child, link_of, linked, main_part, value

_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})")
_MOST_MERGED = 20_000
_LONGEST = 60


def parts_of(archive: Archive) -> dict[str, str]:
    """The part of each sheet, by its name."""
    book = main_part(archive)
    listed = child(archive.tree(book), "sheets") if book else None
    return {
        value(each, "name"): link_of(archive, book, value(each, "id"))
        for each in (listed if listed is not None else ())
    }


def merged_below(archive: Archive, part: str) -> dict[tuple[int, int], tuple[int, int]]:
    """The row and column of cells that a merged cell above them covers, and of that cell.

    Rows and columns count from 1; only the leftmost column of what is merged.
    """
    found: dict[tuple[int, int], tuple[int, int]] = {}
    listed = child(archive.tree(part), "mergeCells") if part in archive.names else None
    for each in listed if listed is not None else ():
        covered = _RANGE.fullmatch(value(each, "ref"))
        if covered is None:
            continue
        left, top, bottom = _column(covered[1]), int(covered[2]), int(covered[3])
        if len(found) + bottom - top <= _MOST_MERGED:
            found |= {(row, left): (top, left) for row in range(top + 1, bottom + 1)}
    return found


def _column(letters: str) -> int:
    """The number of a column by its letters: A is 1, AA is 27."""
    return functools.reduce(lambda found, letter: found * 26 + ord(letter) - 64, letters, 0)


class Merged:
    """Repeats the words of merged cells in each row that they cover."""

    def __init__(self, below: dict[tuple[int, int], tuple[int, int]]) -> None:
        self._below = below
        self._tops = set(below.values())
        self._said: dict[tuple[int, int], str] = {}

    def filled(self, number: int, row: list[str]) -> list[str]:
        """The row with this number, from 1; one without words of its own stays as it is."""
        for column, words in enumerate(row, 1):
            if (number, column) in self._tops and len(words) <= _LONGEST:
                self._said[number, column] = words
        if not any(row):
            return row
        return [
            words or self._said.get(self._below.get((number, column), (0, 0)), "")
            for column, words in enumerate(row, 1)
        ]


def drawn_on(archive: Archive, part: str) -> Iterator[str]:
    """The text boxes and charts that lie on a sheet, as Markdown."""
    for name in linked(archive, part, "drawing"):
        tree = archive.tree(name)
        for box in tree.iter("{*}txBody"):
            for paragraph in box.iter("{*}p"):
                yield marks.prose("".join(text.text or "" for text in paragraph.iter("{*}t")))
        yield from drawn(archive, name, tree)
