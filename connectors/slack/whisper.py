"""Words for one person's eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from connectors.slack.inbound import is_direct
from connectors.slack.outbound import note
from connectors.slack.trouble import Never

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi


class Whisper:
    """Tells one person something: where nobody else reads it, or as an ephemeral message."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def tell(self, user: str, text: str, *, channel: str, thread: str = "") -> None:
        """Say it in that channel, and in that thread if it is one; else in their own.

        Raises Later, and Never when they cannot be told anywhere.
        """
        said = note(text).arguments()
        if is_direct(channel):
            await self._post(channel, thread, said)
            return
        try:
            said.pop("metadata", None)
            await self._api.call(
                "chat.postEphemeral",
                channel=channel,
                user=user,
                thread_ts=thread or None,
                **said,
            )
        except Never:
            await self._post(await self.direct(user), "", note(text).arguments())

    async def direct(self, user: str) -> str:
        """The channel of that person and the bot alone."""
        answer = await self._api.call("conversations.open", users=user)
        return str((answer.get("channel") or {}).get("id") or "")

    async def _post(self, channel: str, thread: str, said: dict[str, Any]) -> None:
        await self._api.call(
            "chat.postMessage",
            channel=channel,
            thread_ts=thread or None,
            unfurl_links=False,
            unfurl_media=False,
            **said,
        )
