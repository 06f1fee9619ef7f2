"""A progress bar on a terminal, nothing in a pipe."""

from __future__ import annotations

from types import TracebackType
from typing import Never, Self

from tqdm import tqdm

_FORM = "{desc} {percentage:3.0f}%|{bar}| {n:.0f}/{total} files, {remaining} left"


class ProgressBar:
    """Called with how many of how many files are done; drawn on standard error.

    Nothing is drawn when standard error is no terminal, or when there is nothing to do.
    """

    def __init__(self) -> None:
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
                desc="Indexing",
                unit="file",
                bar_format=_FORM,
                disable=None,
            )
        self._bar.update(done - self._bar.n)
