"""The blocks of a Markdown text, as slices of it.

A scanner of lines, not a full parser: it tells headings, code fences, tables, list items
and paragraphs apart and knows exactly where each begins and ends, which is what cutting
and quoting need. Every character but blank lines belongs to exactly one block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

# No pattern here may look at a character more than a few times: a document of one megabyte
# of backticks, pipes or brackets is read in seconds. Hence the possessive quantifiers.
# Three backticks that close on their own line are code within prose, not a fence.
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`]*$)|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_RULE = re.compile(r" {0,3}([-*_])[ \t]*+(?:\1[ \t]*+){2,}+$")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_TABLE_RULE = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LINK = re.compile(r"!?\[([^\[\]]*+)\]\((?:[^()]++|\([^()]*+\))*+\)")
# Code keeps its words; a mark inside a word (max_retries) or between spaces is no emphasis.
_MARKS = re.compile(
    r"`++([^`]++)`++|`++|\\([^\w\s]|_)"
    r"|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w)"
)


class Kind(Enum):
    """What a block is."""

    HEADING = auto()
    FENCE = auto()
    TABLE = auto()
    ITEM = auto()
    PARAGRAPH = auto()


@dataclass(frozen=True, slots=True)
class Block:
    """`text[start:end]`, without the line break behind it.

    `level` (1 to 6) and `title` (plain words) belong to headings only.
    """

    kind: Kind
    start: int
    end: int
    level: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()


def blocks(text: str) -> list[Block]:
    r"""The blocks of `text`, in order. `text` has `\n` line ends."""
    lines = [_Line(m.start(), m.end(), m.group().rstrip("\n")) for m in _LINE.finditer(text)]
    found: list[Block] = []
    at = 0
    while at < len(lines):
        if lines[at].is_blank:
            at += 1
            continue
        block, at = _next_block(lines, at)
        found.append(block)
    return found


def plain(markdown: str) -> str:
    """The words of one line of Markdown: no emphasis marks, links by their text."""
    unlinked = _LINK.sub(r"\1", _LINK.sub(r"\1", markdown))  # twice: an image may be a link
    return _MARKS.sub(lambda mark: mark[1] or mark[2] or "", unlinked).strip()


def _next_block(lines: list[_Line], at: int) -> tuple[Block, int]:
    line = lines[at].text
    if heading := _ATX.match(line):
        title = plain(_without_closing_hashes(heading.group(2) or ""))
        return _block(Kind.HEADING, lines, at, at + 1, len(heading.group(1)), title), at + 1
    if fence := _FENCE.match(line):
        end = _fence_end(lines, at, fence.group(1))
        return _block(Kind.FENCE, lines, at, end), end
    if _RULE.match(line):
        return _block(Kind.PARAGRAPH, lines, at, at + 1), at + 1
    if _starts_table(lines, at):
        end = _table_end(lines, at + 2)
        return _block(Kind.TABLE, lines, at, end), end
    return _prose(lines, at)


def _without_closing_hashes(words: str) -> str:
    words = words.strip()
    bare = words.rstrip("#")
    return words if bare and not bare[-1].isspace() else bare


def _prose(lines: list[_Line], at: int) -> tuple[Block, int]:
    is_item = _ITEM.match(lines[at].text) is not None
    end = at + 1
    while end < len(lines) and not lines[end].is_blank and not _interrupts(lines, end):
        under = _SETEXT.match(lines[end].text)
        if under and not is_item:
            level = 1 if under.group(1)[0] == "=" else 2
            title = plain(" ".join(line.text.strip() for line in lines[at:end]))
            return _block(Kind.HEADING, lines, at, end + 1, level, title), end + 1
        end += 1
    return _block(Kind.ITEM if is_item else Kind.PARAGRAPH, lines, at, end), end


def _interrupts(lines: list[_Line], at: int) -> bool:
    line = lines[at].text
    return bool(
        _ATX.match(line) or _FENCE.match(line) or _ITEM.match(line) or _starts_table(lines, at)
    )


def _starts_table(lines: list[_Line], at: int) -> bool:
    if "|" not in lines[at].text or at + 1 >= len(lines):
        return False
    rule = lines[at + 1].text
    return "|" in rule and _TABLE_RULE.fullmatch(rule.strip()) is not None


def _fence_end(lines: list[_Line], at: int, mark: str) -> int:
    close = re.compile(rf"[ \t]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
    for end in range(at + 1, len(lines)):
        if close.match(lines[end].text):
            return end + 1
    return len(lines)


def _table_end(lines: list[_Line], at: int) -> int:
    while at < len(lines) and "|" in lines[at].text:
        at += 1
    return at


def _block(  # noqa: PLR0913, PLR0917 - private, and every argument is a different thing
    kind: Kind, lines: list[_Line], at: int, end: int, level: int = 0, title: str = ""
) -> Block:
    last = lines[end - 1]
    return Block(kind, lines[at].start, last.start + len(last.text), level, title)
