"""Pictures that came with a command: held in memory until they were looked at."""

from __future__ import annotations

import uuid

from bot.domain.errors import PictureUnread
from bot.domain.pictures import Attachment, Unread


class HeldPictures:
    """Hands each picture out once; `drop` forgets what nobody fetched."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def hold(self, raw: bytes) -> Attachment:
        """What stands for these bytes beside a question."""
        attachment = Attachment(uuid.uuid4().hex, size=len(raw))
        self._held[attachment.id] = raw
        return attachment

    def drop(self, attachments: tuple[Attachment, ...]) -> None:
        """Hold these no longer."""
        for one in attachments:
            self._held.pop(one.id, None)

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes. Raises PictureUnread when they are not held any more."""
        raw = self._held.pop(attachment.id, None)
        if raw is None:
            raise PictureUnread(Unread.UNREACHABLE)
        return raw
