"""What the report on the folder says of each file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.audience import PUBLIC
from bot.domain.knowledge import (
    FailedDocument,
    HeldDocument,
    Inventory,
    Labels,
    Remark,
    Stat,
)
from bot.insight.shelf import Condition, ShelfFile, ShelfReport, Terms, report_of
from bot.ports import Cited

TODAY = date(2026, 11, 22)
NONE = Inventory(found=())


def held(
    path: str = "a.md",
    *,
    passages: int = 2,
    failure: str = "",
    labels: Labels = Labels(),  # noqa: B008 - frozen
    written: date = TODAY,
) -> HeldDocument:
    moment = datetime(written.year, written.month, written.day, tzinfo=UTC).timestamp()
    stat = Stat(size=1, modified=int(moment) * 10**9, inode=1)
    return HeldDocument(path, stat, PUBLIC, "f", passages, failure, labels=labels)


def report(
    *documents: HeldDocument, seen: Inventory = NONE, answers: int = 0, **counts: int
) -> ShelfReport:
    return report_of(
        {one.path: one for one in documents},
        seen,
        twins=(),
        cited=Cited(answers, {f"{name}.md": count for name, count in counts.items()}),
        terms=Terms(TODAY, stale_days=365, days=90),
    )


def only(one: HeldDocument) -> ShelfFile:
    (file,) = report(one).files
    return file


@pytest.mark.parametrize(
    ("passages", "failure", "condition"),
    [
        (2, "", Condition.INDEXED),
        (0, "", Condition.INDEXED),
        (2, "broken", Condition.OLDER),
        (0, "broken", Condition.MISSING),
    ],
)
def test_the_condition_says_what_is_answered_from(
    passages: int, failure: str, condition: Condition
) -> None:
    assert only(held(passages=passages, failure=failure)).condition is condition


def test_a_document_is_stale_by_its_label_or_else_by_its_file() -> None:
    old = TODAY - timedelta(days=366)

    assert only(held(written=old)).is_stale
    assert not only(held(written=old + timedelta(days=1))).is_stale
    assert only(held(labels=Labels(updated=old))).changed == old
    assert only(held(labels=Labels(updated=old))).is_stale
    assert not only(held(written=old, labels=Labels(updated=TODAY))).is_stale


def test_both_days_of_its_time_belong_to_it() -> None:
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)

    today = only(held(labels=Labels(valid_from=TODAY, valid_until=TODAY)))
    assert (today.ended, today.begins) == (None, None)
    assert only(held(labels=Labels(valid_until=yesterday))).ended == yesterday
    assert only(held(labels=Labels(valid_from=tomorrow))).begins == tomorrow


def test_a_time_stamp_that_no_calendar_has_is_no_day() -> None:
    one = HeldDocument("a.md", Stat(1, 10**12 * 10**9, 1), PUBLIC, "f", 1)
    assert only(one).changed is None
    assert not only(one).is_stale


def test_what_the_walk_refused_stands_among_the_files() -> None:
    seen = Inventory(
        found=(),
        failed=(FailedDocument("z.iso", "too large"), FailedDocument("a.md", "a link")),
        remarks=(Remark("_folder.yaml", "line 2"),),
    )

    found = report(held("a.md"), held("b.md"), seen=seen)

    assert [(f.path, f.condition, f.failure) for f in found.files] == [
        ("a.md", Condition.OLDER, "a link"),
        ("b.md", Condition.INDEXED, ""),
        ("z.iso", Condition.MISSING, "too large"),
    ]
    assert found.remarks == seen.remarks


def test_never_cited_is_told_once_there_are_answers() -> None:
    documents = held("a.md"), held("b.md"), held("c.md", passages=0)

    assert report(*documents).never_cited == ()
    assert [f.path for f in report(*documents, answers=3, a=2).never_cited] == ["b.md"]
