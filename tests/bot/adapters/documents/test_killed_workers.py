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
from tests.bot.adapters.documents.made.office import docx, paragraph

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


@pytest.mark.proof
async def test_two_thousand_files_are_read_alike_though_a_reader_is_killed(
    tmp_path: Path,
) -> None:
    for number in range(2000):
        (tmp_path / f"{number:04}.csv").write_text(f"name,days\nperson {number},{number}\n")
    source = FolderSource(tmp_path, largest_file=1_000_000)
    files = (await source.inventory()).found
    texts = []
    for number, file in enumerate(files):
        texts.append((await source.read(file)).text)
        if number % 500 == 250:
            for process in source.workers:
                os.kill(process, signal.SIGKILL)
    source.close()

    assert texts == [f"- name: person {number}; days: {number}\n" for number in range(2000)]
