"""Small passages and hits to reason about by hand."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from hypothesis import settings

from bot.domain.audience import PUBLIC, Audience
from bot.domain.knowledge import PLAIN, Hit, Labels, Passage, passage_id

unhurried = settings(deadline=None, max_examples=50)
"""For properties: no clock decides, and the whole suite stays quick."""


def passage(  # noqa: PLR0913 - every field of a passage may matter to a test
    text: str,
    *,
    path: str = "leave.md",
    title: str = "Leave",
    headings: tuple[str, ...] = (),
    position: int = 0,
    audience: Audience = PUBLIC,
    page: int | None = None,
    url: str | None = None,
    labels: Labels = PLAIN,
) -> Passage:
    """A passage whose id follows from its path, position and words."""
    return Passage(
        id=passage_id(path, text, position),
        path=path,
        title=title,
        headings=headings,
        position=position,
        text=text,
        audience=audience,
        page=page,
        url=url,
        labels=labels,
    )


def hit(found: Passage, *, dense: float | None = None, sparse: float | None = None) -> Hit:
    """A hit; the fused score is of no interest here."""
    return Hit(passage=found, score=1.0, dense=dense, sparse=sparse)


def term(word: str) -> int:
    """The id of a word."""
    return zlib.crc32(word.casefold().encode())


def terms(text: str) -> Mapping[int, float]:
    """Words at white space, without case and full stops: simple enough to count by hand."""
    return {term(word.strip(".,:|?")): 1.0 for word in text.split()}
