"""Text in pictures, where the program for it is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest

from bot.adapters.documents.folder import FolderSource
from bot.adapters.documents.installed import recognized_languages
from bot.adapters.documents.limits import Limits
from bot.adapters.documents.recognition import Recognition
from bot.adapters.documents.sandbox import Sandbox
from bot.domain.errors import DocumentUnreadable
from tests.bot.adapters.documents.made.pdfs import Words, pdf, picture
from tests.bot.adapters.documents.reading import refusal
from tests.needs import needs

PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)


def needs_recognition() -> str:
    languages = recognized_languages()
    needs("kor" in languages, "install tesseract-ocr and tesseract-ocr-kor")
    return languages


def drawn(*words: Words) -> bytes:
    """A picture (PGM) of a page with these words."""
    document = pypdfium2.PdfDocument(pdf(list(words)))
    bitmap = document[0].render(scale=3, grayscale=True)
    rows = bytes(bitmap.buffer)
    lines = b"".join(
        rows[at * bitmap.stride : at * bitmap.stride + bitmap.width]
        for at in range(bitmap.height)
    )
    document.close()
    return b"P5 %d %d 255\n%s" % (bitmap.width, bitmap.height, lines)


def test_words_in_a_picture_are_recognized() -> None:
    languages = needs_recognition()

    found = Recognition(languages, seconds=120).words(
        drawn(Words("Five days carry over", size=24))
    )

    assert found is not None
    assert "Five days carry over" in found


def test_a_scan_is_read_in_the_locked_worker() -> None:
    languages = needs_recognition()
    readers = Sandbox(Limits())
    try:
        with pytest.raises(DocumentUnreadable) as trouble:
            readers.read(pdf([picture()]), "a.pdf", languages=languages)
    finally:
        readers.close()

    assert "shows no text" in trouble.value.reason  # a grey page: read, and empty


def test_a_picture_without_the_program_says_what_to_install() -> None:
    assert "install tesseract-ocr and tesseract-ocr-kor" in refusal(PNG, "a.png")


def test_a_broken_picture_is_reported() -> None:
    languages = needs_recognition()

    with pytest.raises(DocumentUnreadable, match="damaged"):
        Recognition(languages, seconds=60).words(PNG)


def test_no_picture_is_looked_at_when_time_is_up() -> None:
    looking = Recognition("kor", seconds=-1)

    assert not looking.is_possible
    assert "BOT_INDEX__RECOGNITION_SECONDS" in looking.why_not("it")


async def test_recognition_can_be_switched_off(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)
    source = FolderSource(tmp_path, largest_file=1000, recognize=False)
    (file,) = (await source.inventory()).found

    with pytest.raises(DocumentUnreadable, match="install tesseract"):
        await source.read(file)


def test_a_machine_without_the_program_recognizes_nothing() -> None:
    code = (
        "from bot.adapters.documents.installed import recognized_languages\n"
        "print(repr(recognized_languages()))"
    )
    env = {**os.environ, "PATH": "/nowhere"}

    told = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )

    assert told.stdout == "''\n"
