"""Which units to quote: a weight for each, and the few that answer best together. Pure.

What weighs how much was chosen on public questions by cross-validation:
`bench/choose_quotes.py`, docs/decisions/0017.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core.expecting import Want, gives, numbers, wants
from bot.core.quoting import (
    Quote,
    Terms,
    Unit,
    announces,
    by_words,
    holds,
    is_markup,
    joined,
    quote_of,
    says_again,
    shown_length,
    touch,
)
from bot.core.scraps import echoes, is_only_links
from bot.core.surroundings import completed, introduced, leaned_on
from bot.domain.language import language_of
from bot.domain.markdown import Kind

_MOST_QUOTES = 4
_BARE = 30


def _given() -> Mapping[Want, float]:
    return {
        Want.NUMBER: 0.2,
        Want.CONTACT: 0.2,
        Want.CODE: 0.1,
        Want.REASON: 0.1,
        Want.DECISION: 0.1,
    }


@dataclass(frozen=True, slots=True)
class Taste:
    """What weighs how much; 1 is the weight of all words of the question.

    `near` is per unit of cosine, `near_foreign` the same for a passage in another language
    than the question; `later` is lost per natural logarithm of the passage's place; `given`
    is won by what the question wants, `beside` by what touches a chosen unit. Lost are
    `asks` by questions, `bare` by a few words alone, `fence` by code that nobody wants,
    `tags` by what is mostly HTML, `echo` by the message that the question pasted, `links` by
    links without a word. A unit is chosen when it weighs at most `within` less than the best,
    of a document that no chosen unit is of at most `elsewhere` less, and while there is
    `room`, in letters as they are shown. `look` is how many units are embedded.
    """

    near: float = 6.0
    near_foreign: float = 12.0
    later: float = 0.1
    given: Mapping[Want, float] = field(default_factory=_given)
    beside: float = 0.1
    asks: float = 0.1
    bare: float = 0.1
    fence: float = 0.1
    tags: float = 0.4
    echo: float = 1.0
    links: float = 0.2
    within: float = 0.4
    elsewhere: float = 0.25
    room: int = 800
    look: int = 24


TASTE = Taste()
"""As shipped."""

Weighed = tuple[float, Unit]


def by_question(
    question: str,
    found: Sequence[Unit],
    *,
    weights: Mapping[int, float],
    terms: Terms,
    taste: Taste = TASTE,
) -> list[Weighed]:
    """The units that are worth a closer look, with what each weighs by words and kind.

    In reading order.
    """
    wanted, known = wants(question), numbers(question)
    weighed = [
        (
            share
            + _fit(unit, taste, wanted=wanted, known=known)
            - _idle(unit, taste, question)
            - taste.later * math.log1p(unit.rank),
            unit,
        )
        for share, unit in by_words(found, weights, terms)
    ]
    order = sorted(range(len(weighed)), key=lambda at: -weighed[at][0])
    return [weighed[at] for at in sorted(order[: taste.look])]


def by_meaning(
    question: str,
    weighed: Sequence[Weighed],
    *,
    cosines: Sequence[float],
    taste: Taste = TASTE,
) -> list[Weighed]:
    """With what each loses for lying farther from the question than the nearest does."""
    nearest, asked = max(cosines, default=0.0), language_of(question)
    found = []
    for (weight, unit), cosine in zip(weighed, cosines, strict=True):
        is_foreign = language_of(unit.passage.text) != asked
        per_cosine = taste.near_foreign if is_foreign else taste.near
        found.append((weight + per_cosine * (cosine - nearest), unit))
    return found


def choose(
    weighed: Sequence[Weighed], *, best_first: bool = False, taste: Taste = TASTE
) -> list[Quote]:
    """The few units that answer best together, at most four quotes.

    Those of one passage stand in reading order, the passage with the best unit first.
    Neighbours become one quote, and nothing is said twice. A sentence that leans on the one
    before takes it along, and one that announces something what follows. With `best_first`
    the quote of the best unit stands before all others.
    """
    chosen: list[Unit] = []
    left = list(weighed)
    best = max((weight for weight, _ in left), default=0.0)
    room = taste.room
    while left:
        pair = max(left, key=lambda pair: _together(pair, chosen, beside=taste.beside))
        left.remove(pair)
        weight = _together(pair, chosen, beside=taste.beside)
        if chosen and weight < best - taste.within:
            break
        if weight < best - taste.elsewhere and _is_elsewhere(pair[1], chosen):
            continue
        unit = introduced(leaned_on(completed(pair[1])))
        cost = shown_length(unit.text) + shown_length(unit.head)
        if chosen and (cost > room or len(_runs([*chosen, unit])) > _MOST_QUOTES):
            continue
        if any(says_again(unit, other) for other in chosen):
            continue
        chosen.append(unit)
        room -= cost
    runs = _best_passage_first(_runs(chosen), chosen)
    if best_first and chosen:
        runs.sort(key=lambda run: not holds(run, chosen[0]))
    return [quote_of(run) for run in _led(_closed(runs))]


def _fit(unit: Unit, taste: Taste, *, wanted: frozenset[Want], known: frozenset[str]) -> float:
    text = unit.text
    won = sum(taste.given[want] for want in wanted if gives(text, want, known=known))
    lost = taste.asks if text.rstrip("\"'*_) ").endswith(("?", "？")) else 0.0
    if unit.kind is Kind.FENCE and Want.CODE not in wanted:
        lost += taste.fence
    return won - lost - (taste.bare if shown_length(text) < _BARE else 0.0)


def _idle(unit: Unit, taste: Taste, question: str) -> float:
    """What is lost by a unit that tells nothing, whatever words it holds."""
    return (
        (taste.tags if is_markup(unit) else 0.0)
        + (taste.echo if echoes(unit, question) else 0.0)
        + (taste.links if is_only_links(unit, question) else 0.0)
    )


def _is_elsewhere(unit: Unit, chosen: Sequence[Unit]) -> bool:
    """Whether it is of another document than everything that is chosen already."""
    return bool(chosen) and all(unit.passage.path != one.passage.path for one in chosen)


def _together(pair: Weighed, chosen: Sequence[Unit], *, beside: float) -> float:
    weight, unit = pair
    is_beside = any(touch(unit, other) for other in chosen)
    return weight + (beside if is_beside else 0.0)


def _runs(chosen: Iterable[Unit]) -> list[Unit]:
    """The units in reading order, those that touch or overlap as one."""
    runs: list[Unit] = []
    for unit in sorted(chosen, key=lambda one: (one.rank, one.span.start, -one.span.end)):
        if runs and touch(runs[-1], unit) and _is_under(runs[-1], unit):
            runs[-1] = joined(runs[-1], unit)
        else:
            runs.append(unit)
    return runs


def _best_passage_first(runs: Iterable[Unit], chosen: Sequence[Unit]) -> list[Unit]:
    """`chosen` begins with the best unit: whoever is in a hurry reads that passage first."""
    order = list(dict.fromkeys(unit.passage.id for unit in chosen))
    return sorted(runs, key=lambda run: order.index(run.passage.id))


def _is_under(run: Unit, unit: Unit) -> bool:
    """Whether a unit needs no header but what the run before it shows already."""
    if unit.header is None or unit.header == run.header:
        return unit.header == run.header
    return run.span.start <= unit.header.start and unit.header.end <= run.span.end


def _closed(runs: Sequence[Unit]) -> Sequence[Unit]:
    """Without announcements of something that is not quoted, if anything else is left."""
    kept = [run for run in runs if run.kind is Kind.FENCE or not announces(run)]
    return kept or runs


def _led(runs: Sequence[Unit]) -> list[Unit]:
    """An item right behind the line that announces it is one slice with it.

    A line above several runs stays apart, so that it is shown once.
    """
    above = Counter((run.passage.id, run.header) for run in runs)
    return [_with_lead(r) if above[r.passage.id, r.header] == 1 else r for r in runs]


def _with_lead(run: Unit) -> Unit:
    if run.header is None or run.kind is Kind.TABLE:
        return run
    lead = Unit(run.passage, run.rank, run.header)
    return replace(joined(lead, run), kind=run.kind) if touch(lead, run) else run
