"""A document as this door may show it, opened at the words that an answer quoted. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from markdown_it import MarkdownIt

from bot.domain.knowledge import Passage
from bot.domain.language import Language, language_of
from bot.domain.markdown import Kind, blocks
from bot.domain.sentences import Span
from connectors.web.marking import marked
from connectors.web.markup import shown
from connectors.web.quotes import Found, Wanted, find
from connectors.web.words import Words

_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*")
_HTTP = re.compile(r"https?://", re.IGNORECASE)
_MARK = "<mark>"
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage's text as it is rendered: `added` characters stand before its own."""

    text: str
    added: int = 0


@dataclass(frozen=True, slots=True)
class SourcePages:
    """Turns passages into pages."""

    markdown: MarkdownIt
    words: Words

    def page(
        self,
        passages: Sequence[Passage],
        wanted: Wanted,
        language: Language,
        *,
        ended: date | None = None,
    ) -> str:
        """The whole document; the words that were wanted are marked, or said to be gone.

        Above it stands when it `ended`, its last day, if that is past.
        """
        found = find(passages, wanted)
        body, is_marked = self._body(passages, found, wanted)
        first = passages[0]
        return self.words.page(
            "source.html",
            language,
            title=escape(shown(first.title)),
            path=escape(shown(first.path)),
            original=self._original(first.url, language),
            notice=self._ended(ended, language)
            + self._notice(wanted, found, language, is_marked=is_marked),
            document_language=language_of("\n".join(p.text for p in passages)).value,
            body=body,
        )

    def missing(self, language: Language) -> str:
        """There is no such document, or the web may not read it: nobody is told which."""
        return self.words.page("missing.html", language)

    def _body(
        self, passages: Sequence[Passage], found: Found | None, wanted: Wanted
    ) -> tuple[str, bool]:
        made, was_marked = list[str](), False
        before: tuple[str, ...] = ()
        is_anchored = False
        for index, (passage, piece) in enumerate(zip(passages, _pieces(passages), strict=True)):
            is_wanted = not is_anchored and passage.heading == wanted.under != ""
            made.extend(_headings(before, passage.headings, is_wanted=is_wanted))
            is_anchored = is_anchored or is_wanted
            before = passage.headings
            if found and found.index == index:
                html, was_marked = self._marked(passage, piece, found.span)
                made.append(html.replace(_MARK, '<mark id="quote" tabindex="-1">', 1))
            else:
                made.append(self.markdown.render(piece.text, {"path": passage.path}))
        return "".join(made), was_marked

    def _marked(self, passage: Passage, piece: _Piece, span: Span) -> tuple[str, bool]:
        shifted = Span(span.start + piece.added, span.end + piece.added)
        return marked(self.markdown, piece.text, shifted, path=passage.path)

    def _original(self, url: str | None, language: Language) -> str:
        if not url or not _HTTP.match(url):
            return ""
        words = escape(self.words.say("source_original", language))
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{words}</a>'

    def _ended(self, day: date | None, language: Language) -> str:
        if day is None:
            return ""
        said = escape(self.words.say("source_ended", language, day=day.isoformat()))
        return f'<aside class="notice" id="ended"><p>{said}</p></aside>'

    def _notice(
        self, wanted: Wanted, found: Found | None, language: Language, *, is_marked: bool
    ) -> str:
        if not wanted.quote.strip() or is_marked:
            return ""
        key = "source_quote" if found else "source_gone"
        quote = wanted.quote + (" … " + wanted.until if wanted.until else "")
        return (
            f'<aside class="notice" id="quote"><p>{escape(self.words.say(key, language))}</p>'
            f"<blockquote>{escape(shown(quote))}</blockquote></aside>"
        )


def _headings(
    before: tuple[str, ...], now: tuple[str, ...], *, is_wanted: bool
) -> Iterator[str]:
    """The headings that the reader has not seen yet, outermost first."""
    same = 0
    while same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    fresh = range(same if before != now else len(now), len(now))
    anchor = ' id="section"' if is_wanted else ""
    if is_wanted and not fresh:
        yield f"<span{anchor}></span>"
    for depth in fresh:
        tag = f"h{min(depth + 2, _DEEPEST)}"
        own = anchor if depth == len(now) - 1 else ""
        yield f"<{tag}{own}>{escape(shown(now[depth]))}</{tag}>\n"


def _pieces(passages: Sequence[Passage]) -> Iterator[_Piece]:
    """Each passage so that it reads by itself: a cut table gets its header, code its fence."""
    fence = header = ""
    section: tuple[str, ...] | None = None
    for passage in passages:
        if passage.headings != section:
            fence = header = ""
            section = passage.headings
        piece = _continued(passage.text, fence, header)
        fence, header = _left_open(piece.text)
        yield piece


def _continued(text: str, fence: str, header: str) -> _Piece:
    if fence:
        return _Piece(f"{fence}\n{text}", len(fence) + 1)
    lines = text.split("\n", 2)
    starts_with_row = bool(_ROW.fullmatch(lines[0]))
    if header and starts_with_row and blocks(text)[0].kind is not Kind.TABLE:
        return _Piece(f"{header}\n{text}", len(header) + 1)
    return _Piece(text)


def _left_open(text: str) -> tuple[str, str]:
    """The fence that the text leaves open, and the header of the table it ends with."""
    last = blocks(text)[-1] if text.strip() else None
    if last is None:
        return "", ""
    lines = text[last.start : last.end].split("\n")
    if last.kind is Kind.FENCE:
        opened, closed = _FENCE.match(lines[0]), _FENCE.fullmatch(lines[-1].rstrip())
        is_open = len(lines) == 1 or closed is None
        return (opened[0].strip() if opened and is_open else "", "")
    if last.kind is Kind.TABLE:
        return "", "\n".join(lines[:2])
    return "", ""
