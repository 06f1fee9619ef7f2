"""Finds resident registration and card numbers in documents, for an admin to look at. Pure.

Documents are not redacted: their addresses and telephone numbers are answers. These two
kinds hardly ever are. What is told is where they stand, never the number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from bot.domain.knowledge import Passage
from bot.privacy.shapes import is_card

_RESIDENT = re.compile(r"(?<![\d-])(\d{6})(\s?[-‐-―−－]\s?|)([1-8１-８]\d{6})(?![\d-])")
_CARD = re.compile(
    r"(?<![\w-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}|\d{13,19})(?![\w-])"
)
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_MOST_PLACES = 5
_NAMES = {
    "resident": "resident registration numbers (주민등록번호)",
    "card": "card numbers (카드번호)",
}


def personal_numbers(passages: Iterable[Passage]) -> tuple[str, ...]:
    """A remark for each kind that is found, with the places; none for most documents."""
    places: dict[str, dict[str, None]] = {}
    for passage in passages:
        for kind in kinds_in("\n".join((*passage.headings, passage.text))):
            places.setdefault(kind, {})[_place(passage)] = None
    return tuple(
        f"it shows {_NAMES[kind]}: {_listed(list(found))}; take them out unless everyone who "
        "may read the document may see them"
        for kind, found in sorted(places.items())
    )


def kinds_in(text: str) -> set[str]:
    """Which of `resident` and `card` occur in a text."""
    found = set()
    if any(_is_resident(*map(_ascii, match.groups())) for match in _RESIDENT.finditer(text)):
        found.add("resident")
    if any(is_card(_ascii(match.group())) for match in _CARD.finditer(text)):
        found.add("card")
    return found


def _is_resident(born: str, between: str, rest: str) -> bool:
    """Born on a day that exists; without a hyphen also with the right check digit.

    Numbers given out since October 2020 have no check digit: those need the hyphen.
    """
    century = "19" if rest[0] in "1256" else "20"
    try:
        date(int(century + born[:2]), int(born[2:4]), int(born[4:]))
    except ValueError:
        return False
    return bool(between) or _checks(born + rest)


def _checks(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    domestic, foreign = (11 - total % 11) % 10, (13 - total % 11) % 10
    return int(digits[12]) == (foreign if digits[6] in "5678" else domestic)


def _place(passage: Passage) -> str:
    if passage.page:
        return f"page {passage.page}"
    if passage.headings and not kinds_in(passage.heading):
        return f"below '{passage.heading}'"
    return f"passage {passage.position + 1}"


def _listed(places: list[str]) -> str:
    more = len(places) - _MOST_PLACES
    return ", ".join(places[:_MOST_PLACES]) + (f" and {more} more places" if more > 0 else "")


def _ascii(digits: str) -> str:
    return unicodedata.normalize("NFKC", digits)
