"""What an index run costs when little or nothing changed (goals P1 to P3 of the index).

    .venv/bin/python bench/index_costs.py [--files 300 10000] [--rounds 5] [--alone]

Generated Markdown, a hashing embedder (so that our own work is what is seen), SQLite and
the embedded engine. One process indexes the folder, a second one, which has it open as
`supportbot serve` does, runs again after each kind of change. Figures are processor seconds
of the run, and ratios to the full run, all of one go on one machine: the absolute ones are
for orientation. Nothing, an edit and its rollback are measured `--rounds` times, in turns,
and the medians told; the rest once. Memory is the most that the process of the full run had
resident, less what it had before: what is its own, and what are mapped pages of the
engine's files, which the system takes back when it needs them. Of its own, the part that a
process has too which only opens the finished index, to search it, is told beside it: the
engine keeps the sparse vectors and the ids there.

LangChain's `index()` is run on the same texts with its records and vectors in memory, which
is less than it needs in earnest: its documents are read, cut at headings and handed over.
Not with `--alone`. `bench/peers/reindex.py` sets the two side by side with stores on disk.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index_costs_langchain import langchain  # noqa: E402 - beside this file

from bot import bootstrap  # noqa: E402 - found through the line above
from bot.domain.knowledge import IndexReport  # noqa: E402 - found through the line above
from bot.parts import open_parts  # noqa: E402 - found through the line above
from bot.settings import Settings  # noqa: E402 - found through the line above
from tests.fakes.embedder import FakeEmbedder  # noqa: E402 - found through the line above

TEXT = (
    "leave pay office door printer vpn password request form badge room travel card limit "
    "report team order account invoice refund 휴가 급여 신청 승인 규정 인사팀 회의실 출장 보안 "
    "비밀번호 계정 환불 배송 주문 결제 설정 오류 재설정 담당자 기한"
)
FOLDERS = 20


def write(folder: Path, files: int, passages: int) -> None:
    """A folder of generated documents, the same each time."""
    choice = random.Random(1)  # noqa: S311 - the same texts each time
    words = TEXT.split()
    for number in range(files):
        path = folder / f"team-{number % FOLDERS:02}" / f"page-{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        parts = [f"# Page {number}\n"]
        for part in range(passages):
            text = " ".join(choice.choices(words, k=90))
            parts.append(f"## Part {part} of {number}\n\n{text}.\n")
        path.write_text("\n".join(parts), encoding="utf-8")


def pages(folder: Path, share: float) -> list[Path]:
    """Some of the documents, spread over the folder; at least one."""
    return sorted(folder.rglob("page-*.md"))[:: max(1, round(1 / share))]


def nothing(_folder: Path) -> None:
    """No change."""


def edit(folder: Path) -> None:
    """One part of one document in a hundred has other words."""
    for path in pages(folder, 0.01):
        text = path.read_text(encoding="utf-8")
        path.with_suffix(".before").write_text(text, encoding="utf-8")
        path.write_text(f"{text.rstrip()} Changed at {time.time_ns()}.\n", encoding="utf-8")
    _hide(folder)


def roll_back(folder: Path) -> None:
    """What was edited is as it was."""
    for kept in (folder.parent / "kept").iterdir():
        kept.rename(folder / kept.name.replace("~", "/"))


def _hide(folder: Path) -> None:
    (folder.parent / "kept").mkdir(exist_ok=True)
    for path in folder.rglob("*.before"):
        name = str(path.relative_to(folder).with_suffix(".md")).replace("/", "~")
        path.rename(folder.parent / "kept" / name)


def rename(folder: Path) -> None:
    """One document in twenty has another name."""
    for path in pages(folder, 0.05):
        path.rename(path.with_name(path.name.replace("page-", "page-renamed-")))


def move(folder: Path) -> None:
    """A whole folder lies elsewhere."""
    (folder / "team-00").rename(folder / "archive")


def label(folder: Path) -> None:
    """One document in twenty has an owner in its front matter."""
    for path in pages(folder, 0.05):
        path.write_text(f"---\nowner: kim\n---\n{path.read_text(encoding='utf-8')}")


def label_a_folder(folder: Path) -> None:
    """One folder has an owner and a link."""
    text = "owner: lee\nlink: https://wiki.example/{path}\n"
    (folder / "team-01" / "_folder.yaml").write_text(text)


Step = tuple[str, Callable[[Path], None]]
FIRST: Step = ("no-op, first of a process", nothing)
OFTEN: tuple[Step, ...] = (
    ("no-op", nothing),
    ("1 % edited", edit),
    ("1 % rolled back", roll_back),
)
ONCE: tuple[Step, ...] = (
    ("5 % renamed", rename),
    ("a folder moved", move),
    ("5 % front matter", label),
    ("a folder's settings", label_a_folder),
    ("no-op again", nothing),
)


async def run(house: bootstrap.House, name: str) -> dict[str, Any]:
    """One index run, and what it cost."""
    memory = Memory()
    cpu, wall = time.process_time(), time.perf_counter()
    report: IndexReport = await house.index(memory.look)
    return {
        "step": name,
        "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - wall,
        "own": memory.own,
        "mapped": memory.mapped,
        "embedded": report.embedded,
        "written": report.written,
        "passages": report.passages,
        "failed": len(report.failed),
    }


async def opened(house: bootstrap.House) -> dict[str, Any]:
    """What it takes to hold a finished index."""
    memory = Memory()
    await house.ready(memory.look)
    memory.look(1.0, 1)
    return {"step": "open", "own": memory.own}


class Memory:
    """The most bytes above those at the start: the process's own, and mapped files."""

    def __init__(self) -> None:
        self._start = self._now()
        self.own = self.mapped = 0

    def look(self, _done: float, _total: int) -> None:
        """Look again; called as a run goes on."""
        own, mapped = self._now()
        self.own = max(self.own, own - self._start[0])
        self.mapped = max(self.mapped, mapped - self._start[1])

    def _now(self) -> tuple[int, int]:
        lines = Path("/proc/self/status").read_text().splitlines()
        kilobytes = {line.split()[0]: int(line.split()[1]) for line in lines if " kB" in line}
        return kilobytes["RssAnon:"] * 1024, kilobytes["RssFile:"] * 1024


