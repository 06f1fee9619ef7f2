"""Who is asking, and where: a random session in a cookie, and no more. Pure but for chance."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import uuid
from dataclasses import dataclass

from bot.domain.audience import Clearance
from bot.domain.conversation import Place
from bot.domain.people import Person, Platform

COOKIE = "supportbot_session"
YEAR = 365 * 24 * 3600
_CHANNEL = "web"
_SESSION = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Session:
    """Whoever holds this token of 128 random bits. `is_new`: their browser has to be told."""

    token: str
    is_new: bool = False

    @classmethod
    def of(cls, cookie: str | None) -> Session:
        """The session of a cookie; a new one when there is none or it is malformed."""
        if cookie and _SESSION.fullmatch(cookie):
            return cls(cookie)
        return cls(secrets.token_hex(16), is_new=True)

    @property
    def person(self) -> Person:
        """As the rest of the house knows them."""
        return Person(Platform.WEB, "", self.token)

    def place(self, conversation: uuid.UUID, clearance: Clearance) -> Place:
        """The conversation's place: nobody else's session leads to the same one."""
        return Place(Platform.WEB, "", _CHANNEL, self._thread(conversation), clearance)

    def message(self, given: uuid.UUID) -> str:
        """The id of a message, so that two people who send the same id stay apart."""
        return self._keyed(f"message {given}")

    def owns(self, place: Place) -> bool:
        """Whether the place is one of this session's conversations."""
        conversation = conversation_of(place)
        return (
            place.platform is Platform.WEB
            and conversation is not None
            and hmac.compare_digest(place.thread, self._thread(conversation))
        )

    def _thread(self, conversation: uuid.UUID) -> str:
        return f"{conversation}.{self._keyed(f'conversation {conversation}')}"

    def _keyed(self, words: str) -> str:
        key = self.token.encode()
        return hashlib.blake2b(words.encode(), key=key, digest_size=16).hexdigest()


def conversation_of(place: Place) -> uuid.UUID | None:
    """The conversation's id, as the page knows it; None when it is not one of the web's."""
    try:
        return uuid.UUID(place.thread.partition(".")[0])
    except ValueError:
        return None
