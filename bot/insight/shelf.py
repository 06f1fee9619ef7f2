"""The health of the shelf: what stands there, and what an admin should look at. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from bot.domain.knowledge import HeldDocument, Inventory, Remark
from bot.domain.validity import begins, ended
from bot.insight.twins import Twin
from bot.ports import Cited

_NANOSECONDS = 1_000_000_000


class Condition(StrEnum):
    """What questions are answered from, of one file."""

    INDEXED = "indexed"
    OLDER = "older version"  # the newest cannot be read
    MISSING = "not indexed"


@dataclass(frozen=True, slots=True)
class ShelfFile:
    """One file. `changed` is the day that its labels say, or else the file system.

    `ended` and `begins` are days of its labels: past the one, or before the other, it does
    not hold. `cited` counts stored answers.
    """

    path: str
    condition: Condition
    passages: int = 0
    changed: date | None = None
    owner: str = ""
    failure: str = ""
    remarks: tuple[str, ...] = ()
    is_stale: bool = False
    ended: date | None = None
    begins: date | None = None
    cited: int = 0


@dataclass(frozen=True, slots=True)
class ShelfReport:
    """All files by path, and what concerns more than one of them.

    `answers` are the stored ones of the last `days` days (0: of all days) in which a
    citation was looked for; `stale_days` is from when on a document counts as stale.
    """

    files: tuple[ShelfFile, ...]
    remarks: tuple[Remark, ...]
    twins: tuple[Twin, ...]
    answers: int
    days: int
    stale_days: int

    @property
    def never_cited(self) -> tuple[ShelfFile, ...]:
        """Documents that no stored answer cites; none while there are no answers."""
        there = (file for file in self.files if file.passages and not file.cited)
        return tuple(there) if self.answers else ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What the report is measured against."""

    today: date
    stale_days: int
    days: int


def report_of(
    held: Mapping[str, HeldDocument],
    seen: Inventory,
    *,
    twins: Iterable[Twin],
    cited: Cited,
    terms: Terms,
) -> ShelfReport:
    """What the manifest holds and the last walk refused, as an admin should see it."""
    files = {path: _file(one, cited, terms) for path, one in held.items()}
    for failure in seen.failed:
        there = files.get(failure.path)
        files[failure.path] = ShelfFile(
            failure.path,
            Condition.OLDER if there and there.passages else Condition.MISSING,
            passages=there.passages if there else 0,
            failure=failure.reason,
        )
    return ShelfReport(
        files=tuple(files[path] for path in sorted(files)),
        remarks=seen.remarks,
        twins=tuple(sorted(twins, key=lambda t: (-t.alike, t.one.path, t.other.path))),
        answers=cited.answers,
        days=terms.days,
        stale_days=terms.stale_days,
    )


def _file(held: HeldDocument, cited: Cited, terms: Terms) -> ShelfFile:
    labels = held.labels
    changed = labels.updated or _day(held.stat.modified)
    oldest = terms.today - timedelta(days=terms.stale_days)
    return ShelfFile(
        path=held.path,
        condition=_condition(held),
        passages=held.passages,
        changed=changed,
        owner=labels.owner,
        failure=held.failure,
        remarks=held.remarks,
        is_stale=bool(changed and changed < oldest),
        ended=ended(labels, terms.today),
        begins=begins(labels, terms.today),
        cited=cited.counts.get(held.path, 0),
    )


def _condition(held: HeldDocument) -> Condition:
    if not held.failure:
        return Condition.INDEXED
    return Condition.OLDER if held.passages else Condition.MISSING


def _day(nanoseconds: int) -> date | None:
    """The day of a time stamp; None where a tool set one that no calendar has."""
    try:
        return datetime.fromtimestamp(nanoseconds / _NANOSECONDS, UTC).date()
    except (OverflowError, ValueError, OSError):
        return None
