"""A platform that hands out what is attached, and somebody who reads it."""

from __future__ import annotations

import asyncio

from bot.domain.conversation import Tokens
from bot.domain.errors import PictureUnread
from bot.domain.language import Language
from bot.domain.pictures import Attachment, Picture, Unread
from bot.ports import Sight


class FakePictures:
    """Hands out `files` by their id, after `seconds`; whatever else is not there."""

    def __init__(self, **files: bytes) -> None:
        self.files = files
        self.seconds = 0.0
        self.fetched: list[str] = []

    async def fetch(self, attachment: Attachment) -> bytes:
        self.fetched.append(attachment.id)
        await asyncio.sleep(self.seconds)
        if attachment.id not in self.files:
            raise PictureUnread(Unread.UNREACHABLE)
        return self.files[attachment.id]


class FakePictureReader:
    """Reads `text` in every picture, after `seconds`, unless there is a `failure`.

    `is_only_text`: as text recognition does, which costs nothing.
    """

    def __init__(self, text: str = "", *, is_only_text: bool = True) -> None:
        self.text = text
        self.is_only_text = is_only_text
        self.seconds = 0.0
        self.failure: Exception | None = None
        self.asked: list[tuple[Picture, str, Language]] = []

    async def read(self, picture: Picture, *, asked: str, language: Language) -> Sight:
        self.asked.append((picture, asked, language))
        await asyncio.sleep(self.seconds)
        if self.failure:
            raise self.failure
        if self.is_only_text:
            return Sight(self.text, is_only_text=True)
        return Sight(self.text, is_only_text=False, tokens=Tokens(100, 20), cost=0.5)
