"""Personal data told by its shape, or by the words before it: what the library lacks. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.privacy.redaction import Found, Kind
from bot.privacy.surroundings import is_amount, is_date, named_otherwise

_BEFORE = r"(?<![0-9A-Za-z_+])(?<![0-9A-Za-z_][-/#])(?<![0-9]\.)"
_AFTER = r"(?![0-9A-Za-z_])(?![-/][0-9A-Za-z])(?!\.\d)"
_AREA = r"(?:\([2-9]\d\d\)|[2-9]\d\d)"

_PROVINCE = (
    r"(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주)"
)

_TELEPHONE = (
    r"(?:(?<![a-z])(?:(?:tele)?phone|mobile|cell|tel|(?:call|text|reach) me)"
    r"|전화|휴대폰|핸드폰|연락처)"
)

_UNMISTAKABLE = (
    (Kind.PHONE, rf"(?<![0-9A-Za-z_+])\+1[-. ]?{_AREA}[-. ]?[2-9]\d\d[-. ]?\d{{4}}{_AFTER}"),
    (
        Kind.LICENCE,
        rf"{_PROVINCE}\s?-?\s?\d\d-\d{{6}}-\d\d{_AFTER}",
    ),
)
"""Shapes that mean nothing else."""

_LIKELY = (
    (Kind.PHONE, rf"{_BEFORE}\([2-9]\d\d\)[-. ]?[2-9]\d\d[-. ]\d{{4}}{_AFTER}"),
    (Kind.PHONE, rf"{_BEFORE}(?:1[-. ])?[2-9]\d\d([-.])[2-9]\d\d\1\d{{4}}{_AFTER}"),
    (
        Kind.SOCIAL_SECURITY,
        rf"{_BEFORE}(?!000|666|9)\d{{3}}-(?!00)\d\d-(?!0000)\d{{4}}{_AFTER}",
    ),
)
"""Shapes that order numbers may have too: the words before decide."""

# What may stand between "my account number" and the number itself.
_LINK = (
    r"(?:\s*(?:번호|number|no\.?|#))?[\s:=()\[\]\"'은는이가로]{0,6}"
    r"(?:(?:is|at|on)\s+)?(?P<value>"
)

_NAMED = (
    (
        Kind.PHONE,
        _TELEPHONE,
        rf"(?:1[-. ])?{_AREA}[-. ]?[2-9]\d\d[-. ]?\d{{4}}",
    ),
    (
        Kind.SOCIAL_SECURITY,
        r"(?:(?<![a-z])ssn|social security|사회보장)",
        r"(?!000|666|9)\d{3}[- ]?\d\d[- ]?\d{4}",
    ),
    (
        Kind.ACCOUNT,
        r"(?:계좌|(?:bank|checking|savings|deposit) account|account(?=\s*(?:number|no\b|#)))",
        r"\d(?:[- ]?\d){9,15}",
    ),
    (
        Kind.PASSPORT,
        r"(?:여권|(?<![a-z])passport)",
        r"(?=(?:[A-Z]*\d){5})[A-Z]{0,2}\d[A-Z0-9]{5,8}",
    ),
    (
        Kind.LICENCE,
        r"(?:driver'?s?|driving) licen[cs]e",
        r"[A-Z]{0,2}\d(?:-?\d){5,13}",
    ),
)
"""Numbers that only their name tells: kind, name, number."""

_INTERNATIONAL = re.compile(
    r"(?<![0-9A-Za-z_+])\+[2-9]\d{0,2}(?:[-. ]{0,3}(?:\(\d{1,4}\)|\d{1,14})){1,6}"
)
_FEWEST_DIGITS, _MOST_DIGITS, _FEWEST_UNBROKEN = 8, 15, 10

_CARDS = re.compile(
    r"(?<![0-9A-Za-z_-])"
    r"(?:3[47]\d\d[-. ]{1,3}\d{6}[-. ]{1,3}\d{5}|[2-69]\d{3}(?: ?[-./ ] ?\d{4}){3})"
    r"(?![0-9A-Za-z_])"
)
_ISSUERS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|5\d{15}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard, Maestro
    r"|3[47]\d{13}|3[0689]\d{12}|35\d{14}"  # American Express, Diners Club, JCB
    r"|6\d{15}|62\d{15,17}|9\d{15}"  # Discover, UnionPay; Korean domestic
)
_IBAN = re.compile(r"(?<![0-9A-Za-z_])(?=(([A-Z]{2})\d\d(?: ?[0-9A-Z]){11,30}))")
_IBAN_LENGTHS = (
    "AD24 AE23 AT20 BE16 BG22 BR29 CH21 CY28 CZ24 DE22 DK18 EE20 EG29 ES24 FI18 FR27 GB22 GE22 "
    "GR27 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MC27 MT31 NL18 "
    "NO15 PK24 PL28 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 TR26 UA29"
)
"""Country and length of the numbers, from the IBAN registry (ISO 13616)."""


def by_shape(text: str) -> Iterator[Found]:
    """What the shapes find in a folded text; findings may overlap."""
    for kind, pattern in _UNMISTAKABLE:
        yield from _matches(kind, pattern, text)
    for kind, pattern in _LIKELY:
        yield from (
            one for one in _matches(kind, pattern, text) if not named_otherwise(text, one)
        )
    for kind, name, number in _NAMED:
        for match in re.finditer(f"{name}{_LINK}{number}){_AFTER}", text, re.IGNORECASE):
            if not is_date(match["value"]):
                yield Found(kind, match.start("value"), match.end("value"))
    yield from _international(text)
    yield from (
        one for one in _matches(Kind.CARD, _CARDS, text) if is_card(text[one.start : one.end])
    )
    yield from _ibans(text)


def is_card(number: str) -> bool:
    """Whether the digits are a card's: a known issuer, its length, the right check digit."""
    digits = re.sub(r"\D", "", number)
    return bool(_ISSUERS.fullmatch(digits)) and _luhn(digits)


def _luhn(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in digits[::-2])) % 10 == 0


def _matches(kind: Kind, pattern: str | re.Pattern[str], text: str) -> Iterator[Found]:
    for match in re.finditer(pattern, text):
        yield Found(kind, match.start(), match.end())


def _international(text: str) -> Iterator[Found]:
    for match in _INTERNATIONAL.finditer(text):
        end = _phone_end(match.group())
        found = Found(Kind.PHONE, match.start(), match.start() + end)
        if end and not is_amount(text, found):
            yield found


def _phone_end(number: str) -> int:
    """Where a telephone number ends that has other digits behind it; 0 when it is none."""
    ends = [part.end() for part in re.finditer(r"\d+\)?", number)]
    for end in reversed(ends):
        digits = sum(character.isdigit() for character in number[:end])
        fewest = _FEWEST_UNBROKEN if number[1:end].isdigit() else _FEWEST_DIGITS
        if fewest <= digits <= _MOST_DIGITS:
            return end
    return 0


def _ibans(text: str) -> Iterator[Found]:
    lengths = {entry[:2]: int(entry[2:]) for entry in _IBAN_LENGTHS.split()}
    for match in _IBAN.finditer(text):
        places = [at for at, character in enumerate(match[1]) if character != " "]
        length = lengths.get(match[2], 0)
        if not 0 < length <= len(places):
            continue
        end = match.start() + places[length - 1] + 1
        if _iban_checks(text[match.start() : end]):
            yield Found(Kind.ACCOUNT, match.start(), end)


def _iban_checks(number: str) -> bool:
    compact = number.replace(" ", "")
    digits = "".join(str(int(character, 36)) for character in compact[4:] + compact[:4])
    return int(digits) % 97 == 1
