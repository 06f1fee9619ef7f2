"""A PostgreSQL server that a test can stop and start again on the same files."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.postgres import (
    NoPostgres,
    _initialise,
    _Login,
    _login,
    _programs,
    _public_folder,
    _started,
)


class Stoppable:
    """Runs from the start. It may listen at another port each time."""

    def __init__(self, programs: Path, folder: Path, login: _Login) -> None:
        self._programs, self._folder, self._login = programs, folder, login
        self._running = ExitStack()
        self.url = ""
        self.start()

    def start(self) -> None:
        """Start it. Raises NoPostgres."""
        started = _started(self._programs, self._folder, self._login)
        port = self._running.enter_context(started)
        self.url = f"postgresql://postgres@127.0.0.1:{port}/postgres"

    def stop(self) -> None:
        """Cut off every session, and stop it; nothing happens when it is stopped."""
        self._running.close()


@contextmanager
def stoppable_postgres() -> Iterator[Stoppable]:
    """A server, gone with its files at the end. Skips the test where there is none."""
    with ExitStack() as stack:
        try:
            programs, login = _programs(), _login()
            named = tempfile.TemporaryDirectory(prefix="pg-", dir=_public_folder())
            folder = Path(stack.enter_context(named))
            if login.user is not None and login.group is not None:
                os.chown(folder, login.user, login.group)
            _initialise(programs, folder, login)
            server = Stoppable(programs, folder, login)
        except NoPostgres as missing:
            pytest.skip(str(missing))
        stack.callback(server.stop)
        yield server
