"""A vault without cryptography: what is sealed is only disguised."""

from __future__ import annotations

import hashlib
import json

from bot.domain.errors import KeyMismatch
from bot.domain.people import Person

_DIGEST = 32


class FakeVault:
    """Remembers how often each person's key was destroyed, and marks what it seals."""

    def __init__(self) -> None:
        self._epochs: dict[str, int] = {}

    def pseudonym(self, person: Person) -> str:
        words = json.dumps([person.platform, person.workspace, person.user])
        return hashlib.sha256(words.encode()).hexdigest()

    async def seal(self, pseudonym: str, context: str, text: str) -> bytes:
        epoch = self._epochs.get(pseudonym, 0)
        body = json.dumps([pseudonym, context, epoch, text]).encode()
        return hashlib.sha256(body).digest() + _disguised(body)

    async def open(self, pseudonym: str, context: str, sealed: bytes) -> str | None:
        digest, body = sealed[:_DIGEST], _disguised(sealed[_DIGEST:])
        if hashlib.sha256(body).digest() != digest:
            raise KeyMismatch("A sealed text was altered: restore a backup.")
        owner, place, epoch, text = json.loads(body)
        if (owner, place) != (pseudonym, context):
            raise KeyMismatch("A sealed text was moved: restore a backup.")
        return str(text) if epoch == self._epochs.get(pseudonym, 0) else None

    async def destroy(self, pseudonym: str) -> None:
        self._epochs[pseudonym] = self._epochs.get(pseudonym, 0) + 1


def _disguised(body: bytes) -> bytes:
    return bytes(byte ^ 0xFF for byte in body)
