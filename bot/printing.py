"""What the commands print: JSON for programs, a few lines for people. Pure.

The JSON shapes are a promise to scripts; `docs/command-line.md` lists them.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bot.domain.consent import Standing
from bot.domain.conversation import Answer, Citation, Exchange, Outcome
from bot.domain.knowledge import Hit, IndexReport, Inventory
from bot.domain.language import Language
from bot.indexing.planning import IndexPlan

if TYPE_CHECKING:
    from bot.checkup import Finding

_SNIPPET = 240
_MOST_REMARKS = 20
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}


def as_json(shape: Any) -> str:
    """One line of JSON, Korean as it is; one line for readers of Unicode's line ends too."""
    return json.dumps(shape, ensure_ascii=False).translate(_LINE_ENDS)


def answer_shape(exchange: Exchange, *, seconds: float) -> dict[str, Any]:
    """The shape of `ask --json`."""
    answer = exchange.answer or Answer(Outcome.FAILED, Language.ENGLISH, 0.0)
    return {
        "outcome": str(answer.outcome),
        "text": exchange.text or exchange.reason,
        "confidence": round(answer.confidence, 4),
        "sure": answer.is_sure,
        "citations": [_citation_shape(citation) for citation in answer.citations],
        "nearest": [dataclasses.asdict(pointer) for pointer in answer.nearest],
        "model": answer.model,
        "tokens": {"input": answer.tokens.input, "output": answer.tokens.output},
        "cost": answer.cost,
        "seconds": round(seconds, 3),
    }


def hits_shape(hits: Sequence[Hit]) -> dict[str, Any]:
    """The shape of `search --json`, best passage first."""
    return {
        "hits": [
            {
                "path": hit.passage.path,
                "heading": hit.passage.heading,
                "score": round(hit.score, 6),
                "text": hit.passage.text,
            }
            for hit in hits
        ]
    }


def report_shape(report: IndexReport) -> dict[str, Any]:
    """The shape of `index --json`."""
    return dataclasses.asdict(report)


def answer_lines(exchange: Exchange, *, seconds: float) -> str:
    """The answer as a person reads it in a terminal."""
    answer = exchange.answer
    if answer is None or answer.outcome is Outcome.FAILED:
        return exchange.text or exchange.reason
    share = f"{answer.confidence:.0%}"
    note = {
        Language.KOREAN: f"(문서에 답이 있을 확률 {share}, {seconds:.1f}초)",
        Language.ENGLISH: f"({share} sure that the documents hold the answer, {seconds:.1f} s)",
    }[answer.language]
    return f"{exchange.text}\n\n{note}"


def hit_lines(hits: Sequence[Hit]) -> str:
    """Search results as a person reads them."""
    if not hits:
        return "Nothing found: no passage shares a word or a meaning with this."
    return "\n\n".join(
        f"{number}. {_place(hit)}\n   {_snippet(hit.passage.text)}"
        for number, hit in enumerate(hits, 1)
    )


def report_lines(report: IndexReport) -> str:
    """An index report as a person reads it."""
    lines = [
        (
            f"{report.documents} documents, {report.passages} passages: "
            f"{report.written} written, {report.kept} kept, {report.removed} removed, "
            f"{report.embedded} texts embedded, {report.seconds:.1f} s"
        )
    ]
    if report.failed:
        lines.append(f"{len(report.failed)} could not be indexed:")
        lines += [f"  {failure.path}: {failure.reason}" for failure in report.failed]
    if report.remarks:
        lines.append(f"{len(report.remarks)} to look at:")
        lines += [f"  {one.path}: {one.said}" for one in report.remarks[:_MOST_REMARKS]]
    if len(report.remarks) > _MOST_REMARKS:
        lines.append("  … all of them: supportbot report knowledge")
    return "\n".join(lines)


def plan_shape(todo: IndexPlan, found: Inventory) -> dict[str, Any]:
    """The shape of `index --dry-run --json`."""
    return {
        "read": [file.path for file in todo.read],
        "remove": list(todo.remove),
        "keep": len(todo.keep),
        "held_back": todo.held_back,
        "failed": [dataclasses.asdict(failure) for failure in found.failed],
    }


def plan_lines(todo: IndexPlan, found: Inventory) -> str:
    """An index plan as a person reads it."""
    lines = [f"{len(todo.read)} to read, {len(todo.remove)} to remove, {len(todo.keep)} kept:"]
    lines += [f"  read    {file.path}" for file in todo.read]
    lines += [f"  remove  {path}" for path in todo.remove]
    lines += [f"  skip    {failure.path}: {failure.reason}" for failure in found.failed]
    lines += [f"  hold    {todo.held_back}"] if todo.held_back else []
    return "\n".join([*lines, "Nothing was changed."])


def consent_shape(standing: Standing) -> dict[str, Any]:
    """The shape of `privacy … --json`."""
    return {"choice": str(standing.choice), "keeps_nothing": standing.keeps_nothing}


def findings_shape(findings: Sequence[Finding]) -> dict[str, Any]:
    """The shape of `doctor --json`."""
    return {
        "findings": [
            {"part": f.part, "ok": f.ok, "said": f.said, "note": f.is_note} for f in findings
        ]
    }


def findings_lines(findings: Sequence[Finding]) -> str:
    """One line per part, and how many need somebody."""
    width = max((len(f.part) for f in findings), default=0)
    lines = [f"{_mark(f):<4}  {f.part:<{width}}  {f.said}" for f in findings]
    bad = sum(not f.ok for f in findings)
    verdict = f"{bad} to put right." if bad else "Nothing to put right."
    return "\n".join([*lines, "", verdict])


def _mark(finding: Finding) -> str:
    if not finding.ok:
        return "BAD"
    return "note" if finding.is_note else "ok"


def _citation_shape(citation: Citation) -> dict[str, Any]:
    return dataclasses.asdict(citation)


def _place(hit: Hit) -> str:
    passage = hit.passage
    heading = f" > {passage.heading}" if passage.heading else ""
    return f"{passage.title}{heading}  ({passage.path})"


def _snippet(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SNIPPET else words[:_SNIPPET].rstrip() + " …"
