"""A long text becomes messages of at most 2,000 characters. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LIMIT = 2000
"""Characters that Discord takes in a message; counted here as it counts at the most."""

_FENCE = re.compile(r"((?:> )?)```([A-Za-z0-9+#-]*)$")
_QUOTE = re.compile(r"> ?")
# What must not be torn: an escaped sign, code, a link, bold words that are short.
_WHOLE = re.compile(
    r"\\.|`[^`\n]{1,700}`|\[[^\]\n]{1,800}\]\(<[^>\n]{1,900}>\)|\*\*[^*\n]{1,200}\*\*|\S|\s"
)
_LEAST = 0.5  # of a message: a paragraph that ends earlier is no good place to cut


def width(text: str) -> int:
    """How many characters Discord may count: one outside the basic plane counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, *, limit: int = LIMIT) -> list[str]:
    """The text in parts of at most `limit`, cut between paragraphs or lines if possible.

    A code block that is cut is closed and opened again, quotations stay quotations, and
    links, code and escaped signs stay whole.
    """
    filling = _Filling(limit)
    for line in text.split("\n"):
        for piece in _pieces(line, limit - filling.spare):
            filling.add(piece)
    return filling.end()


@dataclass(slots=True)
class _Filling:
    """Fills one part after the other; `_fence` is the line that opened a code block."""

    limit: int
    _parts: list[str] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _fence: str = ""

    @property
    def spare(self) -> int:
        """What opening and closing a code block may take besides a line."""
        return 40

    def add(self, line: str) -> None:
        """One more line."""
        while len(self._lines) > bool(self._fence) and self._is_full_with(line):
            self._turn_over()
        self._lines.append(line)
        if found := _FENCE.fullmatch(line):
            self._fence = "" if self._fence else found[0]

    def _is_full_with(self, line: str) -> bool:
        return width("\n".join([*self._lines, line, "> ```"])) > self.limit

    def end(self) -> list[str]:
        """All parts; none is blank."""
        self._keep(self._lines)
        return self._parts

    def _keep(self, lines: list[str]) -> None:
        part = "\n".join(_without_empty_code(lines)).strip("\n")
        if part.strip("> \n"):
            self._parts.append(part)

    def _turn_over(self) -> None:
        if self._fence:
            self._keep([*self._lines, _closing(self._fence)])
            self._lines = [self._fence]
            return
        cut = self._cut()
        self._keep(self._lines[:cut])
        self._lines = self._lines[cut:]

    def _cut(self) -> int:
        """After the last blank line, unless that leaves the part half empty."""
        for index in range(len(self._lines) - 1, 0, -1):
            is_blank = not self._lines[index - 1].strip("> ")
            if is_blank and not self._is_in_code(index):
                enough = width("\n".join(self._lines[:index])) >= self.limit * _LEAST
                return index if enough else len(self._lines)
        return len(self._lines)

    def _is_in_code(self, index: int) -> bool:
        fences = sum(1 for line in self._lines[:index] if _FENCE.fullmatch(line))
        return fences % 2 == 1


def _closing(fence: str) -> str:
    return "> ```" if fence.startswith("> ") else "```"


def _without_empty_code(lines: list[str]) -> list[str]:
    """Discord takes the two fences of an empty code block for something else."""
    kept: list[str] = []
    opened = -1
    for line in lines:
        if not _FENCE.fullmatch(line):
            kept.append(line)
        elif opened < 0:
            opened = len(kept)
            kept.append(line)
        else:
            if any(one.strip("> ") for one in kept[opened + 1 :]):
                kept.append(line)
            else:
                del kept[opened:]
            opened = -1
    return kept


def _pieces(line: str, limit: int) -> Iterator[str]:
    """The line, or pieces of it that begin as it begins."""
    if width(line) <= limit:
        yield line
        return
    quote = _QUOTE.match(line)
    lead = "> " if quote else ""
    rest = line[quote.end() :] if quote else line
    piece, gap = "", 0
    for found in _WHOLE.finditer(rest):
        while piece and width(lead + piece + found[0]) > limit:
            at = gap or len(piece)  # tear at the last space, if there was one
            yield lead + piece[:at].rstrip()
            piece, gap = piece[at:].lstrip(), 0
        piece += found[0]
        gap = len(piece) if found[0].isspace() and piece.strip() else gap
    if piece.strip():
        yield lead + piece
