"""How the bot is, in words and in figures that may leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.conversation import Outcome


@dataclass(frozen=True, slots=True)
class Vital:
    """One part, whether it works, and a sentence without secrets, paths or versions."""

    part: str
    is_well: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted. Seconds; counts run from the start of this process.

    `open_exchanges` and `oldest_open` (seconds since it arrived) are of the whole house,
    `crashes` counts claims that a dead worker left, `recalled` answers that were given
    from memory, `purge_lag` is the age of the oldest
    erasure that is still to be carried out in files beneath the database.
    """

    outcomes: Mapping[Outcome, int] = field(default_factory=dict)
    answer_seconds: float = 0.0
    answers: int = 0
    retries: int = 0
    crashes: int = 0
    turned_away: int = 0
    recalled: int = 0
    open_exchanges: int = 0
    oldest_open: float = 0.0
    purge_lag: float = 0.0
    documents: int = 0
    documents_failed: int = 0
    index_age: float = 0.0
