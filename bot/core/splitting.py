"""A model's text, while it comes in, becomes the pieces that can be checked. Pure.

A piece is a sentence with the marks behind it (`[1]`, `[2, 3]`), or a whole block of code.
It is complete once something follows that cannot belong to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.sentences import sentences

MARK = r"\[\s*\d{1,3}(?:\s*[,，]\s*\d{1,3})*\s*\]"
"""What a citation looks like."""

_MARKS = re.compile(rf"\s*(?:{MARK}\s*[.。]?\s*)+")
_MAY_BECOME_MARK = re.compile(r"\s*(?:\[[\d\s,，]*)?\Z")
_GLUED = re.compile(r"(?<=[.!?。！？])(?=\[\d)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_BREAK = re.compile(r"[\n.!?。！？\]`~]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence or a block of code; `ends_line` when a line ends behind it."""

    text: str
    ends_line: bool

    @property
    def is_code(self) -> bool:
        """Whether it is a block of code."""
        return _FENCE.match(self.text) is not None


class Splitter:
    """Takes text bit by bit, and gives each piece once."""

    def __init__(self) -> None:
        self._rest = ""
        self._may_break = False

    def feed(self, text: str) -> list[Piece]:
        """The pieces that are complete now."""
        self._rest += text
        # Most bits are in the middle of a sentence: nothing can have come to an end.
        self._may_break = self._may_break or _BREAK.search(text) is not None
        if not self._may_break:
            return []
        return self._taken(is_over=False)

    def end(self) -> list[Piece]:
        """What is left when no more text comes."""
        return self._taken(is_over=True)

    def _taken(self, *, is_over: bool) -> list[Piece]:
        found: list[Piece] = []
        while self._rest:
            self._rest = self._rest.lstrip("\n") if not self._rest.strip("\n") else self._rest
            taken = self._code(is_over) if _FENCE.match(self._rest) else self._line(is_over)
            if taken is None:
                break
            found += taken
        return found

    def _code(self, is_over: bool) -> list[Piece] | None:  # noqa: FBT001 - private
        end = _fence_end(self._rest)
        if end is None:
            if not is_over:
                return None
            end = len(self._rest)
        follows = self._rest[end:]
        if not is_over and _MAY_BECOME_MARK.fullmatch(follows):
            return None
        marks = _MARKS.match(follows)
        end += marks.end() if marks else 0
        return [self._cut(end, ends_line=True)]

    def _line(self, is_over: bool) -> list[Piece] | None:  # noqa: FBT001 - private
        at = self._rest.find("\n")
        if at < 0:
            return self._of_open_line(is_over)
        line, after = self._rest[:at], self._rest[at + 1 :]
        if not is_over and line.strip() and _MAY_BECOME_MARK.fullmatch(after):
            return None  # marks may stand in a line of their own
        marks = _MARKS.match(after) if line.strip() else None
        if marks and "\n" not in after[: marks.end()].rstrip().lstrip("\n"):
            line += " " + marks[0].strip()
            after = after[marks.end() :]
        self._rest = after
        parts = _parts(line)
        last = len(parts) - 1
        return [Piece(part, ends_line=at == last) for at, part in enumerate(parts)]

    def _of_open_line(self, is_over: bool) -> list[Piece] | None:  # noqa: FBT001 - private
        parts = _parts(self._rest)
        if is_over:
            self._rest = ""
            last = len(parts) - 1
            return [Piece(part, ends_line=at == last) for at, part in enumerate(parts)] or None
        if len(parts) < 2 or _MAY_BECOME_MARK.fullmatch(parts[-1]):  # noqa: PLR2004 - one is open
            return None
        *whole, self._rest = parts
        self._may_break = _BREAK.search(self._rest) is not None
        return [Piece(part, ends_line=False) for part in whole] or None

    def _cut(self, end: int, *, ends_line: bool) -> Piece:
        piece = Piece(self._rest[:end].strip("\n"), ends_line)
        self._rest = self._rest[end:]
        return piece


def _parts(line: str) -> list[str]:
    """The sentences of a line, each with the marks that stand behind it."""
    text = _GLUED.sub(" ", line)
    parts: list[str] = []
    for span in sentences(text):
        part = text[span.start : span.end]
        marks = _MARKS.match(part)
        if marks and parts:
            parts[-1] += " " + marks[0].strip()
            part = part[marks.end() :]
        if part:
            parts.append(part)
    # White space at the end belongs to what comes next.
    tail = text[len(text.rstrip()) :]
    return [*parts[:-1], parts[-1] + tail] if parts else []


def _fence_end(text: str) -> int | None:
    opening = _FENCE.match(text)
    if opening is None:
        return None
    close = re.compile(
        rf"^[ \t]*{re.escape(opening[1][0])}{{{len(opening[1])},}}[ \t]*$", re.MULTILINE
    )
    found = close.search(text, opening.end())
    return found.end() if found else None
