"""What a picture is, told by its bytes and without decoding it. Pure.

Of what a camera or a program wrote beside the pixels (place, time, comments) nothing is
kept, nor anything behind the end of the picture, nor more than the first of many frames.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

from bot.domain.errors import PictureUnread
from bot.domain.pictures import Picture, Unread

MOST_PIXELS = 20_000_000
"""Width times height: a small file can unfold to far more than any screen shows."""
LONGEST_SIDE = 16_000

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"sRGB", b"pHYs"})
_JPEG_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_JPEG_DROPPED = frozenset({*range(0xE1, 0xEE), 0xEF, 0xFE})  # all of them beside the pixels
_JPEG_SCAN, _JPEG_END = 0xDA, 0xD9
_JPEG_MARK = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_GIF_EXTENSION, _GIF_IMAGE, _GIF_CONTROL = 0x21, 0x2C, 0xF9
_ALPHA = 0x10

Shape = tuple[int, int, bytes]


def inspect(raw: bytes) -> Picture:
    """The picture in these bytes. Raises PictureUnread: no picture, or too large a one."""
    for begins, kind, read in _KINDS:
        if begins(raw):
            try:
                width, height, plain = read(raw)
            except (IndexError, struct.error, ValueError) as error:
                raise PictureUnread(Unread.UNKNOWN_KIND) from error
            return _sized(Picture(kind, width, height, plain))
    raise PictureUnread(Unread.UNKNOWN_KIND)


def _sized(picture: Picture) -> Picture:
    width, height = picture.width, picture.height
    if not width or not height:
        raise PictureUnread(Unread.UNKNOWN_KIND)
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise PictureUnread(Unread.TOO_LARGE)
    return picture


def _png(raw: bytes) -> Shape:
    made, at, size = [_PNG], len(_PNG), (0, 0)
    while True:
        length, kind = struct.unpack_from(">I4s", raw, at)
        end = at + 12 + length
        if end > len(raw):
            raise ValueError("cut off")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", raw, at + 8)
        if kind in _PNG_KEPT:
            made.append(raw[at:end])
        if kind == b"IEND":
            return *size, b"".join(made)
        at = end


def _jpeg(raw: bytes) -> Shape:
    made, at, width, height = [raw[:2]], 2, 0, 0
    while True:
        found = _JPEG_MARK.match(raw, at)
        if found is None:
            raise ValueError("no marker")
        mark, at = found[0][-1], found.end() - 2
        if mark == _JPEG_END:
            return width, height, b"".join([*made, raw[at : at + 2]])
        end = at + 2 + int(struct.unpack_from(">H", raw, at + 2)[0])
        if mark in _JPEG_SIZES:
            lines, columns = struct.unpack_from(">HH", raw, at + 5)
            width, height = max(width, columns), max(height, lines)
        if mark == _JPEG_SCAN:
            behind = _JPEG_MARK.search(raw, end)
            end = behind.start() if behind else len(raw)
        if mark not in _JPEG_DROPPED:
            made.append(raw[at:end])
        at = end


def _gif(raw: bytes) -> Shape:
    width, height, flags = struct.unpack_from("<HHB", raw, 6)
    at = 13 + _colours(flags)
    made = [raw[:at]]
    while True:
        mark = raw[at]
        if mark == _GIF_IMAGE:
            left, top, wide, high, flags = struct.unpack_from("<HHHHB", raw, at + 1)
            end = _behind_blocks(raw, at + 11 + _colours(flags))
            plain = b"".join([*made, raw[at:end], b";"])
            return max(width, left + wide), max(height, top + high), plain
        if mark != _GIF_EXTENSION:
            raise ValueError("no picture in it")
        end = _behind_blocks(raw, at + 2)
        if raw[at + 1] == _GIF_CONTROL:
            made.append(raw[at:end])
        at = end


def _colours(flags: int) -> int:
    """How many bytes the table of colours has."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(raw: bytes, at: int) -> int:
    while raw[at]:
        at += 1 + raw[at]
    return at + 1


def _webp(raw: bytes) -> Shape:
    found: dict[bytes, bytes] = {}
    for kind, content in _chunks(raw, 12):
        if kind == b"ANMF":  # many frames: the first one
            found |= dict(_chunks(content, 16))
        found.setdefault(kind, content)
        if b"VP8 " in found or b"VP8L" in found:
            break
    if pixels := found.get(b"VP8L"):
        bits = int.from_bytes(pixels[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        return width, height, _riff((b"VP8L", pixels))
    pixels = found.get(b"VP8 ", b"")
    wide, high = struct.unpack_from("<HH", pixels, 6)
    width, height = wide & 0x3FFF, high & 0x3FFF
    if alpha := found.get(b"ALPH"):
        canvas = bytes([_ALPHA, 0, 0, 0]) + _three(width - 1) + _three(height - 1)
        plain = _riff((b"VP8X", canvas), (b"ALPH", alpha), (b"VP8 ", pixels))
        return width, height, plain
    return width, height, _riff((b"VP8 ", pixels))


def _chunks(raw: bytes, at: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= len(raw):
        kind, length = struct.unpack_from("<4sI", raw, at)
        if at + 8 + length > len(raw):
            raise ValueError("cut off")
        yield kind, raw[at + 8 : at + 8 + length]
        at += 8 + length + length % 2


def _riff(*chunks: tuple[bytes, bytes]) -> bytes:
    packed = b"".join(
        kind + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
        for kind, content in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(packed)) + b"WEBP" + packed


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


_KINDS: tuple[tuple[Callable[[bytes], bool], str, Callable[[bytes], Shape]], ...] = (
    (lambda raw: raw.startswith(_PNG), "image/png", _png),
    (lambda raw: raw.startswith(b"\xff\xd8\xff"), "image/jpeg", _jpeg),
    (lambda raw: raw[:6] in {b"GIF87a", b"GIF89a"}, "image/gif", _gif),
    (lambda raw: raw[:4] == b"RIFF" and raw[8:12] == b"WEBP", "image/webp", _webp),
)
