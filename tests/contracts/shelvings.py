"""Small documents to put on shelves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from bot.domain.audience import PUBLIC, Audience
from bot.domain.knowledge import (
    PLAIN,
    Document,
    FoundFile,
    Labels,
    Passage,
    Stat,
    passage_id,
)
from bot.domain.language import Language
from bot.ports import Shelving

STAT = Stat(size=120, modified=1_700_000_000_123_456_789, inode=42)
NEWER = Stat(size=7, modified=1_800_000_000_000_000_001, inode=43)

LABELS = Labels(
    owner="인사팀 김",
    updated=date(2026, 3, 1),
    valid_from=date(2026, 3, 2),
    valid_until=date(2027, 12, 31),
    language=Language.KOREAN,
    weight=2.5,
    approved=True,
)

KB = "kb_one"
OTHER = "kb_two"


def found(path: str, *, stat: Stat = STAT, audience: Audience = PUBLIC) -> FoundFile:
    """A file in the folder."""
    return FoundFile(path, stat, audience)


def shelving(  # noqa: PLR0913 - all that a test may say of a document
    path: str,
    texts: Sequence[str] = ("One.", "Two."),
    *,
    version: str = "v1",
    audience: Audience = PUBLIC,
    url: str | None = None,
    labels: Labels = PLAIN,
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
            labels=labels,
        )
        for position, text in enumerate(texts)
    )
    document = Document(path, title, "\n".join(texts), version, audience, url, labels=labels)
    return Shelving(found(path), document, passages)


def ids(*items: Shelving) -> frozenset[uuid.UUID]:
    """The ids of their passages."""
    return frozenset(passage.id for item in items for passage in item.passages)
