"""The file with the key-encryption key: 32 random bytes in base64, for its owner alone."""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from bot.domain.errors import HomeUnusable, KeyMismatch

_LENGTH = 32
_OWNER_ONLY = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MOST_READ = 1024


def read_key(path: Path) -> bytes | None:
    """The key in the file; None when there is no such file.

    Raises KeyMismatch when it cannot be read, is damaged, or is open to other people.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read(_MOST_READ)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise KeyMismatch(
            f"The key file {path} cannot be read ({error.strerror}): "
            "let the bot's user read it, and nobody else."
        ) from error
    if mode & _OTHERS:
        # Not put right in silence: somebody may have read the key by now.
        raise KeyMismatch(
            f"The key file {path} is open to others (mode {mode:04o}): run chmod 600 on it, "
            "and find out who could read it."
        )
    return _decoded(path, content)


def create_key(path: Path) -> bytes:
    """Make a key and its file, whole or not at all; the key that stands there at the end.

    Where two processes race, both get the key of the first. Raises HomeUnusable when the
    folder cannot be written, and what `read_key` raises.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        try:
            _write(draft, base64.b64encode(secrets.token_bytes(_LENGTH)) + b"\n")
            _publish(draft, path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise HomeUnusable(
            f"The key file {path} cannot be created ({error.strerror}): "
            "give the bot a home folder that it can write."
        ) from error
    key = read_key(path)
    if key is None:
        raise KeyMismatch(f"The key file {path} vanished while the bot started: start again.")
    return key


def _write(draft: Path, content: bytes) -> None:
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _publish(draft: Path, path: Path) -> None:
    """A link appears whole, and never replaces a key: that would orphan what it sealed."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _decoded(path: Path, content: bytes) -> bytes:
    try:
        key = base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != _LENGTH:
        raise KeyMismatch(
            f"The key file {path} is damaged: put your copy of it back. Without the key, "
            "what people wrote cannot be read again."
        )
    return key
