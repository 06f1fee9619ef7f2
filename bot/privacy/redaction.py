"""Personal data out of what people type, before any model, log or disk sees it.

Found: resident and foreigner registration numbers, payment cards, passports, driver
licences, bank accounts (IBAN among them), telephone numbers, e-mail addresses, business
and health insurance numbers, and US social security numbers. Full-width digits, other
dashes and zero-width characters change nothing.

Not found: names, street addresses and IP addresses. Rules do not find names and street
addresses reliably, and all three are often what the question is about. So nobody may
promise that a redacted text is anonymous.

This module is the pure half: what the kinds are called, where a number stands, and the
shapes that `bot.adapters.redactor` adds to its library's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.language import Language


class Kind(StrEnum):
    """A kind of personal data."""

    RESIDENT = "resident"
    FOREIGNER = "foreigner"
    CARD = "card"
    PASSPORT = "passport"
    LICENCE = "licence"
    ACCOUNT = "account"
    PHONE = "phone"
    EMAIL = "email"
    BUSINESS = "business"
    INSURANCE = "insurance"
    SOCIAL_SECURITY = "social_security"


_WORDS = {
    Kind.RESIDENT: ("주민등록번호", "resident registration number"),
    Kind.FOREIGNER: ("외국인등록번호", "foreigner registration number"),
    Kind.CARD: ("카드번호", "card number"),
    Kind.PASSPORT: ("여권번호", "passport number"),
    Kind.LICENCE: ("운전면허번호", "driver licence number"),
    Kind.ACCOUNT: ("계좌번호", "account number"),
    Kind.PHONE: ("전화번호", "phone number"),
    Kind.EMAIL: ("이메일", "e-mail address"),
    Kind.BUSINESS: ("사업자등록번호", "business number"),
    Kind.INSURANCE: ("건강보험증번호", "health insurance number"),
    Kind.SOCIAL_SECURITY: ("사회보장번호", "social security number"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data of a kind from `start` up to `end` in a text."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plain:
    """A text as detectors should see it: compatibility forms folded, nothing invisible.

    `offsets[i]` is where character `i` of `text` stands in the original.
    """

    text: str
    offsets: tuple[int, ...]

    def original(self, found: Found) -> Found:
        """The same finding, in the original text."""
        start = self.offsets[found.start]
        last = self.offsets[found.end - 1]
        return Found(found.kind, start, last + 1)


def plain(text: str) -> Plain:
    """The text folded for detection; ASCII without control characters stays as it is."""
    if text.isascii() and text.isprintable():
        return Plain(text, tuple(range(len(text))))
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        seen = _folded(character)
        folded.append(seen)
        offsets.extend([offset] * len(seen))
    return Plain("".join(folded), tuple(offsets))


def token(kind: Kind, language: Language) -> str:
    """What stands where personal data stood, such as `[phone number]`."""
    korean, english = _WORDS[kind]
    return f"[{korean if language is Language.KOREAN else english}]"


def replaced(text: str, found: Iterable[Found], language: Language) -> str:
    """The text with every finding replaced; of those that overlap, the longest names it."""
    parts: list[str] = []
    done = 0
    for one in _merged(found):
        parts += [text[done : one.start], token(one.kind, language)]
        done = one.end
    return "".join([*parts, text[done:]])


def _merged(found: Iterable[Found]) -> list[Found]:
    merged: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start, -f.end)):
        if not merged or one.start >= merged[-1].end:
            merged.append(one)
            continue
        last = merged[-1]
        longer = one if one.end - one.start > last.end - last.start else last
        merged[-1] = Found(longer.kind, last.start, max(last.end, one.end))
    return merged


_KEPT_CONTROLS = "\t\n\r"
_SYLLABLES = ("가", "힣")


def _folded(character: str) -> str:
    """What a detector should see of one character; empty for what nobody sees."""
    if _SYLLABLES[0] <= character <= _SYLLABLES[1]:
        return character
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Cc":
        return character if character in _KEPT_CONTROLS else ""
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    digit = unicodedata.digit(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)
