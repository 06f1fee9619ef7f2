"""The days on which a document holds."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.knowledge import Labels
from bot.domain.validity import begins, ended, holds

TODAY, BEFORE, AFTER = date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 3)


@pytest.mark.parametrize(
    ("since", "until", "is_so"),
    [
        (None, None, True),
        (None, TODAY, True),
        (None, BEFORE, False),
        (TODAY, None, True),
        (AFTER, None, False),
        (TODAY, TODAY, True),
        (BEFORE, AFTER, True),
        (AFTER, BEFORE, False),  # nonsense, which `labels` remarks on: it never holds
    ],
)
def test_both_days_are_included(since: date | None, until: date | None, is_so: bool) -> None:  # noqa: FBT001 - a column of the table
    assert holds(Labels(valid_from=since, valid_until=until), TODAY) is is_so


def test_the_days_that_explain_it() -> None:
    labels = Labels(valid_from=TODAY, valid_until=TODAY)
    assert (begins(labels, BEFORE), ended(labels, BEFORE)) == (TODAY, None)
    assert (begins(labels, TODAY), ended(labels, TODAY)) == (None, None)
    assert (begins(labels, AFTER), ended(labels, AFTER)) == (None, TODAY)
