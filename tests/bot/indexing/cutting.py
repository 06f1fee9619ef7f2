"""Documents to cut, and what they are cut into."""

from __future__ import annotations

from bot.domain.audience import EMPLOYEES
from bot.domain.knowledge import Document
from bot.indexing.chunking import Chunking, chunk

USUAL = Chunking()
SMALL = Chunking(target=20, limit=30)


def document(text: str, *, title: str = "Handbook", fingerprint: str = "f00d") -> Document:
    return Document(
        path="kb/handbook.md",
        title=title,
        text=text,
        fingerprint=fingerprint,
        audience=EMPLOYEES,
        url="https://wiki.example/handbook",
    )


def cut(text: str, chunking: Chunking = USUAL, *, title: str = "Handbook") -> list[str]:
    return [passage.text for passage in chunk(document(text, title=title), chunking)]


def crumbs(text: str, *, title: str = "Handbook") -> list[tuple[tuple[str, ...], str]]:
    passages = chunk(document(text, title=title), USUAL)
    return [(passage.headings, passage.text) for passage in passages]
