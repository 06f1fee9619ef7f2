"""Small documents to put on shelves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from bot.domain.audience import PUBLIC, Audience
from bot.domain.knowledge import Document, FoundFile, Passage, Stat, passage_id
from bot.ports import Shelving

STAT = Stat(size=120, modified=1_700_000_000_123_456_789, inode=42)
NEWER = Stat(size=7, modified=1_800_000_000_000_000_001, inode=43)

KB = "kb_one"
OTHER = "kb_two"


def found(path: str, *, stat: Stat = STAT, audience: Audience = PUBLIC) -> FoundFile:
    """A file in the folder."""
    return FoundFile(path, stat, audience)


def shelving(
    path: str,
    texts: Sequence[str] = ("One.", "Two."),
    *,
    version: str = "v1",
    audience: Audience = PUBLIC,
    url: str | None = None,
) -> Shelving:
    """A document that was cut into `texts`."""
    title = f"Title of {path}"
    passages = tuple(
        Passage(
            id=passage_id(path, version, position),
            path=path,
            title=title,
            headings=("Part", f"Section {position}"),
            position=position,
            text=text,
            audience=audience,
            url=url,
        )
        for position, text in enumerate(texts)
    )
    document = Document(path, title, "\n".join(texts), version, audience, url)
    return Shelving(found(path), document, passages)


def ids(*items: Shelving) -> frozenset[uuid.UUID]:
    """The ids of their passages."""
    return frozenset(passage.id for item in items for passage in item.passages)
