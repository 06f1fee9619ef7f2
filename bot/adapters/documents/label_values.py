"""The values of labels: text as an admin wrote it into what it means. Pure.

Each function raises ValueError with what is wrong and how to write it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote, urlsplit

from bot.domain.language import Language

LEAST_WEIGHT, MOST_WEIGHT = 0.1, 10.0

_LONGEST_NAME = 120
_STRANGE = re.compile(r"[\s\x00-\x1f\x7f-\x9f<>\"\\^`{|}]")
_PLACES = ("path", "stem", "name", "page")
_PLACE = re.compile(r"\{(\w+)\}")
# 2026-03-01, 2026/3/1, 2026. 3. 1., 2026년 3월 1일; a time of day may follow.
_DAY = re.compile(
    r"(\d{4})\s*(?:-|/|\.|년)\s*(\d{1,2})\s*(?:-|/|\.|월)\s*(\d{1,2})\s*(?:\.|일)?(?:[T\s].*)?"
)
_KOREAN = ("ko", "kr", "korean", "한국어", "국문")
_ENGLISH = ("en", "english", "영어", "영문")
_YES, _NO = ("true", "yes", "on", "예", "네"), ("false", "no", "off", "아니요", "아니오")


def owner(words: str) -> str:
    """Whom to ask, in one line."""
    return " ".join(words.split())[:_LONGEST_NAME]


def day(words: str) -> date:
    """A day, written with the year first."""
    found = _DAY.fullmatch(words)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(words)
    except ValueError as error:
        raise ValueError(
            f"'{_shown(words)}' is no day: write year, month and day, such as 2026-03-01"
        ) from error


def language(words: str) -> Language:
    """Korean or English, by name or by code."""
    name = re.split(r"[-_]", words.casefold())[0]
    if name in _KOREAN:
        return Language.KOREAN
    if name in _ENGLISH:
        return Language.ENGLISH
    raise ValueError(f"'{_shown(words)}' is no language of the bot: write ko or en")


def weight(words: str) -> float:
    """How much a document counts in a search, against 1 for others."""
    try:
        number = float(words)
    except ValueError:
        number = math.nan
    if not LEAST_WEIGHT <= number <= MOST_WEIGHT:
        raise ValueError(
            f"'{_shown(words)}' is no weight: write a number from {LEAST_WEIGHT:g} to "
            f"{MOST_WEIGHT:g}, such as 2"
        )
    return number


def yes_or_no(words: str) -> bool:
    """True or false."""
    name = words.casefold()
    if name not in (*_YES, *_NO):
        raise ValueError(f"'{_shown(words)}' is neither true nor false: write one of the two")
    return name in _YES


def address(words: str) -> str:
    """A whole web address."""
    if not _is_sound(words):
        raise ValueError("the link must be a whole address, such as https://…")
    return words


def template(words: str) -> str:
    """A whole web address in which places such as `{path}` are filled in for each file."""
    for place in _PLACE.findall(words):
        if place not in _PLACES:
            known = ", ".join(f"{{{name}}}" for name in _PLACES)
            raise ValueError(f"in a link, {{{_shown(place)}}} stands for nothing: use {known}")
    host = words.split("/", 3)[:3]
    if "{" in "".join(host) or not _is_sound(_PLACE.sub("x", words)):
        raise ValueError(
            "the link must be a whole address, such as https://wiki.example/{path}"
        )
    return words


def filled(link: str, path: str) -> str:
    """The link of the file at `path`; `{page}` stays, as each passage has its own."""
    at = PurePosixPath(path)
    stem = str(at.with_suffix("")) if at.suffix else path
    values = {"path": path, "stem": stem, "name": at.stem}
    return _PLACE.sub(
        lambda place: quote(values[place[1]]) if place[1] in values else place[0], link
    )


def ends_before_it_begins(values: Mapping[str, object]) -> bool:
    """Whether the days between which something holds are the wrong way round."""
    first, last = values.get("valid_from"), values.get("valid_until")
    return isinstance(first, date) and isinstance(last, date) and last < first


def _is_sound(words: str) -> bool:
    try:
        parts = urlsplit(words)
        is_web = parts.scheme in ("http", "https") and parts.hostname
        return bool(is_web) and "@" not in parts.netloc and not _STRANGE.search(words)
    except ValueError:
        return False


def _shown(words: str) -> str:
    return " ".join(words.split())[:40]
