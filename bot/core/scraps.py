"""Units that tell the asker nothing new: their own words, and links without a word. Pure."""

from __future__ import annotations

import re

from bot.core.expecting import Want, wants
from bot.core.quoting import Unit, spoken
from bot.domain.markdown import Kind

_FEWEST_WORDS = 4
_FEW_BESIDE = 6
_ALARM_NAMES = "warning|error|exception|message|오류|에러|경고|메시지"
_ALARM = re.compile(rf"\b(?:{_ALARM_NAMES})|오류|에러|경고|메시지", re.IGNORECASE)
_PREFIX = re.compile(rf"^(?:(?:{_ALARM_NAMES}) )+")
_LINK = re.compile(r"!?\[[^\[\]]*+\]\((?:[^()]++|\([^()]*+\))*+\)|<?https?://\S+")
_ASKS_WHERE = re.compile(
    r"\b(?:where|links?|url|web ?site|page)\b|어디|링크|주소|사이트|페이지", re.IGNORECASE
)


def echoes(unit: Unit, question: str) -> bool:
    """Whether a unit is only the message that the question pasted and asks about.

    The deciding sentence of a yes/no question shares its words too, so it must be asked why,
    or what to do about an error.
    """
    is_asked_about = Want.REASON in wants(question) or _ALARM.search(question)
    said = _PREFIX.sub("", spoken(unit.text))
    if not is_asked_about or len(said.split()) < _FEWEST_WORDS:
        return False
    return f" {said} " in f" {spoken(question)} "


def is_only_links(unit: Unit, question: str) -> bool:
    """Whether hardly a word of a unit stands outside its links, and none was asked for."""
    if unit.kind in {Kind.FENCE, Kind.TABLE} or _ASKS_WHERE.search(question):
        return False
    rest, links = _LINK.subn(" ", unit.text)
    beside = len(spoken(rest).split())
    return bool(links) and beside <= 2 * links and beside < _FEW_BESIDE
