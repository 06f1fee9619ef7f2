"""A made-up folder of documents, the same each time, and a change to one in a hundred."""

from __future__ import annotations

import random
from pathlib import Path

_SEED = 20261122
_ENGLISH = (
    "leave request portal manager budget access device renew policy travel team payroll "
    "ticket network account review office security meeting deadline approval report"
)
_KOREAN = (
    "연차 신청 결재 장비 반납 출장 정산 보안 계정 재설정 회의 예산 승인 문의 절차 담당자 "
    "기한 서식 접수 안내 변경 확인"
)


def make(folder: Path, files: int) -> None:
    """So many Markdown files of about 6 KB, half of them Korean."""
    chance = random.Random(_SEED)  # noqa: S311 - words, not secrets
    for number in range(files):
        words = _KOREAN if number % 2 else _ENGLISH
        path = folder / f"part-{number % 12:02}" / f"page-{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(number, words.split(), chance), "utf-8")


def change(folder: Path, round_: int) -> int:
    """One more sentence in a paragraph of every hundredth file; gives how many files."""
    pages = sorted(folder.rglob("*.md"))
    changed = pages[round_ :: max(1, min(100, len(pages)))]
    for path in changed:
        text = path.read_text("utf-8")
        head, mark, rest = text.partition("\n\n## ")
        path.write_text(f"{head} Changed in round {round_}.{mark}{rest}", "utf-8")
    return len(changed)


def _page(number: int, words: list[str], chance: random.Random) -> str:
    parts = [f"# Page {number}", _paragraph(words, chance)]
    for section in range(6):
        parts.append(f"## {chance.choice(words)} {number}.{section}")
        parts += [_paragraph(words, chance) for _ in range(3)]
    return "\n\n".join(parts) + "\n"


def _paragraph(words: list[str], chance: random.Random) -> str:
    sentences = (
        " ".join([*chance.choices(words, k=9), str(chance.randrange(10_000))]) + "."
        for _ in range(5)
    )
    return " ".join(sentences)
