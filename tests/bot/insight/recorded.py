"""Records to measure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.domain.conversation import Outcome
from bot.insight.records import Asking, Record
from bot.insight.results import Run, SetRun


def asking(outcome: Outcome = Outcome.ANSWERED, **fields: Any) -> Asking:
    """What came of a question; answered in a second unless told otherwise."""
    usual: dict[str, Any] = {"outcome": outcome, "seconds": 1.0, "model": "quotation"}
    return Asking(**usual | fields)


def record(name: str = "a", **fields: Any) -> Record:
    """An answerable English question whose document was found first, and nothing asked."""
    usual: dict[str, Any] = {
        "question": f"What is {name}?",
        "language": "en",
        "kind": "",
        "answerable": True,
        "gold": ("gold.md",),
        "facts": 0,
        "ranked": ("gold.md",),
        "confidence": 0.9,
        "search_seconds": 0.1,
    }
    return Record(id=name, **usual | fields)


def run(*records: Record, name: str = "run", **fields: Any) -> Run:
    """A run of one set, `staff`."""
    staff = SetRun("staff", "q" * 32, "d" * 32, 3, 9, 1, records)
    usual: dict[str, Any] = {
        "made_at": datetime(2026, 11, 22, 9, tzinfo=UTC),
        "version": "1.2.3",
        "is_retrieval_only": False,
        "recipe": {"embedder": "fake/1", "dimensions": 64},
        "bar": 0.6,
        "parallel": 1,
        "sets": (staff,),
    }
    return Run(name=name, **usual | fields)
