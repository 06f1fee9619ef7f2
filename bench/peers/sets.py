"""Sets of questions for the comparison: whole, or a fixed part that a busy machine can do."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from bot.core.following import standalone
from bot.domain.conversation import Question
from bot.errands import question_of
from bot.insight.questions import Asked
from bot.question_sets import QuestionSet, read_sets

_ONE = ("gold_doc", "near_miss_doc", "doc")
_MANY = ("gold_docs", "more_gold")


@dataclass(frozen=True, slots=True)
class Part:
    """Which documents and questions of a set are used; None is all of them.

    `documents` are kept besides those that a question names (as holding its answer or
    nearly): the first so many by name. `questions` are drawn the same way each time.
    """

    documents: int | None = None
    questions: int | None = None

    def of(self, folder: Path, into: Path) -> Path:
        """The set to use: the folder itself, or its part, copied into `into`."""
        if self.documents is None:
            return folder
        target = into / f"{folder.name}-{'part' if self.questions is None else 'small'}"
        shutil.rmtree(target, ignore_errors=True)
        lines = _lines(folder, self.questions)
        named = {name for line in lines for name in _named(line)}
        docs = sorted(path.relative_to(folder / "docs") for path in _files(folder / "docs"))
        others = [path for path in docs if f"docs/{path.as_posix()}" not in named]
        kept = [path for path in docs if path not in set(others[self.documents :])]
        for path in kept:
            (target / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / "docs" / path, target / "docs" / path)
        text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
        (target / "questions.jsonl").write_text(text, "utf-8")
        return target


def read(folder: Path) -> QuestionSet:
    """The questions of a set, or its sample where one is marked; gold as the index names it."""
    whole = read_sets([folder], corpus=None, otherwise=folder)[0]
    paths = {path.relative_to(whole.corpus).as_posix() for path in _files(whole.corpus)}
    return whole.narrowed(sample=True, limit=None).located(paths)


def question(asked: Asked) -> Question:
    """As our desk would hear it."""
    turns = [{"speaker": turn.speaker, "text": turn.text} for turn in asked.history]
    line = {"question": asked.question, "history": turns}
    return question_of(line, user="bench", asked_at=datetime.now(UTC))


def questions_for_peers(each: QuestionSet) -> list[dict[str, str]]:
    """Ids and what to search for: of a follow-up, what we ourselves would search for."""
    return [{"id": one.id, "asked": standalone(question(one))} for one in each.questions]


def _lines(folder: Path, limit: int | None) -> list[dict[str, Any]]:
    text = (folder / "questions.jsonl").read_text("utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    whole = read_sets([folder], corpus=None, otherwise=folder)[0]
    kept = {asked.id for asked in whole.narrowed(sample=True, limit=limit).questions}
    return [line for line in lines if line["id"] in kept]


def _named(line: dict[str, Any]) -> Iterator[str]:
    yield from (line[field] for field in _ONE if line.get(field))
    for field in _MANY:
        for one in line.get(field) or ():
            yield one if isinstance(one, str) else one["doc"]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.md") if path.is_file())
