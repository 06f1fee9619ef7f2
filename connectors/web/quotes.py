"""Links to the quoted words of a document, and back from the link to the words. Pure.

A link carries the words themselves, or their beginning and their end when they are many:
so it can be passed on, and it holds after the document was edited elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from bot.domain.conversation import Citation, Pointer
from bot.domain.knowledge import Passage
from bot.domain.sentences import Span
from connectors.web.markup import source_path

_WHOLE = 160
_END = 80
_FARTHEST = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a link asks to be shown: words, or their beginning and `until` their end.

    `under` is the breadcrumb that they stand under.
    """

    quote: str = ""
    until: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """The words, in the passage with that index."""

    index: int
    span: Span


def citation_link(citation: Citation) -> str:
    """Opens the document at the quoted words."""
    words = citation.quote.strip()
    asked = {"quote": words}
    if len(words) > _WHOLE:
        asked = {"quote": words[:_END], "until": words[-_END:]}
    return _link(citation.path, asked, citation.heading, "quote")


def pointer_link(pointer: Pointer) -> str:
    """Opens the document at the heading."""
    return _link(pointer.path, {}, pointer.heading, "section" if pointer.heading else "")


def find(passages: Sequence[Passage], wanted: Wanted) -> Found | None:
    """Where the words stand: first under their own heading, then anywhere."""
    quote = wanted.quote.strip()
    if not quote:
        return None
    ranked = sorted(enumerate(passages), key=lambda pair: pair[1].heading != wanted.under)
    for index, passage in ranked:
        if span := _span(passage.text, quote, wanted.until.strip()):
            return Found(index, span)
    return None


def _span(text: str, quote: str, until: str) -> Span | None:
    start = text.find(quote)
    while start >= 0:
        if not until:
            return Span(start, start + len(quote))
        # A quote with an end in its link is longer than both together.
        end = text.find(until, start + _WHOLE - _END, start + _FARTHEST)
        if end >= 0:
            return Span(start, end + len(until))
        start = text.find(quote, start + 1)
    return None


def _link(path: str, asked: dict[str, str], heading: str, anchor: str) -> str:
    parameters = asked | ({"under": heading} if heading else {})
    query = f"?{urlencode(parameters)}" if parameters else ""
    return source_path(path) + query + (f"#{anchor}" if anchor else "")
