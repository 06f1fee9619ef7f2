"""Answers by quotation: picks, word for word, the sentences that answer. Pure.

A unit is what can be quoted whole: a sentence, a list item, a table row, a short block of
code. Units are ranked by how much of the question's weight they hold, with that of their
breadcrumb counted in part, and by the rank of their passage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.knowledge import Hit, Passage
from bot.domain.markdown import Block, Kind, blocks
from bot.domain.sentences import Span, sentences

_PASSAGES = 5
_QUOTES = 3
_ENOUGH = 0.6
_CRUMB_SHARE = 0.4
_RANK_COST = 0.12
_LOOK = 12
_HEAD_START = 0.05
_LONGEST_ITEM = 420
_LONGEST_CODE = 12
_LONGEST_LIST = 1200
_WORD = re.compile(r"\w")
_LINE = re.compile(r"[^\n]+")
_TABLE_RULE = re.compile(r"[\s|:\-]+")
# What is left of a long table that was cut: rows, and no header above them.
_CUT_TABLE = re.compile(r"(?:[ \t]*\|[^\n]*\|[ \t]*(?:\n|\Z))+")

Terms = Callable[[str], Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Unit:
    """`passage.text[span.start:span.end]`, quotable by itself."""

    passage: Passage
    rank: int
    span: Span

    @property
    def text(self) -> str:
        """The words of the unit."""
        return self.passage.text[self.span.start : self.span.end]


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of a passage, chosen to be shown."""

    passage: Passage
    text: str


def units(hits: Sequence[Hit]) -> list[Unit]:
    """All that could be quoted from the best few hits, in reading order per hit."""
    return [
        Unit(hit.passage, rank, span)
        for rank, hit in enumerate(hits[:_PASSAGES])
        for block in blocks(hit.passage.text)
        for span in _spans(hit.passage.text, block)
        if _WORD.search(hit.passage.text, span.start, span.end)
    ]


def by_words(
    found: Sequence[Unit], weights: Mapping[int, float], terms: Terms
) -> list[tuple[float, Unit]]:
    """Each unit with the share of the question's weight that it holds, 0 to 1."""
    total = sum(weights.values()) or 1.0
    scored = []
    for unit in found:
        held = set(terms(unit.text))
        crumb = set(terms(f"{unit.passage.title} {unit.passage.heading}")) - held
        own = sum(weight for term, weight in weights.items() if term in held)
        lent = sum(weight for term, weight in weights.items() if term in crumb)
        share = (own + _CRUMB_SHARE * lent) / total if own else 0.0
        scored.append((share, unit))
    return scored


def likeliest(scored: Iterable[tuple[float, Unit]]) -> list[tuple[float, Unit]]:
    """The dozen units that are worth a closer look, by their words and their passage.

    On 75 public questions as many answers held the expected facts as with all units.
    """
    return sorted(scored, key=lambda pair: -(pair[0] + _HEAD_START) * _faded(pair[1]))[:_LOOK]


def choose(scored: Iterable[tuple[float, Unit]]) -> list[Quote]:
    """The few best units in reading order, neighbours joined into one slice.

    A unit counts only if it comes near the best one; a sentence that ends with a colon
    brings along what it announces. Units with no score are never chosen.
    """
    ranked = sorted(
        ((score * _faded(unit), unit) for score, unit in scored),
        key=lambda pair: -pair[0],
    )
    if not ranked or ranked[0][0] <= 0:
        return []
    bar = _ENOUGH * ranked[0][0]
    chosen = [unit for score, unit in ranked[:_QUOTES] if score >= bar]
    chosen.sort(key=lambda unit: (unit.rank, unit.span.start))
    return _joined([_completed(unit) for unit in chosen])


def _faded(unit: Unit) -> float:
    return float((1 - _RANK_COST) ** unit.rank)


def _spans(text: str, block: Block) -> list[Span]:
    whole = Span(block.start, block.end)
    if block.kind is Kind.HEADING:
        return []
    if block.kind is Kind.FENCE:
        short = text.count("\n", block.start, block.end) <= _LONGEST_CODE
        return [whole] if short else []
    if block.kind is Kind.TABLE:
        return _rows(text, whole, has_header=True)
    if _CUT_TABLE.fullmatch(text, block.start, block.end):
        return _rows(text, whole, has_header=False)
    if block.kind is Kind.ITEM and block.end - block.start <= _LONGEST_ITEM:
        return [whole]
    return sentences(text, block.start, block.end)


def _rows(text: str, table: Span, *, has_header: bool) -> list[Span]:
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(text, table.start, table.end)]
    rows = lines[1:] if has_header else lines
    return [row for row in rows if not _TABLE_RULE.fullmatch(text, row.start, row.end)]


def _completed(unit: Unit) -> Unit:
    """With the items that follow, when the unit announces them."""
    if not unit.text.rstrip("*_ ").endswith((":", "：")):
        return unit
    end = unit.span.end
    for block in blocks(unit.passage.text):
        if block.start < end:
            continue
        gap = unit.passage.text[end : block.start]
        if (
            block.kind is not Kind.ITEM
            or gap.strip()
            or block.end - unit.span.start > _LONGEST_LIST
        ):
            break
        end = block.end
    return Unit(unit.passage, unit.rank, Span(unit.span.start, end))


def _joined(chosen: Sequence[Unit]) -> list[Quote]:
    spans: list[Unit] = []
    for unit in chosen:
        last = spans[-1] if spans else None
        if last and last.passage.id == unit.passage.id and _touch(last, unit):
            end = max(last.span.end, unit.span.end)
            spans[-1] = Unit(last.passage, last.rank, Span(last.span.start, end))
        else:
            spans.append(unit)
    return [Quote(unit.passage, unit.text) for unit in spans]


def _touch(first: Unit, second: Unit) -> bool:
    between = first.passage.text[first.span.end : second.span.start]
    return second.span.start <= first.span.end or not between.strip()
