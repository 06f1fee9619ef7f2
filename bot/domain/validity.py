"""The days on which a document holds, as its labels say: the one rule for all of it. Pure."""

from __future__ import annotations

from datetime import date

from bot.domain.knowledge import Labels


def ended(labels: Labels, today: date) -> date | None:
    """The last day on which it held, once that is past."""
    until = labels.valid_until
    return until if until and until < today else None


def begins(labels: Labels, today: date) -> date | None:
    """The first day on which it will hold, while that is still to come."""
    since = labels.valid_from
    return since if since and since > today else None


def holds(labels: Labels, today: date) -> bool:
    """Whether it holds on that day; what names no days always does."""
    return not (ended(labels, today) or begins(labels, today))
