"""Files that one process holds at a time; the operating system lets go after a kill."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

_OWNER_ONLY = 0o600


def locked(path: Path) -> int | None:
    """A descriptor that holds the lock until it is closed; None while another holds it.

    Makes the file when it is missing. Raises OSError where files cannot be locked.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
