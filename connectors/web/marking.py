"""Marks the quoted words within rendered Markdown. Pure.

Two characters that no document uses are put around the quoted part of each line, and of
each cell of a table, before rendering; the renderer turns them into `<mark>`. A part is
kept only if the page without its marks is the page as it would have been without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt

from bot.domain.markdown import Block, Kind, blocks
from bot.domain.sentences import Span

# The first pair is like letters to a Markdown parser, the second like brackets: next to
# some emphasis only one of them leaves the parser's mind unchanged.
_PAIRS = (("\ue000", "\ue001"), ("\u2e28", "\u2e29"))
_LINE = re.compile(r"[^\n]+")
_LEAD = re.compile(
    r"[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)*(?:\[[ xX]\][ \t]+)?(?:#{1,6}[ \t]+)?"
)
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[^`\n]*")
_RULE = re.compile(r"[\s|:\-=]+")
_CELL = re.compile(r"(?:[^|\\]|\\.|\\)+")


def marked(markdown: MarkdownIt, text: str, span: Span, *, path: str) -> tuple[str, bool]:
    """The text as HTML with the span in `<mark>`, and whether any of it could be marked."""
    bare = markdown.render(text, {"path": path})
    pairs = [pair for pair in _PAIRS if not any(sign in text for sign in pair)]
    parts = list(_parts(text, span))
    for pair in pairs:
        if page := _tried(markdown, text, parts, pair=pair, bare=bare, path=path):
            return page, True
    return _piecewise(markdown, text, parts, pairs=pairs, bare=bare, path=path)


def _piecewise(  # noqa: PLR0913 - private, and every argument is a different thing
    markdown: MarkdownIt,
    text: str,
    parts: Sequence[Span],
    *,
    pairs: Sequence[tuple[str, str]],
    bare: str,
    path: str,
) -> tuple[str, bool]:
    """With the parts that can be marked one by one."""
    best, kept = bare, list[Span]()
    for part in parts:
        for pair in pairs:
            trial = [*kept, part]
            if page := _tried(markdown, text, trial, pair=pair, bare=bare, path=path):
                best, kept = page, trial
                break
    return best, bool(kept)


def _tried(  # noqa: PLR0913 - private, and every argument is a different thing
    markdown: MarkdownIt,
    text: str,
    parts: Sequence[Span],
    *,
    pair: tuple[str, str],
    bare: str,
    path: str,
) -> str | None:
    env: dict[str, Any] = {"path": path, "pair": pair}
    page = markdown.render(_signed(text, parts, pair), env)
    is_same = page.replace("<mark>", "").replace("</mark>", "") == bare
    is_whole = not env.get("is_marked") and "<mark>" in page
    return page if is_same and is_whole else None


def _signed(text: str, parts: Sequence[Span], pair: tuple[str, str]) -> str:
    for part in sorted(parts, key=lambda part: -part.start):
        words = text[part.start : part.end]
        text = f"{text[: part.start]}{pair[0]}{words}{pair[1]}{text[part.end :]}"
    return text


def _parts(text: str, span: Span) -> Iterator[Span]:
    """The parts of the span that hold words: no list signs, pipes, fences or rules."""
    for block in blocks(text):
        if block.end <= span.start or block.start >= span.end:
            continue
        for part in _words(text, block):
            start, end = max(part.start, span.start), min(part.end, span.end)
            trimmed = text[start:end].strip()
            if start < end and trimmed:
                start = text.index(trimmed, start)
                yield Span(start, start + len(trimmed))


def _words(text: str, block: Block) -> Iterator[Span]:
    for line in _LINE.finditer(text, block.start, block.end):
        if block.kind is Kind.FENCE:
            if not _FENCE.fullmatch(line[0]):
                yield Span(line.start(), line.end())
        elif _RULE.fullmatch(line[0]):
            continue
        elif block.kind is Kind.TABLE:
            for cell in _CELL.finditer(text, line.start(), line.end()):
                yield Span(cell.start(), cell.end())
        else:
            lead = _LEAD.match(text, line.start(), line.end())
            yield Span(lead.end() if lead else line.start(), line.end())
