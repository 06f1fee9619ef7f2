"""What a unit needs around it to be understood. Pure."""

from __future__ import annotations

import re

from bot.core.quoting import Unit, announces, joined, shown_length
from bot.domain.markdown import Kind, blocks
from bot.domain.sentences import Span, sentences

_LONGEST = 500
"""Letters, as shown, that a unit may have with what follows it."""

_NEAREST_BEFORE = 240
# Sentences that begin so say little without the one before.
_LEANS = re.compile(
    r"(?:\*\*|__?)?(?:(?:This|That|These|Those|It|They|He|She|Then|Otherwise|However|Instead)\b"
    r"|(?:In|For) (?:this|that|these|those|such)\b|If (?:so|not)\b"
    r"|이는 |이것|이를 |이때|이런 |이러한 |이 경우|이렇게|그래서|그러면|그런 |그러나|그렇지"
    r"|하지만|따라서|또한|즉,|대신 |그 )"
)
_POINTS_DOWN = re.compile(r"(?:\b(?:following|below|as follows)\b|다음|아래)", re.IGNORECASE)


def completed(unit: Unit) -> Unit:
    """With the list or the code that follows, when the unit announces it."""
    if unit.kind is not Kind.PARAGRAPH or not _is_open(unit):
        return unit
    for block in blocks(unit.passage.text):
        if block.start < unit.span.end:
            continue
        more = joined(unit, Unit(unit.passage, unit.rank, Span(block.start, block.end)))
        gap = unit.passage.text[unit.span.end : block.start]
        is_announced = block.kind is Kind.ITEM or (
            block.kind is Kind.FENCE and unit.kind is Kind.PARAGRAPH
        )
        if gap.strip() or not is_announced or shown_length(more.text) > _LONGEST:
            break
        unit = Unit(unit.passage, unit.rank, more.span, block.kind)
    return unit


def leaned_on(unit: Unit) -> Unit:
    """With the sentence before it in the same paragraph, when it leans on that."""
    if unit.header or not _LEANS.match(unit.text):
        return unit
    text = unit.passage.text
    for block in blocks(text):
        if not block.start < unit.span.start < block.end or block.kind is not Kind.PARAGRAPH:
            continue
        before = sentences(text, block.start, unit.span.start)
        if before and shown_length(text[before[-1].start : before[-1].end]) <= _NEAREST_BEFORE:
            return Unit(
                unit.passage, unit.rank, Span(before[-1].start, unit.span.end), unit.kind
            )
    return unit


def introduced(unit: Unit) -> Unit:
    """Code with the sentence right before it that announces it."""
    if unit.kind is not Kind.FENCE:
        return unit
    text = unit.passage.text
    for block in blocks(text):
        is_next = block.end <= unit.span.start and not text[block.end : unit.span.start].strip()
        if block.kind is not Kind.PARAGRAPH or not is_next:
            continue
        before = Unit(unit.passage, unit.rank, sentences(text, block.start, block.end)[-1])
        if _is_open(before) and shown_length(before.text) <= _NEAREST_BEFORE:
            return joined(before, unit)
    return unit


def _is_open(unit: Unit) -> bool:
    return announces(unit) or _POINTS_DOWN.search(unit.text) is not None
