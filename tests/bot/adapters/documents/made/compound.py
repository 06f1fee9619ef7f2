"""Files of Microsoft's compound format: HWP 5, Outlook mails, locked Office files."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SECTOR = 512
_LEAST = 4096  # shorter streams would have to stand in a stream of their own
_END, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass
class _Entry:
    """A line of the directory: a storage (1, or 5 for the root) or a stream (2)."""

    name: str
    kind: int
    content: bytes = b""
    child: int = _NONE
    right: int = _NONE

    def packed(self, start: int) -> bytes:
        written = self.name.encode("utf-16-le")
        length = len(written) + 2 if self.name else 0
        places = struct.pack("<III", _NONE, self.right, self.child)
        head = struct.pack("<64sHBB", written, length, self.kind, 1) + places
        return head + bytes(36) + struct.pack("<IQ", start, len(self.content))


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of streams by their path; each is padded with zeros to 4,096 bytes."""
    entries = _entries(streams)
    sizes = [-(-len(entry.content) // _SECTOR) for entry in entries]
    listed = -(-len(entries) // 4)
    tables = -(-(listed + sum(sizes)) // 127)
    chain = [_FAT] * tables + _chained(tables, listed)
    starts = []
    for size in sizes:
        starts.append(len(chain) if size else _END)
        chain += _chained(len(chain), size)
    chain += [_NONE] * (tables * 128 - len(chain))
    lines = [entry.packed(start) for entry, start in zip(entries, starts, strict=True)]
    lines += [_Entry("", 0).packed(0)] * (-len(lines) % 4)
    body = [entry.content + bytes(-len(entry.content) % _SECTOR) for entry in entries]
    return b"".join([_head(tables), struct.pack(f"<{len(chain)}I", *chain), *lines, *body])


def _head(tables: int) -> bytes:
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, _LEAST, _END, 0, _END, 0)
    return head + struct.pack("<109I", *range(tables), *[_NONE] * (109 - tables))


def _chained(at: int, size: int) -> list[int]:
    return [*range(at + 1, at + size), _END] if size else []


def _entries(streams: Mapping[str, bytes]) -> list[_Entry]:
    entries = [_Entry("Root Entry", 5)]
    places = {"": 0}
    for path, content in streams.items():
        *folders, name = path.split("/")
        above = ""
        for folder in folders:
            below = f"{above}/{folder}"
            if below not in places:
                places[below] = _hang(entries, places[above], _Entry(folder, 1))
            above = below
        _hang(entries, places[above], _Entry(name, 2, content.ljust(_LEAST, b"\0")))
    return entries


def _hang(entries: list[_Entry], above: int, entry: _Entry) -> int:
    """Put an entry into a storage, in front of what is there."""
    entry.right, entries[above].child = entries[above].child, len(entries)
    entries.append(entry)
    return len(entries) - 1


def record(kind: int, level: int, payload: bytes) -> bytes:
    """A record of an HWP stream."""
    if len(payload) >= 0xFFF:
        head = struct.pack("<II", kind | level << 10 | 0xFFF << 20, len(payload))
    else:
        head = struct.pack("<I", kind | level << 10 | len(payload) << 20)
    return head + payload


def char_shape(*, size: int = 1000, color: int = 0) -> bytes:
    """How letters look: size in hundredths of a point, colour as blue, green, red."""
    return bytes(42) + struct.pack("<IIbbIIII", size, 0, 0, 0, color, 0, 0xFFFFFFFF, 0)


def para_shape(level: int = 0) -> bytes:
    """How a paragraph stands: a heading of `level`, or none."""
    return struct.pack("<I", (1 << 23 | (level - 1) << 25) if level else 0) + bytes(40)


def hwp_paragraph(
    words: str, *, shape: int = 0, look: int = 0, level: int = 0, below: Sequence[bytes] = ()
) -> bytes:
    """A paragraph of an HWP file, by the numbers of its shapes."""
    text = words.encode("utf-16-le") + b"\r\0"
    return (
        record(66, level, struct.pack("<IIHBB", len(text) // 2, 0, shape, 0, 0) + bytes(10))
        + record(67, level + 1, text)
        + record(68, level + 1, struct.pack("<II", 0, look))
        + b"".join(below)
    )


def hwp_table(rows: Sequence[Sequence[str]], *, level: int, caption: str = "") -> bytes:
    """A table that hangs on a paragraph; `level` is one below the paragraph's."""
    out = record(71, level, b" lbt" + bytes(40))
    if caption:
        out += record(72, level + 1, bytes(22)) + hwp_paragraph(caption, level=level + 1)
    out += record(77, level + 1, struct.pack("<IHH", 0, len(rows), len(rows[0])) + bytes(20))
    for at, row in enumerate(rows):
        for column, words in enumerate(row):
            place = struct.pack("<HIHHHHH", 1, 0, 0, column, at, 1, 1)
            out += record(72, level + 1, place + bytes(30))
            out += hwp_paragraph(words, level=level + 1)
    return out


def hwp(
    *paragraphs: bytes,
    flags: int = 1,
    shapes: Sequence[bytes] = (),
    looks: Sequence[bytes] = (),
) -> bytes:
    """An HWP 5 file. The first shapes of paragraphs and letters are plain ones."""
    info = b"".join(record(21, 1, look) for look in (char_shape(), *looks))
    info += b"".join(record(25, 1, shape) for shape in (para_shape(), *shapes))
    body = b"".join(paragraphs)
    if flags & 1:
        info, body = _deflated(info), _deflated(body)
    head = b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, flags)
    return compound({"FileHeader": head, "DocInfo": info, "BodyText/Section0": body})


def _deflated(raw: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(raw) + packer.flush()
