"""Passages of different documents that say nearly the same, and where their numbers differ.

Told by words, not by vectors: the words are the same whatever embedder is set, and two
passages that differ in a number alone are what this looks for. Each passage becomes a
sketch of 32 numbers (one-permutation MinHash), sketches that share four numbers in a row
are compared word by word. The cost grows with the number of passages, not its square, and
what is kept of a passage is its sketch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bot.domain.knowledge import Passage
from bot.ports import SparseEncoder

ALIKE = 0.8
"""The share of common terms from which two passages count as nearly the same."""

_BINS, _BAND = 32, 4
_FEWEST_TERMS = 12
_MIX, _MASK = 0x9E3779B1, 0xFFFFFFFF
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d[\d.,:/-]*\d|\d")
_LONGEST_NUMBER = 12  # longer ones may be somebody's; a date has 10 characters
_MOST_NUMBERS = 3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a passage stands."""

    path: str
    heading: str


@dataclass(frozen=True, slots=True)
class Twin:
    """Two passages that share `alike` (0 to 1) of their terms, numbers aside.

    `differs` are numbers that only the one, and only the other, has; both are empty when
    the two say the same.
    """

    one: Spot
    other: Spot
    alike: float
    differs: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def may_contradict(self) -> bool:
        """A hint and no more: two plans may well have two prices."""
        return any(self.differs)


class Twins:
    """Takes all passages, and tells which pairs are worth comparing."""

    def __init__(self, encoder: SparseEncoder) -> None:
        self._encoder = encoder
        self._first: dict[tuple[int, ...], tuple[UUID, str]] = {}
        self._pairs: dict[tuple[UUID, UUID], None] = {}

    def add(self, passages: Iterable[Passage]) -> None:
        """Take some more passages in."""
        for passage in passages:
            sketch = _sketch(terms_of(passage, self._encoder))
            for at in range(0, len(sketch), _BAND):
                band = (at, *sketch[at : at + _BAND])
                first, path = self._first.setdefault(band, (passage.id, passage.path))
                if path != passage.path:
                    # With the first alone: a thousand copies make a thousand pairs.
                    self._pairs[first, passage.id] = None

    @property
    def pairs(self) -> Sequence[tuple[UUID, UUID]]:
        """The passages to compare."""
        return list(self._pairs)

    def compare(
        self, passages: Mapping[UUID, Passage], pairs: Iterable[tuple[UUID, UUID]]
    ) -> list[Twin]:
        """The twins among some pairs; one whose passages went away is passed over."""
        found = []
        for one, other in pairs:
            if one in passages and other in passages:
                found += self._twin(passages[one], passages[other])
        return found

    def _twin(self, one: Passage, other: Passage) -> list[Twin]:
        left, right = terms_of(one, self._encoder), terms_of(other, self._encoder)
        alike = len(left & right) / max(1, len(left | right))
        if alike < ALIKE:
            return []
        differs = (_only(one.text, other.text), _only(other.text, one.text))
        return [Twin(_spot(one), _spot(other), alike=round(alike, 2), differs=differs)]


def _spot(passage: Passage) -> Spot:
    return Spot(passage.path, passage.heading or passage.title)


def terms_of(passage: Passage, encoder: SparseEncoder) -> frozenset[int]:
    """The terms of a passage, with every number as the same one; none of a short passage."""
    terms = encoder.question(_DIGITS.sub("0", passage.text)).indices
    return frozenset(terms) if len(terms) >= _FEWEST_TERMS else frozenset()


def _sketch(terms: frozenset[int]) -> list[int]:
    """The smallest term in each of 32 bins; an empty bin borrows from the next."""
    bins = [-1] * _BINS
    for term in terms:
        mixed = (term * _MIX) & _MASK
        at, value = mixed % _BINS, mixed // _BINS
        if bins[at] < 0 or value < bins[at]:
            bins[at] = value
    if not terms:
        return []
    filled = list(bins)
    for at in range(_BINS):
        step = 0
        while bins[(at + step) % _BINS] < 0:
            step += 1
        filled[at] = bins[(at + step) % _BINS] + step
    return filled


def _only(text: str, other: str) -> tuple[str, ...]:
    """Numbers of a text that the other lacks; long ones are not shown."""
    there = set(_NUMBER.findall(other))
    lacking = dict.fromkeys(n for n in _NUMBER.findall(text) if n not in there)
    shown = (n if len(n) <= _LONGEST_NUMBER else "…" for n in lacking)
    return tuple(dict.fromkeys(shown))[:_MOST_NUMBERS]
