"""Documents whose time is over, or has not come: they are not used. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.domain.knowledge import HeldDocument, Labels, Remark
from bot.domain.validity import begins, ended


def out_of_time(held: Mapping[str, HeldDocument], today: date) -> Iterator[Remark]:
    """What to tell an admin of each, by path."""
    told = ((path, _said(one.labels, today)) for path, one in held.items())
    for path, said in sorted(pair for pair in told if pair[1]):
        yield Remark(path, said)


def _said(labels: Labels, today: date) -> str:
    """Why it is not used today, and what to do about it; empty when it is."""
    what = "answer" if labels.approved else "document"
    if until := ended(labels, today):
        return (
            f"this {what} was valid until {until} and is not used any more: check it and "
            "give it a later 'valid_until', or delete it"
        )
    if since := begins(labels, today):
        return f"this {what} is not used before {since}"
    return ""
