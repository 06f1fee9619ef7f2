"""Finds and reads sets of questions, and says which folder each is about."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from unicodedata import normalize

from bot.domain.errors import BadInput
from bot.insight.questions import Asked, questions_of
from bot.insight.rows import rows_of, wrong
from bot.question_files import read_text

_NAMES = ("questions.jsonl", "questions.yaml", "questions.yml", "questions.csv")
_DOCS = "docs"
_UNFIT = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions about the documents in `corpus`. `digest` is of the file's bytes."""

    name: str
    file: Path
    corpus: Path
    digest: str
    questions: tuple[Asked, ...]

    def narrowed(self, *, sample: bool, limit: int | None) -> QuestionSet:
        """Only the sample that the file marks; at most `limit`, drawn the same each time."""
        chosen = [asked for asked in self.questions if asked.is_sample or not sample]
        if limit is not None and limit < len(chosen):
            drawn = sorted(chosen, key=lambda asked: blake2b(asked.id.encode()).digest())
            kept = {asked.id for asked in drawn[:limit]}
            chosen = [asked for asked in chosen if asked.id in kept]
        return replace(self, questions=tuple(chosen))

    def located(self, paths: Collection[str]) -> QuestionSet:
        """With its documents named as the index names them.

        A document may be named from the corpus or from where the file lies. Raises
        BadInput, which names the line, for one that is not among `paths`.
        """
        questions = (
            replace(
                asked, documents=tuple(self._located(asked, p, paths) for p in asked.documents)
            )
            for asked in self.questions
        )
        return replace(self, questions=tuple(questions))

    def _located(self, asked: Asked, path: str, paths: Collection[str]) -> str:
        here = self.file.resolve().parent
        beneath = Path(normalize("NFC", str((here / path).resolve())))
        corpus = Path(normalize("NFC", str(self.corpus.resolve())))
        names = [path.removeprefix("./")]
        if beneath.is_relative_to(corpus):
            names.append(beneath.relative_to(corpus).as_posix())
        found = next((name for name in names if name in paths), None)
        if found is None:
            near = difflib.get_close_matches(names[0], paths, n=1)
            hint = f"did you mean {near[0]}?" if near else "name it by its path in the folder"
            raise wrong(
                str(self.file),
                asked.line,
                f"names the document {path}, which is not in {self.corpus}: {hint}",
            )
        return found


def read_sets(
    files: Sequence[Path], *, corpus: Path | None, otherwise: Path
) -> list[QuestionSet]:
    """A set per file, or per folder with a file `questions.…` in it, each with its own name.

    All are about `corpus` when it is given; else about the folder `docs` beside the file,
    where there is one, or about `otherwise`. Raises BadInput.
    """
    sets: list[QuestionSet] = []
    for given in files:
        file = _file(given)
        beside = file.parent / _DOCS
        about = corpus or (beside if beside.is_dir() else otherwise)
        sets.append(_read(file, about, taken=[each.name for each in sets]))
    return sets


def _file(given: Path) -> Path:
    if not given.is_dir():
        return given
    inside = [given / name for name in _NAMES if (given / name).is_file()]
    if not inside:
        raise BadInput(f"The folder {given} holds no {_NAMES[0]}: name the file of questions.")
    return inside[0]


def _read(file: Path, corpus: Path, *, taken: Sequence[str]) -> QuestionSet:
    text = read_text(file)
    questions = questions_of(rows_of(text, name=str(file)), name=str(file))
    whole = file.resolve()
    called = whole.parent.name if whole.name in _NAMES else whole.stem
    name = _UNFIT.sub("-", normalize("NFC", called)).strip("-.") or "questions"
    number = sum(each.split("~")[0] == name for each in taken)
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
    return QuestionSet(
        f"{name}~{number + 1}" if number else name, file, corpus, digest, tuple(questions)
    )
