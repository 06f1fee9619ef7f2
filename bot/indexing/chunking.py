"""Cuts a document into passages by its own headings. Pure.

Each passage is a verbatim slice: consecutive blocks of one section, packed up to the
target size. Code, tables and list items are cut only when one alone is over the limit,
and then between lines; prose is cut between sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise

from bot.domain.knowledge import Document, Passage, link_to, passage_id
from bot.domain.markdown import Block, Kind, blocks
from bot.domain.sentences import Span, sentences

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W_]")
# What shows nothing by itself: a rule, or nothing but tags. `<https://…>` is no tag.
_FURNITURE = re.compile(
    r"\s*+(?:([-*_])[ \t]*+(?:\1[ \t]*+){2,}+"
    r"|(?:</?[A-Za-z][\w-]*+(?:[\s/][^<>]*+)?>\s*+)++)\s*"
)
# Tokens per character, fitted on English and Korean text with multilingual-e5's tokens.
_TOKENS_ASCII = 0.30
_TOKENS_OTHER = 0.68


@dataclass(frozen=True, slots=True)
class Chunking:
    """How large passages are, in estimated tokens of a multilingual model.

    Blocks are packed until `target`; a block alone may reach `limit`.
    """

    target: int = 300
    limit: int = 400

    @property
    def name(self) -> str:
        """Changes whenever the passages would; part of the recipe."""
        return f"headings/3 target={self.target} limit={self.limit}"


def estimated_tokens(text: str) -> float:
    """About how many tokens a multilingual model makes of `text`."""
    ascii_count = len(text.encode("ascii", "ignore"))
    return _TOKENS_ASCII * ascii_count + _TOKENS_OTHER * (len(text) - ascii_count)


def chunk(document: Document, chunking: Chunking) -> tuple[Passage, ...]:
    """The passages of a document, in order. A text of headings alone is one passage.

    Of an approved answer the first ones are its questions, each with the whole answer;
    those that follow have no breadcrumb, by which the two are told apart.
    """
    text = document.text
    whole = Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    questions = [((question,), whole) for question in document.questions]
    pieces = [
        (() if questions else headings, span)
        for headings, body in _sections(document)
        for span in _pack(text, body, chunking)
    ]
    if not pieces and text.strip():
        pieces = [((), span) for span in _cut(text, Span(0, len(text)), chunking.limit)]
    return tuple(_passages(document, [*questions, *pieces]))


def _passages(
    document: Document, pieces: Iterable[tuple[tuple[str, ...], Span]]
) -> Iterator[Passage]:
    """Each with an id that another version of the document has too where it says the same."""
    times = Counter[str]()
    for position, (headings, span) in enumerate(pieces):
        text, page = _where(document, span)
        said = _digest(document, headings, text)
        yield Passage(
            id=passage_id(document.path, said, times[said]),
            path=document.path,
            title=document.title,
            headings=headings,
            position=position,
            text=text,
            audience=document.audience,
            page=page,
            url=link_to(document.url, page),
            labels=document.labels,
        )
        times[said] += 1


def _where(document: Document, span: Span) -> tuple[str, int | None]:
    """The words, and the page that they begin on, if there are pages."""
    page = bisect_right(document.pages, span.start) or None
    return document.text[span.start : span.end], page


def _digest(document: Document, headings: tuple[str, ...], text: str) -> str:
    """Of all that a point is made of, beside the path, and of what is quoted."""
    kind = "approved" if document.labels.approved else ""
    said = "\x1f".join((document.audience.label, kind, document.title, *headings, "", text))
    return blake2b(said.encode(), digest_size=16).hexdigest()


def _sections(document: Document) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    """The bodies below each heading, page by page: a passage has one page to cite."""
    trail: list[tuple[int, str]] = []
    for page in _pages(document):
        body: list[Block] = []
        for block in page:
            if block.kind is not Kind.HEADING:
                body.append(block)
                continue
            if body:
                yield _breadcrumb(trail, document.title), body
                body = []
            trail = [(level, title) for level, title in trail if level < block.level]
            trail.append((block.level, block.title))
        if body:
            yield _breadcrumb(trail, document.title), body


def _pages(document: Document) -> Iterator[list[Block]]:
    text = document.text
    if not document.pages:
        yield blocks(text)
        return
    for start, end in pairwise((*document.pages, len(text))):
        yield [
            replace(block, start=block.start + start, end=block.end + start)
            for block in blocks(text[start:end])
        ]


def _breadcrumb(trail: Iterable[tuple[int, str]], title: str) -> tuple[str, ...]:
    names = [name for _, name in trail if name]
    return tuple(names[1:] if names[:1] == [title] else names)


def _pack(text: str, body: list[Block], chunking: Chunking) -> Iterator[Span]:
    """Spans of whole blocks up to the target size; furniture at the edges is left out."""
    solid = [not _FURNITURE.fullmatch(text, block.start, block.end) for block in body]
    at = 0
    while at < len(body):
        if not solid[at]:
            at += 1
            continue
        end, last = at + 1, at
        while end < len(body):
            if estimated_tokens(text[body[at].start : body[end].end]) > chunking.target:
                break
            last = end if solid[end] else last
            end += 1
        yield from _whole_or_cut(text, body[at : last + 1], chunking.limit)
        at = end


def _whole_or_cut(text: str, body: list[Block], limit: int) -> Iterator[Span]:
    span = Span(body[0].start, body[-1].end)
    if estimated_tokens(text[span.start : span.end]) <= limit:
        yield span
    elif body[0].kind is Kind.PARAGRAPH:
        yield from _merged(text, sentences(text, span.start, span.end), limit)
    else:
        yield from _cut(text, span, limit)


def _cut(text: str, span: Span, limit: int) -> Iterator[Span]:
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(text, span.start, span.end)]
    yield from _merged(text, lines, limit)


def _merged(text: str, parts: list[Span], limit: int) -> Iterator[Span]:
    """Neighbours joined up to the limit; a part alone over it is cut between words.

    Pieces without a letter or digit, such as the end of a fence, are left out.
    """
    start = end = -1
    for part in parts:
        if start >= 0 and estimated_tokens(text[start : part.end]) > limit:
            yield from _by_characters(text, Span(start, end), limit)
            start = -1
        start = part.start if start < 0 else start
        end = part.end
    if start >= 0:
        yield from _by_characters(text, Span(start, end), limit)


def _by_characters(text: str, span: Span, limit: int) -> Iterator[Span]:
    start = span.start
    while start < span.end:
        end = _reach(text, Span(start, span.end), limit)
        if _WORD.search(text, start, end):
            yield Span(start, end)
        start = end


def _reach(text: str, span: Span, limit: int) -> int:
    """How far a piece of up to the limit goes: to white space if some is near its end."""
    # No further than plain letters could go, so that a long line is not measured whole
    # for each of its pieces.
    end = min(span.end, span.start + max(1, int(limit / _TOKENS_ASCII)))
    while end - span.start > 1:
        tokens = estimated_tokens(text[span.start : end])
        if tokens <= limit:
            break
        end = span.start + max(1, int((end - span.start) * limit / tokens))
    if end == span.end:
        return end
    middle = (span.start + end) // 2
    gap = max(text.rfind(" ", middle, end), text.rfind("\n", middle, end))
    return gap + 1 if gap >= 0 else end
