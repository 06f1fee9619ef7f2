"""A run as it is stored, and read back. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.errors import BadInput
from bot.insight.figures import Figures, figures_of, figures_shape
from bot.insight.records import Record, record_of, record_shape

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SetRun:
    """One set of questions: what it was asked of, and what came of it.

    The digests tell whether another run had the same questions over the same documents.
    `left_out` counts files of the folder that could not be indexed.
    """

    name: str
    questions: str
    documents: str
    document_count: int
    passage_count: int
    left_out: int
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Everything about a run but its figures, which follow from the records.

    `recipe` names what passages and vectors were made with, `bar` is the probability from
    which an answer was given, `parallel` how many questions were under way at once.
    """

    name: str
    made_at: datetime
    version: str
    is_retrieval_only: bool
    recipe: Mapping[str, str | int]
    bar: float
    parallel: int
    sets: tuple[SetRun, ...]

    @property
    def models(self) -> tuple[str, ...]:
        """What worded the answers."""
        return _distinct(self, "model")

    @property
    def prompts(self) -> tuple[str, ...]:
        """The versions of the prompt."""
        return _distinct(self, "prompt")

    def figures(self) -> dict[str, Figures]:
        """By the name of the set."""
        return {each.name: figures_of(each.records) for each in self.sets}


def _distinct(run: Run, field: str) -> tuple[str, ...]:
    askings = [record.asking for each in run.sets for record in each.records]
    names = {getattr(asking, field) for asking in askings if asking is not None}
    return tuple(sorted(names - {""}))


def run_shape(run: Run, figures: Mapping[str, Figures]) -> dict[str, Any]:
    """The run with its figures and its records, as JSON."""
    shape = summary_shape(run, figures)
    for told, each in zip(shape["sets"], run.sets, strict=True):
        told["records"] = [record_shape(record) for record in each.records]
    return shape


def summary_shape(run: Run, figures: Mapping[str, Figures]) -> dict[str, Any]:
    """The run with its figures, as JSON."""
    return {
        "format": _FORMAT,
        "name": run.name,
        "made_at": run.made_at.isoformat(),
        "version": run.version,
        "retrieval_only": run.is_retrieval_only,
        "recipe": dict(run.recipe),
        "models": list(run.models),
        "prompts": list(run.prompts),
        "bar": run.bar,
        "parallel": run.parallel,
        "sets": [
            {
                "name": each.name,
                "questions": len(each.records),
                "answerable": sum(record.answerable for record in each.records),
                "documents": each.document_count,
                "passages": each.passage_count,
                "left_out": each.left_out,
                "fingerprint": {"questions": each.questions, "documents": each.documents},
                "figures": figures_shape(figures[each.name]),
            }
            for each in run.sets
        ],
    }


def run_of(shape: object, *, name: str) -> Run:
    """The run that a file called `name` holds. Raises BadInput when it holds none."""
    try:
        return _run(shape)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise BadInput(
            f"{name} is no stored result of `supportbot evaluate` that this version can read "
            f"({type(error).__name__}): name one from the folder `evaluations` in the home."
        ) from error


def _run(shape: Any) -> Run:
    if shape["format"] != _FORMAT:
        raise ValueError(shape["format"])
    return Run(
        name=str(shape["name"]),
        made_at=datetime.fromisoformat(shape["made_at"]),
        version=str(shape["version"]),
        is_retrieval_only=bool(shape["retrieval_only"]),
        recipe=dict(shape["recipe"]),
        bar=float(shape["bar"]),
        parallel=int(shape["parallel"]),
        sets=tuple(_set(each) for each in shape["sets"]),
    )


def _set(shape: Any) -> SetRun:
    return SetRun(
        name=str(shape["name"]),
        questions=str(shape["fingerprint"]["questions"]),
        documents=str(shape["fingerprint"]["documents"]),
        document_count=int(shape["documents"]),
        passage_count=int(shape["passages"]),
        left_out=int(shape["left_out"]),
        records=tuple(record_of(record) for record in shape["records"]),
    )
