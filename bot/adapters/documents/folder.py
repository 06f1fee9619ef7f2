"""The knowledge folder: a walk over it, and the right reader for each file."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Executor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.adapters.documents import answers, text
from bot.adapters.documents.installed import recognized_languages
from bot.adapters.documents.kinds import Kind, kind_of, why_not
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.opening import Parts, read_bytes, read_start
from bot.adapters.documents.readers import READERS
from bot.adapters.documents.sandbox import NotStarted, Sandbox
from bot.adapters.documents.text import Reading
from bot.adapters.documents.walk import Walk
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document, FoundFile, Inventory

_START = 4096
_AGAIN_AFTER = 6 * 3600.0
_DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class _Refused:
    """A file that could not be read as it is, and when to try again all the same."""

    file: FoundFile
    reason: str
    withhold: bool
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

        Files are read on `executor`; without one, on the event loop's threads. Formats that
        a file can hurt are read by worker processes either way.
        With `recognize`, text in pictures is read if Tesseract is installed.
        """
        self._root = root
        self._largest_file = largest_file
        self._real: dict[str, Parts] = {}
        self._refused: dict[str, _Refused] = {}
        self._sandbox = Sandbox(limits)
        self._recognize = recognize
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
        self._refused = {p: r for p, r in self._refused.items() if p in walk.real}
        return inventory

    async def read(self, file: FoundFile) -> Document:
        """The document in a file of the inventory. Raises DocumentUnreadable."""
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, self._read, file)
        except asyncio.CancelledError:
            self._sandbox.close()  # nobody waits for it any more, so neither does its thread
            raise

    @property
    def workers(self) -> tuple[int, ...]:
        """The process ids of the readers that run just now."""
        return self._sandbox.workers

    def close(self) -> None:
        """End the worker processes. May be called twice, and reading starts new ones."""
        self._sandbox.close()

    def _read(self, file: FoundFile) -> Document:
        parts = self._real.get(file.path) or tuple(file.path.split("/"))
        self._refuse_again(file)
        start = read_start(self._root, parts, most=_START)
        kind = kind_of(start, file.path)
        if kind in (Kind.OTHER, Kind.HWP3):
            raise DocumentUnreadable(why_not(start, file.path))
        raw = read_bytes(self._root, parts, limit=self._largest_file)
        reading, version = self._reading(raw, file)
        return Document(
            path=file.path,
            title=reading.title,
            text=reading.text,
            fingerprint=_fingerprint(raw, file.audience.label, version, file.folder_said),
            audience=reading.said.audience or file.audience,
            url=reading.said.link or file.link or None,
            pages=reading.pages,
            remarks=answers.remarks_of(reading, file),
            labels=answers.labels_of(reading, file),
            questions=reading.questions,
        )

    def _reading(self, raw: bytes, file: FoundFile) -> tuple[Reading, str]:
        kind = kind_of(raw, file.path)
        if kind is Kind.MARKDOWN:
            return answers.read_markdown(raw, file)
        if kind is Kind.TEXT:
            return text.read_text(raw, file.path), text.VERSION
        has_pictures = self._recognize and kind in (Kind.PDF, Kind.IMAGE)
        languages = recognized_languages() if has_pictures else ""
        try:
            return self._sandbox.read(raw, file.path, languages=languages)
        except NotStarted:
            raise
        except DocumentUnreadable as trouble:
            until = time.monotonic() + _AGAIN_AFTER
            self._refused[file.path] = _Refused(file, trouble.reason, trouble.withhold, until)
            raise

    def _refuse_again(self, file: FoundFile) -> None:
        """Say again what was said of the same file: finding out may take a minute."""
        known = self._refused.get(file.path)
        if known and known.file == file and time.monotonic() < known.until:
            raise DocumentUnreadable(known.reason, withhold=known.withhold)


def _fingerprint(raw: bytes, *labels: str) -> str:
    digest = blake2b(raw, digest_size=16)
    for label in labels:
        digest.update(b"\0" + label.encode())
    return digest.hexdigest()
