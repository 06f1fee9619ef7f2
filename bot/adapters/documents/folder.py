"""The knowledge folder: a walk over it, and the right reader for each file."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.documents.file_reader import FileReader, Refusal
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.opening import Parts
from bot.adapters.documents.readers import READERS
from bot.adapters.documents.sandbox import Sandbox
from bot.adapters.documents.walk import Walk
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document, FoundFile, Inventory

_AGAIN_AFTER = 6 * 3600.0
_DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class _Refused:
    """A file that could not be read as it is, and when to try again all the same."""

    file: FoundFile
    said: Refusal
    until: float


class FolderSource:
    """Reads a folder of documents: Markdown, text, HTML, office files, PDF, mails, pictures.

    Links are not followed, and nothing outside the folder is ever opened. Markdown and
    text are read here, by a few lines of ours; everything else in worker processes. A
    quotation is a slice of the text as read: without front matter, comments and invisible
    characters, and as Markdown for other formats.
    """

    def __init__(
        self,
        root: Path,
        *,
        largest_file: int,
        limits: Limits = _DEFAULT,
        recognize: bool = True,
        executor: Executor | None = None,
    ) -> None:
        """`largest_file` in bytes; what is larger is reported instead of read.

        Files are read on `executor`, of threads, of processes or of other machines that
        have the folder; without one, on the event loop's threads. Formats that a file can
        hurt are read by worker processes either way.
        With `recognize`, text in pictures is read if Tesseract is installed.
        """
        self._root = root
        self._largest_file = largest_file
        self._real: dict[str, Parts] = {}
        self._refused: dict[str, _Refused] = {}
        self._sandbox = Sandbox(limits)
        self._files = FileReader(root, largest_file, self._sandbox, recognize)
        self._executor = executor

    @property
    def name(self) -> str:
        """The readers and their versions."""
        return READERS

    async def inventory(self) -> Inventory:
        """Every file there, by a stat. Raises KnowledgeMissing."""
        walk = Walk(self._root, largest_file=self._largest_file)
        inventory = await asyncio.to_thread(walk.run)
        self._real = walk.real
        if self._refused:
            there = {file.path for file in inventory.found}
            self._refused = {p: r for p, r in self._refused.items() if p in there}
        return inventory

    async def read(self, file: FoundFile) -> Document:
        """The document in a file of the inventory. Raises DocumentUnreadable."""
        self._refuse_again(file)
        parts = self._real.get(file.path) or tuple(file.path.split("/"))
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._executor, self._files.read, file, parts)
        except asyncio.CancelledError:
            self._sandbox.close()  # nobody waits for it any more, so neither does its thread
            raise
        if isinstance(found, Document):
            return found
        self._refused[file.path] = _Refused(file, found, time.monotonic() + _AGAIN_AFTER)
        raise DocumentUnreadable(found.reason, withhold=found.withhold)

    @property
    def workers(self) -> tuple[int, ...]:
        """The process ids of the readers that run just now."""
        return self._sandbox.workers

    def close(self) -> None:
        """End the worker processes. May be called twice, and reading starts new ones."""
        self._sandbox.close()

    def _refuse_again(self, file: FoundFile) -> None:
        """Say again what was said of the same file: finding out may take a minute."""
        known = self._refused.get(file.path)
        if known and known.file == file and time.monotonic() < known.until:
            raise DocumentUnreadable(known.said.reason, withhold=known.said.withhold)
