"""What the bot itself costs: per question, at the start, and in memory (goals P5, P8, P9).

    .venv/bin/python bench/overhead.py [--knowledge DIR] [--questions FILE.jsonl]

Per question: wall time of `Desk.search` and of a whole exchange less the time inside embedder,
index and database, over every question, three rounds after one to warm up. At the start:
processor time and memory of `supportbot ask` on an index that stands, against a process
that only imports the libraries which that command imports; medians of five, taken in turns.
Figures are ratios of one run on one machine; the absolute ones are for orientation.
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import datetime as dt
import inspect
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from bot import bootstrap, question_files
from bot.domain.conversation import Question
from bot.errands import question_of
from bot.parts import open_parts
from bot.settings import Settings, load

ROOT = Path(__file__).parent.parent
OURS = ("bot", "connectors", "migrations")
SAMPLE = (
    "연차는 며칠까지 이월할 수 있나요?",
    "How many days a week may I work remotely?",
    "마스트 3의 보증 기간은 얼마인가요?",
    "Can I bring my dog to the Halifax office?",
)
ROUNDS = 3
STARTS = 5


class Stopwatch:
    """Adds up the time inside the parts that it wraps; calls side by side count once."""

    def __init__(self) -> None:
        self.inside = 0.0
        self._open = 0
        self._since = 0.0

    def around(self, part: Any) -> Any:
        """The same part with its asynchronous methods timed."""
        watch = self

        class Timed:
            def __getattr__(self, name: str) -> Any:
                found = getattr(part, name)
                if not inspect.iscoroutinefunction(found):
                    return found

                async def call(*args: Any, **kwargs: Any) -> Any:
                    watch.enter()
                    try:
                        return await found(*args, **kwargs)
                    finally:
                        watch.leave()

                return call

        return Timed()

    def enter(self) -> None:
        """A call begins."""
        if self._open == 0:
            self._since = time.perf_counter()
        self._open += 1

    def leave(self) -> None:
        """A call ends."""
        self._open -= 1
        if self._open == 0:
            self.inside += time.perf_counter() - self._since


async def per_question(settings: Settings, questions: list[str]) -> None:
    """Print the cost of our own code per question."""
    watch = Stopwatch()
    async with AsyncExitStack() as stack:
        parts = await open_parts(settings, stack)
        timed = ("embedder", "index", "manifest", "cache", "exchanges", "vault")
        parts = dataclasses.replace(
            parts, **{name: watch.around(getattr(parts, name)) for name in timed}
        )
        house = bootstrap.furnish(settings, parts)
        await house.ready(lambda _done, _total: None)
        asked = [operators(house, text) for text in questions]
        searches = [partial(house.desk.search, question, limit=5) for question in asked]
        search = await measured(watch, searches)
        answers = [partial(answer, house, text) for text in questions]
        hear = await measured(watch, answers)
    said("P5 a search, without embedder and store", search, goal="p50 <= 1 ms, p99 <= 5 x p50")
    said("P5 a whole answer with its quotations, without them", hear, goal="none set")
    share = sum(own for own, _ in hear) / sum(whole for _, whole in hear)
    whole_p50 = statistics.median(whole for _, whole in hear)
    print(f"P8 our share of a whole answer: {share:.1%} (whole: p50 {whole_p50:.0f} ms)")


async def answer(house: bootstrap.House, text: str) -> None:
    """Ask a question that was never asked before, and wait for its outcome."""
    exchange = await house.desk.hear(operators(house, text))
    await house.delivery.serve_this(exchange.question.id)


def operators(house: bootstrap.House, text: str) -> Question:
    """A question on the command line."""
    line = {"question": text, "history": []}
    return question_of(line, user="bench", asked_at=house.clock.now())


async def measured(
    watch: Stopwatch, calls: list[Callable[[], Awaitable[Any]]]
) -> list[tuple[float, float]]:
    """Our own milliseconds and the whole ones of each call, after one round to warm up."""
    found = []
    for turn in range(ROUNDS + 1):
        for call in calls:
            watch.inside, started = 0.0, time.perf_counter()
            await call()
            seconds = time.perf_counter() - started
            if turn:
                found.append((1000 * (seconds - watch.inside), 1000 * seconds))
    return found


def said(what: str, times: list[tuple[float, float]], *, goal: str) -> None:
    """One line of figures."""
    own = sorted(own for own, _ in times)
    p50, p99 = statistics.median(own), own[int(0.99 * (len(own) - 1))]
    print(
        f"{what}, n={len(own)}: p50 {p50:.2f} ms, p99 {p99:.2f} ms ({p99 / p50:.1f} x); "
        f"goal: {goal}"
    )


def run(*command: str) -> tuple[float, float]:
    """Processor seconds and peak memory (MiB) of a process."""
    pid = os.posix_spawn(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def imported_by(command: list[str]) -> list[str]:
    """The third-party modules that a command imports, by asking it afterwards."""
    code = (
        "import sys\n"
        f"sys.argv = {command!r}\n"
        "from bot.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('MODULES')\n"
        "print('\\n'.join(m for m, v in sys.modules.items() if v and m.isidentifier()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    lines = done.stdout.partition("MODULES\n")[2].split("\n")
    standard = {*sys.stdlib_module_names, *sys.builtin_module_names, *OURS, "__main__"}
    return [m for m in lines if m not in standard and _can_be_imported(m)]


def _can_be_imported(name: str) -> bool:
    """Compiled modules register names in `sys.modules` that nobody can import."""
    try:
        return find_spec(name) is not None
    except ValueError:
        return False


def at_the_start(settings: Settings) -> None:
    """Print the cost of starting and answering once."""
    command = ["supportbot", "ask", SAMPLE[0], "--home", str(settings.home)]
    command += ["--knowledge", str(settings.knowledge)]
    bare = ";".join(
        f"__import__({module!r})"
        for module in imported_by(command)
        if not module.startswith(("_", "sitecustomize"))
    )
    ask = f"import sys; sys.argv={command!r}; from bot.cli import main; main()"
    asked, imported = [], []
    for _ in range(STARTS):
        asked.append(run(sys.executable, "-c", ask))
        imported.append(run(sys.executable, "-c", bare))
    cpu, memory = (statistics.median(x) for x in zip(*asked, strict=True))
    bare_cpu, bare_memory = (statistics.median(x) for x in zip(*imported, strict=True))
    print(
        f"P9 start to first answer: {cpu:.2f} s of processor time, {cpu / bare_cpu:.2f} x "
        f"the bare imports ({bare_cpu:.2f} s); goal <= 1.25 x"
    )
    print(
        f"   memory: {memory:.0f} MiB with the local embedder, {memory / bare_memory:.2f} x "
        f"the bare imports ({bare_memory:.0f} MiB); goal <= 1.3 x without it"
    )


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--knowledge", type=Path, default=ROOT / "knowledge")
    parser.add_argument("--questions", type=Path)
    arguments = parser.parse_args()
    questions = list(SAMPLE)
    if arguments.questions:
        questions = [
            line.question for line in question_files.read_questions(arguments.questions)
        ]
    today = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    print(f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        settings = load(home=Path(folder), knowledge=arguments.knowledge)
        asyncio.run(per_question(settings, questions))
        at_the_start(settings)


if __name__ == "__main__":
    main()
