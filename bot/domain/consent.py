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


class Act(StrEnum):
    """What somebody can do about their words.

    `in` and `out` are choices about reuse. `nothing` has their words erased as soon as
    each answer is shown, `keep` ends that. `forget` erases all that is there.
    """

    OPT_IN = "in"
    OPT_OUT = "out"
    KEEP_NOTHING = "nothing"
    KEEP = "keep"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One act of choosing: who (a keyed hash), what, when, and by which command."""

    person: str
    act: Act
    at: datetime
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands now.

    `since` is when the present choice was first made; None while there is none. Whatever
    was said before `tombstone` must never be used again; None when nothing was withdrawn.
    `keeps_nothing` is so from `nothing` until `keep` or `in`.
    """

    choice: Choice = Choice.UNSET
    since: datetime | None = None
    tombstone: datetime | None = None
    keeps_nothing: bool = False
