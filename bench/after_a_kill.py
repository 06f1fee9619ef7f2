"""How soon the bot answers again after an index run was killed.

    .venv/bin/python bench/after_a_kill.py [--kills 20] [--knowledge DIR]

Indexes the sample folder with the embedded defaults, changes a quarter of its documents, and
kills the next run (SIGKILL) at a random moment of it. Then asks a question on what is there:
seconds from the start of `supportbot ask` to its end, beside the same on a home that nobody
killed, in turns. The ratio is what counts; seconds belong to the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).with_name("supportbot")
QUESTION = "How many days a week may I work remotely?"


def started(home: Path, knowledge: Path, *words: str) -> subprocess.Popen[str]:
    """`supportbot …` on a home of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOT_")}
    own = {"BOT_HOME": str(home), "BOT_KNOWLEDGE": str(knowledge)}
    return subprocess.Popen(
        [PROGRAM, *words],
        env=kept | own,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def asked(home: Path, knowledge: Path) -> tuple[float, str]:
    """Seconds to the answer, and what became of the question."""
    began = time.monotonic()
    out, _ = started(home, knowledge, "ask", QUESTION, "--json").communicate()
    return time.monotonic() - began, json.loads(out)["outcome"]


def indexed(home: Path, knowledge: Path) -> float:
    """Seconds of a run that nobody kills."""
    began = time.monotonic()
    process = started(home, knowledge, "index")
    process.communicate()
    if process.returncode:
        sys.exit("The index run failed.")
    return time.monotonic() - began


def changed(knowledge: Path, round_: int) -> None:
    """Other words in a quarter of the documents."""
    for path in sorted(knowledge.rglob("*.md"))[::4]:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\nThis was looked at in round {round_}.\n")


def killed(home: Path, knowledge: Path, after: float) -> None:
    """A run that ends by SIGKILL, with the processes that it started."""
    process = started(home, knowledge, "index")
    time.sleep(after)
    os.killpg(process.pid, 9)
    process.communicate()


def main() -> None:
    """Kill, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    chosen = parser.parse_args()
    choice = random.Random(1)  # noqa: S311 - the same moments in each run
    with tempfile.TemporaryDirectory(prefix="after-a-kill-") as folder:
        whole, victim, knowledge = (Path(folder) / n for n in ("whole", "victim", "knowledge"))
        shutil.copytree(chosen.knowledge, knowledge)
        indexed(whole, knowledge)
        shutil.copytree(whole, victim)
        changed(knowledge, 0)
        longest = indexed(victim, knowledge)
        usual, after = [], []
        for round_ in range(1, chosen.kills + 1):
            usual.append(asked(whole, knowledge))
            changed(knowledge, round_)
            killed(victim, knowledge, choice.uniform(0, longest))
            after.append(asked(victim, knowledge))
    told(usual, after)


def told(usual: list[tuple[float, str]], after: list[tuple[float, str]]) -> None:
    """Medians, worst cases, and how many were answered."""
    for name, found in (("nobody killed", usual), ("after a kill", after)):
        seconds = [one for one, _ in found]
        right = sum(outcome == "answered" for _, outcome in found)
        print(
            f"{name}: {right} of {len(found)} answered, "
            f"median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s"
        )
    ratio = statistics.median(a for a, _ in after) / statistics.median(u for u, _ in usual)
    print(f"ratio of the medians: {ratio:.2f}")


if __name__ == "__main__":
    main()
