"""Where Discord keeps what people attach. No token goes there."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.domain.pictures import Attachment
from bot.ports import Address

_HOSTS = frozenset({"https://cdn.discordapp.com", "https://media.discordapp.net"})


class DiscordFiles:
    """Addresses on Discord's hosts of files, or where its API is if that is another one."""

    def __init__(self, api_url: str) -> None:
        parts = urlsplit(api_url)
        self._origins = _HOSTS | {f"{parts.scheme}://{parts.netloc}"}

    async def address(self, attachment: Attachment) -> Address:
        """Where it is: signed, and good for a day."""
        return Address(attachment.where, origins=self._origins)
