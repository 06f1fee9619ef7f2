"""From lines with their places to headings, paragraphs and items. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.adapters.documents import marks

_SOFT = "\u00ad"
_ITEM = re.compile(r"\s*(?:[-–•‣◦▪●○■□◆◇·※\uf0b7]|\d{1,2}[.)]|[①-⑳]|[가-하][.)])\s*\S")
_END = re.compile(r"[.!?。:：;)\]”\"']\s*$")
_GAP = 0.7  # of the size of a letter: more room than that ends a paragraph
# Columns of prose: so many lines, letters wide, and how much of that makes how many full.
_LEAST_COLUMN, _LEAST_WIDTH, _FULL, _MOST_FULL = 4, 20, 0.7, 0.7
_LONGEST_HEADING = 120
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. Places in points from the lower left; a size of 0 is unknown.

    A tab in the text stands for room as between the columns of a table.
    """

    text: str
    size: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    top: float = 0.0


def blocks(lines: Sequence[Line], sizes: tuple[float, ...]) -> Iterator[str]:
    """The lines of a page as blocks of Markdown.

    `sizes` are those of most letters in the document, then of its headings, largest first.
    """
    rows: list[list[str]] = []
    for group in _groups(lines):
        if len(group) == 1 and (cells := _cells(group[0])):
            rows.append(cells)
            continue
        yield from _table(rows)
        rows = []
        yield _block(group, sizes)
    yield from _table(rows)


def _block(group: list[Line], sizes: tuple[float, ...]) -> str:
    words = _joined(group)
    size = group[0].size
    if size in sizes[1:] and len(words) <= _LONGEST_HEADING and any(map(str.isalpha, words)):
        return marks.heading(min(sizes.index(size), _LEVELS), words)
    return marks.item(words) if _is_bullet(words) else marks.prose(words)


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong to one paragraph."""
    group: list[Line] = []
    for line in lines:
        if group and not _continues(group[-1], line):
            yield group
            group = []
        if line.text.strip():
            group.append(line)
    if group:
        yield group


def _continues(before: Line, line: Line) -> bool:
    if not line.text.strip() or "\t" in line.text.strip() or "\t" in before.text.strip():
        return False
    if not line.size and not before.size:  # recognized: only blank lines tell
        return not _ITEM.match(line.text)
    if abs(line.size - before.size) > 0.1 * max(line.size, before.size):
        return False
    if _ITEM.match(line.text):
        return False
    gap = before.bottom - line.top
    if gap < -line.size:  # the next column or page: a sentence goes on, a finished one not
        return not _END.search(before.text)
    return gap <= _GAP * line.size


def _joined(group: list[Line]) -> str:
    words = ""
    for line in group:
        text = " ".join(line.text.replace("\t", " ").split())
        if words.endswith(_SOFT):
            words = words[:-1] + text
        else:
            words = f"{words} {text}" if words else text
    return words.replace(_SOFT, "-" if words.endswith(_SOFT) else "")


def _is_bullet(words: str) -> bool:
    return bool(re.match(r"[•‣◦▪●○■□◆◇·※\uf0b7-]\s*\S", words))


def _cells(line: Line) -> list[str]:
    cells = [" ".join(cell.split()) for cell in line.text.split("\t")]
    return [cell for cell in cells if cell] if "\t" in line.text.strip() else []


def _table(rows: list[list[str]]) -> Iterator[str]:
    """Rows of one width under each other are a table, others lines of words apart."""
    if _are_columns(rows):
        for column in zip(*rows, strict=True):
            yield marks.prose(_joined([Line(words) for words in column]))
    elif len(rows) > 1 and len({len(row) for row in rows}) == 1:
        yield marks.table(rows)
    else:
        yield from (marks.item("; ".join(row)) for row in rows)


def _are_columns(rows: list[list[str]]) -> bool:
    """Whether these are lines of prose in two columns, that were drawn side by side.

    In such columns nearly every line is full; in a table few cells are.
    """
    if len(rows) < _LEAST_COLUMN or any(len(row) != 2 for row in rows):  # noqa: PLR2004 - left and right
        return False
    for column in zip(*rows, strict=True):
        widest = max(map(len, column))
        full = sum(len(words) > _FULL * widest for words in column)
        if widest < _LEAST_WIDTH or full < _MOST_FULL * len(column):
            return False
    return True
