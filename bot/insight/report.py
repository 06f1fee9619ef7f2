"""A run as one HTML page that needs nothing else. Pure.

The page is in English; questions stand in it as they were asked, marked with their language.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape

from bot.insight import plots
from bot.insight.figures import Figure, Figures
from bot.insight.metrics import METRICS, METRICS_BY_NAME, Metric, judged, judged_right
from bot.insight.page import STYLE
from bot.insight.records import Record
from bot.insight.results import Run, SetRun

_HEADLINES = (
    "hit@1",
    "hit@5",
    "nDCG@10",
    "AUROC",
    "answered",
    "refused",
    "facts",
    "answer p50",
)
_DRAWN = ("hit@5", "nDCG@10", "answered", "refused", "facts")
_LISTED = 100
_LANGUAGES = {"ko": "Korean", "en": "English"}


def report(run: Run, figures: Mapping[str, Figures]) -> str:
    """The whole page."""
    sets = "".join(_set(each, figures[each.name], run) for each in run.sets)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(run.name)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>Evaluation</h1>{_circumstances(run)}{sets}{_reading()}</main></body></html>\n"
    )


def _circumstances(run: Run) -> str:
    worded = ", ".join(run.models) or "nothing"
    told = {
        "When": f"{run.made_at:%Y-%m-%d %H:%M} UTC",
        "Answers": "not asked, retrieval only" if run.is_retrieval_only else f"by {worded}",
        "Prompt": ", ".join(run.prompts),
        "Embedder": f"{run.recipe.get('embedder')}, {run.recipe.get('dimensions')} dimensions",
        "Reranker": str(run.recipe.get("reranker", "")),
        "Recency": str(run.recipe.get("recency", "")),
        "Bar": f"{run.bar:g}",
        "At once": "" if run.parallel == 1 else f"{run.parallel} questions",
        "Version": run.version,
    }
    items = (f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in told.items() if v)
    return f"<dl>{''.join(items)}</dl>"


def _set(each: SetRun, figures: Figures, run: Run) -> str:
    answerable = sum(record.answerable for record in each.records)
    left_out = f", {each.left_out} files left out" if each.left_out else ""
    return (
        f"<section><h2>{escape(each.name)}</h2>"
        f"<p>{len(each.records):,} questions, {answerable:,} of them answerable, over "
        f"{each.document_count:,} documents ({each.passage_count:,} passages{left_out}).</p>"
        f"{_headlines(figures['all'])}<div class=plots>{''.join(_plots(each, figures, run))}"
        f"</div>{_table(figures)}{''.join(_lists(each.records))}</section>"
    )


def _headlines(figures: Mapping[str, Figure]) -> str:
    tiles = (
        f"<div><b>{_value(METRICS_BY_NAME[name], figures[name].value)}</b>"
        f"<span>{escape(name)}</span><small>{_interval(METRICS_BY_NAME[name], figures[name])}"
        "</small></div>"
        for name in _HEADLINES
        if name in figures
    )
    return f"<div class=tiles>{''.join(tiles)}</div>"


def _plots(each: SetRun, figures: Figures, run: Run) -> Iterator[str]:
    for name in _DRAWN:
        rows = [(_group(g), named[name]) for g, named in figures.items() if name in named]
        if rows:
            title = f"{name}: {METRICS_BY_NAME[name].meaning}"
            yield _figure(title, plots.intervals(title, rows))
    sure = [pair for record in each.records if (pair := judged(record)) is not None]
    right = [pair for record in each.records if (pair := judged_right(record)) is not None]
    if sure:
        title = "Confidence"
        legend = "<i class=one></i> answerable <i class=two></i> not answerable"
        yield _figure(title, plots.confidence(title, sure, bar=run.bar), legend)
    if right:
        title = "Risk and coverage: the surest answered first"
        yield _figure(title, plots.risk(title, right))
    waits = [record.asking.seconds for record in each.records if record.asking]
    if waits:
        title = "Seconds to an answer"
        yield _figure(title, plots.seconds(title, waits))


def _figure(title: str, drawing: str, legend: str = "") -> str:
    under = f"<p class=legend>{legend}</p>" if legend else ""
    return f"<figure><figcaption>{escape(title)}</figcaption>{drawing}{under}</figure>"


def _table(figures: Figures) -> str:
    groups = list(figures)
    heads = "".join(f"<th>{escape(_group(group))}</th>" for group in groups)
    rows = (
        f"<tr><th scope=row title='{escape(each.meaning)}'>{escape(each.name)}</th>"
        + "".join(_cell(each, figures[group].get(each.name)) for group in groups)
        + "</tr>"
        for each in METRICS
        if any(each.name in figures[group] for group in groups)
    )
    return (
        "<details><summary>All figures</summary><div class=wide><table><thead><tr><th></th>"
        f"{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></details>"
    )


def _cell(measure: Metric, figure: Figure | None) -> str:
    if figure is None:
        return "<td></td>"
    told = (_interval(measure, figure), f"n={figure.n:,}")
    below = "<br>".join(line for line in told if line)
    return f"<td>{_value(measure, figure.value)}<small>{below}</small></td>"


def _lists(records: Sequence[Record]) -> Iterator[str]:
    yield from (
        _list(title, [record for record in records if belongs(record)])
        for title, belongs in _TROUBLES.items()
    )


def _facts_missing(record: Record) -> bool:
    asking = record.asking
    return bool(asking and record.is_answered and asking.facts_found < record.facts)


def _cites_others(record: Record) -> bool:
    asking = record.asking
    return bool(asking and record.is_answered and record.gold and not asking.cites_gold)


def _is_invented(record: Record) -> bool:
    asking = record.asking
    return bool(asking and asking.quotes_genuine < asking.quotes)


_TROUBLES: Mapping[str, Callable[[Record], bool]] = {
    "Failed": lambda r: bool(r.trouble or (r.asking and r.asking.trouble)),
    "Quotes that do not stand in the document": _is_invented,
    "Answered, though the documents hold no answer": lambda r: (
        not r.answerable and r.is_answered
    ),
    "Not answered, though they hold one": (
        lambda r: r.answerable and r.asking is not None and not r.is_answered
    ),
    "Answered without every expected fact": _facts_missing,
    "Answered from another document than expected": _cites_others,
    "Document not among the first five": lambda r: r.answerable and r.could_be_right is False,
}


def _list(title: str, records: Sequence[Record]) -> str:
    if not records:
        return ""
    rows = "".join(_question(record) for record in records[:_LISTED])
    more = len(records) - _LISTED
    rest = f"<p>And {more:,} more: all are in the JSON file.</p>" if more > 0 else ""
    return (
        f"<details><summary>{escape(title)} <small>{len(records):,}</small></summary>"
        f"<ul>{rows}</ul>{rest}</details>"
    )


def _question(record: Record) -> str:
    sure = "" if record.confidence is None else f"confidence {record.confidence:.2f}"
    trouble = record.trouble or (record.asking.trouble if record.asking else "")
    told = (record.id, record.kind, sure, " · ".join(record.gold), trouble)
    return (
        f"<li><p lang={escape(record.language)} dir=auto>{escape(record.question)}</p>"
        f"<small>{escape(' · '.join(word for word in told if word))}</small></li>"
    )


def _reading() -> str:
    meanings = "".join(
        f"<dt>{escape(each.name)}</dt><dd>{escape(each.meaning)}</dd>" for each in METRICS
    )
    return (
        "<section><h2>How to read it</h2><p>In brackets: 95 % intervals. Shares have "
        "Wilson's, the others the middle of 1,000 resamples of the questions by a fixed seed. "
        "With fewer than eight questions there is no such interval. Where intervals of two "
        f"groups overlap widely, the groups may not differ at all.</p><dl>{meanings}</dl>"
        "</section>"
    )


def _group(name: str) -> str:
    return _LANGUAGES.get(name, name.removeprefix("kind:").replace("_", " "))


def _value(measure: Metric, number: float) -> str:
    if measure.unit == "$":
        return f"${number:.5f}"
    if measure.unit == "s":
        return f"{number:.2f} s"
    return f"{number:,.0f}" if measure.name.startswith("tokens") else f"{number:.3f}"


def _interval(measure: Metric, figure: Figure) -> str:
    if figure.interval is None:
        return ""
    low, high = (_value(measure, end) for end in figure.interval)
    return f"[{low}, {high}]"
