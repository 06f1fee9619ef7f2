"""Reads what chat models are told: the rules that ship, and the operator's examples."""

from __future__ import annotations

import hashlib
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

from bot.core.prompting import Example, Prompting
from bot.domain.errors import BadSetting

_RULES = "answer.v1"
_MOST_EXAMPLES = 10


def read_prompting(examples: Path | None) -> Prompting:
    """The rules, with the examples of a TOML file. Raises BadSetting.

    The version names the rules, and the examples by what they say.
    """
    rules = (files("bot.core") / "prompts" / f"{_RULES}.md").read_text("utf-8")
    if examples is None:
        return Prompting(rules, _RULES)
    text, found = _read(examples)
    digest = hashlib.blake2b(text.encode(), digest_size=4).hexdigest()
    return Prompting(rules, f"{_RULES}+{digest}" if found else _RULES, found)


def _read(path: Path) -> tuple[str, tuple[Example, ...]]:
    try:
        text = path.read_text("utf-8")
        found = tuple(_example(one) for one in tomllib.loads(text).get("example", ()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting(
            f"The examples of BOT_ANSWERS__EXAMPLES cannot be used ({type(error).__name__}): "
            "each [[example]] has a question, passages (a list of texts) and an answer; "
            "docs/chat-models.md shows one."
        ) from error
    if len(found) > _MOST_EXAMPLES:
        raise BadSetting(
            f"BOT_ANSWERS__EXAMPLES holds {len(found)} examples, and each question pays for "
            f"all of them: keep at most {_MOST_EXAMPLES}."
        )
    return text, found


def _example(one: dict[str, Any]) -> Example:
    passages = one.get("passages", [])
    if not isinstance(passages, list):
        raise TypeError("passages")
    texts = [one["question"], one["answer"], *passages]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        raise TypeError("text")
    return Example(one["question"], tuple(passages), one["answer"])
