"""What can be quoted: the units of a passage. Pure.

A unit is what can be quoted whole: a sentence, a list item, a short list with the line that
announces it, a row of a table with its header, a short block of code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from bot.domain.knowledge import Hit, Passage
from bot.domain.markdown import Block, Kind, blocks, plain
from bot.domain.sentences import Span, sentences

PASSAGES = 8
_LONGEST_ITEM = 420
_LONGEST_CODE = 12
_SHORT_LIST = 400
# Steps are followed one after the other: they stay together somewhat longer.
_SHORT_STEPS = 500
_LONGEST_LEAD = 160
_STEP = re.compile(r"[ \t]*\d{1,3}[.)]\s")
_INDENT = re.compile(r"[ \t]*")
_CRUMB_SHARE = 0.4
_SYLLABLE = re.compile("[가-힣]")
_WORD = re.compile(r"\w")
_SMALL = re.compile(r"[a-z]+(?![\w.(`-])")
_LINE = re.compile(r"[^\n]+")
_TABLE_RULE = re.compile(r"[\s|:\-]+")
# What is left of a long table that was cut: rows, and no header above them.
_CUT_TABLE = re.compile(r"(?:[ \t]*\|[^\n]*\|[ \t]*(?:\n|\Z))+")
# Tags alone show nothing: `<Note>`, `</div>`. `<https://…>` is no tag.
_TAGS = re.compile(r"(?:</?[A-Za-z][\w-]*+(?:[\s/][^<>]*+)?>\s*+)++")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_LAYOUT = re.compile(r"</?(?:table|thead|tbody|tr|td|th|div|span|a|p|ul|ol|li|br|img)\b[^<>]*>")
_MOST_TAGS = 1 / 3
_SPOKEN = re.compile(r"[^\W_]+")
# Nor do the targets of links that stand apart from them.
_TARGETS = re.compile(r"(?:[ \t]*\[[^\]\n]+\]:[^\n]*(?:\n|\Z))+")

Terms = Callable[[str], Mapping[int, float]]


@dataclass(frozen=True, slots=True)
class Unit:
    """`passage.text[span.start:span.end]`, quotable by itself.

    `rank` counts from 0 among the hits. `header` is that without which it says little: the
    first lines of the table for a row, for an item of a long list what announces the list.
    """

    passage: Passage
    rank: int
    span: Span
    kind: Kind = Kind.PARAGRAPH
    header: Span | None = None

    @property
    def text(self) -> str:
        """The words of the unit, without its header."""
        return self.passage.text[self.span.start : self.span.end]

    @property
    def searchable(self) -> str:
        """What is embedded: the breadcrumb, then the words."""
        return f"{self.passage.heading}\n{self.text}"

    @property
    def head(self) -> str:
        """The words of its header; empty without one."""
        return self.passage.text[self.header.start : self.header.end] if self.header else ""


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice of a passage, chosen to be shown; `head` is another, shown above."""

    passage: Passage
    text: str
    head: str = ""


def quote_of(unit: Unit) -> Quote:
    """To be shown, with its header."""
    return Quote(unit.passage, unit.text, unit.head)


def units(hits: Sequence[Hit], *, most: int = PASSAGES) -> list[Unit]:
    """All that could be quoted from the best few hits, in reading order per hit."""
    return [
        unit
        for rank, hit in enumerate(hits[:most])
        for unit in _units(hit.passage, rank)
        if _WORD.search(hit.passage.text, unit.span.start, unit.span.end)
    ]


def by_words(
    found: Sequence[Unit], weights: Mapping[int, float], terms: Terms
) -> list[tuple[float, Unit]]:
    """Each unit with the share of the question's weight that it holds, 0 to 1.

    What its header and its breadcrumb hold besides counts in part.
    """
    total = sum(weights.values()) or 1.0
    scored = []
    for unit in found:
        held = set(terms(unit.text))
        crumb = f"{unit.passage.title} {unit.passage.heading} {unit.head}"
        lent = set(terms(crumb)) - held
        share = _weight(weights, held) + _CRUMB_SHARE * _weight(weights, lent)
        scored.append((share / total, unit))
    return scored


def shown_length(text: str) -> int:
    """About how long a text is to a reader, in letters of the Latin alphabet.

    Targets of links are not shown, and a syllable of Hangul counts twice.
    """
    seen = " ".join(plain(line) for line in text.splitlines())
    return len(seen) + len(_SYLLABLE.findall(seen))


def is_markup(unit: Unit) -> bool:
    """Whether more than a third of a unit is HTML that lays out a page: a table, say.

    Code is no markup, whatever it is made of.
    """
    tags = sum(map(len, _LAYOUT.findall(unit.text)))
    return unit.kind is not Kind.FENCE and tags > _MOST_TAGS * len(unit.text)


def says_again(unit: Unit, other: Unit) -> bool:
    """Whether a unit is a part of the other, or all its words stand there in that order.

    The words of a header count; of code every sign does.
    """
    if holds(other, unit):
        return True
    if Kind.FENCE in (unit.kind, other.kind):
        return unit.text.strip() in other.text
    return f" {_words(unit)} " in f" {_words(other)} "


def _words(unit: Unit) -> str:
    return spoken(f"{unit.head} {unit.text}")


