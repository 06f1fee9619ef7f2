"""`supportbot serve` as a process, for tests that wait for other things too."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from tests.journeys.slack.town import (
    APP_TOKEN,
    BOT_TOKEN,
    SECRET,
    STAFF,
    Town,
)
from tests.journeys.terminal import PROGRAM, Terminal

_SECONDS = 120.0


class Bot:
    """The process, and what it has said so far."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.said: list[str] = []
        self.errors: list[str] = []
        self._news = asyncio.Condition()
        assert process.stdout is not None
        assert process.stderr is not None
        self._readers = [
            asyncio.create_task(self._read(process.stdout, self.said)),
            asyncio.create_task(self._read(process.stderr, self.errors)),
        ]

    async def heard(self, words: str) -> str:
        """Wait for a line with these words; give it."""
        async with asyncio.timeout(_SECONDS), self._news:
            await self._news.wait_for(
                lambda: self._line(words) or all(one.done() for one in self._readers)
            )
        assert self._line(words), f"'{words}' was never said: {self.said} {self.errors}"
        return self._line(words)

    async def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """Send the signal, and wait for the end."""
        if self.process.returncode is None:
            self.process.send_signal(number)
        code = await self.process.wait()
        await asyncio.gather(*self._readers)
        return code

    def kill(self) -> None:
        """At once."""
        self.process.kill()

    def _line(self, words: str) -> str:
        return next((line for line in self.said if words in line), "")

    async def _read(self, stream: asyncio.StreamReader, lines: list[str]) -> None:
        while line := await stream.readline():
            lines.append(line.decode().rstrip("\n"))
            async with self._news:
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()


@asynccontextmanager
async def serving(
    terminal: Terminal,
    town: Town,
    *,
    http_port: int | None = None,
    env: Mapping[str, str] | None = None,
    waits_for: str = "Ready: ",
) -> AsyncIterator[Bot]:
    """A bot in that town until the block ends; with `http_port` it hears over HTTP."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("BOT_", "OPENAI_"))}
    ours = {
        "BOT_WEB__PORT": "0",
        "BOT_SLACK__BOT_TOKEN": BOT_TOKEN,
        "BOT_SLACK__STAFF_CHANNEL": STAFF,
        **town.env(),
        **_transport(http_port),
        **(env or {}),
    }
    process = await asyncio.create_subprocess_exec(
        *town.prefix,
        str(PROGRAM),
        "serve",
        cwd=terminal.folder,
        env={**kept, **ours},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=PIPE,
        stderr=PIPE,
    )
    bot = Bot(process)
    try:
        if http_port is not None:
            line = await bot.heard("slack: open at ")
            await town.listens_at(line.removeprefix("slack: open at ").split(" ")[0])
        await bot.heard(waits_for)
        yield bot
    except BaseException:
        await bot.end()
        print(*bot.said, *bot.errors, sep="\n")  # noqa: T201 - pytest shows it with the failure
        raise
    finally:
        await bot.end()


def _transport(http_port: int | None) -> dict[str, str]:
    if http_port is None:
        return {"BOT_SLACK__APP_TOKEN": APP_TOKEN}
    return {"BOT_SLACK__SIGNING_SECRET": SECRET, "BOT_SLACK__PORT": str(http_port)}
