"""Labels and remarks of documents as JSON, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from functools import lru_cache

from bot.domain.knowledge import PLAIN, Labels
from bot.domain.language import Language

_DAYS = ("updated", "valid_from", "valid_until")


def labels_json(labels: Labels) -> str:
    """The labels that somebody set, as a JSON object."""
    said = {
        one.name: str(value) if isinstance(value, date) else value
        for one in fields(Labels)
        if (value := getattr(labels, one.name)) != getattr(PLAIN, one.name)
    }
    return json.dumps(said, ensure_ascii=False)


@lru_cache(maxsize=1024)  # a question reads a hundred passages of few documents
def labels_of(text: str) -> Labels:
    """The labels in a JSON object; a name that this version does not know is passed over."""
    said = {name: value for name, value in json.loads(text).items() if hasattr(PLAIN, name)}
    if not said:
        return PLAIN
    said |= {name: date.fromisoformat(said[name]) for name in _DAYS if name in said}
    if "language" in said:
        said["language"] = Language(said["language"])
    return Labels(**said)


def remarks_json(remarks: Sequence[str]) -> str:
    """Remarks as a JSON array."""
    return json.dumps(list(remarks), ensure_ascii=False)


def remarks_of(text: str) -> tuple[str, ...]:
    """The remarks in a JSON array."""
    return () if text == "[]" else tuple(json.loads(text))
