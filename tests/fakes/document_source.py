"""A knowledge folder in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar
from unicodedata import normalize

from bot.domain.audience import EMPLOYEES, Audience
from bot.domain.errors import DocumentUnreadable, KnowledgeMissing
from bot.domain.knowledge import (
    PLAIN,
    Document,
    FailedDocument,
    FoundFile,
    Inventory,
    Labels,
    Stat,
)

T = TypeVar("T")


@dataclass(frozen=True)
class _File:
    stat: Stat
    content: str | DocumentUnreadable
    title: str
    audience: Audience | None
    labels: Labels | None


class FakeDocumentSource:
    """Documents by path. The title is the path unless a test gives another."""

    name = "fake/1"

    def __init__(self) -> None:
        self._files: dict[str, _File] = {}
        self._refused: dict[str, str] = {}
        self._folders: dict[str, Audience] = {"": EMPLOYEES}
        self._settings: dict[str, Labels] = {"": PLAIN}
        self._is_missing = False
        self._changes = 0
        self.reads: list[str] = []

    def put(
        self,
        path: str,
        text: str,
        *,
        title: str = "",
        audience: Audience | None = None,
        labels: Labels | None = None,
    ) -> None:
        """Add a document or change it; `audience` and `labels` are what it says of itself."""
        self._put(path, text, title=title, audience=audience, labels=labels)

    def spoil(self, path: str, reason: str, *, withhold: bool = False) -> None:
        """Make the document in the inventory unreadable from now on."""
        self._put(path, DocumentUnreadable(reason, withhold=withhold))

    def refuse(self, path: str, reason: str) -> None:
        """Put a file or folder among those that the inventory could not look at."""
        self._refused[path] = reason

    def remove(self, path: str) -> None:
        """Delete a document, readable or refused."""
        self._files.pop(path, None)
        self._refused.pop(path, None)

    def label(self, folder: str, audience: Audience) -> None:
        """Say who may read what lies below `folder`."""
        self._folders[folder] = audience

    def settle(self, folder: str, labels: Labels) -> None:
        """Say what else holds for what lies below `folder`."""
        self._settings[folder] = labels

    def lose(self) -> None:
        """Take the whole folder away."""
        self._is_missing = True

    async def inventory(self) -> Inventory:
        if self._is_missing:
            raise KnowledgeMissing("There is no such folder: make one.")
        found = (
            FoundFile(p, f.stat, _nearest(self._folders, p), _nearest(self._settings, p))
            for p, f in self._files.items()
        )
        failed = (FailedDocument(path, reason) for path, reason in self._refused.items())
        return Inventory(
            found=tuple(sorted(found, key=lambda file: file.path)),
            failed=tuple(sorted(failed, key=lambda failure: failure.path)),
        )

    async def read(self, file: FoundFile) -> Document:
        self.reads.append(file.path)
        there = self._files.get(file.path)
        if there is None:
            raise DocumentUnreadable("it went away")
        if isinstance(there.content, DocumentUnreadable):
            raise there.content
        labelled = "\0".join(
            map(str, (there.content, there.title, there.audience, file.audience, there.labels))
        )
        labelled += file.folder_said
        return Document(
            path=file.path,
            title=there.title or file.path,
            text=there.content,
            fingerprint=blake2b(labelled.encode(), digest_size=16).hexdigest(),
            audience=there.audience or file.audience,
            labels=there.labels or file.labels,
        )

    def _put(
        self,
        path: str,
        content: str | DocumentUnreadable,
        *,
        title: str = "",
        audience: Audience | None = None,
        labels: Labels | None = None,
    ) -> None:
        self._changes += 1
        stat = Stat(size=len(str(content)), modified=self._changes, inode=1)
        self._files[normalize("NFC", path)] = _File(stat, content, title, audience, labels)


def _nearest(folders: Mapping[str, T], path: str) -> T:
    above = [path[:at] for at, letter in enumerate(path) if letter == "/"]
    return next(folders[f] for f in [*reversed(above), ""] if f in folders)
