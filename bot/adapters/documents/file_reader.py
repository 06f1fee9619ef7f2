"""Reads one file of the knowledge folder: the step that any executor can carry out."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.adapters.documents import answers, text
from bot.adapters.documents.installed import recognized_languages
from bot.adapters.documents.kinds import Kind, kind_of, why_not
from bot.adapters.documents.opening import Parts, read_bytes, read_start
from bot.adapters.documents.sandbox import NotStarted, Sandbox
from bot.adapters.documents.text import Reading
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document, FoundFile

_START = 4096


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a reader that took its time could not read a file: worth remembering."""

    reason: str
    withhold: bool


@dataclass(frozen=True, slots=True)
class FileReader:
    """Opens files below `root` and reads them, in any thread, process or machine with it.

    It may be pickled: what goes along is settings. A process of an executor has worker
    processes of its own for the formats that a file can hurt, as `Sandbox` says.
    """

    root: Path
    largest_file: int
    sandbox: Sandbox
    recognize: bool

    def read(self, file: FoundFile, parts: Parts) -> Document | Refusal:
        """The document in a file; `parts` are the names that lead to it on the disk.

        Raises DocumentUnreadable where saying so took no time.
        """
        start = read_start(self.root, parts, most=_START)
        kind = kind_of(start, file.path)
        if kind in (Kind.OTHER, Kind.HWP3):
            raise DocumentUnreadable(why_not(start, file.path))
        raw = read_bytes(self.root, parts, limit=self.largest_file)
        found = self._reading(raw, file)
        if isinstance(found, Refusal):
            return found
        reading, version = found
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

    def _reading(self, raw: bytes, file: FoundFile) -> tuple[Reading, str] | Refusal:
        kind = kind_of(raw, file.path)
        if kind is Kind.MARKDOWN:
            return answers.read_markdown(raw, file)
        if kind is Kind.TEXT:
            return text.read_text(raw, file.path), text.VERSION
        has_pictures = self.recognize and kind in (Kind.PDF, Kind.IMAGE)
        languages = recognized_languages() if has_pictures else ""
        try:
            return self.sandbox.read(raw, file.path, languages=languages)
        except NotStarted:
            raise
        except DocumentUnreadable as trouble:
            return Refusal(trouble.reason, trouble.withhold)


def _fingerprint(raw: bytes, *labels: str) -> str:
    digest = blake2b(raw, digest_size=16)
    for label in labels:
        digest.update(b"\0" + label.encode())
    return digest.hexdigest()
