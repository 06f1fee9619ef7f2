"""The socket file in the home."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.domain.errors import HomeUnusable

_LONGEST = 100  # bytes that every system takes as the address of a socket
_OWNER_ONLY = 0o600


def socket_file(home: Path) -> Path:
    """Where a serving bot listens."""
    return home.absolute() / "serve.sock"


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """An address for the file while the block runs, also when its path is too long for one."""
    if len(os.fsencode(path)) <= _LONGEST:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


def listen(path: Path) -> socket.socket:
    """A socket that only this user can connect to, in the place of one left by a kill.

    Raises HomeUnusable where sockets cannot be made.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with reachable(path) as address:
            path.unlink(missing_ok=True)
            before = os.umask(0o177)
            try:
                listener.bind(address)
            finally:
                os.umask(before)
        path.chmod(_OWNER_ONLY)
        listener.listen()
    except OSError as error:
        listener.close()
        raise HomeUnusable(
            f"The socket {path} cannot be made ({error.strerror}): choose a home on a local "
            "disk with --home."
        ) from error
    listener.settimeout(0.0)
    return listener


def remove(path: Path) -> None:
    """Take the file away."""
    with suppress(OSError):
        path.unlink()
