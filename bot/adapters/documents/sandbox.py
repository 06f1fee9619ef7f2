"""Has files read by worker processes, and survives whatever the files do to those."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Collection
from typing import IO

from bot.adapters.documents import wire
from bot.adapters.documents.limits import MIB, Limits
from bot.adapters.documents.text import Reading
from bot.domain.errors import DocumentUnreadable

# The path is handed over because -I takes no folder on trust, not even our own.
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from bot.adapters.documents.worker import main; main()"
)
_UNTIL_READY = 60.0
_ROOM = 4 * MIB
_GONE: dict[str, object] = {"trouble": "gone"}
_CRASHED: dict[str, object] = {"trouble": "crash"}
_KILLED: dict[str, object] = {"trouble": "killed"}


class NotStarted(DocumentUnreadable):
    """There was no process to read the file in, which says nothing about the file."""


class Sandbox:
    """Reads the bytes of files outside this process, each within its limits.

    Safe to use from several threads; each takes a worker for itself. Workers stay for the
    next file, end by themselves when there is none for a while, and at `close`. Pickled, it
    becomes the one sandbox with these limits of the process that it is sent to.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._guard = threading.Lock()
        # Whoever forgets to close leaves no process behind all the same.
        weakref.finalize(self, _end, self._all)

    def __reduce__(self) -> tuple[object, ...]:
        return _sandbox_here, (self._limits,)

    def read(self, raw: bytes, path: str, *, languages: str = "") -> tuple[Reading, str]:
        """What the reader for these bytes makes of them, and that reader's version.

        `path` gives a title and an ending, and is not opened. `languages` are the ones
        that text in pictures is looked for in, as Tesseract writes them; empty: it is not.
        Raises DocumentUnreadable, also when the worker died of the file; when it was killed
        from outside, the file is read again.
        """
        asked = wire.packed({"path": path, "languages": languages})
        patience = self._limits.wall + (self._limits.recognition if languages else 0)
        answer, was_fresh = self._ask(asked, raw, patience, fresh=False)
        if answer == _KILLED or (answer in (_GONE, _CRASHED) and not was_fresh):
            # Somebody else ended it, or it ended for want of work just now, or of what an
            # earlier file did to it.
            answer, _ = self._ask(asked, raw, patience, fresh=True)
        return _reading(answer, self._limits)

    @property
    def workers(self) -> tuple[int, ...]:
        """The process ids of the workers that run just now."""
        return tuple(worker.id for worker in list(self._all) if worker.is_alive)

    def close(self) -> None:
        """End all workers at once; files that are read just now count as unreadable."""
        _end(self._all)

    def _ask(
        self, asked: bytes, raw: bytes, patience: float, *, fresh: bool
    ) -> tuple[dict[str, object], bool]:
        """What a worker said, and whether this was its first file."""
        # A character takes up to six bytes as JSON.
        most = 6 * self._limits.text + _ROOM
        worker = None if fresh else self._idle_one()
        was_fresh = worker is None
        worker = worker or self._new_one()
        try:
            return worker.ask(asked, raw, patience=patience, most=most), was_fresh
        finally:
            self._give_back(worker)

    def _idle_one(self) -> _Worker | None:
        with self._guard:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                worker.end()
                self._all.discard(worker)
        return None

    def _new_one(self) -> _Worker:
        try:
            worker = _Worker(self._limits)
        except OSError as error:
            raise NotStarted(
                f"no process could be started to read it ({os.strerror(error.errno or 0)}): "
                "free memory; the next run tries again"
            ) from error
        with self._guard:
            self._all.add(worker)
        return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._guard:
            if worker.is_alive:
                self._idle.append(worker)
                return
            self._all.discard(worker)
        worker.end()


@functools.cache
def _sandbox_here(limits: Limits) -> Sandbox:
    return Sandbox(limits)


