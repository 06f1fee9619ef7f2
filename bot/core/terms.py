"""How delivery goes about its work: deadlines, leases and pauses."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

_JITTER = 0.25


@dataclass(frozen=True, slots=True)
class Terms:
    """Times are in seconds. Raises ValueError when a lease is too short for its work.

    `parallel` claims are worked on at once, each under a `lease` that is renewed every
    `renew_every`, or under a `posting_lease` once it may be shown. Working out an answer
    ends after `answer_deadline`, and is tried again until `give_up` after the arrival; a
    call of an outlet ends after `outlet_deadline`. What a platform does not take is tried
    for `show_for`. A message that was there at `crashes` crashes is set aside. Whoever
    posts later than `looks_after` looks first, as a notice may be there: those come from
    `notice_after` on. `poll` is how long the loop sleeps without a bell, `look_every` how
    often it looks for what a crash left. Of a conversation the last `history` exchanges
    are read; the lookout keeps `watched` questions in mind.
    """

    parallel: int = 64
    lease: float = 15.0
    renew_every: float = 5.0
    posting_lease: float = 30.0
    answer_deadline: float = 20.0
    outlet_deadline: float = 15.0
    give_up: float = 40.0
    looks_after: float = 40.0
    notice_after: float = 45.0
    show_for: float = 24 * 3600.0
    crashes: int = 3
    poll: float = 1.0
    look_every: float = 2.0
    history: int = 5
    watched: int = 5000

    def __post_init__(self) -> None:
        if self.posting_lease <= self.outlet_deadline or self.lease <= self.renew_every:
            raise ValueError("a lease must last longer than what is done under it")

    @property
    def claiming(self) -> timedelta:
        """The lease of a claim."""
        return timedelta(seconds=self.lease)

    @property
    def posting(self) -> timedelta:
        """The lease under which something may be posted."""
        return timedelta(seconds=self.posting_lease)


def between_answers(attempt: int) -> float:
    """Seconds to wait after failing to answer for the nth time, counted from 0."""
    return _about(min(8.0, 0.5 * 2**attempt))


def outage() -> Iterator[float]:
    """Seconds to wait between calls while the database is away, for ever."""
    pause = 0.2
    while True:
        yield _about(pause)
        pause = min(5.0, 2 * pause)


def before_showing_again(age: float, *, asked: float = 0.0) -> float:
    """Seconds until a platform is tried again with something that arrived `age` ago.

    A quarter of the age, so that the pauses grow without anybody counting them; at least
    what the platform `asked` for.
    """
    return max(asked, _about(min(300.0, max(1.0, age / 4))))


def _about(seconds: float) -> float:
    return seconds * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - only spreads load
