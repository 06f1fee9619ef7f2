"""The page's own sentences, Korean and English, and which of them a reader gets."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.domain.language import Language

STATIC = Path(__file__).parent / "static"
LANGUAGE_COOKIE = "supportbot_language"
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_RANGE = re.compile(r"\s*([A-Za-z]{2})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([\d.]{1,8})\s*)?")


@dataclass(frozen=True)
class Words:
    """The sentences and templates that lie in `static/`."""

    @cached_property
    def _all(self) -> Mapping[str, Mapping[str, str]]:
        loaded: Mapping[str, Mapping[str, str]] = json.loads(
            (STATIC / "words.json").read_text(encoding="utf-8")
        )
        return loaded

    def say(self, key: str, language: Language, **facts: object) -> str:
        """The sentence of that name; `{name}` in it becomes the fact of that name."""
        sentence = self._all[language][key]
        return sentence.format(**facts) if facts else sentence

    def page(self, template: str, language: Language, **markup: str) -> str:
        """A page. Each `{{name}}` becomes the markup of that name, or the escaped sentence."""
        source = (STATIC / template).read_text(encoding="utf-8")
        known = self._all[language]
        given = {"language": language.value} | markup
        return _SLOT.sub(
            lambda slot: (
                given[slot[1]] if slot[1] in given else html.escape(known[slot[1]], quote=True)
            ),
            source,
        )


def negotiated(*choices: str | None, accepted: str | None) -> Language:
    """The first of `choices` that is a language of ours, else what the browser prefers.

    `accepted` is its Accept-Language header. English when neither says Korean or English.
    """
    for choice in choices:
        if choice in set(Language):
            return Language(choice)
    ranked = [(_quality(m), -at, m[1].lower()) for at, m in enumerate(_ranges(accepted))]
    known = [rank for rank in ranked if rank[2] in set(Language) and rank[0] > 0]
    return Language(max(known)[2]) if known else Language.ENGLISH


def _ranges(accepted: str | None) -> list[re.Match[str]]:
    parts = (accepted or "")[:1000].split(",")
    return [match for part in parts if (match := _RANGE.fullmatch(part))]


def _quality(match: re.Match[str]) -> float:
    try:
        return float(match[2]) if match[2] else 1.0
    except ValueError:
        return 0.0
