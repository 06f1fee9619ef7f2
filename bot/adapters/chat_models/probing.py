"""A picture to try a vision model with: whether it takes pictures shows only with one."""

from __future__ import annotations

import struct
import zlib

from bot.domain.pictures import Picture

_SIDE = 64


def white_picture() -> Picture:
    """A small white PNG."""
    rows = b"".join(b"\0" + b"\xff" * _SIDE for _ in range(_SIDE))
    shape = struct.pack(">IIBBBBB", _SIDE, _SIDE, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", shape), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    raw = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in chunks)
    return Picture("image/png", _SIDE, _SIDE, raw)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
