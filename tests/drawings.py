"""Pictures, drawn when a test wants them."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from tests.needs import needs

_FONTS = (
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 1),
    ("/usr/share/fonts/truetype/nanum/NanumGothic.ttf", 0),
)


def drawn(*lines: str, kind: str = "PNG", size: int = 34, **saved: Any) -> bytes:
    """A picture of these lines, black on white. `saved` goes to Pillow's `save`."""
    found = [(path, index) for path, index in _FONTS if Path(path).exists()]
    needs(found, "install fonts-nanum or fonts-noto-cjk")
    font = ImageFont.truetype(found[0][0], size, index=found[0][1])
    longest = max(int(font.getlength(line)) for line in lines)
    picture = Image.new("RGB", (longest + 60, 2 * size * len(lines) + 40), "white")
    pen = ImageDraw.Draw(picture)
    for number, line in enumerate(lines):
        pen.text((30, 20 + 2 * size * number), line, font=font, fill="black")
    return packed(picture, kind, **saved)


def packed(picture: Image.Image, kind: str = "PNG", **saved: Any) -> bytes:
    """The bytes of its file."""
    made = io.BytesIO()
    picture.save(made, kind, **saved)
    return made.getvalue()


def plain(kind: str = "PNG", *, width: int = 60, height: int = 40, **saved: Any) -> bytes:
    """A picture without a word in it; needs no font."""
    return packed(Image.new("RGB", (width, height), "white"), kind, **saved)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A small PNG that unfolds to a large picture."""
    shape = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * 100), 9)
    chunks = ((b"IHDR", shape), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in chunks
    )
