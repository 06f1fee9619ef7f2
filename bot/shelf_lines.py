"""The report on the knowledge folder: JSON for programs, a page for an admin in a hurry. Pure.

The page begins with what must be done. Headings stand in both languages, as admins of one
bot may share neither; what was said of a file is as `supportbot index` says it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bot.insight.shelf import Condition, ShelfFile, ShelfReport
from bot.insight.twins import Spot, Twin

_MOST, _MOST_FILES = 8, 20
_WIDEST = 44
_KOREAN = {
    Condition.INDEXED: "색인됨",
    Condition.OLDER: "이전 판",
    Condition.MISSING: "색인 안 됨",
}


def shelf_shape(report: ShelfReport) -> dict[str, Any]:
    """The shape of `report knowledge --json`."""
    return {
        "documents": sum(bool(file.passages) for file in report.files),
        "passages": sum(file.passages for file in report.files),
        "files": [_file_shape(file) for file in report.files],
        "remarks": [{"path": one.path, "said": one.said} for one in report.remarks],
        "duplicates": [_twin_shape(t) for t in report.twins if not t.may_contradict],
        "contradictions": [
            {**_twin_shape(t), "differs": [list(side) for side in t.differs]}
            for t in report.twins
            if t.may_contradict
        ],
        "never_cited": [file.path for file in report.never_cited],
        "answers": report.answers,
        "days": report.days,
        "stale_days": report.stale_days,
    }


def shelf_lines(report: ShelfReport, *, everything: bool = False) -> str:
    """The report as a person reads it; `everything`: no list is cut short."""
    if not report.files:
        return _NOTHING
    sections = [
        _section(title, lines, everything=everything) for title, lines in _sections(report)
    ]
    found = [section for section in sections if section]
    if not found:
        found = ["Nothing to put right. · 고칠 것이 없습니다."]
    if everything or len(report.files) <= _MOST_FILES:
        found.append(_table(report.files))
    else:
        found.append(_FULL)
    return "\n\n".join([_summary(report), *found])


_NOTHING = (
    "Nothing was indexed yet: put documents into the folder, then run supportbot index.\n"
    "아직 색인된 문서가 없습니다. 폴더에 문서를 넣고 supportbot index를 실행하세요."
)
_HINT = (
    "May contradict each other · 서로 어긋날 수 있음 — "
    "a hint only: nearly the same words, other numbers"
)
_FULL = (
    "All lists in full, and every document: supportbot report knowledge --all (or --json)\n"
    "모든 목록과 문서 전체 보기: supportbot report knowledge --all (또는 --json)"
)


def _summary(report: ShelfReport) -> str:
    passages = sum(file.passages for file in report.files)
    documents = sum(bool(file.passages) for file in report.files)
    held = f"{_counted(documents, 'document')}, {_counted(passages, 'passage')}"
    return f"Answers come from {held}.\n문서 {documents}건, 구절 {passages}개로 답합니다."


def _sections(report: ShelfReport) -> Iterable[tuple[str, list[str]]]:
    files = report.files
    unread = [f for f in files if f.failure]
    yield "Not read · 읽지 못함", [_line(f, f"{_old(f)}{f.failure}") for f in unread]
    ended = [f for f in files if f.ended]
    yield "Past their date · 유효 기간 지남", [_line(f, f"until {f.ended}") for f in ended]
    begins = [f for f in files if f.begins]
    yield "Not valid yet · 아직 시작 전", [_line(f, f"from {f.begins}") for f in begins]
    contradicting = [t for t in report.twins if t.may_contradict]
    yield _HINT, [f"{_spots(t)}: {_numbers(t)}" for t in contradicting]
    yield "Say the same · 같은 내용", _duplicates(report.twins)
    remarked = [(f.path, said) for f in files for said in f.remarks]
    remarked += [(one.path, one.said) for one in report.remarks]
    yield "To look at · 살펴볼 것", [f"{path}: {said}" for path, said in remarked]
    stale = sorted((f for f in files if f.is_stale), key=lambda f: (f.changed, f.path))
    yield (
        f"Unchanged for {report.stale_days} days · 오래됨",
        [_line(f, f"since {f.changed}") for f in stale],
    )
    yield _never(report), [_line(f, "") for f in report.never_cited]


def _never(report: ShelfReport) -> str:
    window = f" of the last {report.days} days" if report.days else ""
    return f"Never cited · 인용된 적 없음 — in {report.answers} stored answers{window}"


def _section(title: str, lines: Sequence[str], *, everything: bool) -> str:
    if not lines:
        return ""
    shown = lines if everything else lines[:_MOST]
    more = len(lines) - len(shown)
    rest = [f"  … {more} more · {more}건 더"] if more else []
    return "\n".join([f"{title} ({len(lines)})", *(f"  {line}" for line in shown), *rest])


def _line(file: ShelfFile, said: str) -> str:
    owner = f" [{file.owner}]" if file.owner else ""
    return f"{file.path}{': ' if said else ''}{said}{owner}"


def _old(file: ShelfFile) -> str:
    return "answered from an older version; " if file.condition is Condition.OLDER else ""


def _duplicates(twins: Iterable[Twin]) -> list[str]:
    """One line for two documents, however many passages they share."""
    same = [t for t in twins if not t.may_contradict]
    shared = Counter((t.one.path, t.other.path) for t in same)
    first = {(t.one.path, t.other.path): t for t in reversed(same)}
    return [
        _spots(first[pair])
        + (f" and {_counted(count - 1, 'passage')} more" if count > 1 else "")
        for pair, count in shared.most_common()
    ]


def _spots(twin: Twin) -> str:
    return f"{_spot(twin.one)} ~ {_spot(twin.other)}"


def _spot(spot: Spot) -> str:
    return f"{spot.path} ({spot.heading})" if spot.heading else spot.path


def _numbers(twin: Twin) -> str:
    one, other = (", ".join(side) or "–" for side in twin.differs)
    return f"{one} / {other}"


def _table(files: Sequence[ShelfFile]) -> str:
    width = min(_WIDEST, max(_width(file.path) for file in files))
    lines = [_row(file, width) for file in files]
    return "\n".join([f"All documents · 모든 문서 ({len(files)})", *lines])


def _row(file: ShelfFile, width: int) -> str:
    path = file.path + " " * (width - _width(file.path))
    state = f"{file.condition} · {_KOREAN[file.condition]}"
    owner = f"  [{file.owner}]" if file.owner else ""
    changed = file.changed or "–"
    return (
        f"  {path}  {_counted(file.passages, 'passage'):>13}  {changed!s:<10}  {state}{owner}"
    )


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _width(text: str) -> int:
    """Columns in a terminal: Hangul takes two."""
    return sum(2 if "\u1100" <= sign <= "\uffdc" else 1 for sign in text)


def _file_shape(file: ShelfFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "status": str(file.condition),
        "passages": file.passages,
        "changed": _day(file.changed),
        "owner": file.owner,
        "failure": file.failure,
        "remarks": list(file.remarks),
        "stale": file.is_stale,
        "past_date": _day(file.ended),
        "not_yet": _day(file.begins),
        "cited": file.cited,
    }


def _twin_shape(twin: Twin) -> dict[str, Any]:
    spots = [{"path": spot.path, "heading": spot.heading} for spot in (twin.one, twin.other)]
    return {"passages": spots, "alike": twin.alike}


def _day(day: object) -> str | None:
    return None if day is None else str(day)
