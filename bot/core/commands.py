"""Orders that people type: the whole message is an order, or it is none. Pure.

A question that only mentions such words, as in "How do I opt out of the pension plan?",
is a question. So whatever has a word more than the forms that are known is no order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from bot.core.command_forms import FORMS, PERSON_FORMS
from bot.domain.commands import Command
from bot.domain.language import Language

WORDS: Mapping[Command, Mapping[Language, str]] = {
    command: {Language.ENGLISH: english, Language.KOREAN: korean}
    for command, english, korean in (
        (Command.STATUS, "my privacy", "내 개인정보"),
        (Command.OPT_IN, "opt in", "재사용 허용"),
        (Command.OPT_OUT, "opt out", "재사용 거부"),
        (Command.KEEP_NOTHING, "keep nothing", "아무것도 저장하지 마"),
        (Command.KEEP, "keep", "다시 저장해 줘"),
        (Command.FORGET, "forget me", "내 기록 지워 줘"),
        (Command.FORGET_CONFIRMED, "forget me now", "모두 지워 줘 확인"),
    )
}
"""What to write for each order; `parse` understands many other forms as well."""

_LONGEST = 80
_AROUND = " \t\r\n\"'`*“”‘’「」『』«»"
_ENDS = _AROUND + ".!?~…,。"
_GAPS = re.compile(r"[\s\-_'’,‐‑–]+")
_SLASH = re.compile(r"^/\s*(?:privacy\s+(?=\S))?")
_FORMS = tuple((command, re.compile(form, re.VERBOSE)) for command, form in FORMS)


_PERSON = re.compile("|".join(f"(?:{form})" for form in PERSON_FORMS), re.VERBOSE)


def asks_for_person(text: str) -> bool:
    """Whether the whole message asks for a person instead of the bot."""
    return len(text) <= _LONGEST and bool(_PERSON.fullmatch(_key(_folded(text)).rstrip(_ENDS)))


def parse(text: str) -> Command | None:
    """The order that the whole message is; None when it is none.

    An order with a question mark asks about it: it changes nothing and gives STATUS, or
    FORGET, which only explains.
    """
    if len(text) > _LONGEST:
        return None
    shown = _folded(text)
    command = _command(_key(shown))
    if command is None or not shown.rstrip(_AROUND + ".!").endswith("?"):
        return command
    erases = command in {Command.FORGET, Command.FORGET_CONFIRMED}
    return Command.FORGET if erases else Command.STATUS


def _folded(text: str) -> str:
    """Compatibility forms folded, nothing invisible, in small letters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(one for one in folded if unicodedata.category(one) != "Cf").strip()


def _key(folded: str) -> str:
    """Without slash, quotation marks, punctuation at the end, and gaps between words."""
    bare = folded.lstrip(_AROUND)
    return _GAPS.sub("", _SLASH.sub("", bare, count=1).lstrip(_AROUND).rstrip(_ENDS))


def _command(key: str) -> Command | None:
    return next((command for command, form in _FORMS if form.fullmatch(key)), None)
