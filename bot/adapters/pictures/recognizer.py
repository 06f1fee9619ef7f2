"""Reads the text in pictures with Tesseract, in a locked process of their own."""

from __future__ import annotations

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor

from bot.adapters.documents.limits import Limits
from bot.adapters.documents.recognition import NO_WORDS
from bot.adapters.documents.sandbox import Sandbox
from bot.domain.errors import DocumentUnreadable, PictureUnread
from bot.domain.language import Language
from bot.domain.pictures import Picture, Unread
from bot.ports import Sight


class Recognizer:
    """Recognizes `languages`, as Tesseract writes them: `kor+eng`.

    A picture has `seconds`, and `parallel` of them are read at once; the next ones wait.
    """

    def __init__(self, languages: str, *, seconds: float, parallel: int) -> None:
        self._languages = languages
        # What takes longer is killed, so that no picture keeps the next ones waiting.
        limits = Limits(wall=1.0, recognition=seconds, processor=math.ceil(seconds) + 1)
        self._sandbox = Sandbox(limits)
        self._threads = ThreadPoolExecutor(parallel, "pictures")

    async def read(self, picture: Picture, *, asked: str, language: Language) -> Sight:  # noqa: ARG002 - text is text, whatever was asked
        """The letters in it. Raises PictureUnread."""
        loop = asyncio.get_running_loop()
        text = await loop.run_in_executor(self._threads, self._read, picture.raw)
        return Sight(text, is_only_text=True)

    def close(self) -> None:
        """End the processes, whatever they are reading. May be called twice."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._sandbox.close()

    def _read(self, raw: bytes) -> str:
        try:
            reading, _ = self._sandbox.read(raw, "picture", languages=self._languages)
        except DocumentUnreadable as error:
            nothing = error.reason.startswith(NO_WORDS)
            raise PictureUnread(Unread.NO_TEXT if nothing else Unread.FAILED) from error
        return reading.text
