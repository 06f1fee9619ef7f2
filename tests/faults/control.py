"""A control that a promise rests on, how to take it away, and who must notice.

`was` is a piece of the source that is there exactly once; `now` takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Swap:
    """One piece of source for another, in the file at `path`."""

    path: str
    was: str
    now: str


@dataclass(frozen=True)
class Control:
    """Something that must not be missing. `guards` are tests, some of which must fail."""

    name: str
    swaps: tuple[Swap, ...]
    guards: tuple[str, ...]


def control(name: str, path: str, was: str, now: str, *guards: str) -> Control:
    """One whose absence is a single change."""
    return Control(name, (Swap(path, was, now),), guards)
