"""Korean or English: the two languages the bot speaks."""

from __future__ import annotations

import re
from enum import StrEnum

_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_LATIN = re.compile(r"[A-Za-z]")
_KOREAN_SHARE = 0.15


class Language(StrEnum):
    """A language the bot has its own sentences in."""

    KOREAN = "ko"
    ENGLISH = "en"


def language_of(text: str) -> Language:
    """The language a reader of `text` expects the reply in.

    Korean questions are full of English product names, so a small share of Hangul
    among the letters (15 %) makes a text Korean. Text without letters is English.
    """
    hangul = len(_HANGUL.findall(text))
    latin = len(_LATIN.findall(text))
    korean = hangul > 0 and hangul >= _KOREAN_SHARE * (hangul + latin)
    return Language.KOREAN if korean else Language.ENGLISH
