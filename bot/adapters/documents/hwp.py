"""The reader of Hangul word-processor files (.hwp, version 5)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import olefile

from bot.adapters.documents import marks
from bot.adapters.documents.archive import LOCKED
from bot.adapters.documents.limits import MIB, Limits
from bot.adapters.documents.text import EMPTY, HIDDEN, Reading, first_heading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "hwp/2"

# Numbers of records, from the published description of the format (revision 1.3).
_CHAR_SHAPE, _PARA_SHAPE, _STYLE = 21, 25, 26
_PARAGRAPH, _TEXT, _LOOKS, _CONTROL, _LIST, _SIZE = 66, 67, 68, 71, 72, 77
_COMPRESSED, _WITH_PASSWORD, _FOR_DISTRIBUTION, _MANAGED = 1, 2, 4, 16
_SINGLE = frozenset([0, 10, 13, *range(24, 32)])  # controls of one unit; others have eight
_SIGNS = {10: "\n", 24: "-", 30: " ", 31: " "}
_TABLE = b" lbt"
# Headers and footers, hidden comments, page numbers and columns: around the text, not in it.
_PASSED_OVER = frozenset([b"daeh", b"toof", b"tmct", b"dces", b"dloc", b"pngp", b"ngmp"])
_WHITE = 0xFFFFFF
_NO_SHADE = 0xFFFFFFFF
_SMALLEST = 200  # hundredths of a point
_OUTLINE = 1


@dataclass(slots=True)
class _Record:
    kind: int
    payload: bytes
    below: list[_Record] = field(default_factory=list)


@dataclass(slots=True)
class _Shapes:
    """What the styles of the document say: levels of headings, and words nobody sees."""

    levels: list[int]
    unseen: list[bool]
    white: list[bool]


class _Text:
    def __init__(self, shapes: _Shapes) -> None:
        self._shapes = shapes
        self.hid = False

    def blocks(self, records: Sequence[_Record], *, ground: bool = False) -> Iterator[str]:
        for record in records:
            if record.kind == _PARAGRAPH:
                yield from self._paragraph(record, ground=ground)
            elif record.kind != _CONTROL:
                yield from self.blocks(record.below, ground=ground)

    def _paragraph(self, paragraph: _Record, *, ground: bool) -> Iterator[str]:
        words = self._words(paragraph, ground=ground).strip()
        shape = _unsigned(paragraph.payload, 8, "H")
        level = self._shapes.levels[shape] if shape < len(self._shapes.levels) else 0
        is_heading = level and words and len(words) <= 200  # noqa: PLR2004 - longer is no heading
        yield marks.heading(level, words) if is_heading else marks.prose(words)
        for control in paragraph.below:
            if control.kind == _CONTROL:
                yield from self._control(control)

    def _control(self, control: _Record) -> Iterator[str]:
        name = control.payload[:4]
        if name == _TABLE:
            yield from self._caption(control)
            yield marks.table(self._rows(control))
        elif name not in _PASSED_OVER:
            yield from self.blocks(control.below, ground=True)

    def _caption(self, table: _Record) -> Iterator[str]:
        """What is written above or below a table: it stands before what says its size."""
        for record in table.below:
            if record.kind == _SIZE:
                return
            if record.kind == _PARAGRAPH:
                yield from self.blocks([record])

    def _rows(self, table: _Record) -> list[list[str]]:
        rows: dict[int, dict[int, str]] = {}
        cells: dict[int, str] = {}
        column = 0
        kinds = [record.kind for record in table.below]
        for record in table.below[kinds.index(_SIZE) if _SIZE in kinds else 0 :]:
            if record.kind == _LIST and len(record.payload) >= 12:  # noqa: PLR2004 - column and row follow
                column, row = struct.unpack_from("<HH", record.payload, 8)
                cells = rows.setdefault(row, {})
                cells[column] = ""
            elif record.kind == _PARAGRAPH:
                words = marks.within(self.blocks([record], ground=True))
                cells[column] = f"{cells.get(column, '')} {words}".strip()
        width = max((max(row, default=0) for row in rows.values()), default=0) + 1
        return [
            [row.get(at, "") for at in range(min(width, 200))]
            for _, row in sorted(rows.items())
        ]

    def _words(self, paragraph: _Record, *, ground: bool) -> str:
        text = next((r.payload for r in paragraph.below if r.kind == _TEXT), b"")
        looks = next((r.payload for r in paragraph.below if r.kind == _LOOKS), b"")
        changes = dict(struct.iter_unpack("<II", looks[: len(looks) // 8 * 8]))
        return "".join(self._seen(text, changes, ground=ground))

    def _seen(self, text: bytes, changes: dict[int, int], *, ground: bool) -> Iterator[str]:
        units = struct.unpack(f"<{len(text) // 2}H", text[: len(text) // 2 * 2])
        at, unseen = 0, False
        run: list[int] = []
        while at < len(units):
            if at in changes:
                yield _decoded(run)
                run, unseen = [], self._is_unseen(changes[at], ground=ground)
            unit = units[at]
            if unit < 32:  # noqa: PLR2004 - what is below a blank is a control
                run += [ord(sign) for sign in _SIGNS.get(unit, " " if unit == 9 else "")]  # noqa: PLR2004 - a tab
                at += 1 if unit in _SINGLE else 8
                continue
            if unseen:
                self.hid = True
            else:
                run.append(unit)
            at += 1
        yield _decoded(run)

    def _is_unseen(self, shape: int, *, ground: bool) -> bool:
        if shape >= len(self._shapes.unseen):
            return False
        return self._shapes.unseen[shape] or (self._shapes.white[shape] and not ground)


def read_hwp(ole: olefile.OleFileIO[str], path: str, limits: Limits) -> Reading:
    """A Hangul file: headings by outline level, paragraphs, tables, notes, text boxes.

    Raises DocumentUnreadable.
    """
    flags = _flags(ole)
    packed = bool(flags & _COMPRESSED)
    left = limits.unpacked
    info = _stream(ole, "DocInfo", packed=packed, most=left)
    left -= len(info)
    text = _Text(_shapes(_records(info, limits)))
    blocks: list[str] = []
    for name in _sections(ole):
        section = _stream(ole, name, packed=packed, most=left)
        left -= len(section)
        blocks.extend(text.blocks(_records(section, limits)))
    words = marks.joined(blocks)
    if not words:
        raise DocumentUnreadable(EMPTY)
    title = first_heading(words) or name_of(path)
    return Reading(title=title, text=words + "\n", remarks=(HIDDEN,) if text.hid else ())


def _flags(ole: olefile.OleFileIO[str]) -> int:
    header = _stream(ole, "FileHeader", packed=False, most=MIB)
    flags = _unsigned(header, 36, "I")
    if flags & _WITH_PASSWORD:
        raise DocumentUnreadable(LOCKED)
    if flags & (_FOR_DISTRIBUTION | _MANAGED):
        raise DocumentUnreadable(
            "it was saved for distribution (배포용 문서) or with rights management, and its "
            "text is locked: save it as an ordinary document, or as PDF"
        )
    return flags


def _sections(ole: olefile.OleFileIO[str]) -> list[str]:
    names = ["/".join(name) for name in ole.listdir() if name[0] == "BodyText"]
    if not names:
        raise DocumentUnreadable("it is damaged: it has no text part; save it again")
    return sorted(names, key=lambda name: (len(name), name))


def _stream(ole: olefile.OleFileIO[str], name: str, *, packed: bool, most: int) -> bytes:
    try:
        raw = bytes(ole.openstream(name).read())
        if not packed:
            return raw
        unpacker = zlib.decompressobj(-15)
        found = unpacker.decompress(raw, most + 1)
    except (OSError, zlib.error) as error:
        raise DocumentUnreadable(
            f"it is damaged: its part {name} cannot be unpacked; save it again"
        ) from error
    if len(found) > most:
        raise DocumentUnreadable(
            f"it unpacks to more than {most // MIB} MiB: save it again, or as PDF"
        )
    return found


def _records(raw: bytes, limits: Limits) -> list[_Record]:
    """The records of a stream as trees. What is cut off at the end is left out."""
    top: list[_Record] = []
    trail: list[list[_Record]] = [top]
    at = 0
    while at + 4 <= len(raw):
        head = _unsigned(raw, at, "I")
        kind, level, size = head & 0x3FF, head >> 10 & 0x3FF, head >> 20
        at += 4
        if size == 0xFFF:  # noqa: PLR2004 - the size follows
            size, at = _unsigned(raw, at, "I"), at + 4
        if level > limits.depth:
            raise RecursionError
        record = _Record(kind, raw[at : at + size])
        del trail[level + 1 :]
        trail[-1].append(record)
        trail.append(record.below)
        at += size
    return top


def _shapes(records: Sequence[_Record]) -> _Shapes:
    looks = [r.payload for r in records_of(records, _CHAR_SHAPE)]
    return _Shapes(
        levels=[_level(r.payload) for r in records_of(records, _PARA_SHAPE)],
        unseen=[_unsigned(look, 42, "I") <= _SMALLEST for look in looks],
        white=[
            _unsigned(look, 52, "I") & _WHITE == _WHITE
            and _unsigned(look, 60, "I") in (_NO_SHADE, _WHITE)
            for look in looks
        ],
    )


def records_of(records: Sequence[_Record], kind: int) -> Iterator[_Record]:
    """All records of a kind, at any depth, in order."""
    for record in records:
        if record.kind == kind:
            yield record
        yield from records_of(record.below, kind)


def _level(shape: bytes) -> int:
    said = _unsigned(shape, 0, "I")
    return (said >> 25 & 7) + 1 if said >> 23 & 3 == _OUTLINE else 0


def _unsigned(raw: bytes, at: int, width: str) -> int:
    try:
        return int(struct.unpack_from(f"<{width}", raw, at)[0])
    except struct.error as error:
        raise DocumentUnreadable("it is damaged: a record is cut off; save it again") from error


def _decoded(units: list[int]) -> str:
    return struct.pack(f"<{len(units)}H", *units).decode("utf-16-le", "replace")
