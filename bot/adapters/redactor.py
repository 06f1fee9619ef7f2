"""Finds personal data with ko-pii, weighs what it found, and replaces it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from bot.domain.language import Language
from bot.privacy.redaction import Found, Kind, plain, replaced
from bot.privacy.shapes import by_shape, is_card
from bot.privacy.surroundings import (
    before,
    inside_identifier,
    is_amount,
    is_date,
    named_otherwise,
)

if TYPE_CHECKING:
    from ko_pii import DetectionResult

_KINDS = {
    "RRN": Kind.RESIDENT,
    "FRN": Kind.FOREIGNER,
    "CARD": Kind.CARD,
    "PASSPORT": Kind.PASSPORT,
    "DRIVER_LICENSE": Kind.LICENCE,
    "ACCOUNT": Kind.ACCOUNT,
    "PHONE": Kind.PHONE,
    "EMAIL": Kind.EMAIL,
    "BUSINESS_REG": Kind.BUSINESS,
    "MEDICAL_INSURANCE": Kind.INSURANCE,
}
_SPELLED_AT = re.compile(r"[\[(]\s*at\s*[\])]", re.IGNORECASE)


class KoPiiRedactor:
    """Redacts with ko-pii's detectors and our own shapes.

    ko-pii would rather find too much. It is overruled where the words around a number
    show that it is an order number, an error code, a version, a date or a size.
    """

    def redact(self, text: str, language: Language) -> str:
        """The text with its personal data replaced; the text itself when it has none."""
        # Again until nothing is found: a finding may have hidden another one beside it.
        while found := self._found(unicodedata.normalize("NFC", text)):
            text = replaced(unicodedata.normalize("NFC", text), found, language)
        return text

    def _found(self, text: str) -> list[Found]:
        if not _may_hold_any(text):
            return []
        seen = plain(text)
        found = [*by_shape(seen.text), *_by_library(seen.text)]
        return [seen.original(one) for one in found]


def _may_hold_any(text: str) -> bool:
    """Cheap, and spares most questions the library's start-up."""
    return any(c.isnumeric() or c in "@＠﹫" for c in text) or bool(_SPELLED_AT.search(text))


def _by_library(text: str) -> Iterator[Found]:
    # Imported here: it takes a quarter of a second, and few questions have a number.
    from ko_pii import detect_all  # noqa: PLC0415

    for result in detect_all(text, include=_KINDS):
        found = Found(_KINDS[result.label], result.start, result.end)
        if _DOUBTS.get(found.kind, _no_doubt)(text, found, result):
            continue
        yield found


# Each doubt says whether a finding is something else after all.


def _no_doubt(_text: str, _found: Found, _result: DetectionResult) -> bool:
    return False


_REGISTRATION = re.compile(
    r"주민|외국인\s*등록|등록번호|RRN|resident|alien|foreigner", re.IGNORECASE
)
_BARE_TICKET = 13  # digits; registration numbers have as many
_ADULTS = ("1930", "2013")  # births from, and before


def _no_registration(text: str, found: Found, result: DetectionResult) -> bool:
    if _REGISTRATION.search(before(text, found)):
        return False
    looks_otherwise = named_otherwise(text, found) or inside_identifier(text, found)
    # A ticket number that begins with a recent date reads as a small child or a centenarian.
    born = str(result.extra["birth_date"])
    certain = _ADULTS[0] <= born < _ADULTS[1] and result.extra["checksum_valid"] is True
    if result.text.isdigit() and len(result.text) == _BARE_TICKET:
        return looks_otherwise or not certain
    return looks_otherwise and not certain


_CARD = re.compile(r"카드|card", re.IGNORECASE)


def _no_card(text: str, found: Found, result: DetectionResult) -> bool:
    if not is_card(result.text):
        return True
    if not result.text.isdigit() or _CARD.search(before(text, found)):
        return False
    if len(result.text) == _BARE_TICKET:
        return True  # only Visa's oldest cards have so few
    return named_otherwise(text, found) or inside_identifier(text, found)


_PASSPORT = re.compile(r"여권|passport", re.IGNORECASE)


def _no_passport(text: str, found: Found, result: DetectionResult) -> bool:
    if _PASSPORT.search(before(text, found)):
        return False
    dated = is_date(result.text[1:])
    return dated or named_otherwise(text, found) or inside_identifier(text, found)


def _no_licence(text: str, found: Found, _result: DetectionResult) -> bool:
    return named_otherwise(text, found) or inside_identifier(text, found)


_MONEY = re.compile(
    r"계좌|통장|입금|송금|이체|환불|은행|뱅크|예금주|account|deposit", re.IGNORECASE
)
# Short for a bank, and also: kilobytes, "we", "one", "citizens", megabytes.
_BANK_OR_NOT = re.compile(r"(?:우리|하나|국민|신한|KB|NH|MG|KEB|IBK|BOK)\s*:?\s*$")
_BANK_BEHIND = re.compile(
    r"\s*(?:우리|하나|국민|신한|KB|NH|MG|KEB|IBK|BOK)(?!은행|뱅크|국민은행)"
)


def _no_account(text: str, found: Found, result: DetectionResult) -> bool:
    if is_date(result.text):
        return True
    if "keyword:계좌" in result.evidence or _MONEY.search(text):
        return False
    vague = _BANK_OR_NOT.search(before(text, found)) or _BANK_BEHIND.match(text, found.end)
    return bool(vague) or named_otherwise(text, found) or inside_identifier(text, found)


_TELEPHONE = re.compile(r"(?:tel|phone|mobile|cell|hp|call)[-_.:#]?$", re.IGNORECASE)


def _no_phone(text: str, found: Found, result: DetectionResult) -> bool:
    kind = result.extra.get("type")
    if kind == "representative":  # 1588-1234: a company's, and often what is asked about
        return True
    if _TELEPHONE.search(before(text, found)):
        return False
    if is_amount(text, found) or inside_identifier(text, found):
        return True
    if result.text.isdigit() and result.text.startswith("82") and kind != "mobile":
        return True
    return not result.text.startswith("010") and named_otherwise(text, found)


_VERSIONED = re.compile(r"v?\d+\.\d+(?:\.|$)")
_UNITS = ("service", "socket", "timer", "target")  # getty@tty1.service
_TOP_LEVEL = re.compile(r"[^\W\d_]{2,}|xn--[a-z0-9-]+", re.IGNORECASE)


def _no_email(_text: str, _found: Found, result: DetectionResult) -> bool:
    domain = str(result.extra["domain"])
    top = domain.rpartition(".")[2]
    if _VERSIONED.match(domain) or not _TOP_LEVEL.fullmatch(top):
        return True  # lodash@4.17.21, root@10.0.0.5
    return result.extra["local"] == "git" or top in _UNITS


_BUSINESS = re.compile(r"사업자|등록번호|business|BRN|tax", re.IGNORECASE)


def _no_business(text: str, found: Found, result: DetectionResult) -> bool:
    if _BUSINESS.search(before(text, found)):
        return False
    in_groups = result.text.count("-") == len("--")
    return not in_groups or named_otherwise(text, found) or inside_identifier(text, found)


_DOUBTS: dict[Kind, Callable[[str, Found, DetectionResult], bool]] = {
    Kind.RESIDENT: _no_registration,
    Kind.FOREIGNER: _no_registration,
    Kind.CARD: _no_card,
    Kind.PASSPORT: _no_passport,
    Kind.LICENCE: _no_licence,
    Kind.ACCOUNT: _no_account,
    Kind.PHONE: _no_phone,
    Kind.EMAIL: _no_email,
    Kind.BUSINESS: _no_business,
}
