"""A disk that is full: refused is what cannot be kept, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import httpx
import pytest

from bot.domain.errors import BotError, DatabaseUnavailable
from tests.faults.events import Event, event, question_of
from tests.faults.living import HeldEmbedder, Living, living
from tests.needs import cannot_run, needs

_DISK = 128 * 1024 * 1024
_PAGE = 4096
_NEWS = "# News\n\n## The axolotl\n\nThe axolotl lives in hall 99.\n"


async def test_a_full_disk_refuses_what_it_cannot_keep_and_loses_nothing(
    tmp_path: Path, small_disk: Path
) -> None:
    embedder = HeldEmbedder()
    async with living(tmp_path, home=small_disk / "home", embedder=embedder) as bot:
        # Each in words of its own: what was asked before would be answered from memory.
        before, under_way = event(0), [event(n) for n in range(1, 8)]
        await bot.hear(before)
        await bot.all_answered_once([before])
        embedder.is_free.clear()
        await bot.hear(*under_way)
        await bot.until(lambda: embedder.holds(asked.text for asked in under_way))

        filler = small_disk / "filler"
        _fill(filler)
        embedder.is_free.set()
        taken, refused = await _until_refused(bot)
        answer = await bot.ask_web(before.text)
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert "disk" in await bot.ill()
        await bot.until(lambda: all(bot.seen(asked) for asked in [*under_way, *taken]))
        assert _integrity(small_disk / "home") == "ok"

        filler.unlink()
        await bot.hear(refused)
        await bot.all_answered_once([before, *under_way, *taken, refused])
        assert await bot.ill() == set()
    assert _integrity(small_disk / "home") == "ok"


async def test_a_re_index_on_a_full_disk_leaves_the_old_passages_answering(
    tmp_path: Path, small_disk: Path
) -> None:
    """And says what is wrong; with room again, the next one brings everything in."""
    async with living(tmp_path, home=small_disk / "home") as bot:
        page = tmp_path / "knowledge" / "animals.md"
        told, axolotl = event(0), "Where does the axolotl live?"
        before = await _passages(bot, told.text)
        assert any(told.fact in passage for passage in before)

        filler = small_disk / "filler"
        _fill(filler)
        page.write_text(page.read_text() + "\nClosed on Mondays.\n")
        page.with_name("news.md").write_text(_NEWS)
        page.with_name("ledger.md").write_text("\n\n".join(map(str, range(20_000))))
        with pytest.raises(BotError) as failed:
            await bot.house.index(_quietly)
        assert "disk" in str(failed.value)
        assert "disk" in await bot.ill()
        assert await _passages(bot, told.text) == before
        assert not any("hall 99" in passage for passage in await _passages(bot, axolotl))

        filler.unlink()
        report = await bot.house.index(_quietly)
        assert not report.failed
        assert any("hall 99" in passage for passage in await _passages(bot, axolotl))
        assert any(told.fact in passage for passage in await _passages(bot, told.text))
        assert await bot.ill() == set()
        await bot.hear(told)
        await bot.all_answered_once([told])


async def _passages(bot: Living, text: str) -> list[str]:
    """What is found for a question."""
    question = replace(question_of(event(0)), text=text)
    return [hit.passage.text for hit in await bot.house.desk.search(question, limit=5)]


def _quietly(_done: float, _total: int) -> None:
    """Nobody looks on."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in memory with room for a home, and not for much more."""
    needs(os.geteuid() == 0 and shutil.which("mount"), "mounting a small disk needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        cannot_run(f"no small disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


async def _until_refused(bot: Living) -> tuple[list[Event], Event]:
    """What is still accepted, as the log of the database has some room, and what is not."""
    taken: list[Event] = []
    for number in count(100):
        try:
            await bot.hear(asked := event(number))
        except DatabaseUnavailable:
            return taken, asked
        taken.append(asked)
    raise AssertionError


def _fill(file: Path) -> None:
    """Until not a byte more gets in."""
    with file.open("wb", buffering=0) as filling, suppress(OSError):
        while filling.write(bytes(_PAGE)):
            pass


def _integrity(home: Path) -> str:
    with closing(sqlite3.connect(home / "supportbot.db")) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
