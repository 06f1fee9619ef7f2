"""A walk over the knowledge folder: what is there, by a stat, and who may read it."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.documents.labels import LONGEST, parse_labels
from bot.adapters.documents.opening import (
    LINK,
    NOT_REGULAR,
    Parts,
    opened_folder,
    read_bytes,
    reason_of,
    too_large,
)
from bot.adapters.documents.text import decode
from bot.domain.audience import EMPLOYEES, RESTRICTED, Audience
from bot.domain.errors import DocumentUnreadable, KnowledgeMissing
from bot.domain.knowledge import FailedDocument, FoundFile, Inventory, Stat

_LABELS = "_folder.yaml"
_NEARLY_LABELS = ("_folder.yaml", "_folder.yml")
# Hidden files, caches, and what editors and operating systems leave behind.
_PASSED_OVER = re.compile(
    r"\..*|__pycache__|__macosx|.*~|~\$.*|\#.*\#|.*\.sw[op]|thumbs\.db|desktop\.ini",
    re.IGNORECASE | re.DOTALL,
)
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something in a folder: its name in NFC, where it really is, and its stat."""

    name: str
    parts: Parts
    stat: os.stat_result

    @property
    def rank(self) -> tuple[str, bool, Parts]:
        """Sorts by name; of names that look alike, the one that is NFC comes first."""
        return self.name, self.name != self.parts[-1], self.parts


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder by its NFC path. Folders whose names look alike are one, in several places."""

    path: str
    places: tuple[Parts, ...]
    audience: Audience

    def below(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name


class Walk:
    """One walk. `real` says where each path of the inventory lies on the disk."""

    def __init__(self, root: Path, *, largest_file: int) -> None:
        """`largest_file` is in bytes."""
        self._root = root
        self._largest_file = largest_file
        self._found: list[FoundFile] = []
        self._failed: list[FailedDocument] = []
        self.real: dict[str, Parts] = {}

    def run(self) -> Inventory:
        """What the folder holds. Raises KnowledgeMissing."""
        folders = [_Folder("", ((),), EMPLOYEES)]
        while folders:
            folders.extend(self._visit(folders.pop()))
        return Inventory(
            found=tuple(sorted(self._found, key=lambda file: file.path)),
            failed=tuple(sorted(self._failed, key=lambda failure: failure.path)),
        )

    def _visit(self, folder: _Folder) -> list[_Folder]:
        entries = sorted(self._entries(folder), key=lambda entry: entry.rank)
        labels = [entry for entry in entries if entry.name.lower() in _NEARLY_LABELS]
        audience = self._audience(folder, labels)
        places: dict[str, list[Parts]] = {}
        taken: set[str] = set()
        for entry in entries:
            if entry in labels:
                continue
            path = folder.below(entry.name)
            if stat.S_ISDIR(entry.stat.st_mode) and entry.name not in taken:
                places.setdefault(entry.name, []).append(entry.parts)
            elif entry.name in taken or entry.name in places:
                self._fail(path, _TWICE)
            else:
                taken.add(entry.name)
                self._take(path, entry, audience)
        return [_Folder(folder.below(n), tuple(p), audience) for n, p in places.items()]

    def _entries(self, folder: _Folder) -> Iterator[_Entry]:
        for place in folder.places:
            try:
                yield from self._list(folder, place)
            except OSError as error:
                if not place:
                    raise KnowledgeMissing(_missing(self._root, error)) from error
                self._fail(folder.path, reason_of(error))

    def _list(self, folder: _Folder, place: Parts) -> list[_Entry]:
        found = []
        with opened_folder(self._root, place) as descriptor, os.scandir(descriptor) as names:
            for each in names:
                if _PASSED_OVER.fullmatch(each.name):
                    continue
                if _UNWRITABLE.search(each.name):
                    self._fail(folder.below(_escaped(each.name)), _STRANGE_NAME)
                    continue
                name = unicodedata.normalize("NFC", each.name)
                try:
                    found.append(
                        _Entry(name, (*place, each.name), each.stat(follow_symlinks=False))
                    )
                except FileNotFoundError:
                    continue
                except OSError as error:
                    self._fail(folder.below(name), reason_of(error))
        return found

    def _take(self, path: str, entry: _Entry, audience: Audience) -> None:
        if reason := self._refusal(entry):
            self._fail(path, reason)
            return
        status = entry.stat
        what = Stat(size=status.st_size, modified=status.st_mtime_ns, inode=status.st_ino)
        self._found.append(FoundFile(path=path, stat=what, audience=audience))
        self.real[path] = entry.parts

    def _refusal(self, entry: _Entry) -> str:
        if stat.S_ISLNK(entry.stat.st_mode):
            return LINK
        if not stat.S_ISREG(entry.stat.st_mode):
            return NOT_REGULAR
        if entry.stat.st_size > self._largest_file:
            return too_large(self._largest_file)
        return ""

    def _audience(self, folder: _Folder, labels: Iterable[_Entry]) -> Audience:
        """Who may read the files of `folder`; nobody when its label is not understood."""
        said: set[Audience] = set()
        for entry in labels:
            try:
                said.add(self._label(entry) or folder.audience)
            except DocumentUnreadable as trouble:
                return self._withhold(folder.below(entry.name), trouble.reason)
        if len(said) > 1:
            return self._withhold(folder.below(_LABELS), _CONTRADICTION)
        return next(iter(said), folder.audience)

    def _label(self, entry: _Entry) -> Audience | None:
        if entry.name != _LABELS:
            raise DocumentUnreadable(f"the file that labels a folder is {_LABELS}: rename it")
        if entry.stat.st_size > LONGEST:
            raise DocumentUnreadable(f"it has more than {LONGEST:,} bytes: shorten it")
        return parse_labels(decode(read_bytes(self._root, entry.parts, limit=LONGEST))).audience

    def _withhold(self, path: str, reason: str) -> Audience:
        self._fail(path, reason + _WITHHELD)
        return RESTRICTED

    def _fail(self, path: str, reason: str) -> None:
        self._failed.append(FailedDocument(path, reason))


_TWICE = "another file here has a name that looks the same: rename or delete one of the two"
_STRANGE_NAME = "its name is not written in UTF-8, or holds control characters: rename it"
_CONTRADICTION = (
    "two folders whose names look the same are read as one, and their labels differ: "
    "make one folder of them"
)
_WITHHELD = (
    "; until it is mended, only the operator sees documents below it that have no label "
    "of their own"
)


def _escaped(name: str) -> str:
    return _UNWRITABLE.sub(lambda sign: sign.group().encode("unicode_escape").decode(), name)


def _missing(root: Path, error: OSError) -> str:
    where = f"The knowledge folder {root}"
    remedy = "name the right folder with --knowledge or BOT_KNOWLEDGE."
    if isinstance(error, FileNotFoundError):
        return f"{where} does not exist: create it and put your documents there, or {remedy}"
    if isinstance(error, NotADirectoryError):
        return f"{where} is not a folder: {remedy}"
    if isinstance(error, PermissionError):
        return f"{where} may not be read by the bot: give its user the right to, or {remedy}"
    return f"{where} cannot be read ({os.strerror(error.errno or 0)}): {remedy}"
