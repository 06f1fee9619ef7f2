"""Approved answers as an index run cuts them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.core.approved import Approvals, Bar
from bot.domain.audience import PUBLIC, Audience
from bot.domain.knowledge import Document, Labels, Passage
from bot.indexing.chunking import Chunking, chunk

TODAY = date(2026, 3, 2)
APPROVALS = Approvals(Bar(meaning=0.5, words=1.0))
"""With a bar that needs no fit; the fake embedder's cosines are its own."""

FIVE = """Up to **five** days. The rest is paid out in January.

- Ask by December.
- Ask your lead."""
LABELS = Labels(owner="People team", updated=date(2026, 2, 1), approved=True)


def approved(
    *questions: str,
    text: str = FIVE,
    path: str = "answers/carry-over.en.md",
    audience: Audience = PUBLIC,
    labels: Labels = LABELS,
) -> tuple[Passage, ...]:
    """The passages of an approved answer."""
    document = Document(
        path=path,
        title=questions[0],
        text=text,
        fingerprint="v1",
        audience=audience,
        labels=replace(labels, approved=True),
        questions=questions,
    )
    return chunk(document, Chunking())
