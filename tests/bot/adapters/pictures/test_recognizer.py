"""Text in pictures, by the real program in its locked process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from bot.adapters.documents.installed import recognized_languages
from bot.adapters.pictures.recognizer import Recognizer
from bot.core.picture_shapes import inspect
from bot.domain.errors import PictureUnread
from bot.domain.language import Language
from bot.domain.pictures import Unread
from tests.drawings import drawn, plain
from tests.needs import needs


@pytest.fixture
def recognizer() -> Iterator[Recognizer]:
    """With time enough on a busy machine."""
    languages = recognized_languages()
    needs("kor" in languages, "install tesseract-ocr and tesseract-ocr-kor")
    built = Recognizer(languages, seconds=120, parallel=1)
    yield built
    built.close()


async def read(recognizer: Recognizer, raw: bytes) -> str:
    """What is read in it."""
    sight = await recognizer.read(inspect(raw), asked="", language=Language.KOREAN)
    assert sight.is_only_text
    assert (sight.tokens.input, sight.cost) == (0, 0.0)
    return sight.text


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
async def test_korean_and_english_are_read(recognizer: Recognizer, kind: str) -> None:
    raw = drawn("연차 휴가 이월 신청서", "Paper jam in tray", kind=kind)
    text = await read(recognizer, raw)
    assert "연차 휴가 이월 신청서" in text
    assert "Paper jam in tray" in text


async def test_a_picture_without_words_is_told_apart_from_one_that_is_broken(
    recognizer: Recognizer,
) -> None:
    with pytest.raises(PictureUnread) as nothing:
        await read(recognizer, plain(width=300, height=200))
    assert nothing.value.why is Unread.NO_TEXT
    raw = plain(width=300, height=200)
    broken = raw.replace(raw[41:60], bytes(19))  # the pixels
    with pytest.raises(PictureUnread) as unread:
        await read(recognizer, broken)
    assert unread.value.why is Unread.FAILED


async def test_one_that_takes_too_long_does_not_keep_the_next_ones_waiting() -> None:
    needs(recognized_languages(), "install tesseract-ocr and tesseract-ocr-kor")
    recognizer = Recognizer("kor+eng", seconds=0.01, parallel=1)
    try:
        page = inspect(drawn(*["연차 휴가 이월 신청서 " * 4] * 40))
        for _ in range(2):
            with pytest.raises(PictureUnread):
                async with asyncio.timeout(100):
                    await recognizer.read(page, asked="", language=Language.KOREAN)
    finally:
        recognizer.close()
