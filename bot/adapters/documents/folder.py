"""The knowledge folder: a walk over it, and the right reader for each file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from bot.adapters.documents import markdown, text
from bot.adapters.documents.opening import Parts, read_bytes
from bot.adapters.documents.text import Reading
from bot.adapters.documents.walk import Walk
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import Document, FoundFile, Inventory

_Reader = Callable[[bytes, str], Reading]
_MARKDOWN = (".md", ".markdown", ".mdx")
_TEXT = (".txt", ".text")
_HTML = (".html", ".htm")

FORMATS = (*_MARKDOWN, *_TEXT, *_HTML)
"""The file name endings that are read."""


class FolderSource:
    """Reads a folder of Markdown, text and HTML files.

    Links are not followed, and nothing outside the folder is ever opened. A quotation is
    a slice of the text as read: without front matter, comments and invisible characters,
    and for HTML as converted to Markdown.
    """

    def __init__(self, root: Path, *, largest_file: int) -> None:
        """`largest_file` in bytes; what is larger is reported instead of read."""
        self._root = root
        self._largest_file = largest_file
        self._real: dict[str, Parts] = {}

    async def inventory(self) -> Inventory:
        """Every file there, by a stat. Raises KnowledgeMissing."""
        walk = Walk(self._root, formats=FORMATS, largest_file=self._largest_file)
        inventory = await asyncio.to_thread(walk.run)
        self._real = walk.real
        return inventory

    async def read(self, file: FoundFile) -> Document:
        """The document in a file of the inventory. Raises DocumentUnreadable."""
        return await asyncio.to_thread(self._read, file)

    def _read(self, file: FoundFile) -> Document:
        parts = self._real.get(file.path) or tuple(file.path.split("/"))
        raw = read_bytes(self._root, parts, limit=self._largest_file)
        read, version = _reader(file.path)
        reading = read(raw, file.path)
        return Document(
            path=file.path,
            title=reading.title,
            text=reading.text,
            fingerprint=_fingerprint(raw, file.audience.label, version),
            audience=reading.labels.audience or file.audience,
            url=reading.labels.url,
        )


def _reader(path: str) -> tuple[_Reader, str]:
    """Who reads `path`, and a name that changes whenever what they make of it would."""
    ending = PurePosixPath(path).suffix.lower()
    if ending in _MARKDOWN:
        return markdown.read_markdown, markdown.VERSION
    if ending in _TEXT:
        return text.read_text, text.VERSION
    if ending in _HTML:
        # Imported with the first page: its libraries cost more than all else here.
        from bot.adapters.documents import html  # noqa: PLC0415 - see above

        return html.read_html, html.VERSION
    raise DocumentUnreadable(f"files ending in '{ending}' are not read")


def _fingerprint(raw: bytes, *labels: str) -> str:
    digest = blake2b(raw, digest_size=16)
    for label in labels:
        digest.update(b"\0" + label.encode())
    return digest.hexdigest()
