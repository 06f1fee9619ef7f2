"""The folder where the bot keeps its own state, and who owns it just now."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.adapters.locks import locked
from bot.domain.errors import HomeBusy, HomeUnusable

_PAUSE = 0.05


class Home:
    """A private folder (mode 0700), made when it is missing.

    Raises HomeUnusable when it cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.folder / f".probe-{os.getpid()}"
            probe.touch(mode=0o600)
            probe.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(self.folder, error) from error

    @property
    def database(self) -> Path:
        """The SQLite file of the embedded default."""
        return self.folder / "supportbot.db"

    @property
    def index(self) -> Path:
        """The folder of the embedded vector index."""
        return self.folder / "index"

    @property
    def key(self) -> Path:
        """The key-encryption key; back it up apart from the database, or not at all."""
        return self.folder / "vault.key"

    @contextmanager
    def owned(self, *, patience: float) -> Iterator[None]:
        """Own the home while the block runs; the operating system lets go after a kill.

        Waits up to `patience` seconds for another process to finish, then raises
        HomeBusy. Raises HomeUnusable where files cannot be locked.
        """
        descriptor = _own(self.folder, until=time.monotonic() + patience)
        try:
            yield
        finally:
            os.close(descriptor)


def _own(folder: Path, *, until: float) -> int:
    while (descriptor := _lock(folder)) is None:
        if time.monotonic() >= until:
            raise HomeBusy(
                f"Another supportbot process is using the home {folder}: "
                "wait until it has finished, or choose another home with --home."
            )
        time.sleep(_PAUSE)
    return descriptor


def _lock(folder: Path) -> int | None:
    try:
        return locked(folder / "lock")
    except OSError as error:
        raise _unusable(folder, error) from error


def _unusable(folder: Path, error: OSError) -> HomeUnusable:
    return HomeUnusable(
        f"The home {folder} cannot be used ({error.strerror}): choose another folder "
        "with --home, or give this user the right to write there."
    )
