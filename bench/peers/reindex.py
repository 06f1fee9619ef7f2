"""What a re-index costs: LangChain's and ours, in turns, on the same made-up files.

    .venv/bin/python bench/peers/reindex.py [--files 300] [--rounds 3]

Each round: a full run into an empty store, a run in which nothing changed (the quicker of
two), and one in which one file of a hundred changed by a sentence. The embedder hashes, so
what counts is everything else. Seconds of processor time, with that of child processes,
and of the clock; medians. Only ratios mean something on another machine.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from folder import change, make
from hashing import Hashing

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
THEIR_PYTHON = HERE / ".venv" / "bin" / "python"
_MEMORY = Path("/dev/shm")  # noqa: S108 - in memory, so that the disk is nobody's excuse
PHASES = ("full", "no-op", "1 % changed")
Round = dict[str, dict[str, float]]


def measured(run: Callable[[], object], embedder: Hashing) -> dict[str, float]:
    """What one run took and how many texts it embedded."""
    before, wall, embedded = _processor(), time.monotonic(), embedder.embedded
    run()
    return {
        "processor": _processor() - before,
        "clock": time.monotonic() - wall,
        "embedded": embedder.embedded - embedded,
    }


def _processor() -> float:
    """Seconds of this process, of its children that ended, and of those that live."""
    ended = [
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    ticks = sum(_ticks(child) for child in _children(os.getpid()))
    return sum(one.ru_utime + one.ru_stime for one in ended) + ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    """All below a process, where Linux tells."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        near = [int(word) for task in tasks for word in (task / "children").read_text().split()]
    except OSError:
        return []
    return [*near, *(deeper for child in near for deeper in _children(child))]


def _ticks(pid: int) -> int:
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(after_name[11]) + int(after_name[12])


def phases(run: Callable[[], object], embedder: Hashing, folder: Path, round_: int) -> Round:
    """A whole round over an empty store."""
    full = measured(run, embedder)
    quiet = min((measured(run, embedder) for _ in range(2)), key=lambda one: one["processor"])
    change(folder, round_)
    return {"full": full, "no-op": quiet, "1 % changed": measured(run, embedder)}


def theirs(folder: Path, store: Path, round_: int) -> Round:
    """LangChain's round; in the peers' environment."""
    kind = importlib.import_module("langchain_peer").LangChain
    embedder = Hashing()
    peer = kind(folder, store, embedder, dimensions=embedder.dimensions)
    return phases(peer.index, embedder, folder, round_)


def ours(folder: Path, store: Path, round_: int) -> Round:
    """Our round, through a house of the product."""
    from bot.bootstrap import furnish  # noqa: PLC0415 - not there in the peers' environment
    from bot.parts import open_parts  # noqa: PLC0415 - the same
    from bot.settings import load  # noqa: PLC0415 - the same

    embedder = Hashing()
    settings = load(home=store, knowledge=folder)

    async def whole() -> Round:
        async with AsyncExitStack() as stack:
            parts = await open_parts(settings, stack)
            house = furnish(settings, dataclasses.replace(parts, embedder=embedder))
            loop = asyncio.get_running_loop()

            def run() -> None:
                indexing = house.index(lambda _done, _total: None)
                asyncio.run_coroutine_threadsafe(indexing, loop).result()

            return await asyncio.to_thread(phases, run, embedder, folder, round_)

    return asyncio.run(whole())


def _in_turn(files: int, rounds: int) -> dict[str, list[Round]]:
    """Rounds in a process each; who goes first changes."""
    done: dict[str, list[Round]] = {"ours": [], "langchain": []}
    for round_ in range(rounds):
        sides = [("ours", sys.executable), ("langchain", str(THEIR_PYTHON))]
        for side, python in sides if round_ % 2 == 0 else reversed(sides):
            command = [python, "-W", "ignore", __file__, "--side", side]
            command += ["--files", str(files), "--round", str(round_)]
            told = subprocess.run(command, check=True, capture_output=True, text=True)
            done[side].append(json.loads(told.stdout.splitlines()[-1]))
            print(f"round {round_ + 1}, {side}: {done[side][-1]}", file=sys.stderr)
    return done


def _one(side: str, files: int, round_: int) -> Round:
    where = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="reindex-", dir=where) as made:
        folder, store = Path(made, "docs"), Path(made, "store")
        store.mkdir()
        make(folder, files)
        return {"ours": ours, "langchain": theirs}[side](folder, store, round_)


def summary(done: dict[str, list[Round]], files: int) -> dict[str, Any]:
    """Medians, and the ratios that the goals are about."""
    medians = {
        side: {
            phase: {
                unit: statistics.median(one[phase][unit] for one in rounds)
                for unit in ("processor", "clock", "embedded")
            }
            for phase in PHASES
        }
        for side, rounds in done.items()
    }
    ratios = {}
    for unit in ("processor", "clock"):
        mine, other = (
            {p: medians[side][p][unit] for p in PHASES} for side in ("ours", "langchain")
        )
        ratios[unit] = {
            "our no-op / our full run": mine["no-op"] / mine["full"],
            "our 1 % changed / our full run": mine["1 % changed"] / mine["full"],
            "our no-op / LangChain's no-op": mine["no-op"] / other["no-op"],
            "LangChain's no-op / its full run": other["no-op"] / other["full"],
            "our full run / LangChain's": mine["full"] / other["full"],
        }
    rounds = len(done["ours"])
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    return {
        "date": date,
        "files": files,
        "rounds": rounds,
        "medians": medians,
        "ratios": ratios,
    }


def markdown(told: dict[str, Any]) -> str:
    """The summary as two tables."""
    lines = [f"{told['files']} files, {told['rounds']} rounds, {told['date']}.", ""]
    lines += ["| run | side | processor s | clock s | texts embedded |", "|" + " --- |" * 5]
    for phase in PHASES:
        for side, row in told["medians"].items():
            one = row[phase]
            spent = f"{one['processor']:.3f} | {one['clock']:.3f} | {one['embedded']:.0f}"
            lines.append(f"| {phase} | {side} | {spent} |")
    lines += ["", "| ratio | processor | clock |", "| --- | --- | --- |"]
    for name, value in told["ratios"]["processor"].items():
        lines.append(f"| {name} | {value:.4f} | {told['ratios']['clock'][name]:.4f} |")
    return "\n".join(lines)


def main() -> None:
    """Read the command line and run a side, or both and the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=None, help="a JSON file")
    parser.add_argument("--side", choices=("ours", "langchain"), help=argparse.SUPPRESS)
    parser.add_argument("--round", type=int, default=0, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.side:
        print(json.dumps(_one(chosen.side, chosen.files, chosen.round)))
        return
    told = summary(_in_turn(chosen.files, chosen.rounds), chosen.files)
    if chosen.out:
        chosen.out.write_text(json.dumps(told, indent=1), "utf-8")
    print(markdown(told))


if __name__ == "__main__":
    main()
