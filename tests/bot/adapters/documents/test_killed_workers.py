"""A worker that is killed from outside: its file is read again."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from bot.adapters.documents.folder import FolderSource
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.sandbox import Sandbox
from bot.domain.knowledge import Passage
from bot.settings import Settings
from tests.bot.adapters.documents.made.office import docx, paragraph
from tests.bot.houses import opened

LARGE = docx(*(paragraph(f"{at} a paragraph of some length") for at in range(20_000)))


def kill_first(sandbox: Sandbox, seen: set[int]) -> None:
    """Kill the first worker that there is."""
    give_up = time.monotonic() + 60
    while not sandbox.workers and time.monotonic() < give_up:
        time.sleep(0.001)
    for process in sandbox.workers:
        seen.add(process)
        os.kill(process, signal.SIGKILL)


def test_a_file_whose_worker_is_killed_is_read_again_also_if_it_was_its_first() -> None:
    sandbox, killed = Sandbox(Limits()), set[int]()
    killer = threading.Thread(target=kill_first, args=(sandbox, killed))
    killer.start()
    try:
        reading, _ = sandbox.read(LARGE, "a.docx")
        assert "19999 a paragraph" in reading.text
        assert len(killed) == 1
        assert not killed & set(sandbox.workers)
    finally:
        sandbox.close()
        killer.join()


async def indexed(home: Path, knowledge: Path, *, kill_at: int | None) -> list[Passage]:
    """What an index run makes of a folder; its readers are killed once so many are done."""
    killed = set[int]()
    async with opened(Settings(home=home, knowledge=knowledge)) as house:
        source = house.parts.source
        assert isinstance(source, FolderSource)

        def kill(done: float, _total: int) -> None:
            if kill_at is not None and done >= kill_at and not killed:
                for process in source.workers:
                    os.kill(process, signal.SIGKILL)
                    killed.add(process)

        report = await house.index(kill)
        assert report.failed == ()
        assert bool(killed) == (kill_at is not None)
        collection = await house.parts.manifest.current()
        assert collection is not None
        passages = await house.parts.manifest.page(collection, after=None, limit=10_000)
        assert {one.id for one in passages} == await house.parts.index.ids(collection)
        return passages


async def check(root: Path, *, files: int) -> None:
    """The same index as without, though a reader was killed half-way."""
    knowledge = root / "knowledge"
    knowledge.mkdir()
    for number in range(files):
        row = f"name,days\nperson {number},{number}\n"
        (knowledge / f"{number:04}.csv").write_text(row)
    without = await indexed(root / "without", knowledge, kill_at=None)
    killed = await indexed(root / "killed", knowledge, kill_at=files // 2)

    assert len(without) == files
    assert killed == without


async def test_an_index_is_the_same_though_a_reader_is_killed(tmp_path: Path) -> None:
    await check(tmp_path, files=130)  # more than are written together


@pytest.mark.proof
async def test_an_index_of_two_thousand_files_is_the_same_though_a_reader_is_killed(
    tmp_path: Path,
) -> None:
    await check(tmp_path, files=2000)
