"""What a question expects of its answer, and whether a text gives it. Pure.

Read from words alone, in Korean and in English: a hint for choosing among sentences, never a
reason to leave one out.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from enum import Enum, auto


class Want(Enum):
    """What the answer to a question holds, as a rule."""

    NUMBER = auto()
    """How many, how much, how long, when."""
    CONTACT = auto()
    """Who, or where to send something."""
    CODE = auto()
    """How to do something: a command, a name to type."""
    REASON = auto()
    """Why."""
    DECISION = auto()
    """Whether: a yes or a no, or when the one and when the other."""


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE | re.MULTILINE)


_ASKED = {
    Want.NUMBER: _any(
        r"\bhow (?:many|much|long|often|soon|far|old|big|large|high|late|early)\b",
        r"\b(?:when|max|maximum|min|minimum|deadline|cut-?off|limit|length|hrs?)\b",
        r"\bwhat time\b",
        "몇|얼마|언제|며칠|기간|기한|한도|최대|최소",
    ),
    Want.CONTACT: _any(
        r"\bwhom?\b",
        r"\bwhere (?:do|can|should|to)\b(?: \w+)? (?:send|mail|submit|report|ask)\b",
        r"\b(?:e-?mail|contact|call)\b",
        "누구|누가|어디로|연락|담당|문의",
    ),
    Want.CODE: _any(
        r"\bhow (?:do|can|should|to|would)\b",
        r"\b(?:fix|command|steps?)\b",
        "어떻게|방법|하려면|명령|해결|설정|옵션|뭐라고|뭘로",
    ),
    Want.REASON: _any(r"\bwhy\b", r"\b(?:reason|cause)\b", "왜|이유|원인"),
    Want.DECISION: _any(
        r"(?:^|[,.;?!-]\s*|\b(?:and|so|but|or|ok|hi|hey)\s+)"
        r"(?:can|could|may|do|does|did|is|are|am|will|would|should|must|has|have)\s+\w",
        r"\bok to\b|\ballowed\b",
        r"(?:나요|까요|가요|되나|되죠|하죠|지죠|가능|아님|맞나|[되돼]요|있어요|없어요|인지)\s*[?？]*\s*$",
    ),
}
_GIVEN = {
    Want.CONTACT: _any(r"[\w.+-]+@[\w-]+\.\w", "https?://", r"#[a-z][\w-]+", "내선|extension"),
    Want.CODE: _any("`[^`]+`", "~~~"),
    Want.REASON: _any(
        r"\b(?:because|due to|since|reason|causes?)\b", "때문|이유|원인|그래서|따라서"
    ),
    Want.DECISION: _any(
        r"\b(?:not|no|never|cannot|must|may|can|only|unless|except|required?|allowed)\b",
        r"\b(?:prohibited|eligible|needs?|needed|should|unable|without)\b|n['’]t\b",
        "없|않|못|아니|안 [되됩]|마세요|말아|금지|가능|불가|수 있|해야|필요|경우|됩니다|권장",
    ),
}
_NUMBER = _any(
    r"\d+(?:[.,:]\d+)*",
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|once|twice)\b",
    r"(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s*(?:번|개|명|시간|달|가지|대|주)",
)
# Numbers that say nothing: in the address of a link, and before an item of a list.
_NOISE = re.compile(r"\]\([^)\n]*\)|^\s*\d{1,3}[.)]\s", re.MULTILINE)


def wants(question: str) -> frozenset[Want]:
    """What a question expects; often nothing, sometimes several things."""
    return frozenset(want for want, asked in _ASKED.items() if asked.search(question))


def gives(text: str, want: Want, *, known: AbstractSet[str] = frozenset()) -> bool:
    """Whether a text holds what is wanted; of numbers, one that is not `known` already."""
    if want is Want.NUMBER:
        return bool(numbers(text) - known)
    return _GIVEN[want].search(text) is not None


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text, in figures or as small words, as they are written."""
    return frozenset(_NUMBER.findall(_NOISE.sub("]", text).casefold()))