def spoken(text: str) -> str:
    """The words of a text alone, in lower case, with a blank between them; no tags."""
    return " ".join(_SPOKEN.findall(_TAG.sub(" ", text).casefold()))


def holds(run: Unit, unit: Unit) -> bool:
    """Whether a unit is a part of another."""
    is_same = run.passage.id == unit.passage.id
    return is_same and run.span.start <= unit.span.start and unit.span.end <= run.span.end


def touch(first: Unit, second: Unit) -> bool:
    """Whether they overlap, or nothing but white space stands between; in either order."""
    if first.passage.id != second.passage.id:
        return False
    if second.span.start < first.span.start:
        first, second = second, first
    return not first.passage.text[first.span.end : second.span.start].strip()


def _weight(weights: Mapping[int, float], held: set[int]) -> float:
    return sum(weight for term, weight in weights.items() if term in held)


def _units(passage: Passage, rank: int) -> Iterator[Unit]:
    text = passage.text
    made: list[Unit] = []
    for is_list, run in groupby(blocks(text), key=lambda block: block.kind is Kind.ITEM):
        body = list(run)
        if not is_list:
            made += (unit for block in body for unit in _of_block(passage, rank, block))
            continue
        whole = Unit(passage, rank, Span(body[0].start, body[-1].end), Kind.ITEM)
        intro = made[-1] if made and announces(made[-1]) and touch(made[-1], whole) else None
        whole = whole if intro is None else joined(intro, whole)
        limit = _SHORT_STEPS if _STEP.match(text, body[0].start) else _SHORT_LIST
        if len(body) > 1 and shown_length(whole.text) <= limit:
            made = [*(made[:-1] if intro else made), whole]
        else:
            made += _items(passage, rank, body, lead=_lead(intro))
    yield from made


def _items(
    passage: Passage, rank: int, body: Sequence[Block], *, lead: Span | None
) -> Iterator[Unit]:
    """The items of a long list below what announces each: `lead`, or the item it is in."""
    above: list[tuple[int, Span | None]] = []
    for block in body:
        depth = _indent(passage.text, block)
        while above and above[-1][0] >= depth:
            above.pop()
        header = above[-1][1] if above else lead
        for unit in _of_block(passage, rank, block):
            yield replace(unit, header=header)
        above.append((depth, _lead(Unit(passage, rank, Span(block.start, block.end)))))


def _lead(unit: Unit | None) -> Span | None:
    """Where a unit stands that is a short announcement."""
    is_lead = unit and announces(unit) and shown_length(unit.text) <= _LONGEST_LEAD
    return unit.span if unit and is_lead else None


def _indent(text: str, block: Block) -> int:
    found = _INDENT.match(text, block.start)
    return len(found[0].expandtabs(4)) if found else 0


def announces(unit: Unit) -> bool:
    """Whether something is to follow: the unit ends with a colon."""
    return unit.text.rstrip("*_ ").endswith((":", "："))


def joined(first: Unit, second: Unit) -> Unit:
    """One unit from the beginning of the first to the end of either."""
    span = Span(first.span.start, max(first.span.end, second.span.end))
    return Unit(first.passage, first.rank, span, second.kind, first.header)


def _of_block(passage: Passage, rank: int, block: Block) -> Iterator[Unit]:
    text, whole = passage.text, Span(block.start, block.end)
    if block.kind is Kind.HEADING or _is_furniture(text, whole):
        return
    if block.kind is Kind.FENCE:
        if text.count("\n", block.start, block.end) <= _LONGEST_CODE:
            yield Unit(passage, rank, whole, block.kind)
    elif block.kind is Kind.TABLE:
        yield from _rows(passage, rank, whole)
    elif _CUT_TABLE.fullmatch(text, block.start, block.end):
        for row in _lines(text, whole):
            yield Unit(passage, rank, row, Kind.TABLE)
    elif (
        block.kind is Kind.ITEM and shown_length(text[block.start : block.end]) <= _LONGEST_ITEM
    ):
        yield Unit(passage, rank, whole, block.kind)
    else:
        for span in _whole_sentences(text, block):
            yield Unit(passage, rank, span, block.kind)


def _is_furniture(text: str, span: Span) -> bool:
    return any(shape.fullmatch(text, span.start, span.end) for shape in (_TAGS, _TARGETS))


def _rows(passage: Passage, rank: int, table: Span) -> Iterator[Unit]:
    every = [
        Span(m.start(), m.end()) for m in _LINE.finditer(passage.text, table.start, table.end)
    ]
    says = _WORD.search(passage.text, every[0].start, every[0].end)
    header = Span(every[0].start, every[1].end) if says else None
    for row in every[2:]:
        if not _TABLE_RULE.fullmatch(passage.text, row.start, row.end):
            yield Unit(passage, rank, row, Kind.TABLE, header)


def _lines(text: str, span: Span) -> list[Span]:
    rows = (Span(m.start(), m.end()) for m in _LINE.finditer(text, span.start, span.end))
    return [row for row in rows if not _TABLE_RULE.fullmatch(text, row.start, row.end)]


def _whole_sentences(text: str, block: Block) -> list[Span]:
    """The sentences of a block; what goes on with a small letter belongs to the one before."""
    found: list[Span] = []
    for span in sentences(text, block.start, block.end):
        if found and _SMALL.match(text, span.start):
            found[-1] = Span(found[-1].start, span.end)
        else:
            found.append(span)
    return found
