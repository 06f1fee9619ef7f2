"""What people have said about the reuse of their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What somebody's words could be used for."""

    ANSWERING = "answering"
    REVIEW = "review"
    EVALUATION = "evaluation"
    EXAMPLES = "examples"
    KNOWLEDGE = "knowledge"
    TRAINING = "training"
    CACHE = "cache"


class Choice(StrEnum):
    """What a person chose; `unset` until they choose."""

    UNSET = "unset"
    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One act of choosing: who (a keyed hash), what, when, and by which command."""

    person: str
    choice: Choice
    at: datetime
    source: str
