"""What a terminal shows of a run and of a comparison; and the shapes of both. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.insight.comparison import Difference, SetComparison, Verdict
from bot.insight.figures import Figure, Figures
from bot.insight.metrics import METRICS, Method, Metric
from bot.insight.results import Run

_LISTED = 40
_QUESTION = 70


def run_lines(run: Run, figures: Mapping[str, Figures]) -> str:
    """The figures of all questions of each set; languages and kinds stand in the report."""
    blocks = []
    for each in run.sets:
        asked, documents = len(each.records), each.document_count
        title = f"{each.name}: {asked:,} questions, {documents:,} documents"
        if by := run.recipe.get("reranker"):
            title += f", reranked by {by}"
        blocks.append("\n".join([title, *_figure_lines(figures[each.name]["all"])]))
    return "\n\n".join(blocks)


def _figure_lines(figures: Mapping[str, Figure]) -> Iterator[str]:
    for measure in METRICS:
        figure = figures.get(measure.name)
        if figure is None:
            continue
        low, high = figure.interval or (None, None)
        reach = (
            f"[{_number(measure, low)}, {_number(measure, high)}]" if figure.interval else ""
        )
        value = _number(measure, figure.value)
        yield f"  {measure.name:<17} {value:>9}  {reach:<20} n={figure.n:,}"


def comparison_lines(first: Run, second: Run, compared: Sequence[SetComparison]) -> str:
    """Each figure that both have, and each question whose fate changed."""
    blocks = [f"From {first.name}\nto   {second.name}"]
    blocks += ["\n".join(_set_lines(each)) for each in compared]
    return "\n\n".join(blocks)


def _set_lines(each: SetComparison) -> Iterator[str]:
    yield f"{each.name}: {each.paired:,} questions in both"
    if each.unpaired:
        yield f"  {each.unpaired:,} are only in one, or read otherwise there: left out"
    if not each.same_documents:
        yield "  the documents are not the same: what changed may be theirs"
    yield from (_difference_line(found) for found in each.differences)
    if each.changes:
        yield f"  {len(each.changes):,} questions changed:"
    for change in each.changes[:_LISTED]:
        what = ", ".join(f"{name} {before} → {after}" for name, before, after in change.what)
        yield f"    {change.id}: {what}\n      {_cut(change.question)}"
    if len(each.changes) > _LISTED:
        yield f"    and {len(each.changes) - _LISTED:,} more: --json lists all"


def _difference_line(found: Difference) -> str:
    measure = found.metric
    low, high = found.interval or (None, None)
    reach = f"[{_signed(measure, low)}, {_signed(measure, high)}]" if found.interval else ""
    said = "" if found.verdict is Verdict.UNDECIDED else str(found.verdict)
    return (
        f"  {measure.name:<17} {_number(measure, found.first):>9} → "
        f"{_number(measure, found.second):<9} {_signed(measure, found.change):>8} {reach:<20} "
        f"n={found.n:<6,} {said}"
    ).rstrip()


def comparison_shape(
    first: Run, second: Run, compared: Sequence[SetComparison]
) -> dict[str, Any]:
    """The shape of `evaluate --compare --json`."""
    return {
        "first": first.name,
        "second": second.name,
        "sets": [
            {
                "name": each.name,
                "paired": each.paired,
                "unpaired": each.unpaired,
                "same_documents": each.same_documents,
                "differences": {d.metric.name: _difference(d) for d in each.differences},
                "changes": [
                    {"id": change.id, "question": change.question, "what": change.what}
                    for change in each.changes
                ],
            }
            for each in compared
        ],
    }


def _difference(found: Difference) -> dict[str, Any]:
    low, high = found.interval or (None, None)
    method = "bonett-price" if found.metric.method is Method.WILSON else "paired bootstrap"
    return {
        "first": found.first,
        "second": found.second,
        "change": found.change,
        "low": low,
        "high": high,
        "n": found.n,
        "interval": method if found.interval else None,
        "verdict": str(found.verdict),
    }


def _number(measure: Metric, number: float | None) -> str:
    if number is None:
        return ""
    if measure.unit == "$":
        return f"{number:.5f}"
    return f"{number:.0f}" if measure.name.startswith("tokens") else f"{number:.3f}"


def _signed(measure: Metric, number: float | None) -> str:
    return "" if number is None else ("+" if number >= 0 else "") + _number(measure, number)


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _QUESTION else words[:_QUESTION].rstrip() + " …"
