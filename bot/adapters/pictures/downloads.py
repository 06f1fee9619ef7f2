"""Fetches what people attach: from the platform's own hosts, and not more than is read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from bot.domain.errors import PictureUnread
from bot.domain.pictures import Attachment, Unread
from bot.ports import Address, PictureAddresses

_OK = 200
_IDLE = 5.0  # seconds of silence; the whole has a deadline of its own
# A compressed answer could unfold to any size.
_HEADERS = {"Accept-Encoding": "identity"}
_ENCODINGS = frozenset({"", "identity"})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Downloads:
    """Fetches what `addresses` knows, up to `largest` bytes, within `seconds`.

    Follows no redirect: a secret header goes to the hosts that it is for, and to no other.
    """

    addresses: PictureAddresses
    largest: int
    seconds: float = 8.0

    async def fetch(self, attachment: Attachment) -> bytes:
        """The bytes. Raises PictureUnread."""
        if attachment.size > self.largest:
            raise PictureUnread(Unread.TOO_LARGE)
        try:
            async with asyncio.timeout(self.seconds):
                address = await self.addresses.address(attachment)
                _check(address)
                async with _answer(address) as answer:
                    return await self._read(answer)
        except TimeoutError as error:
            raise PictureUnread(Unread.LATE) from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise PictureUnread(Unread.UNREACHABLE) from error

    async def _read(self, answer: httpx.Response) -> bytes:
        if answer.status_code != _OK:
            raise PictureUnread(Unread.UNREACHABLE)
        headers = answer.headers
        kind, encoding = headers.get("Content-Type", ""), headers.get("Content-Encoding", "")
        if kind.startswith("text/html") or encoding.lower() not in _ENCODINGS:
            # A page that asks for a login: the token may not read files.
            raise PictureUnread(Unread.UNREACHABLE)
        found = bytearray()
        async for piece in answer.aiter_raw():
            found += piece
            if len(found) > self.largest:
                raise PictureUnread(Unread.TOO_LARGE)
        return bytes(found)


def _check(address: Address) -> None:
    """Nothing is asked for anywhere else, whatever a message says. Raises PictureUnread."""
    if origin_of(address.url) not in {origin_of(one) for one in address.origins}:
        raise PictureUnread(Unread.UNREACHABLE)


def origin_of(url: str) -> tuple[str, str, int]:
    """Scheme, host and port. Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username is not None:
        raise ValueError("no address on the web")
    return parts.scheme, parts.hostname.lower(), parts.port or _PORTS[parts.scheme]


@asynccontextmanager
async def _answer(address: Address) -> AsyncIterator[httpx.Response]:
    headers = {**_HEADERS, **address.headers}
    async with (
        httpx.AsyncClient(follow_redirects=False, timeout=_IDLE) as client,
        client.stream("GET", address.url, headers=headers) as answer,
    ):
        yield answer
