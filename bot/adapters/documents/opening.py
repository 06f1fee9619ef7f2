"""Opens what lies inside the knowledge folder, and nothing outside it.

Every step from the root down refuses links, so a folder or file that is swapped for a
link between the listing and the reading leads nowhere. The root itself may be a link:
whoever runs the bot chose it.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import DocumentUnreadable

Parts = tuple[str, ...]
"""Names from the root down, as they are on the disk."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Not blocking: a pipe must be told from a file without waiting for its writer.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_MIB = 1024 * 1024


@contextmanager
def opened_folder(root: Path, parts: Parts) -> Iterator[int]:
    """The descriptor of a folder below `root`. Raises OSError."""
    folder = os.open(root, _FOLDER)
    try:
        for part in parts:
            below = os.open(_inside(part), _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = below
        yield folder
    finally:
        os.close(folder)


def read_bytes(root: Path, parts: Parts, *, limit: int) -> bytes:
    """The bytes of a regular file below `root`, at most `limit` of them.

    Raises DocumentUnreadable when it is larger, is no regular file, lies behind a link,
    is gone, or cannot be read.
    """
    raw = read_start(root, parts, most=limit + 1)
    if len(raw) > limit:
        raise DocumentUnreadable(too_large(limit))
    return raw


def read_start(root: Path, parts: Parts, *, most: int) -> bytes:
    """The first bytes of a file, `most` at most. Raises DocumentUnreadable as `read_bytes`."""
    try:
        with opened_folder(root, parts[:-1]) as folder:
            file = os.open(_inside(parts[-1]), _FILE, dir_fd=folder)
        try:
            return _content(file, most)
        finally:
            os.close(file)
    except OSError as error:
        raise DocumentUnreadable(reason_of(error)) from error


def _content(file: int, most: int) -> bytes:
    if not stat.S_ISREG(os.fstat(file).st_mode):
        raise DocumentUnreadable(NOT_REGULAR)
    with open(file, "rb", closefd=False) as stream:
        return stream.read(most)


NOT_REGULAR = "it is no regular file, but a pipe, a socket or a device: take it away"
LINK = "links are not followed: put the file or folder itself in the link's place"


def too_large(limit: int) -> str:
    """Why a file of more than `limit` bytes is not read."""
    return (
        f"it is larger than {limit / _MIB:,.6g} MiB: split it, "
        "or raise BOT_INDEX__LARGEST_FILE (in MiB)"
    )


def reason_of(error: OSError) -> str:
    """What an admin can do about a file or folder that cannot be opened or read."""
    if isinstance(error, FileNotFoundError):
        return "it went away while the folder was read: the next run will notice"
    if isinstance(error, PermissionError):
        return "the bot is not allowed to read it: give its user the right to read"
    if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.EMLINK):
        return LINK
    if error.errno in (errno.ENXIO, errno.EOPNOTSUPP):
        return NOT_REGULAR
    return f"it cannot be read ({os.strerror(error.errno or 0)}): check the disk and the path"


def _inside(name: str) -> str:
    """`name`, unless it leads elsewhere than into the folder it is looked up in."""
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        raise FileNotFoundError(errno.ENOENT, "no name inside the folder", name)
    return name
