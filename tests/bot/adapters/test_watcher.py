"""The watcher, over a real folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.adapters.watcher import changes


async def test_a_change_anywhere_below_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "hr").mkdir()
    told = changes(tmp_path)
    waiting = asyncio.ensure_future(anext(told))
    async with asyncio.timeout(60):
        while not waiting.done():
            # Written again and again: the watch may begin a moment after the first time.
            (tmp_path / "hr" / "휴가.md").write_text(str(asyncio.get_running_loop().time()))
            await asyncio.wait([waiting], timeout=0.5)
    waiting.result()
    await told.aclose()


async def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        await anext(changes(tmp_path / "nowhere"))
