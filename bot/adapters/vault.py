"""Seals people's words: AES-256-GCM, a data key per person, one key around them all.

A data key is random, and rests in SQL wrapped by a key-encryption key that lies in a file
outside the database. Destroying the wrapped key erases all that it sealed, in backups of
the database too. A sealed text is: version (1 byte), epoch of the data key (4), nonce
(12), ciphertext and tag; pseudonym and context are authenticated with it.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.adapters.keyfile import create_key, read_key
from bot.adapters.sql.keys import SqlKeys, StoredKey
from bot.domain.errors import KeyMismatch
from bot.domain.people import Person

_VERSION = b"\x01"
_EPOCH = 4
_NONCE = 12
_TAG = 16
_HEADER = len(_VERSION) + _EPOCH
_KEY_LENGTH = 32
_FIRST_EPOCH = 1


class FileVault:
    """The vault whose key-encryption key comes from a file; `open_vault` makes it."""

    def __init__(self, secret: bytes, keys: SqlKeys) -> None:
        self._naming = _derived(secret, "pseudonym")
        self._wrapping = AESGCM(_derived(secret, "wrapping"))
        self._keys = keys

    def pseudonym(self, person: Person) -> str:
        """64 hexadecimal digits: HMAC-SHA256 of platform, workspace and user."""
        words = json.dumps([person.platform, person.workspace, person.user]).encode()
        return hmac.digest(self._naming, words, "sha256").hex()

    async def seal(self, pseudonym: str, context: str, text: str) -> bytes:
        """Seal the text; the first seal makes the person's key.

        So does the first one after `destroy`: the new key reads nothing that is older.
        """
        key = await self._living_key(pseudonym)
        return self.sealed_with(key, pseudonym, context, text)

    async def open(self, pseudonym: str, context: str, sealed: bytes) -> str | None:
        """The text, or None when the key that sealed it was destroyed.

        Raises KeyMismatch when it was altered, or sealed for another person or place.
        """
        stored = await self._keys.find(pseudonym, self.epoch_of(sealed))
        return self.opened_with(stored, pseudonym, context, sealed)

    def sealed_with(self, key: StoredKey, pseudonym: str, context: str, text: str) -> bytes:
        """The text, sealed with this key of the person, which lives. Raises KeyMismatch."""
        if key.wrapped is None:
            raise ValueError("a destroyed key seals nothing")
        header = _VERSION + key.epoch.to_bytes(_EPOCH, "big")
        words = text.encode("utf-8", "surrogatepass")
        cipher = AESGCM(self._unwrapped(pseudonym, key.epoch, key.wrapped))
        return header + _encrypted(cipher, words, _bound(pseudonym, context))

    def opened_with(
        self, key: StoredKey | None, pseudonym: str, context: str, sealed: bytes
    ) -> str | None:
        """As `open`, with the key of its epoch; None when that was destroyed."""
        epoch = self.epoch_of(sealed)
        if key is None:
            raise _altered()
        if key.wrapped is None:
            return None
        cipher = AESGCM(self._unwrapped(pseudonym, epoch, key.wrapped))
        words = _decrypted(cipher, sealed[_HEADER:], _bound(pseudonym, context))
        return words.decode("utf-8", "surrogatepass")

    def epoch_of(self, sealed: bytes) -> int:
        """Which of the person's keys sealed it. Raises KeyMismatch."""
        if sealed[:1] != _VERSION or len(sealed) < _HEADER + _NONCE + _TAG:
            raise _altered()
        return int.from_bytes(sealed[len(_VERSION) : _HEADER], "big")

    def new_key(self, pseudonym: str, epoch: int) -> StoredKey:
        """A key that nobody has yet, wrapped."""
        key = secrets.token_bytes(_KEY_LENGTH)
        place = _bound(pseudonym, f"person_keys|wrapped|{epoch}")
        return StoredKey(epoch, _encrypted(self._wrapping, key, place))

    async def destroy(self, pseudonym: str) -> None:
        """Destroy the person's key; nothing happens when there is none."""
        await self._keys.destroy(pseudonym)

    async def _living_key(self, pseudonym: str) -> StoredKey:
        """Read back what was added: where two callers race, one key must win for both."""
        while True:
            newest = await self._keys.newest(pseudonym)
            if newest is not None and newest.wrapped is not None:
                return newest
            epoch = _FIRST_EPOCH if newest is None else newest.epoch + 1
            await self._keys.add(pseudonym, self.new_key(pseudonym, epoch))

    def _unwrapped(self, pseudonym: str, epoch: int, wrapped: bytes) -> bytes:
        place = _bound(pseudonym, f"person_keys|wrapped|{epoch}")
        return _decrypted(self._wrapping, wrapped, place)


async def open_vault(path: Path, keys: SqlKeys) -> FileVault:
    """The vault over a key file and a database that belong together.

    The file is made, readable by its owner alone, when the database never had a key.
    Raises KeyMismatch when the file is missing, damaged, open to others, or another
    database's, HomeUnusable when it cannot be made, and DatabaseUnavailable.
    """
    proof = await keys.proof()
    secret = await asyncio.to_thread(read_key, path)
    if secret is None and proof is not None:
        raise KeyMismatch(
            f"The key file {path} is missing, and what people wrote was sealed with it: "
            "put your copy of it back, or begin with an empty database."
        )
    if secret is None:
        secret = await asyncio.to_thread(create_key, path)
    own = hmac.digest(_derived(secret, "proof"), b"supportbot", "sha256")
    if not hmac.compare_digest(proof or await keys.adopt(own), own):
        raise KeyMismatch(
            f"The key file {path} belongs to another database: put back the one that this "
            "database was begun with, or set the database that this key belongs to."
        )
    return FileVault(secret, keys)


def _derived(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose: knowing it tells nothing about the others."""
    info = f"supportbot|{purpose}|1".encode()
    return HKDF(algorithm=SHA256(), length=_KEY_LENGTH, salt=None, info=info).derive(secret)


def _bound(pseudonym: str, context: str) -> bytes:
    return f"{pseudonym}|{context}".encode()


def _encrypted(key: AESGCM, words: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + key.encrypt(nonce, words, bound)


def _decrypted(key: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    try:
        return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:  # ValueError: cut short
        raise _altered() from error


def _altered() -> KeyMismatch:
    return KeyMismatch(
        "A sealed text in the database was altered or moved: restore the database from a "
        "backup that goes with the key file."
    )
