"""What stands around a number, and says that it is something else. Pure."""

from __future__ import annotations

import re

from bot.privacy.redaction import Found

_NEAR = 40

_THING = (
    r"(?:주문|티켓|접수|송장|운송장|배송|예약|이슈|요청|상품|제품|시리얼|일련|에러|오류|빌드|사건|추적|"
    r"문서|거래|승인|관리|참조|버전|커밋|"
    r"(?<![a-z])(?:order|ticket|issue|case|tracking|shipment|invoice|error|build|request|"
    r"reference|ref|serial|product|part|item|job|trace|transaction|event|version|model|commit))"
)
_OTHERWISE = re.compile(
    _THING
    + r"\s*(?:번호|코드|number|num|no\.?|code|id|key)?\s*(?:is|은|는|이|가)?"
    + r"\s*[:=#\-]?\s*#?[\"'`(\[]?$",
    re.IGNORECASE,
)
_INSIDE_BEFORE = re.compile(r"(?:[0-9A-Za-z_]|[0-9A-Za-z_][-/#]|[0-9][.:])$")
_INSIDE_AFTER = re.compile(r"[0-9A-Za-z_]|[-/][0-9A-Za-z]|\.\d")
_MONTH, _DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = re.compile(
    rf"(?:19|20)\d\d(?:(?P<by>[-./ ]){_MONTH}(?P=by){_DAY}(?:[-./T ]\d{{1,2}}.*)?"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))",
    re.DOTALL,
)
_AMOUNT = re.compile(
    r"\s?(?:원|달러|엔|유로|위안|바이트|%"
    r"|(?:USD|KRW|EUR|JPY|won|dollars|[KMGT]i?B|bytes)(?![a-z']))",
    re.IGNORECASE,
)


def before(text: str, found: Found) -> str:
    """What stands just before, up to 40 characters."""
    return text[max(0, found.start - _NEAR) : found.start]


def named_otherwise(text: str, found: Found) -> bool:
    """Whether the words just before call it an order number, an error code or the like."""
    return bool(_OTHERWISE.search(before(text, found)))


def inside_identifier(text: str, found: Found) -> bool:
    """Whether it is a piece of something longer, such as `ORD-1234` or `a1b2c3`."""
    return bool(
        _INSIDE_BEFORE.search(before(text, found)) or _INSIDE_AFTER.match(text, found.end)
    )


def is_date(number: str) -> bool:
    """Whether it begins with year, month and day, and at most goes on with a time."""
    return bool(_DATE.fullmatch(number))


def is_amount(text: str, found: Found) -> bool:
    """Whether a currency, a percent sign or a unit of storage follows."""
    return bool(_AMOUNT.match(text, found.end))
