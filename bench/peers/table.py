"""The comparison as Markdown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

NAMES = {
    "ours": "supportbot",
    "langchain": "LangChain",
    "llamaindex": "LlamaIndex",
    "haystack": "Haystack",
    "txtai": "txtai",
}
_SHOWN = (
    "nDCG@10",
    "MRR",
    "hit@1",
    "hit@5",
    "AUROC",
    "AUROC of the cosine",
    "AURC",
    "in the prompt",
    "facts in the prompt",
)
_COUNTED = ("prompt characters", "prompt tokens")
_COMPARED = ("nDCG@10", "MRR", "hit@1", "hit@5", "AUROC", "AUROC of the cosine")


def markdown(report: Mapping[str, Any]) -> str:
    """Everything that was measured, a table a set."""
    parts = [_head(report)]
    parts += [_set(name, measured) for name, measured in report["sets"].items()]
    parts += _goals(report)
    return "\n\n".join(parts) + "\n"


def _head(report: Mapping[str, Any]) -> str:
    versions = sorted({f"{n} {v}" for n, v in report["versions"].items()})
    return f"Measured {report['date']}; {report['embedder']}; {', '.join(versions)}."


def _set(name: str, measured: Mapping[str, Any]) -> str:
    peers = list(measured["figures"])
    n, others = measured["answerable"], measured["questions"] - measured["answerable"]
    title = f"### {name}: {measured['documents']} documents, {n} + {others} questions"
    lines = [_line(["", *(NAMES[peer] for peer in peers)]), _line(["---"] * (len(peers) + 1))]
    for figure in _SHOWN:
        told = (_figure(measured["figures"][peer][figure]) for peer in peers)
        lines.append(_line([figure, *told]))
    for figure in _COUNTED:
        counts = (f"{measured['figures'][peer][figure]['value']:,.0f}" for peer in peers)
        lines.append(_line([figure, *counts]))
    lines.append(_line(["passages", *(f"{measured['passages'][p]:,}" for p in peers)]))
    changed = list(measured["differences"])
    if not changed:
        return "\n".join([title, "", *lines])
    lines += ["", _line(["ours less theirs", *(NAMES[peer] for peer in changed)])]
    lines.append(_line(["---"] * (len(changed) + 1)))
    for figure in _COMPARED:
        told = (_change(measured["differences"][peer][figure]) for peer in changed)
        lines.append(_line([figure, *told]))
    return "\n".join([title, "", *lines])


def _goals(report: Mapping[str, Any]) -> list[str]:
    if not report["goals"]:
        return []
    lines = [_line(["goal", "set", "measured", "met"]), _line(["---"] * 4)]
    lines += [
        _line([goal["goal"], goal["set"], goal["measured"], "yes" if goal["met"] else "**no**"])
        for goal in report["goals"]
    ]
    return ["\n".join(["### Goals", "", *lines])]


def _figure(figure: Mapping[str, Any]) -> str:
    if not figure["n"]:
        return "–"
    return f"{figure['value']:.3f}{_spread(figure['interval'], '.2f')}"


def _change(figure: Mapping[str, Any]) -> str:
    told = f"{figure['value']:+.3f}{_spread(figure['interval'], '+.3f')}"
    low, high = figure["interval"] or (0.0, 0.0)
    return f"**{told}**" if low > 0 or high < 0 else told


def _spread(interval: Sequence[float] | None, form: str) -> str:
    return f" [{interval[0]:{form}}, {interval[1]:{form}}]" if interval else ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
