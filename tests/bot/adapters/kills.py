"""Writers to the embedded index that are killed in the middle of their work."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass
class Told:
    """What a writer said had returned."""

    came: set[int] = field(default_factory=set)
    left: set[int] = field(default_factory=set)

    def hear(self, line: str) -> None:
        """Take down one line."""
        word, number = line.split()
        (self.came if word == "in" else self.left).add(int(number))


@contextmanager
def writer(folder: Path, what: str) -> Iterator[subprocess.Popen[str]]:
    """A writer at work while the block runs, killed at its end."""
    command = [sys.executable, "-m", "tests.bot.adapters.edge_writer", str(folder), what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def killed(folder: Path, what: str, *, after: int) -> Told:
    """Run a writer, and kill -9 it somewhere in its work after `after` lines.

    The pause, up to 80 ms, only spreads the kills over the steps of the work: what is
    promised holds wherever they fall.
    """
    told = Told()
    with writer(folder, what) as process:
        assert process.stdout is not None
        for _ in range(after):
            told.hear(process.stdout.readline())
        time.sleep(after % 5 * 0.02)
        process.kill()
        # What it still said before the kill took hold has returned as well.
        for line in process.stdout:
            if line.endswith("\n"):
                told.hear(line)
    return told
