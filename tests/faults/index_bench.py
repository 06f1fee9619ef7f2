"""A bot before an index run that will be killed, and what should come of it."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.recipe import Quantization
from tests.faults.asking import Asker, Heard
from tests.faults.indexer import Found, Shelf, Site, index, index_and_die, index_until, inspect
from tests.faults.qdrant_process import StandIn

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


@dataclass(frozen=True)
class Scenario:
    """What happens between two index runs, or before the first."""

    indexed_before: bool
    change: Change
    quantization: Quantization = Quantization.NONE


FIRST = Scenario(indexed_before=False, change=new_folder)
UPDATE = Scenario(indexed_before=True, change=second_version)
RECIPE = Scenario(indexed_before=True, change=second_version, quantization=Quantization.SCALAR)
"""An update, and a setting that changes how vectors are kept: all is built anew."""


@dataclass(frozen=True)
class Outside:
    """What outlives the killed process: a stand-in for a Qdrant server, and who asks."""

    server: StandIn
    asker: Asker


class Bench:
    """A folder and a home before the run that will be killed, and what should come out.

    Without `outside` it is the embedded default. With it every kill and the run after it
    happen while a second process asks; `heard` is what that one heard last, `asked` how many
    questions there were in all, in `asking` seconds.
    """

    def __init__(self, root: Path, scenario: Scenario, outside: Outside | None = None) -> None:
        self.root = root
        self.outside = outside
        self.heard = Heard()
        self.asked, self.asking = 0, 0.0
        self._new = scenario.quantization
        self._old = Site(
            root / "home", root / "knowledge", outside.server.url if outside else ""
        )
        first_version(self._old.knowledge)
        self.before: Shelf = {}
        if scenario.indexed_before:
            assert index(self._old, root / "journal") == 0
            if outside:
                outside.server.save()
            self.before = self.look(
                replace(self.copy("look"), quantization=Quantization.NONE)
            ).final
        scenario.change(self._old.knowledge)
        whole = self.copy("whole")
        (root / "whole-journal").unlink(missing_ok=True)
        assert index(whole, root / "whole-journal") == 0
        lines = (root / "whole-journal").read_text().splitlines()
        self.calls = sum(line.startswith("call ") for line in lines)
        self.after = self.look(whole).final

    def copy(self, name: str) -> Site:
        """A home as it was before the run, with the index on the server as it was."""
        target = self.root / name
        shutil.rmtree(target, ignore_errors=True)
        if (self.root / "home").exists():
            shutil.copytree(self.root / "home", target)
        if self.outside:
            self.outside.server.restore()
        return replace(self._old, home=target, quantization=self._new)

    def look(self, site: Site) -> Found:
        """Start, look, index, look."""
        return inspect(site, self.root / "journal")

    def seconds(self) -> float:
        """How long a run takes that nobody kills, with the start of its process."""
        site, started = self.copy("victim"), time.monotonic()
        assert index(site, self.root / "journal") == 0
        return time.monotonic() - started

    def check_moment(self, delay: float) -> None:
        """A kill after some seconds, whatever the run does then, and what must hold."""
        site, journal = self.copy("victim"), self.root / "journal"
        journal.unlink(missing_ok=True)
        with self._asked(site):
            index_until(site, journal, delay)
            written = journal.read_text() if journal.exists() else ""
            # A line that the kill cut off was not written when its work was done.
            journal.write_text(written[: written.rfind("\n") + 1])
            found = self.look(site)
        verify(self, found, journal.read_text().splitlines())

    def kill(self, at: int, *, after: bool) -> tuple[Found, list[str]]:
        """Kill a run at a call, start again; gives what was found and the journal."""
        site, journal = self.copy("victim"), self.root / "journal"
        journal.unlink(missing_ok=True)
        with self._asked(site):
            assert index_and_die(site, journal, at, after) == _KILLED
            found = self.look(site)
        return found, journal.read_text().splitlines()

    @contextmanager
    def _asked(self, site: Site) -> Iterator[None]:
        """Somebody asks, in a process with the settings of before, while the block runs."""
        if self.outside is None:
            yield
            return
        words = [f"The {Path(path).stem} page" for path in self.before]
        self.outside.asker.begin(replace(site, quantization=Quantization.NONE), words)
        try:
            yield
        finally:
            self.heard = self.outside.asker.end()
            self.asked += self.heard.asked
            self.asking += self.heard.seconds


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
    assert found.others == frozenset()
    assert stored_then_embedded_again(journal) == []
    for path, texts in found.answering.items():
        versions = (bench.before.get(path), bench.after.get(path))
        assert texts in versions, f"{path} is mixed of two versions"
    for path in bench.before.keys() & bench.after.keys():
        assert path in found.answering, f"{path} does not answer at the next start"
    wrong = bench.heard.wrong(bench.before, bench.after)
    assert not bench.heard.failures, bench.heard.failures[:3]
    assert not wrong, wrong[:3]


def kill_at_any_moment(bench: Bench, *, kills: int, seed: int = 20261122) -> None:
    """Kills from outside, at moments of the clock and not of the program."""
    choice = random.Random(seed)  # noqa: S311 - the same moments in each run
    whole = bench.seconds()
    for _ in range(kills):
        bench.check_moment(choice.uniform(0.0, whole))
