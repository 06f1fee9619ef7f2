"""Lets a model that fails rest. Pure, with monotonic seconds."""

from __future__ import annotations

from dataclasses import dataclass, field

_FAILURES = 5
_WITHIN = 30.0
_REST = 30.0


@dataclass(slots=True)
class Breaker:
    """Opens after 5 failures within 30 seconds; lets one call through every 30 seconds then.

    A call that went well closes it.
    """

    failures: list[float] = field(default_factory=list)
    opened: float | None = None

    @property
    def is_open(self) -> bool:
        """Whether calls are held back."""
        return self.opened is not None

    def lets_through(self, now: float) -> bool:
        """Whether a call may be made now; while open, the one that asks first may."""
        if self.opened is None:
            return True
        if now - self.opened < _REST:
            return False
        self.opened = now  # whoever comes next waits for how this one goes
        return True

    def succeeded(self) -> None:
        """A call went well."""
        self.failures.clear()
        self.opened = None

    def failed(self, now: float) -> None:
        """A call failed, and not because of what was asked."""
        recent = [moment for moment in self.failures if now - moment < _WITHIN]
        self.failures = [*recent, now][-_FAILURES:]
        if len(self.failures) == _FAILURES:
            self.opened = now


@dataclass(slots=True)
class RetryBudget:
    """Second tries are at most a tenth of the first ones, and a few to begin with."""

    left: float = 5.0

    def first(self) -> None:
        """A first try is made."""
        self.left = min(10.0, self.left + 0.1)

    def take(self) -> bool:
        """Whether a second try may be made; it is counted."""
        if self.left < 1:
            return False
        self.left -= 1
        return True
