"""Reads bytes as the worker would, but here, so that a test sees what went wrong."""

from __future__ import annotations

import pytest

from bot.adapters.documents.limits import Limits
from bot.adapters.documents.readers import Wish, read
from bot.adapters.documents.text import Reading
from bot.domain.errors import DocumentUnreadable


def reading(raw: bytes, path: str, *, languages: str = "") -> Reading:
    """What the right reader makes of a file."""
    return read(raw, Wish(path=path, limits=Limits(), languages=languages))[0]


def text_of(raw: bytes, path: str) -> str:
    """Its text."""
    return reading(raw, path).text


def refusal(raw: bytes, path: str, *, limits: Limits | None = None) -> str:
    """Why it is not read."""
    with pytest.raises(DocumentUnreadable) as trouble:
        read(raw, Wish(path=path, limits=limits or Limits()))
    return trouble.value.reason
