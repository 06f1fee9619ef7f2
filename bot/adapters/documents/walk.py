"""A walk over the knowledge folder: what is there, by a stat, and who may read it."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from bot.adapters.documents.label_values import filled
from bot.adapters.documents.labels import LONGEST, Said, parse_labels
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
from bot.domain.knowledge import (
    PLAIN,
    FailedDocument,
    FoundFile,
    Inventory,
    Labels,
    Remark,
    Stat,
)

_LABELS = "_folder.yaml"
_NEARLY_LABELS = ("_folder.yaml", "_folder.yml")
# Hidden files, caches, and what editors and operating systems leave behind.
_PASSED_OVER = re.compile(
    r"\..*|__pycache__|__macosx|.*~|~\$.*|\#.*\#|.*\.sw[op]|thumbs\.db|desktop\.ini",
    re.IGNORECASE | re.DOTALL,
)
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class _Entry(NamedTuple):
    """Something in a folder: its name in NFC, where it really is, and its stat.

    Sorts by name; of names that look alike, the one that is NFC comes first.
    """

    name: str
    was_renamed: bool
    parts: Parts
    stat: os.stat_result


@dataclass(frozen=True, slots=True)
class _Settings:
    """What holds for the files of a folder, and for the folders below it."""

    audience: Audience = EMPLOYEES
    labels: Labels = PLAIN
    link: str = ""

    def below(self, said: Said) -> _Settings:
        """The same for a folder that says something of itself."""
        return _Settings(
            said.audience or self.audience, said.over(self.labels), said.link or self.link
        )


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder by its NFC path. Folders whose names look alike are one, in several places."""

    path: str
    places: tuple[Parts, ...]
    settings: _Settings

    def below(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name


class Walk:
    """One walk. `real` says where a path of the inventory lies on the disk, if elsewhere."""

    def __init__(self, root: Path, *, largest_file: int) -> None:
        """`largest_file` is in bytes."""
        self._root = root
        self._largest_file = largest_file
        self._found: list[FoundFile] = []
        self._failed: list[FailedDocument] = []
        self._remarks: list[Remark] = []
        self.real: dict[str, Parts] = {}

    def run(self) -> Inventory:
        """What the folder holds. Raises KnowledgeMissing."""
        folders = [_Folder("", ((),), _Settings())]
        while folders:
            folders.extend(self._visit(folders.pop()))
        return Inventory(
            found=tuple(sorted(self._found, key=lambda file: file.path)),
            failed=tuple(sorted(self._failed, key=lambda failure: failure.path)),
            remarks=tuple(sorted(self._remarks, key=lambda remark: remark.path)),
        )

    def _visit(self, folder: _Folder) -> list[_Folder]:
        entries = sorted(self._entries(folder))  # no two have the same parts
        labels = [entry for entry in entries if entry.name.lower() in _NEARLY_LABELS]
        settings = self._settings(folder, labels)
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
                self._take(path, entry, settings)
        return [_Folder(folder.below(n), tuple(p), settings) for n, p in places.items()]

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
                name = each.name
                if not (name.isascii() and name.isprintable()):  # nearly all are, and plain
                    if _UNWRITABLE.search(name):
                        self._fail(folder.below(_escaped(name)), _STRANGE_NAME)
                        continue
                    name = unicodedata.normalize("NFC", name)
                parts = (*place, each.name)
                try:
                    status = each.stat(follow_symlinks=False)
                    found.append(_Entry(name, name != each.name, parts, status))
                except FileNotFoundError:
                    continue
                except OSError as error:
                    self._fail(folder.below(name), reason_of(error))
        return found

    def _take(self, path: str, entry: _Entry, settings: _Settings) -> None:
        if reason := self._refusal(entry):
            self._fail(path, reason)
            return
        status = entry.stat
        what = Stat(size=status.st_size, modified=status.st_mtime_ns, inode=status.st_ino)
        link = filled(settings.link, path) if settings.link else ""
        file = FoundFile(path, what, settings.audience, settings.labels, link)
        self._found.append(file)
        if path != "/".join(entry.parts):
            self.real[path] = entry.parts

    def _refusal(self, entry: _Entry) -> str:
        if stat.S_ISLNK(entry.stat.st_mode):
            return LINK
        if not stat.S_ISREG(entry.stat.st_mode):
            return NOT_REGULAR
        if entry.stat.st_size > self._largest_file:
            return too_large(self._largest_file)
        return ""

    def _settings(self, folder: _Folder, labels: Iterable[_Entry]) -> _Settings:
        """What holds in `folder`; nobody may read it when its label is not understood."""
        settings: list[_Settings] = []
        for entry in labels:
            path = folder.below(entry.name)
            try:
                said = self._said(entry)
            except DocumentUnreadable as trouble:
                return self._withhold(folder, path, trouble.reason)
            self._remarks.extend(Remark(path, remark) for remark in said.remarks)
            settings.append(folder.settings.below(said))
        if any(one.audience != settings[0].audience for one in settings):
            return self._withhold(folder, folder.below(_LABELS), _CONTRADICTION)
        return settings[0] if settings else folder.settings

    def _said(self, entry: _Entry) -> Said:
        if entry.name != _LABELS:
            raise DocumentUnreadable(f"the file that labels a folder is {_LABELS}: rename it")
        if entry.stat.st_size > LONGEST:
            raise DocumentUnreadable(f"it has more than {LONGEST:,} bytes: shorten it")
        text = decode(read_bytes(self._root, entry.parts, limit=LONGEST))
        return parse_labels(text, is_folder=True)

    def _withhold(self, folder: _Folder, path: str, reason: str) -> _Settings:
        self._fail(path, reason + _WITHHELD)
        return replace(folder.settings, audience=RESTRICTED)

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
