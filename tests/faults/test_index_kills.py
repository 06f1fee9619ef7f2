"""kill -9 at every step of an index run, on the embedded default."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.indexer import Found, Shelf, index, index_and_die, index_until, inspect

_KILLED = -9
Change = Callable[[Path], None]


def first_version(folder: Path) -> None:
    """Seven documents of a few passages each."""
    folder.mkdir()
    for name in ("kept", "edited", "deleted", "renamed", "broken", "shrunk", "twin"):
        sections = [f"## Part {n}\n\nThe {name} page, part {n}, old.\n" for n in range(4)]
        (folder / f"{name}.md").write_text(f"# {name}\n\n" + "\n".join(sections))


def second_version(folder: Path) -> None:
    """One of everything that can happen to a document."""
    edited = (folder / "edited.md").read_text()
    (folder / "edited.md").write_text(edited.replace("part 2, old", "part 2, new"))
    (folder / "deleted.md").unlink()
    (folder / "renamed.md").rename(folder / "moved.md")
    (folder / "broken.md").write_bytes(b"---\ntitle: [\n---\n\xff\xfe broken")
    (folder / "shrunk.md").write_text("# shrunk\n\nOne part only, new.\n")
    (folder / "added.md").write_text("# added\n\nA page that was not there before.\n")


def new_folder(folder: Path) -> None:
    """The same documents, found for the first time."""


SCENARIOS: dict[str, tuple[bool, Change]] = {
    "the first run": (False, new_folder),
    "an update": (True, second_version),
}


class Bench:
    """A folder and a home before the run that will be killed, and what should come out."""

    def __init__(self, root: Path, *, indexed_before: bool, change: Change) -> None:
        self.root = root
        self.knowledge = root / "knowledge"
        first_version(self.knowledge)
        self.before: Shelf = {}
        if indexed_before:
            assert index(root / "home", self.knowledge, root / "journal") == 0
            self.before = self.look(self.copy("look")).final
        change(self.knowledge)
        whole = self.copy("whole")
        (root / "whole-journal").unlink(missing_ok=True)
        assert index(whole, self.knowledge, root / "whole-journal") == 0
        lines = (root / "whole-journal").read_text().splitlines()
        self.calls = sum(line.startswith("call ") for line in lines)
        self.after = self.look(whole).final

    def copy(self, name: str) -> Path:
        """A home as it was before the run."""
        target = self.root / name
        shutil.rmtree(target, ignore_errors=True)
        if (self.root / "home").exists():
            shutil.copytree(self.root / "home", target)
        return target

    def look(self, home: Path) -> Found:
        """Start, look, index, look."""
        return inspect(home, self.knowledge, self.root / "journal")

    def seconds(self) -> float:
        """How long a run takes that nobody kills, with the start of its process."""
        home, started = self.copy("victim"), time.monotonic()
        assert index(home, self.knowledge, self.root / "journal") == 0
        return time.monotonic() - started

    def check_moment(self, delay: float) -> None:
        """A kill after some seconds, whatever the run does then, and what must hold."""
        home, journal = self.copy("victim"), self.root / "journal"
        journal.unlink(missing_ok=True)
        index_until(home, self.knowledge, journal, delay)
        written = journal.read_text() if journal.exists() else ""
        # A line that the kill cut off was not written when its work was done.
        journal.write_text(written[: written.rfind("\n") + 1])
        verify(self, self.look(home), journal.read_text().splitlines())

    def kill(self, at: int, *, after: bool) -> tuple[Found, list[str]]:
        """Kill a run at a call, start again; gives what was found and the journal."""
        home, journal = self.copy("victim"), self.root / "journal"
        journal.unlink(missing_ok=True)
        assert index_and_die(home, self.knowledge, journal, at, after) == _KILLED
        return self.look(home), journal.read_text().splitlines()


def stored_then_embedded_again(journal: list[str]) -> list[str]:
    """Texts that were embedded although their vectors had been stored before."""
    waiting: list[str] = []
    stored: Counter[str] = Counter()
    again = []
    for line in journal:
        if line.startswith("embedded "):
            again += [line] if stored[line] else []
            waiting.append(line)
        elif line == "stored":
            stored.update(waiting)
            waiting.clear()
    return again


def check(bench: Bench, at: int, *, after: bool) -> None:
    """One kill, and everything that must hold after it."""
    verify(bench, *bench.kill(at, after=after))


def verify(bench: Bench, found: Found, journal: list[str]) -> None:
    """What must hold after any kill."""
    assert found.final == bench.after, "missing or doubled after the next run"
    assert found.strays == 0
    assert stored_then_embedded_again(journal) == []
    for path, texts in found.answering.items():
        versions = (bench.before.get(path), bench.after.get(path))
        assert texts in versions, f"{path} is mixed of two versions"
    for path in bench.before.keys() & bench.after.keys():
        assert path in found.answering, f"{path} does not answer at the next start"


@pytest.fixture(scope="module", params=list(SCENARIOS))
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    indexed_before, change = SCENARIOS[request.param]
    root = tmp_path_factory.mktemp("kills")
    return Bench(root, indexed_before=indexed_before, change=change)


def test_a_run_that_is_killed_before_or_after_any_step_harms_nothing(bench: Bench) -> None:
    assert bench.calls > 10
    for at in range(bench.calls):
        check(bench, at, after=at % 2 == 0)


@pytest.mark.proof
def test_twenty_kills_at_every_step_harm_nothing(bench: Bench) -> None:
    for at in range(bench.calls):
        for kill in range(20):
            check(bench, at, after=kill % 2 == 0)


@pytest.mark.proof
def test_two_hundred_kills_at_any_moment_harm_nothing(bench: Bench) -> None:
    kill_at_any_moment(bench, kills=100)  # each of the two scenarios


def test_a_kill_between_any_two_steps_harms_nothing(bench: Bench) -> None:
    kill_at_any_moment(bench, kills=2)


def kill_at_any_moment(bench: Bench, *, kills: int) -> None:
    """Kills from outside, at moments of the clock and not of the program."""
    choice = random.Random(20261122)  # noqa: S311 - the same moments in each run
    whole = bench.seconds()
    for _ in range(kills):
        bench.check_moment(choice.uniform(0.0, whole))
