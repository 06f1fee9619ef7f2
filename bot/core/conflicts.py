"""Documents that say different things about the same. Pure.

Two sentences of different documents differ when they are made of nearly the same words and
give another number for the same measure, or one denies what the other grants. It would be
worse to see a contradiction where there is none than to miss one: what is not plain from the
words is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.quoting import Terms, Unit
from bot.domain.language import Language, language_of
from bot.domain.markdown import Kind

_CLOSE = 0.35
_ALIKE = 0.6
_ALIKE_DENIED = 0.6
_FEWEST_TERMS = 3
_MOST_SIDES = 4
_SMALL = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
_KOREAN = ["한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"]
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b\.?", re.IGNORECASE)
_COUNTER = "영업일|시간|개월|퍼센트|일|분|초|년|월|주|회|번|명|개|대|점|원|자|층|호|차|배"
_NUMBER = re.compile(
    r"(?P<sign>[$€£₩])?(?:(?P<figures>\d+(?:[.,:]\d+)*)"
    rf"|\b(?P<small>{'|'.join(_SMALL)})\b|(?<![가-힣])(?P<korean>{'|'.join(_KOREAN)})(?=\s?(?:{_COUNTER})))"
    rf"[ -]?(?P<unit>%|{_COUNTER}|[a-z]+)?",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|no|never|cannot|without|prohibited|forbidden|unable)\b|n['’]t\b"
    "|않|못[하 ]|없|(?<![가-힣])안 |안 [되됩]|금지|불가|마세요|말아|아니",
    re.IGNORECASE,
)
# Names and codes: what differs in them is about something else.
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][A-Za-z0-9-]+|`[^`\n]+`|[A-Za-z]+[-_]?\d+\w*")
# Words that any two sentences share.
_COMMON = re.compile(
    r"\b(?:an?|the|is|are|was|be|been|to|of|in|on|at|by|for|from|up|and|or|it|its|this|that"
    r"|with|as|you|your|we|our|they|their|can|may|must|will|has|have)\b",
    re.IGNORECASE,
)
_LINK_TARGET = re.compile(r"\]\([^)\n]*\)|<https?://[^>\s]*>|https?://\S+|\S+@\S+")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one sentence says, for comparing."""

    words: frozenset[int]
    measures: frozenset[tuple[str, str]]
    names: frozenset[str]
    denies: bool


def sides(weighed: Sequence[tuple[float, Unit]], terms: Terms) -> list[Unit]:
    """The units that contradict each other, one per document, newest first; mostly none.

    Only units that weigh nearly as much as the best one are compared.
    """
    best = max((weight for weight, _ in weighed), default=0.0)
    near = sorted(
        (pair for pair in weighed if pair[0] >= best - _CLOSE), key=lambda pair: -pair[0]
    )
    said = [(unit, _said(unit, terms)) for _, unit in near]
    for at, (unit, first) in enumerate(said):
        others = [u for u, second in said[at + 1 :] if _differ((unit, first), (u, second))]
        if others:
            return _newest_first([unit, *others])
    return []


def _newest_first(found: Sequence[Unit]) -> list[Unit]:
    by_path: dict[str, Unit] = {}
    for unit in found:
        by_path.setdefault(unit.passage.path, unit)
    kept = list(by_path.values())[:_MOST_SIDES]
    return sorted(kept, key=lambda u: u.passage.labels.updated or date.min, reverse=True)


def _differ(one: tuple[Unit, _Said], other: tuple[Unit, _Said]) -> bool:
    (a, first), (b, second) = one, other
    if a.passage.path == b.passage.path or language_of(a.text) != language_of(b.text):
        return False
    if first.names != second.names or a.kind != b.kind or a.kind is Kind.FENCE:
        return False
    alike = _alike(first.words, second.words)
    # Each has a word of its own: "annual" leave and "sick" leave are two things. Where
    # Korean denies, the endings differ too.
    is_other = bool(first.words - second.words) and bool(second.words - first.words)
    if first.denies != second.denies:
        is_korean = language_of(a.text) is Language.KOREAN
        return alike >= _ALIKE_DENIED and (is_korean or not is_other)
    clashes = any(_clashes(first.measures, second.measures))
    return alike >= _ALIKE and clashes and not is_other


def _clashes(
    first: frozenset[tuple[str, str]], second: frozenset[tuple[str, str]]
) -> Iterator[bool]:
    """Whether each gives a number that the other does not, of the same measure."""
    mine, theirs = first - second, second - first
    return (unit == measure for _, unit in mine for _, measure in theirs)


def _alike(first: frozenset[int], second: frozenset[int]) -> float:
    every = first | second
    if min(len(first), len(second)) < _FEWEST_TERMS:
        return 0.0
    return len(first & second) / len(every)


def _said(unit: Unit, terms: Terms) -> _Said:
    text = _LINK_TARGET.sub("]", unit.text)
    denies = _DENIAL.search(text) is not None
    bare = text
    for noise in (_MONTH, _NUMBER, _DENIAL, _COMMON):
        bare = noise.sub(" ", bare)
    return _Said(
        words=frozenset(terms(bare)),
        measures=frozenset(_measures(text)),
        names=frozenset(name.casefold() for name in _NAME.findall(_MONTH.sub(" ", text))),
        denies=denies,
    )


def _measures(text: str) -> Iterator[tuple[str, str]]:
    """Each number with what it counts; a month is a number too."""
    for month in _MONTH.finditer(text):
        yield str(_MONTHS.index(month[1].casefold()[:3]) + 1), "month"
    for found in _NUMBER.finditer(_MONTH.sub(" ", text)):
        unit = (found["unit"] or found["sign"] or "").casefold()
        yield _figure(found), unit.removesuffix("s")


def _figure(found: re.Match[str]) -> str:
    if found["figures"]:
        return found["figures"].replace(",", "").rstrip(".:")
    if found["small"]:
        return str(_SMALL.index(found["small"].casefold()) + 1)
    return str(_KOREAN.index(found["korean"]) + 1)
