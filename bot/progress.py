"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

from types import TracebackType
from typing import Final, Never, Self

from tqdm import tqdm

_FORM = "{desc} {percentage:3.0f}%|{bar}| {n:.0f}/{total} {unit}, {remaining} left"


class ProgressBar:
    """Called with how many of how many files are done; drawn on standard error.

    Or how many of other things: `what` is done, counted in `unit`. Nothing is drawn when
    standard error is no terminal, or when there is nothing to do.
    """

    def __init__(self, what: str = "Indexing", unit: str = "files") -> None:
        self._what = what
        self._unit = unit
        self._bar: tqdm[Never] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the bar as it stands, so that other things can be written below it."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None

    def __call__(self, done: float, total: int) -> None:
        """Draw it."""
        if not total:
            return
        if self._bar is None:
            self._bar = tqdm(
                total=total,
                desc=self._what,
                unit=self._unit,
                bar_format=_FORM,
                disable=None,
            )
        self._bar.update(done - self._bar.n)


class ProgressBars:
    """One bar after another, each for one kind of work."""

    _UNITS: Final = {"Indexing": "files", "Asking": "questions"}

    def __init__(self) -> None:
        self._open = ProgressBar()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def of(self, what: str) -> ProgressBar:
        """A new bar below the one before."""
        self._open.close()
        self._open = ProgressBar(what, self._UNITS[what])
        return self._open
