"""The names in a Korean question: what stands there in Latin letters. Pure.

A question about Zustand that meets only pages about Redux is near in meaning and lacks its
answer; the name that is nowhere tells. In an English question every word is in Latin
letters, and capitals are not to be trusted in a chat: there nothing was gained by it.
"""

from __future__ import annotations

import re
from functools import cache

from bot.domain.language import Language, language_of

_FEW = 3
_SHORT = 3


def names(question: str) -> frozenset[str]:
    """The words in Latin letters of a Korean question, in lower case; else none."""
    if language_of(question) is not Language.KOREAN:
        return frozenset()
    return frozenset(found.lower() for found in _latin().findall(question))


def lacking(wanted: frozenset[str], text: str) -> float:
    """How many of some names a text does not hold; of more than three, their share of three.

    So a pasted error message does not weigh more than a question that names three things.
    A short name must begin a word, a longer one may stand anywhere (`tools` in DevTools).
    """
    low = text.lower()
    absent = sum(not _holds(low, name) for name in wanted)
    return absent * min(1.0, _FEW / max(1, len(wanted)))


@cache
def _latin() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z](?:[A-Za-z0-9_]|[.'\u2019-](?=[A-Za-z0-9_]))+")


def _holds(text: str, name: str) -> bool:
    if len(name) > _SHORT:
        return name in text
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}", text) is not None
