"""Text in pictures, by Tesseract's command line. It runs inside the locked worker."""

from __future__ import annotations

import re
import subprocess
import time

from bot.adapters.documents import marks
from bot.adapters.documents.text import Reading, name_of
from bot.domain.errors import DocumentUnreadable

VERSION = "recognition/1"

NO_WORDS = "no text was recognized in the picture"
"""How the reason begins when there is nothing to read."""

PROGRAM = "tesseract"
WANTED = ("kor", "eng")

_HANGUL_GAP = re.compile(r"(?<=[가-힣]) (?=[가-힣](?: [가-힣])*(?:\s|$))")
_LEAST_LETTERS = 3


class Recognition:
    """Recognizes text for one file, for `seconds` at most. No languages: not at all."""

    def __init__(self, languages: str, *, seconds: float) -> None:
        self._languages = languages
        self._until = time.monotonic() + seconds
        self._is_late = False

    @property
    def is_possible(self) -> bool:
        """Whether there is a program, and time, for another picture."""
        self._is_late = self._is_late or time.monotonic() > self._until
        return bool(self._languages) and not self._is_late

    def words(self, picture: bytes) -> str | None:
        """The text in a picture (PNG, JPEG, TIFF, PNM …); None when there was no time.

        Raises DocumentUnreadable when it is no picture that the program can read.
        """
        command = [PROGRAM, "stdin", "stdout", "-l", self._languages, "--psm", "3"]
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program; the picture is its input
                command,
                input=picture,
                capture_output=True,
                check=False,
                # It may not be killed from in here; it has its own limit of processor time.
            )
        except OSError as error:
            raise DocumentUnreadable(
                "the program for text recognition does not start: install tesseract-ocr again"
            ) from error
        if done.returncode < 0:
            return None
        if done.returncode:
            raise DocumentUnreadable(
                "it is damaged, or no picture of a usual kind: save it again"
            )
        text = done.stdout.decode("utf-8", "replace").replace("\f", "\n")
        return text if _letters(text) >= _LEAST_LETTERS else ""

    def why_not(self, what: str) -> str:
        """`what`, and what an admin can do about it."""
        if not self._languages:
            return (
                f"{what}: install tesseract-ocr and tesseract-ocr-kor, so that they are "
                "recognized, or save it with its text"
            )
        return (
            f"{what} within the time for text recognition: split it, raise "
            "BOT_INDEX__RECOGNITION_SECONDS, or save it with its text"
        )


def read_picture(raw: bytes, path: str, recognition: Recognition) -> Reading:
    """The text in a picture. Raises DocumentUnreadable."""
    if not recognition.is_possible:
        raise DocumentUnreadable(recognition.why_not("it is a picture"))
    words = recognition.words(raw)
    if words is None:
        raise DocumentUnreadable(recognition.why_not("it is a picture that was not read"))
    text = marks.prose(words)
    if not text:
        raise DocumentUnreadable(
            f"{NO_WORDS}: if it says something that people should find, write that as text "
            "next to it"
        )
    return Reading(title=name_of(path), text=text + "\n")


def _letters(text: str) -> int:
    return sum(sign.isalnum() for sign in text)
