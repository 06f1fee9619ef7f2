"""Does a question lean on what was said before it, or does it stand by itself? Pure.

The signs are words: what points back ("that", 그거), what goes on ("and for…", 그럼), and
too few words of one's own. A question that says itself what it is about stands, whatever
was said before. The lists were chosen on the public questions, which
`bench/follow_ups.py` measures.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum, auto

from bot.core.plain_words import content_words

_FEW = 2
_ENOUGH = 4
_MANY = 6
_SHARES = (0.2, 0.5, 1.0)
_SHARE_IN_DOUBT = 2.0

_NAMED = re.compile(r"\d|[A-Z].*[A-Z]|[A-Z](?=[a-z]*[가-힣])|\w[._/-]\w")

_OPENER = re.compile(
    r"(?:(?:oh|ah|ok|okay|cool|thanks?|thank you|great|hmm+|yes|no|right|아|네|예|음|오)"
    r"[\s,.!]+)*"
    r"(?:and|but|then|or|plus|what about|how about|same for|also|so"
    r"|그럼|그러면|그렇다면|그런데|근데|그리고|그래도|그래서|아니면|또는|반대로|그\s?(?:외|밖|다음))\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:it|its|they|them|their|theirs|those|these|he|she|him|her|one|ones|same|else"
    r"|otherwise|instead|both|either|neither|there(?!\s+(?:is|are|was|were|any|a|an)\b)"
    r"|(?:this|that)(?=\s*(?:[?.!,]|$|is|was|does|do|did|will|would|can|could|has|happens?"
    r"|works?|means?|appl(?:y|ies)|includes?|covers?|costs?|takes?|one|too|also))"
    r"|still\s+(?:not|no|doesn|won|can|fail|get|the\s+same))(?!\w)"
    r"|^\W*(?:(?:is|are|was|does|do|did|can|could|will|would|why|where)\s+)*"
    r"(?:that|this|those|these)\s+\w",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:(?:is|was|would|does|will)(?:n't)?\s+it\s+(?:be\s+|take\s+)?(?:\w+\s+)?(?:to|for|that|if)\b"
    r"|(?:is|are|was|were)\s+there\b|it\s+(?:is|takes)\s+\w+\s+to\b)|\bIT\b"
)
_KOREAN = re.compile(
    r"(?<![가-힣])(?:그거|그건|그게|그걸|그것|그쪽|거기|그때|그날|그곳|그분|그렇게|그럴|그\s"
    r"|이거|이건|이게|이걸|이것|저거|저건|그중|이중|위에|아까|방금|나머지|둘\s?(?:다|중)"
    r"|여전히|똑같|마찬가지|해\s?봤는데|해\s?봐도|다른\s(?:거|건|것|방법|경우)|같은\s(?:거|건|것)|해당\s|반대(?:로|의)\s)"
)
_KOREAN_END = re.compile(r"(?:은|는|도|면|경우|부터|까지|때)요\s*\W*$")
_VERB_END = re.compile(r"(?:하|되|있|없|나|쓰|가|오|보|주|받)(?:는|도)요\s*\W*$")


class Lean(Enum):
    """Whether words need those before them."""

    NO = auto()
    PERHAPS = auto()
    """They are few and name nothing that could not have been the topic already."""
    CLEARLY = auto()


def lean(text: str) -> Lean:
    """What the words alone tell."""
    text = unicodedata.normalize("NFKC", text).strip()
    own = content_words(text)
    if len(own) < _FEW:
        return Lean.CLEARLY
    if len(own) < (_MANY if _OPENER.match(text) else _ENOUGH) and _points_on(text):
        return Lean.CLEARLY
    if len(own) == _FEW and not any(_NAMED.search(word) for word in own):
        return Lean.PERHAPS
    return Lean.NO


def own_share(text: str) -> float:
    """How much its own words count in a search, beside what it leans on: 0.2 to 2.

    "And after that?" finds nothing by itself; two words without a sign may well be a new
    topic. On public questions with an unrelated turn before them, all of them taken for
    follow-ups, hit@5 falls from 0.95 to 0.91 with a share of 1 and to 0.93 with 2.
    """
    if lean(text) is Lean.PERHAPS:
        return _SHARE_IN_DOUBT
    return _SHARES[min(len(content_words(text)), len(_SHARES) - 1)]


def _points_on(text: str) -> bool:
    """Whether it goes on from something, or names what it has not said itself."""
    plain = _EXPLETIVE.sub(" ", text)
    if _OPENER.match(text) or _ENGLISH.search(plain) or _KOREAN.search(plain):
        return True
    return bool(_KOREAN_END.search(text)) and not _VERB_END.search(text)
