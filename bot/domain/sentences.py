"""Where sentences begin and end, in Korean and in English."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A full stop, question or exclamation mark, with closing quotes, before white space. Looked
# for at the first mark of a row only: a megabyte of dots is read in one go.
_END = re.compile(
    r"(?<![.!?。！？])[.!?。！？]++[\"'”’)\]*_`」』》〉）】]*+(?=\s|$)"
    r"|[。！？]+[”’)\]」』》〉）】]*"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:[Ee]\.g|[Ii]\.e|etc|vs|cf|approx|Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|St|No|Fig|Vol"
    r"|a\.m|p\.m|[A-Z])|^\s*\d{1,3}|(?<=\s)\d{1,2})\.$"
)
_NEAR = 40
_FIRST_WORD = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]`."""

    start: int
    end: int


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of `text[start:end]`, without the white space around them.

    A full stop inside a number, an address or a name ends nothing, nor does one behind a
    common abbreviation or behind a number of one or two digits, which may count a list.
    """
    stop = len(text) if end is None else end
    found: list[Span] = []
    begin = _skip_space(text, start, stop)
    for mark in _END.finditer(text, start, stop):
        # Only so far back: a text of many abbreviations and no end is still read in one go.
        near = text[max(begin, mark.end() - _NEAR) : mark.end()]
        if _ABBREVIATION.search(near):
            continue
        found.append(Span(begin, mark.end()))
        begin = _skip_space(text, mark.end(), stop)
    if begin < stop:
        found.append(Span(begin, begin + len(text[begin:stop].rstrip())))
    return found


def _skip_space(text: str, start: int, stop: int) -> int:
    word = _FIRST_WORD.search(text, start, stop)
    return word.start() if word else stop
