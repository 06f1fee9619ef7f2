"""The reader of Markdown files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.adapters.documents.labels import split_front_matter
from bot.adapters.documents.text import (
    EMPTY,
    Reading,
    decode,
    first_heading,
    name_of,
    shortened,
)
from bot.domain.errors import DocumentUnreadable

VERSION = "markdown/2"

_FENCE = re.compile(r"[ \t]*(?:(?P<ticks>`{3,})[^`\n]*|(?P<tildes>~{3,})[^\n]*)$", re.MULTILINE)
_TICKS = re.compile(r"`+")
_LONGEST_CODE = 1000
_TOP = 1000
_MARKS_AND_NULS = b"\0\xef\xbb\xbf\xff\xfe"  # byte-order marks, and what UTF-16 puts in between
# `[//]: # (…)` is how people write comments where HTML ones are not liked.
_REMARK = re.compile(r" {0,3}\[(?://|comment)\]:.*", re.IGNORECASE)


class _Marks(NamedTuple):
    """How comments open and close; the closing may share signs with the opening."""

    opening: str
    closing: str
    shared: int


_HTML = _Marks("<!--", "-->", shared=2)
_MDX = _Marks("{/*", "*/}", shared=0)


def read_markdown(raw: bytes, path: str) -> Reading:
    """A Markdown file without its front matter and comments.

    All else stays word for word. Raises DocumentUnreadable.
    """
    try:
        source = decode(raw)
    except DocumentUnreadable as trouble:
        # Front matter that cannot be decoded may be what narrows the audience.
        top = raw[:_TOP].translate(None, _MARKS_AND_NULS).lstrip()
        raise _withheld(trouble, is_labelled=top.startswith(b"---")) from trouble
    said, body = split_front_matter(source)
    try:
        text = _shown(body, is_mdx=path.lower().endswith(".mdx"))
    except DocumentUnreadable as trouble:
        raise _withheld(trouble, is_labelled=said.audience is not None) from trouble
    title = shortened(said.title or "") or first_heading(text) or name_of(path)
    return Reading(title=title, text=text, said=said, remarks=said.remarks)


def _withheld(trouble: DocumentUnreadable, *, is_labelled: bool) -> DocumentUnreadable:
    """The same trouble; a label that takes no effect now withholds the older version."""
    return DocumentUnreadable(trouble.reason, withhold=trouble.withhold or is_labelled)


def _shown(body: str, *, is_mdx: bool) -> str:
    text = without_comments(body, is_mdx=is_mdx)
    if not text.strip():
        raise DocumentUnreadable(EMPTY)
    return text


def without_comments(text: str, *, is_mdx: bool = False) -> str:
    """`text` without the comments that its readers do not see; code keeps its own.

    Those are HTML comments, `[//]: # (…)`, and in MDX `{/* … */}`. One that is not closed
    is text within a line; at the beginning of a line it would hide all that follows, and
    raises DocumentUnreadable.
    """
    shown = _without(text, _HTML)
    return _without(shown, _MDX) if is_mdx else shown


def _without(text: str, marks: _Marks) -> str:
    if marks.opening not in text and not _REMARK.search(text):
        return text
    return "".join(_Pieces(text, marks))


class _Pieces:
    """The pieces of a text between its comments."""

    def __init__(self, text: str, marks: _Marks) -> None:
        self._text = text
        self._marks = marks
        # Known beforehand, so that many open comments do not each search to the end.
        self._last_closing = text.rfind(marks.closing)

    def __iter__(self) -> Iterator[str]:
        text, at = self._text, 0
        while at < len(text):
            end = _line_end(text, at)
            begins_line = at == 0 or text[at - 1] == "\n"
            if begins_line and (fence := _FENCE.match(text, at, end)):
                end = _fence_end(text, fence)
            elif begins_line and (remark := _REMARK.match(text, at, end)):
                at = remark.end()
            elif comment := self._comment(at, end):
                # What follows on the line is looked at again, for one more comment.
                yield text[at : comment[0]]
                at = comment[1]
                continue
            yield text[at:end]
            at = end

    def _comment(self, at: int, end: int) -> tuple[int, int] | None:
        """Where the first comment that opens in text[at:end] outside code begins and ends."""
        marks = self._marks
        while (start := self._text.find(marks.opening, at, end)) >= 0:
            if code := _code(self._text, at, start, end):
                at = code
                continue
            inside = start + len(marks.opening) - marks.shared
            if inside <= self._last_closing:
                return start, self._text.index(marks.closing, inside) + len(marks.closing)
            self._refuse_at_line_start(start)
            break
        return None

    def _refuse_at_line_start(self, start: int) -> None:
        line_start = self._text.rfind("\n", 0, start) + 1
        if not self._text[line_start:start].strip():
            raise DocumentUnreadable(
                f"the comment {self._marks.opening} does not end, and hides all that follows "
                f"it: write {self._marks.closing} behind it"
            )


def _line_end(text: str, at: int) -> int:
    return text.find("\n", at) + 1 or len(text)


def _fence_end(text: str, fence: re.Match[str]) -> int:
    mark = fence["ticks"] or fence["tildes"]
    close = re.compile(rf"^[ \t]*{mark[0]}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
    closing = close.search(text, _line_end(text, fence.end()))
    return _line_end(text, closing.end()) if closing else len(text)


def _code(text: str, at: int, start: int, end: int) -> int | None:
    """Where the inline code around `start` ends, if `start` is in such code."""
    while ticks := _TICKS.search(text, at, start):
        same = re.compile(rf"(?<!`){ticks.group()}(?!`)")
        closing = same.search(text, ticks.end(), min(end, ticks.end() + _LONGEST_CODE))
        if closing and closing.start() > start:
            return closing.end()
        at = closing.end() if closing else ticks.end()
    return None
