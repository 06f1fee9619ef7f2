"""The process in which files are read: one after the other, locked in before the first.

It is started by `sandbox.py` and speaks with it over its standard input and output. It
gets the bytes of a file, never its path on the disk, and has none of the bot's settings.
"""

from __future__ import annotations

import contextlib
import mimetypes
import os
import re
import select
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bot.adapters.documents import confine, wire
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.readers import Wish, read
from bot.domain.errors import DocumentUnreadable

IDLE = 20.0
"""Seconds without work after which a worker ends by itself."""

_SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache")
_MIB = 1024 * 1024
_FIT = 256 * _MIB
_LARGEST = 2048 * _MIB
_PEAK = re.compile(rb"VmHWM:\s*(\d+)")


def main() -> None:
    """Read files until there are no more, or a file took this process beyond repair."""
    source, sink = _pipes()
    limits = _limits(wire.unpacked(wire.receive(source, most=_MIB)))
    mimetypes.init()  # libraries ask for it, and it reads the system's list
    desk = _Desk(source, sink, limits, _status())
    took = confine.confine(memory=limits.memory, readable=_readable())
    wire.send(sink, wire.packed({"locks": took}))
    with contextlib.suppress(wire.Cut, OSError):
        while desk.is_asked() and desk.serve():
            pass


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where files come in and readings go out."""

    source: IO[bytes]
    sink: IO[bytes]
    limits: Limits
    status: IO[bytes] | None

    def is_asked(self) -> bool:
        """Whether there is work, after waiting for it a while."""
        # Nothing waits in the buffer: the parent asks only after it has its answer.
        ready, _, _ = select.select([self.source], [], [], IDLE)
        return bool(ready)

    def serve(self) -> bool:
        """Read one file; whether this process is fit for another one."""
        asked = wire.unpacked(wire.receive(self.source, most=_MIB))
        raw = wire.receive(self.source, most=_LARGEST)
        confine.allow_processor_time(self.limits.processor)
        wish = Wish(str(asked["path"]), self.limits, str(asked.get("languages", "")))
        try:
            answer, is_fit = _answer(raw, wish), True
        except Exception as error:  # noqa: BLE001 - the edge of the task: one file's reader failed
            # Libraries have many names for no more memory.
            is_full = isinstance(error, MemoryError) or self._peak() * 2 > self.limits.memory
            answer, is_fit = {"trouble": "memory" if is_full else "crash"}, False
        wire.send(self.sink, wire.packed(answer))
        return is_fit and self._peak() < _FIT  # what a library took it seldom gives back

    def _peak(self) -> int:
        """The most memory that this process had, in bytes; 0 where the system does not say.

        Not by `getrusage`: that also counts what the bot had when it started us.
        """
        if self.status is None:
            return 0
        self.status.seek(0)
        found = _PEAK.search(self.status.read())
        return int(found[1]) * 1024 if found else 0


def _pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output for us alone: what a library prints goes nowhere."""
    source, sink = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
    return os.fdopen(source, "rb"), os.fdopen(sink, "wb")


def _status() -> IO[bytes] | None:
    """What Linux says of this process; opened now, as it cannot be once we are locked in."""
    try:
        return open("/proc/self/status", "rb", buffering=0)  # noqa: PTH123 - see above
    except OSError:
        return None


def _readable() -> list[str]:
    """Our own program, the Python it runs in, and the libraries of the system."""
    program = str(Path(__file__).resolve().parents[2])
    python = [sys.prefix, sys.base_prefix]
    packages = [folder for folder in sys.path if folder.endswith("-packages")]
    return [program, *python, *packages, *_SYSTEM]


def _limits(told: dict[str, object]) -> Limits:
    return Limits(**told)  # type: ignore[arg-type] # our own parent wrote it


def _answer(raw: bytes, wish: Wish) -> dict[str, object]:
    try:
        reading, version = read(raw, wish)
    except DocumentUnreadable as trouble:
        return {"reason": trouble.reason, "withhold": trouble.withhold}
    except RecursionError:
        return {"trouble": "depth"}
    return {
        "title": reading.title,
        "text": reading.text,
        "pages": reading.pages,
        "remarks": reading.remarks,
        "version": version,
    }
