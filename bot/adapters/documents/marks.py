"""Writes Markdown: what the readers of other formats make of paragraphs, lists and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.adapters.documents.text import shortened, tidy

Row = Sequence[str]
"""The words of the cells of one row."""

_LARGEST_GRID = 1500
_SPACE = re.compile(r"[^\S\n]+")
_BLANK = re.compile(r"\n{3,}")
_BULLET = re.compile(r"^[ \t]*[•‣◦▪▫●○■□◆◇·∙※\uf0b7\uf0a7][ \t]*(?=\S)", re.MULTILINE)
# What our scanner of Markdown would take for a mark of its own: headings, fences, rules.
_HEADING = re.compile(r"^([ ]{0,3}#{1,6})[ \t]", re.MULTILINE)
_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,})", re.MULTILINE)
_RULE = re.compile(r"^[ ]{0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)
_MARK = re.compile(r"^[ ]*(?:#{1,6}|-) ", re.MULTILINE)
_GRID = re.compile(r"^\|(.*)\|$", re.MULTILINE)
_LONGEST_NAME = 60
_ALONE = re.compile(r"[-+]?[\d.,%₩$€£¥\s/:()-]+")


def heading(level: int, words: str) -> str:
    """A heading in one line; nothing for no words."""
    words = shortened(tidy(words))
    return f"{'#' * min(max(level, 1), 6)} {words}" if words else ""


def prose(words: str) -> str:
    """Words that are no Markdown, as Markdown: with nothing in them that would be a mark."""
    words = _SPACE.sub(" ", tidy(words)).strip()
    words = _FENCE.sub(lambda fence: fence[1] + "'" * len(fence[2]), words)
    words = _RULE.sub("", _HEADING.sub("\\1\u00a0", words))
    return _BLANK.sub("\n\n", _BULLET.sub("- ", words)).strip()


def item(words: str, *, depth: int = 0) -> str:
    """An item of a list; nothing for no words."""
    words = " ".join(prose(words).split())
    return f"{'  ' * min(depth, 8)}- {words.removeprefix('- ')}" if words else ""


def joined(blocks: Iterable[str]) -> str:
    """Blocks with a blank line between them; items of one list without."""
    text: list[str] = []
    for block in blocks:
        if not block:
            continue
        if text:
            text.append("\n" if _is_item(block) and _is_item(text[-1]) else "\n\n")
        text.append(block)
    return "".join(text)


def bound(pages: Iterable[str]) -> tuple[str, tuple[int, ...]]:
    """The text of all pages, and where in it each one begins."""
    text, starts, length = [], [], 0
    for page in pages:
        starts.append(length)
        if page := page.strip("\n"):
            text.append(page)
            length += len(page) + 2
    return "\n\n".join(text) + "\n", tuple(starts)


def table(rows: Iterable[Row]) -> str:
    """A table of a document: a grid when it is small, else a fact for each row."""
    cells = [[" ".join(tidy(cell).split()) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return ""
    if max(map(len, cells)) == 1:
        return joined(prose(row[0]) for row in cells)
    if len(cells) > 1 and _stands_above(cells[0], cells[1]):
        return joined([prose(cells[0][0]), table(cells[1:])])  # what stands above the head
    if len(cells) < 2 or sum(len(cell) for row in cells for cell in row) <= _LARGEST_GRID:  # noqa: PLR2004 - a head and a row
        return _grid(cells)
    return joined(facts(cells[0], cells[1:]))


def _stands_above(row: Row, below: Row) -> bool:
    """Whether a row has one cell over all columns."""
    is_alone = len(row) == 1 or (len(row) > 2 and not any(row[1:]))  # noqa: PLR2004 - else a group and its blank
    return bool(row[0]) and is_alone and sum(map(bool, below)) > 1


def spread(words: str, columns: int) -> list[str]:
    """A cell over so many columns: short words, which name them, stand in each."""
    return [words, *[words if len(words) <= _LONGEST_NAME else ""] * (columns - 1)]


def within(blocks: Iterable[str]) -> str:
    """Blocks as the words of one cell of a table: without marks, a table in it as rows."""
    return " ".join(_MARK.sub("", _GRID.sub(_flat, block)) for block in blocks if block)


def _flat(line: re.Match[str]) -> str:
    return "" if line[1].startswith(" ---") else line[1].strip(" |").replace(" | ", ", ") + ";"


def facts(head: Row, rows: Iterable[Row]) -> list[str]:
    """Each row as a line that speaks for itself: `- Name: Kim; Days: 15`."""
    return [line for row in rows if (line := _fact(head, row))]


def _fact(head: Row, row: Row) -> str:
    names = [*head, *[""] * (len(row) - len(head))]
    said = [
        f"{name}: {cell}" if name and name != cell else cell
        for name, cell in zip(names, (" ".join(cell.split()) for cell in row), strict=False)
        if cell
    ]
    return item("; ".join(said))


def looks_like_head(row: Row, below: Row) -> bool:
    """Whether a row names columns: words in most cells, none of them a number, all unlike."""
    words = [cell.strip() for cell in row if cell.strip()]
    if len(words) < 2 or len(set(words)) < len(words):  # noqa: PLR2004 - columns
        return False
    if any(_ALONE.fullmatch(word) or len(word) > 80 for word in words):  # noqa: PLR2004 - a name's length
        return False
    return len(words) * 2 > sum(1 for cell in below if cell.strip())


def _grid(rows: Sequence[Row]) -> str:
    width = max(map(len, rows))
    lines = [
        "| " + " | ".join(_cell(c) for c in [*r, *[""] * (width - len(r))]) + " |" for r in rows
    ]
    return "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])


def _cell(words: str) -> str:
    return words.replace("|", "/")


def _is_item(block: str) -> bool:
    return block.lstrip().startswith("- ")
