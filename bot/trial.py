"""`supportbot evaluate` from its options to what it prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot import evaluating
from bot.domain.errors import BadInput
from bot.evaluating import ProgressOf, Terms
from bot.insight.comparison import compare
from bot.insight.figures import Figures
from bot.insight.gate import Gate, broken_bounds, gate_of, regressions
from bot.insight.results import Run, summary_shape
from bot.insight.telling import comparison_lines, comparison_shape, run_lines
from bot.question_files import read_text
from bot.question_sets import QuestionSet, read_sets
from bot.settings import Settings

NOT_PASSED = 1
"""The exit code when the gate stays shut."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever runs the command asked for.

    `corpus` is None unless a folder was named; `gate` is a TOML file or a stored result.
    """

    files: Sequence[Path]
    corpus: Path | None = None
    sample: bool = False
    limit: int | None = None
    terms: Terms = field(default_factory=Terms)
    gate: Path | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What to print: the JSON shape, the lines for a person, and the exit code."""

    shape: Mapping[str, Any]
    lines: str
    code: int = 0


async def try_out(settings: Settings, wishes: Wishes, progress: ProgressOf) -> Told:
    """Ask, store, report, and judge where a gate was named. Raises BotError."""
    gate, standing = _gate(settings, wishes.gate)
    sets = _sets(settings, wishes)
    run = await evaluating.evaluate(settings, sets, terms=wishes.terms, progress=progress)
    figures = run.figures()
    file, page = evaluating.keep(settings, run, figures)
    shape = summary_shape(run, figures) | {"file": str(file), "report": str(page)}
    lines = f"{run_lines(run, figures)}\n\nReport: {page}\nResult: {file}"
    if gate is None:
        return Told(shape, lines)
    reasons = _reasons(gate, run, figures, standing)
    verdict = {"passed": not reasons, "reasons": reasons}
    said = "The gate is passed." if not reasons else "\n".join(["The gate is shut:", *reasons])
    return Told(shape | {"gate": verdict}, f"{lines}\n\n{said}", NOT_PASSED if reasons else 0)


def compare_stored(settings: Settings, first: str, second: str) -> Told:
    """What changed between two stored results. Raises BadInput."""
    runs = evaluating.stored(settings, first), evaluating.stored(settings, second)
    compared = compare(*runs)
    return Told(comparison_shape(*runs, compared), comparison_lines(*runs, compared))


def _sets(settings: Settings, wishes: Wishes) -> list[QuestionSet]:
    if not wishes.files:
        raise BadInput(
            "Name a file of questions: supportbot evaluate questions.jsonl. "
            "docs/evaluation.md shows what stands in one."
        )
    sets = read_sets(wishes.files, corpus=wishes.corpus, otherwise=settings.knowledge)
    narrowed = [each.narrowed(sample=wishes.sample, limit=wishes.limit) for each in sets]
    for each in narrowed:
        if not each.questions:
            raise BadInput(f"{each.file} marks no question as sample: leave out --sample.")
    return narrowed


def _gate(settings: Settings, file: Path | None) -> tuple[Gate | None, Run | None]:
    """The gate, and the stored result that it compares with. Read before the long work."""
    if file is None:
        return None, None
    if file.suffix == ".json":
        gate = Gate(against=str(file))
        return gate, evaluating.stored(settings, str(file))
    gate = gate_of(read_text(file), name=str(file))
    if not gate.against:
        return gate, None
    beside = file.parent / gate.against
    named = str(beside) if beside.is_file() else gate.against
    return replace(gate, against=named), evaluating.stored(settings, named)


def _reasons(
    gate: Gate, run: Run, figures: Mapping[str, Figures], standing: Run | None
) -> list[str]:
    reasons = broken_bounds(gate, figures)
    if standing is not None:
        reasons += regressions(gate, compare(standing, run))
    return reasons
