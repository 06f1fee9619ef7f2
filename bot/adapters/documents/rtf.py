"""The reader of RTF files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from striprtf.striprtf import rtf_to_text

from bot.adapters.documents import marks
from bot.adapters.documents.text import EMPTY, Reading, name_of, shortened
from bot.domain.errors import DocumentUnreadable

VERSION = "rtf/2"

_PARAGRAPH = re.compile(r"\n\s*\n|\n")
# Objects are programs or other files packed into this one; nothing is read out of them.
_OBJECT = re.compile(rb"\\objdata\b|\\objupdate\b")
_HIDDEN = re.compile(rb"\\(?:v|deleted)(?![a-z0-9])")
_WHITE = rb"\\cf%d(?![0-9])"
_TINY = re.compile(rb"\\fs[0-4](?![0-9])")  # half points
_GROUND = re.compile(rb"\\(?:clcbpat|chcbpat|cbpat|highlight|cb|shading|clshdng)\d*[1-9]")
_COLOURS = re.compile(rb"\{\\colortbl([^{}]*)\}")
_WHOLE = re.compile(rb"\\red25[0-5]\\green25[0-5]\\blue25[0-5]")
_LETTERS = re.compile(rb"[\x80-\xff]")
_BRACES = frozenset([b"{", b"}", rb"\{", rb"\}", rb"\\"])
_MOST_COLOURS = 100
_FOOTNOTE = re.compile(r"\\footnote(?![a-z])")
_HEADLINE = re.compile(r"[^\n]{1,80}[^\s.,:;!?。]")


def read_rtf(raw: bytes, path: str) -> Reading:
    """An RTF file: its paragraphs and tables. Raises DocumentUnreadable."""
    shown = _without_hidden(raw)
    # Letters that stand as they are, not escaped, are in the encoding of the escaped ones.
    source = _LETTERS.sub(lambda each: b"\\'%02x" % each[0][0], shown).decode("ascii")
    source = _FOOTNOTE.sub(" ", source)  # else the library leaves them out
    try:
        words = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call] # see its source
    except (ValueError, LookupError, IndexError, AttributeError, TypeError) as error:
        raise DocumentUnreadable("it is damaged RTF: save it again, or as .docx") from error
    words = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    lines = [line.strip() for line in _PARAGRAPH.split(words)]
    text = marks.joined(_blocks(lines))
    if not text:
        raise DocumentUnreadable(EMPTY)
    first = next(filter(None, lines), "")
    title = shortened(first) if _HEADLINE.fullmatch(first) else name_of(path)
    remarks = []
    if len(shown) < len(raw):
        remarks.append("hidden text was left out")
    if _OBJECT.search(raw):
        remarks.append("files or objects packed into it were not read")
    return Reading(title=title, text=text + "\n", remarks=tuple(remarks))


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    rows: list[list[str]] = []
    for line in lines:
        cells = [cell.strip() for cell in line.removesuffix("|").split("|")]
        if line.endswith("|") and len(cells) > 1:
            rows.append(cells)
        elif line:
            yield _table(rows)
            rows = []
            yield marks.prose(line)
    yield _table(rows)


def _table(rows: list[list[str]]) -> str:
    return marks.item("; ".join(filter(None, rows[0]))) if len(rows) == 1 else marks.table(rows)


def _without_hidden(raw: bytes) -> bytes:
    r"""`raw` without what is hidden or deleted, white on white, or too small to be seen.

    That stands between a mark such as `\v` and one that ends it, or the end of its group.
    """
    raw = _without(raw, _HIDDEN, rb"\\v0|\\plain")
    raw = _without(raw, _TINY, rb"\\fs(?:[5-9]|\d\d)|\\plain")
    for at, colour in enumerate(_colours(raw)):
        if _WHOLE.search(colour) and not _GROUND.search(raw):
            raw = _without(raw, re.compile(_WHITE % at), rb"\\cf\d|\\plain")
    return raw


def _colours(raw: bytes) -> list[bytes]:
    table = _COLOURS.search(raw)
    return table[1].split(b";")[:_MOST_COLOURS] if table else []


def _without(raw: bytes, hidden: re.Pattern[bytes], ending: bytes) -> bytes:
    if not hidden.search(raw):
        return raw
    ends = re.compile(ending + rb"|\\[{}\\]|[{}]")
    kept, at = bytearray(), 0
    for mark in hidden.finditer(raw):
        if mark.start() < at:
            continue
        kept += raw[at : mark.start()]
        at = _end_of(raw, mark.end(), ends)
    return bytes(kept + raw[at:])


def _end_of(raw: bytes, at: int, ends: re.Pattern[bytes]) -> int:
    depth = 0
    for sign in ends.finditer(raw, at):
        found = sign.group()
        depth += (found == b"{") - (found == b"}")
        if depth < 0 or (depth == 0 and found not in _BRACES):
            return sign.start()
    return len(raw)
