"""What a picture is, by its bytes: its kind, its size, and nothing that a camera wrote."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from bot.core.picture_shapes import LONGEST_SIDE, MOST_PIXELS, inspect
from bot.domain.errors import PictureUnread
from bot.domain.pictures import Unread
from tests.drawings import bomb, packed, plain

SECRET = b"37.5665N 126.9780E"
RED = Image.new("RGB", (60, 40), "red")
MANY: dict[str, Any] = {"save_all": True, "append_images": [RED]}
KINDS = [
    ("PNG", {}, "image/png"),
    ("PNG", MANY, "image/png"),
    ("JPEG", {}, "image/jpeg"),
    ("JPEG", {"progressive": True}, "image/jpeg"),
    ("GIF", {}, "image/gif"),
    ("GIF", MANY, "image/gif"),
    ("WEBP", {}, "image/webp"),
    ("WEBP", {"lossless": True}, "image/webp"),
    ("WEBP", MANY, "image/webp"),
]


@pytest.mark.parametrize(("kind", "saved", "named"), KINDS)
def test_a_picture_is_told_by_its_bytes(kind: str, saved: dict[str, Any], named: str) -> None:
    found = inspect(plain(kind, **saved))
    assert (found.kind, found.width, found.height) == (named, 60, 40)
    with Image.open(io.BytesIO(found.raw)) as again:
        again.load()
        assert again.size == (60, 40)
        assert getattr(again, "n_frames", 1) == 1
        assert min(again.convert("RGB").getpixel((30, 20))) > 240  # type: ignore[arg-type] # three numbers


def test_a_picture_that_can_be_seen_through_stays_so() -> None:
    clear = Image.new("RGBA", (60, 40), (255, 0, 0, 90))
    for kind in ("PNG", "WEBP"):
        with Image.open(io.BytesIO(inspect(packed(clear, kind)).raw)) as again:
            assert abs(again.convert("RGBA").getpixel((5, 5))[3] - 90) < 5  # type: ignore[index] # four numbers


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_where_and_when_it_was_taken_is_not_kept(kind: str) -> None:
    raw = plain(kind, exif=b"Exif\0\0" + SECRET) + SECRET
    assert SECRET in raw
    assert SECRET not in inspect(raw).raw


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_was_cut_off_is_none(kind: str) -> None:
    raw = plain(kind)
    for length in (4, 8, 14, 30, len(raw) // 2):
        with pytest.raises(PictureUnread) as unread:
            inspect(raw[:length])
        assert unread.value.why is Unread.UNKNOWN_KIND


@pytest.mark.parametrize(
    "raw",
    [b"", b"%PDF-1.7", b"<html>", b"\x89PNG", b"PK\x03\x04", b"BM" + bytes(60), b"<svg/>"],
)
def test_whatever_it_calls_itself_its_content_counts(raw: bytes) -> None:
    with pytest.raises(PictureUnread) as unread:
        inspect(raw)
    assert unread.value.why is Unread.UNKNOWN_KIND


@pytest.mark.parametrize(
    "raw",
    [
        bomb(),
        bomb(LONGEST_SIDE + 1, 1),
        bomb(5000, MOST_PIXELS // 5000 + 1),
    ],
)
def test_a_picture_that_unfolds_to_too_much_is_not_opened(raw: bytes) -> None:
    assert len(raw) < 100_000
    with pytest.raises(PictureUnread) as unread:
        inspect(raw)
    assert unread.value.why is Unread.TOO_LARGE


def test_a_picture_without_a_pixel_is_none() -> None:
    with pytest.raises(PictureUnread) as unread:
        inspect(bomb(0, 100))
    assert unread.value.why is Unread.UNKNOWN_KIND
