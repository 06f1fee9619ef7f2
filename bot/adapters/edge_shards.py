"""Shards of the Qdrant engine on disk: how they come into being, open and go.

Everything here blocks; `bot.adapters.qdrant_edge_index` calls it from threads.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qdrant_edge import EdgeConfig, EdgeShard, PayloadSchemaType, UpdateOperation

from bot.adapters.edge_keeping import AUDIENCE, PLAIN, Keeping
from bot.adapters.locks import locked
from bot.domain.errors import IndexCorrupt, IndexUnavailable

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_OS_ERROR = re.compile(r"\(os error (\d+)\)")
# With these the machine is at fault, and the shard may be sound.
_NOT_THE_SHARD = {
    errno.EACCES,
    errno.EDQUOT,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
    errno.ENOSPC,
    errno.EPERM,
    errno.EROFS,
}


class Shards:
    """The shards in a folder, a folder each, opened when they are first asked for.

    `open` may be called from many threads; `create`, `drop` and `close` from one at a
    time. Raises IndexUnavailable, and IndexCorrupt where building anew helps.

    A lock in the folder keeps a second process out from the first use until `close`. The
    engine has a lock of its own, and lets go of it for moments while it tidies up.
    `keeping` holds for shards that are created; others stay as they are.
    """

    def __init__(self, folder: Path, keeping: Keeping = PLAIN) -> None:
        self._folder = folder
        self._keeping = keeping
        self._open: dict[str, EdgeShard] = {}
        self._door = threading.Lock()
        self._lock: int | None = None
        self._closed = False

    def names(self) -> frozenset[str]:
        """The shards that exist, sound or not."""
        self._insist_open()
        with engine_errors():
            if not self._folder.is_dir():
                return frozenset()
            homes = [home for home in self._folder.iterdir() if home.is_dir()]
            return frozenset(home.name for home in homes if _NAME.fullmatch(home.name))

    def open(self, name: str) -> EdgeShard:
        """The shard of that name."""
        home = self._home(name)
        with self._door:
            self._own()
            if name not in self._open:
                self._open[name] = _load(home)
            return self._open[name]

    def create(self, name: str, *, dimensions: int) -> None:
        """Make an empty shard unless there is one. It appears whole or not at all."""
        home = self._home(name)
        if home.exists():
            return
        fresh = self._folder / f".{name}.new"
        with engine_errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._door:
                self._own()
            self._clear_leftovers()
            fresh.mkdir()
            _build(fresh, self._keeping.config(dimensions))
            fresh.rename(home)
            _sync(self._folder)

    def drop(self, name: str) -> None:
        """Delete a shard, sound or not, unless another process has it open."""
        home = self._home(name)
        if not home.exists():
            return
        with suppress(IndexCorrupt):
            self.open(name)
        with self._door, engine_errors():
            self._own()
            if shard := self._open.pop(name, None):
                shard.close()
            gone = self._folder / f".{name}.old"
            shutil.rmtree(gone, ignore_errors=True)
            home.rename(gone)
        with engine_errors():
            _sync(self._folder)
            shutil.rmtree(gone)

    def close(self) -> None:
        """Close what is open; `open` raises from now on."""
        with self._door, engine_errors():
            self._closed = True
            while self._open:
                self._open.popitem()[1].close()
            if self._lock is not None:
                os.close(self._lock)
                self._lock = None

    def _own(self) -> None:
        self._insist_open()
        if self._lock is None and self._folder.is_dir():
            with engine_errors():
                self._lock = locked(self._folder / ".lock")
            if self._lock is None:
                raise _taken(self._folder)

    def _insist_open(self) -> None:
        if self._closed:
            raise IndexUnavailable("The index was closed: open it again.")

    def _home(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise IndexUnavailable(f"'{name}' is no name for a collection: use A-Z a-z 0-9 _ -")
        return self._folder / name

    def _clear_leftovers(self) -> None:
        """Remove what a kill in the middle of `create` or `drop` left behind."""
        for leftover in self._folder.glob(".*"):
            if leftover.suffix in {".new", ".old"}:
                shutil.rmtree(leftover)


@contextmanager
def engine_errors() -> Iterator[None]:
    """Map what the engine and the file system raise to IndexUnavailable."""
    try:
        yield
    except BaseException as error:
        if not is_engines(error):
            raise
        raise IndexUnavailable(f"The embedded index failed: {_sentence(error)}.") from error


def is_engines(error: BaseException) -> bool:
    """Whether the engine, or the file system beneath it, raised `error`.

    The engine has no exception classes: it raises a bare Exception, or pyo3's
    PanicException, which is not even an Exception, when a damaged file makes it panic.
    """
    bare = type(error) is Exception
    return bare or isinstance(error, OSError) or type(error).__name__ == "PanicException"


def _load(home: Path) -> EdgeShard:
    if not home.is_dir():
        raise IndexCorrupt(
            f"The index has no collection '{home.name}': run `supportbot index` to build it."
        )
    try:
        return EdgeShard.load(str(home))
    except BaseException as error:
        if not is_engines(error):
            raise
        raise _cannot_open(home, error) from error


def _cannot_open(home: Path, error: BaseException) -> IndexUnavailable:
    said = str(error)
    code = _OS_ERROR.search(said)
    if "WouldBlock" in said:
        return _taken(home)
    if code and int(code[1]) in _NOT_THE_SHARD:
        return IndexUnavailable(f"The index in {home} cannot be opened: {_sentence(error)}.")
    return IndexCorrupt(
        f"The index in {home} is damaged ({_sentence(error)}): "
        "run `supportbot index` to build it anew."
    )


def _taken(home: Path) -> IndexUnavailable:
    return IndexUnavailable(
        f"Another process has the index in {home} open: stop it, or use another home."
    )


def _build(home: Path, config: EdgeConfig) -> None:
    shard = EdgeShard.create(str(home), config)
    keyword = UpdateOperation.create_field_index(AUDIENCE, PayloadSchemaType.Keyword)
    shard.update(keyword)
    shard.flush()
    shard.close()


def _sentence(error: BaseException) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].removeprefix("Service runtime error: ").rstrip(".")


def _sync(folder: Path) -> None:
    """Make a renaming in `folder` outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
