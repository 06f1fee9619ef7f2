"""Approved answers whose time is over, or has not come: they are not used. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from bot.domain.knowledge import HeldDocument, Remark


def out_of_time(held: Mapping[str, HeldDocument], today: date) -> Iterator[Remark]:
    """What to tell an admin of each, by path."""
    for path in sorted(held):
        labels = held[path].labels
        if not labels.approved:
            continue
        if labels.valid_until and labels.valid_until < today:
            yield Remark(
                path,
                f"this answer was valid until {labels.valid_until} and is not used any more: "
                "check it and give it a later 'valid_until', or delete it",
            )
        elif labels.valid_from and labels.valid_from > today:
            yield Remark(path, f"this answer is not used before {labels.valid_from}")
