"""Where Slack keeps what people attach. The bot's token goes there, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.domain.errors import PictureUnread
from bot.domain.pictures import Attachment, Unread
from bot.ports import Address
from connectors.slack.api import SlackApi
from connectors.slack.trouble import Later, Never

_HOST = "https://files.slack.com"


class SlackFiles:
    """Addresses on Slack's host of files, or where its Web API is if that is another one."""

    def __init__(self, api: SlackApi, *, token: str, api_url: str) -> None:
        self._api = api
        self._token = token
        parts = urlsplit(api_url)
        self._origins = frozenset({_HOST, f"{parts.scheme}://{parts.netloc}"})

    async def address(self, attachment: Attachment) -> Address:
        """Where it is; Slack is asked for what another company shared. Raises PictureUnread."""
        where = attachment.where or await self._told(attachment.id)
        headers = {"Authorization": f"Bearer {self._token}"}
        return Address(where, origins=self._origins, headers=headers)

    async def _told(self, file: str) -> str:
        try:
            answer = await self._api.call("files.info", file=file)
        except (Later, Never) as error:
            raise PictureUnread(Unread.UNREACHABLE) from error
        found = answer.get("file")
        known = found if isinstance(found, dict) else {}
        if not str(known.get("mimetype")).startswith("image/"):
            raise PictureUnread(Unread.NO_PICTURE)
        return str(known.get("url_private") or "")