async def work(root: Path, steps: str, rounds: int) -> Iterator[dict[str, Any]]:
    """The runs of one process."""
    settings = Settings(home=root / "home", knowledge=root / "knowledge")
    told = []
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack)
        house = bootstrap.furnish(settings, dataclasses.replace(parts, embedder=FakeEmbedder()))
        if steps == "full":
            return iter([await run(house, "full")])
        if steps == "open":
            return iter([await opened(house)])
        for name, change in (FIRST, *OFTEN * rounds, *ONCE):
            change(settings.knowledge)
            told.append(await run(house, name))
    return iter(medians(told))


def medians(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for each step, in order: of what was measured several times, the median."""
    steps: dict[str, list[dict[str, Any]]] = {}
    for one in told:
        steps.setdefault(one["step"], []).append(one)
    return [
        {
            key: name if key == "step" else statistics.median(one[key] for one in runs)
            for key in runs[0]
        }
        for name, runs in steps.items()
    ]


def child(kind: str, root: Path, rounds: int) -> None:
    """Do one process's part, and print it as JSON."""
    told = langchain(root) if kind == "langchain" else asyncio.run(work(root, kind, rounds))
    print(json.dumps(list(told)))


def ask(kind: str, root: Path, rounds: int = 1) -> list[dict[str, Any]]:
    """What a process of its own says of its part."""
    command = [sys.executable, __file__, "--child", kind, "--root", str(root)]
    command += ["--rounds", str(rounds)]
    environment = os.environ | {"MALLOC_ARENA_MAX": "2"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def measure(files: int, passages: int, *, rounds: int, alone: bool) -> None:
    """All steps for a folder of so many files."""
    root = Path(tempfile.mkdtemp(prefix="index-costs-"))
    try:
        write(root / "knowledge", files, passages)
        peer = [] if alone else ask("langchain", root)
        (full,), (held,) = ask("full", root), ask("open", root)
        print(f"\n{files:,} files, {full['passages']:,} passages, {rounds} rounds")
        print(
            f"  memory that the full run adds: {full['own'] / 2**20:.0f} MiB of its own, "
            f"{full['mapped'] / 2**20:.0f} MiB of mapped files; to hold the index, without a "
            f"run, takes {held['own'] / 2**20:.0f} MiB"
        )
        for told in (full, *ask("steps", root, rounds)):
            print(
                f"  {told['step']:<26}  {told['cpu']:8.3f} s processor  {told['wall']:8.3f} s  "
                f"ratio {told['cpu'] / full['cpu']:.4f}  embedded {told['embedded']:>6.0f}  "
                f"written {told['written']:>6.0f}"
            )
        for told in peer:
            print(f"  LangChain in memory, {told['step']}: {told['cpu']:.3f} s processor")
    finally:
        shutil.rmtree(root)


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, nargs="+", default=[300, 10_000])
    parser.add_argument("--passages", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--alone", action="store_true", help="without LangChain")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--root", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        child(chosen.child, chosen.root, chosen.rounds)
        return
    for files in chosen.files:
        measure(files, chosen.passages, rounds=chosen.rounds, alone=chosen.alone)


if __name__ == "__main__":
    main()
