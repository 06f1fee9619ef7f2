"""Tables of rows: each row is a fact with its header, or a question with its answer."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from bot.adapters.documents import marks
from bot.adapters.documents.text import EMPTY, Reading, decode, name_of, refuse_labels, tidy
from bot.domain.errors import DocumentUnreadable

VERSION = "sheets/2"

Row = Sequence[str]

_QUESTION = re.compile(
    r"q|questions?|faq|문의|문의\s*(?:내용|사항)|질문|질문\s*(?:내용|사항)|물음|질의|자주\s*묻는\s*질문",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"a|ans|answers?|reply|response|답|답변|답변\s*(?:내용|사항)|응답|회신|회답|해결\s*(?:책|방법)?",
    re.IGNORECASE,
)
_SEP = re.compile(r"\ufeff?sep=[,;\t|]\n")
_DELIMITERS = ",;\t|"
_SAMPLE = 8192
_WITHIN = 10


def read_csv(raw: bytes, path: str) -> Reading:
    """A CSV file of any usual delimiter and encoding. Raises DocumentUnreadable."""
    source = decode(raw)
    refuse_labels(source)
    if not source.strip():
        raise DocumentUnreadable(EMPTY)
    if named := _SEP.match(source):  # for Excel, not for people
        source = source[named.end() :]
    # Never below what it was: the limit is the whole process's.
    csv.field_size_limit(max(len(source) + 1, csv.field_size_limit()))
    try:
        rows = list(csv.reader(io.StringIO(source), delimiter=_delimiter(source)))
    except csv.Error as error:
        raise DocumentUnreadable(f"it is no sound CSV ({error}): save it again") from error
    text = marks.joined(sheet(rows, level=2))
    if not text:
        raise DocumentUnreadable(EMPTY)
    return Reading(title=name_of(path), text=text + "\n")


def sheet(rows: Iterable[Row], *, level: int) -> Iterator[str]:
    """The rows of a sheet as blocks of Markdown. A blank row ends a table.

    A table with a column of questions and one of answers becomes a heading of `level` with
    its answer for each row, so that each is found, and cited, by itself.
    """
    for block in _tables(rows):
        yield from _titled(block, level)


def questions(head: Row, rows: Iterable[Row], *, level: int) -> list[str] | None:
    """Each row as a question and its answer, or None when `head` names no such columns."""
    names = [name.strip() for name in head]
    asked = next((i for i, name in enumerate(names) if _QUESTION.fullmatch(name)), None)
    answered = next((i for i, name in enumerate(names) if _ANSWER.fullmatch(name)), None)
    if asked is None or answered is None:
        return None
    blocks: list[str] = []
    for row in rows:
        cells = [*row, *[""] * (len(names) - len(row))]
        if not cells[answered].strip():
            continue
        blocks.append(marks.heading(level, cells[asked]))
        blocks.append(marks.prose(cells[answered]))
        rest = [i for i in range(len(names)) if i not in (asked, answered)]
        blocks.extend(marks.facts([names[i] for i in rest], [[cells[i] for i in rest]]))
    return blocks


def _tables(rows: Iterable[Row]) -> Iterator[list[list[str]]]:
    block: list[list[str]] = []
    for row in rows:
        cells = [tidy(cell).strip() for cell in row]
        if any(cells):
            block.append(cells)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _titled(block: list[list[str]], level: int) -> Iterator[str]:
    while len(block) > 1 and _filled(block[0]) == 1 and max(map(_filled, block)) > 1:
        yield marks.prose(" ".join(filter(None, block.pop(0))))
    block = _without_empty_columns(block)
    for at, row in enumerate(block[:_WITHIN]):
        found = questions(row, block[at + 1 :], level=level)
        if found is not None:
            yield from marks.facts((), block[:at])
            yield from found
            return
    if len(block) > 1 and marks.looks_like_head(block[0], block[1]):
        yield from marks.facts(block[0], block[1:])
    else:
        yield from marks.facts((), block)


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell)


def _without_empty_columns(block: list[list[str]]) -> list[list[str]]:
    width = max(map(len, block))
    rows = [[*row, *[""] * (width - len(row))] for row in block]
    used = [at for at in range(width) if any(row[at] for row in rows)]
    return [[row[at] for at in used] for row in rows]


def _delimiter(source: str) -> str:
    try:
        return csv.Sniffer().sniff(source[:_SAMPLE], _DELIMITERS).delimiter
    except csv.Error:
        first = source.lstrip().partition("\n")[0]
        return max(_DELIMITERS, key=first.count)
