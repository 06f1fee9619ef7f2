"""Tells when something in a folder changed, by watchfiles."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

from watchfiles import awatch

_QUIET_MS = 1000  # changes that come together are told once
_LOOK_MS = 10_000  # how often to look whether it is still the same folder


async def changes(folder: Path) -> AsyncGenerator[None]:
    """Once per burst of changes anywhere below the folder, until cancelled.

    Raises OSError when the folder is not there, or gone, or another one by now: the watch
    is on the folder and not on its name.
    """
    watched = await _identity(folder)
    async for found in awatch(
        folder,
        watch_filter=None,
        debounce=_QUIET_MS,
        step=100,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    ):
        if found:
            yield
        elif await _identity(folder) != watched:
            raise FileNotFoundError(f"{folder} was replaced by another folder.")


async def _identity(folder: Path) -> tuple[int, int]:
    found = await asyncio.to_thread(folder.stat)
    return found.st_dev, found.st_ino
