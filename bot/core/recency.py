"""Newer editions of a text before older ones: only where an admin asks for it. Pure.

Only the label `updated` counts. The time stamp of a file never does: a copy, a checkout or a
corrected comma gives it a new one. Nor does anything else in a search depend on age.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.knowledge import Hit

_PLACES = 5.0
_ALIKE = 0.5
_READ = 12  # nobody reads further, and five places up from there would not be read either

TermsOf = Callable[[str], Collection[int]]
"""The term ids of a text, each once."""


@dataclass(frozen=True, slots=True)
class Recency:
    """`half_life` is in days; 0 leaves every ranking as it is.

    Among passages that say the same and whose documents say a date, one of today counts as
    if it stood five places higher, one that is a half-life old two and a half, and so on.
    """

    half_life: float = 0.0

    def arranged(self, hits: Sequence[Hit], today: date, terms: TermsOf) -> tuple[Hit, ...]:
        """The hits, with newer editions before older ones in the places that both hold.

        What says no date stays exactly where it is, and so does what says something else.
        """
        if not self.half_life:
            return tuple(hits)
        arranged = list(hits)
        for group in _editions(arranged[:_READ], terms):
            group.sort(key=lambda one: one[0] - self._places(one[1], today))
            arranged = list(in_their_places(arranged, [hit for _, hit in group]))
        return tuple(arranged)

    def _places(self, hit: Hit, today: date) -> float:
        """How many places it is put forward; a day that is still to come counts as today."""
        updated = hit.passage.labels.updated or date.min
        age = max(0, (today - updated).days)
        return float(_PLACES * 0.5 ** (age / self.half_life))


def in_their_places(hits: Iterable[Hit], arranged: Sequence[Hit]) -> Iterator[Hit]:
    """The hits, those in `arranged` in that order in the places that they hold together."""
    chosen, turn = {hit.passage.id for hit in arranged}, iter(arranged)
    for hit in hits:
        yield next(turn) if hit.passage.id in chosen else hit


def _editions(hits: Sequence[Hit], terms: TermsOf) -> list[list[tuple[int, Hit]]]:
    """Hits with a date, each with its place, together with those that say the same.

    Ranks and cosines do not tell that: what stands second may have nothing to do with the
    question. Words do: editions of a text share most of them, other texts hardly any.
    """
    groups: list[tuple[set[int], list[tuple[int, Hit]]]] = []
    for place, hit in enumerate(hits):
        if not _is_dated(hit):
            continue
        words = set(terms(hit.passage.searchable))
        near = next((group for known, group in groups if _are_alike(known, words)), None)
        if near is None:
            groups.append((words, near := []))
        near.append((place, hit))
    return [group for _, group in groups if len(group) > 1]


def _is_dated(hit: Hit) -> bool:
    # An approved question has a day of approval, and is matched rather than ranked.
    return hit.passage.labels.updated is not None and not hit.passage.approved_question


def _are_alike(one: set[int], other: set[int]) -> bool:
    """Whether at least half of the words that either has are in both."""
    return len(one & other) >= _ALIKE * len(one | other)
