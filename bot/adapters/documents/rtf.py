"""The reader of RTF files."""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from bot.adapters.documents import marks
from bot.adapters.documents.text import EMPTY, Reading, name_of, shortened
from bot.domain.errors import DocumentUnreadable

VERSION = "rtf/1"

_PARAGRAPH = re.compile(r"\n\s*\n|\n")
_CELLS = re.compile(r"\s*\|\s*")
# Objects are programs or other files packed into this one; nothing is read out of them.
_OBJECT = re.compile(rb"\\objdata\b|\\objupdate\b")
_HIDDEN = re.compile(rb"\\v(?![a-z0-9])")
_HEADLINE = re.compile(r"[^\n]{1,80}[^\s.,:;!?。]")


def read_rtf(raw: bytes, path: str) -> Reading:
    """An RTF file: its paragraphs and tables. Raises DocumentUnreadable."""
    source = _without_hidden(raw).decode("latin-1")
    try:
        words = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call] # see its source
    except (ValueError, LookupError, IndexError, AttributeError, TypeError) as error:
        raise DocumentUnreadable("it is damaged RTF: save it again, or as .docx") from error
    lines = [line.strip() for line in _PARAGRAPH.split(words)]
    text = marks.joined(_block(line) for line in lines)
    if not text:
        raise DocumentUnreadable(EMPTY)
    first = next(filter(None, lines), "")
    title = shortened(first) if _HEADLINE.fullmatch(first) else name_of(path)
    remarks = []
    if _HIDDEN.search(raw):
        remarks.append("hidden text was left out")
    if _OBJECT.search(raw):
        remarks.append("files or objects packed into it were not read")
    return Reading(title=title, text=text + "\n", remarks=tuple(remarks))


def _block(line: str) -> str:
    cells = [cell for cell in _CELLS.split(line) if cell]
    return marks.item("; ".join(cells)) if "|" in line and len(cells) > 1 else marks.prose(line)


def _without_hidden(raw: bytes) -> bytes:
    r"""`raw` without what stands between `\v` and `\v0` or the end of its group."""
    if not _HIDDEN.search(raw):
        return raw
    kept, at = bytearray(), 0
    for mark in _HIDDEN.finditer(raw):
        if mark.start() < at:
            continue
        kept += raw[at : mark.start()]
        at = _end_of_hidden(raw, mark.end())
    return bytes(kept + raw[at:])


def _end_of_hidden(raw: bytes, at: int) -> int:
    depth = 0
    for sign in re.finditer(rb"\\v0|\\plain|\\[{}\\]|[{}]", raw[at:]):
        found = sign.group()
        depth += (found == b"{") - (found == b"}")
        if depth < 0 or (depth == 0 and found in (b"\\v0", b"\\plain")):
            return at + sign.start()
    return len(raw)
