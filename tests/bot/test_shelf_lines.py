"""The report on the folder as a person and a program read it."""

from __future__ import annotations

import json
from datetime import date

from bot import printing
from bot.domain.knowledge import Remark
from bot.insight.shelf import Condition, ShelfFile, ShelfReport
from bot.insight.twins import Spot, Twin
from bot.shelf_lines import shelf_lines, shelf_shape

DAY = date(2026, 3, 1)
SAME = Twin(Spot("a.md", "Leave"), Spot("b.md", "휴가"), alike=0.97)
OTHER = Twin(SAME.one, SAME.other, alike=0.9, differs=(("15",), ("20", "3")))


def good(path: str, *, cited: int = 1) -> ShelfFile:
    return ShelfFile(path, Condition.INDEXED, passages=2, changed=DAY, cited=cited)


def report(*files: ShelfFile, twins: tuple[Twin, ...] = (), answers: int = 0) -> ShelfReport:
    return ShelfReport(files, (), twins, answers=answers, days=90, stale_days=365)


FULL = ShelfReport(
    files=(
        good("a.md"),
        ShelfFile(
            "b.md",
            Condition.OLDER,
            passages=1,
            changed=DAY,
            owner="kim",
            failure="it is damaged",
            remarks=("hidden text was left out",),
            is_stale=True,
            ended=DAY,
        ),
        ShelfFile("c.md", Condition.MISSING, begins=DAY, failure="too large"),
    ),
    remarks=(Remark("_folder.yaml", "line 2"),),
    twins=(SAME, SAME, OTHER),
    answers=540,
    days=90,
    stale_days=365,
)


def test_the_shape_of_the_report_is_a_promise() -> None:
    passages = [{"path": "a.md", "heading": "Leave"}, {"path": "b.md", "heading": "휴가"}]
    told = json.loads(printing.as_json(shelf_shape(FULL)))
    assert told["files"][1] == {
        "path": "b.md",
        "status": "older version",
        "passages": 1,
        "changed": "2026-03-01",
        "owner": "kim",
        "failure": "it is damaged",
        "remarks": ["hidden text was left out"],
        "stale": True,
        "past_date": "2026-03-01",
        "not_yet": None,
        "cited": 0,
    }
    assert {name: value for name, value in told.items() if name != "files"} == {
        "documents": 2,
        "passages": 3,
        "remarks": [{"path": "_folder.yaml", "said": "line 2"}],
        "duplicates": [{"passages": passages, "alike": 0.97}] * 2,
        "contradictions": [
            {"passages": passages, "alike": 0.9, "differs": [["15"], ["20", "3"]]}
        ],
        "never_cited": ["b.md"],
        "answers": 540,
        "days": 90,
        "stale_days": 365,
    }


def test_a_person_reads_what_must_be_done_first() -> None:
    assert shelf_lines(FULL).splitlines() == [
        "Answers come from 2 documents, 3 passages.",
        "문서 2건, 구절 3개로 답합니다.",
        "",
        "Not read · 읽지 못함 (2)",
        "  b.md: answered from an older version; it is damaged [kim]",
        "  c.md: too large",
        "",
        "Past their date · 유효 기간 지남 (1)",
        "  b.md: until 2026-03-01 [kim]",
        "",
        "Not valid yet · 아직 시작 전 (1)",
        "  c.md: from 2026-03-01",
        "",
        (
            "May contradict each other · 서로 어긋날 수 있음 — a hint only: nearly the same "
            "words, other numbers (1)"
        ),
        "  a.md (Leave) ~ b.md (휴가): 15 / 20, 3",
        "",
        "Say the same · 같은 내용 (1)",
        "  a.md (Leave) ~ b.md (휴가) and 1 passage more",
        "",
        "To look at · 살펴볼 것 (2)",
        "  b.md: hidden text was left out",
        "  _folder.yaml: line 2",
        "",
        "Unchanged for 365 days · 오래됨 (1)",
        "  b.md: since 2026-03-01 [kim]",
        "",
        "Never cited · 인용된 적 없음 — in 540 stored answers of the last 90 days (1)",
        "  b.md [kim]",
        "",
        "All documents · 모든 문서 (3)",
        "  a.md     2 passages  2026-03-01  indexed · 색인됨",
        "  b.md      1 passage  2026-03-01  older version · 이전 판  [kim]",
        "  c.md     0 passages  –           not indexed · 색인 안 됨",
    ]


def test_many_documents_do_not_bury_what_must_be_done() -> None:
    many = report(*(good(f"{number:03}.md", cited=0) for number in range(300)), answers=9)

    short, full = shelf_lines(many), shelf_lines(many, everything=True)

    assert len(short.splitlines()) < 20
    assert "  … 292 more · 292건 더" in short
    assert "supportbot report knowledge --all" in short
    assert len(full.splitlines()) > 600
    assert "299.md" in full


def test_a_shelf_in_good_order_and_an_empty_one_say_so() -> None:
    assert "Nothing to put right. · 고칠 것이 없습니다." in shelf_lines(report(good("a.md")))
    assert "run supportbot index" in shelf_lines(report())