class _Worker:
    """One process, and the pipes to it."""

    def __init__(self, limits: Limits) -> None:
        """Start it. Raises OSError."""
        command = [sys.executable, "-I", "-c", _START, json.dumps(sys.path)]
        # Its own group, so that what it starts ends with it; none of our settings.
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"},
            start_new_session=True,
        )
        self._is_late = False
        self._is_dismissed = False
        told = self._talk(
            wire.packed(dataclasses.asdict(limits)), patience=_UNTIL_READY, most=_ROOM
        )
        self.locks = told.get("locks")
        if not self.locks:
            self.end()
            raise ChildProcessError

    @property
    def id(self) -> int:
        """The id of its process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None and not self._source.closed

    @property
    def _source(self) -> IO[bytes]:
        assert self._process.stdout  # noqa: S101 - asked for above
        return self._process.stdout

    @property
    def _sink(self) -> IO[bytes]:
        assert self._process.stdin  # noqa: S101 - asked for above
        return self._process.stdin

    def ask(self, asked: bytes, raw: bytes, *, patience: float, most: int) -> dict[str, object]:
        """The worker's answer, or `trouble`: what became of it instead."""
        return self._talk(asked, raw, patience=patience, most=most)

    def _talk(self, *frames: bytes, patience: float, most: int) -> dict[str, object]:
        alarm = threading.Timer(patience, self._ring)
        alarm.daemon = True
        alarm.start()
        try:
            wire.send(self._sink, *frames)
            return wire.unpacked(wire.receive(self._source, most=most))
        except (OSError, ValueError, wire.Cut):
            self.end()
            return self._cause()
        finally:
            alarm.cancel()

    def _ring(self) -> None:
        self._is_late = True
        self._kill()

    def _cause(self) -> dict[str, object]:
        if self._is_late:
            return {"trouble": "wall"}
        code = self._process.returncode
        if code == -signal.SIGXCPU:
            return {"trouble": "processor"}
        if code == -signal.SIGKILL and not self._is_dismissed:
            return _KILLED  # not by its file: signals are locked away from that
        return _GONE if code == 0 else _CRASHED

    def end(self) -> None:
        """Kill it with all it started, and let go of its pipes. May be called twice."""
        self._kill()
        self._process.wait()
        for pipe in (self._source, self._sink):
            try:
                pipe.close()
            except OSError:  # what was not sent yet goes nowhere
                continue

    def dismiss(self) -> None:
        """End it for good: what it reads just now is not to be read again."""
        self._is_dismissed = True
        self.end()

    def _kill(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # it is gone already
            return


def _end(workers: Collection[_Worker]) -> None:
    for worker in list(workers):
        worker.dismiss()


def _reading(answer: dict[str, object], limits: Limits) -> tuple[Reading, str]:
    """The reading in an answer; what is not of the shape that we speak is not believed."""
    if isinstance(reason := answer.get("reason"), str):
        raise DocumentUnreadable(reason[:2000], withhold=answer.get("withhold") is True)
    text, title, version = (answer.get(name) for name in ("text", "title", "version"))
    pages, remarks = answer.get("pages"), answer.get("remarks")
    if not (isinstance(text, str) and isinstance(title, str) and isinstance(version, str)):
        raise DocumentUnreadable(_troubles(limits).get(str(answer.get("trouble")), _CRASH))
    if not (isinstance(pages, list) and isinstance(remarks, list)):
        raise DocumentUnreadable(_CRASH)
    starts = tuple(page for page in pages if isinstance(page, int))
    said = tuple(remark for remark in remarks if isinstance(remark, str))
    return Reading(title=title, text=text, pages=starts, remarks=said), version


_CRASH = (
    "the program that reads such files crashed over it, so it is probably damaged: open it, "
    "save it again, or write it as Markdown"
)


def _troubles(limits: Limits) -> dict[str, str]:
    return {
        "memory": f"reading it takes more than {limits.memory // MIB} MiB of memory: split it, "
        "or raise BOT_INDEX__READER_MEMORY (in MiB)",
        "processor": f"reading it takes more than {limits.processor} seconds of processor "
        "time: split it, or raise BOT_INDEX__READER_SECONDS",
        "wall": f"reading it takes more than {limits.wall:g} seconds: split it, or raise "
        "BOT_INDEX__READER_SECONDS",
        "depth": "its parts stand too deep in each other, which no document for people needs: "
        "save it again, or write it as Markdown",
    }
