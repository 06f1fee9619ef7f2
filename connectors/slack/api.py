"""Calls of Slack's Web API: each with a deadline, each error mapped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from connectors.slack.trouble import FORESEEN, Later, told

_CALL_SECONDS = 6.0
_MOST_PAGES = 100
_READS = frozenset(
    {
        "chat.getPermalink",
        "conversations.history",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "files.info",
        "users.info",
        "users.list",
    }
)


class SlackApi:
    """The Web API with the bot's token. Calls raise Later and Never."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    @property
    def client(self) -> AsyncWebClient:
        """The library's own client."""
        return self._client

    async def call(
        self, method: str, /, *, seconds: float = _CALL_SECONDS, **arguments: Any
    ) -> Mapping[str, Any]:
        """Call a method within `seconds`; arguments that are None are left out.

        Never sent twice by itself: a message that Slack took in before the connection
        broke would be there twice.
        """
        given = {name: one for name, one in arguments.items() if one is not None}
        try:
            async with asyncio.timeout(seconds):
                if method in _READS:
                    answer = await self._client.api_call(
                        method, http_verb="GET", params=_as_query(given)
                    )
                else:
                    answer = await self._client.api_call(method, json=given)
            body = answer.data
            if not isinstance(body, dict):
                raise TypeError("no JSON object")
        except FORESEEN as error:
            raise told(method, error) from error
        return {**body, "_headers": dict(answer.headers)}

    async def pages(
        self, method: str, /, *, is_patient: bool = False, **arguments: Any
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The pages of a list, one call each, as long as there are more.

        `is_patient` waits as long as Slack asks for. Also raises Later when there is no end:
        half a list is never taken for the whole.
        """
        cursor: str | None = None
        for _ in range(_MOST_PAGES):
            try:
                page = await self.call(method, cursor=cursor, **arguments)
            except Later as error:
                if not is_patient or error.code != "ratelimited":
                    raise
                await asyncio.sleep(error.after)
                continue
            yield page
            more = page.get("response_metadata") or {}
            cursor = more.get("next_cursor") if isinstance(more, dict) else None
            if not cursor:
                return
        raise Later(f"Slack's list has no end ({method}).", code="too_many_pages")


def client(token: str, *, api_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The library's client, which neither logs what is said nor repeats calls."""
    return AsyncWebClient(
        token=token,
        base_url=api_url if api_url.endswith("/") else f"{api_url}/",
        session=session,
        retry_handlers=[],
        logger=quiet(),
        trust_env_in_session=True,
    )


class _Wordless(logging.Filter):
    """Libraries put what people said, and addresses with tickets, into what they log."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = f"Slack's library complains in {record.module}.{record.funcName}"
        record.args, record.exc_info, record.exc_text = (), None, None
        return record.levelno >= logging.WARNING


def quiet() -> logging.Logger:
    """The logger for Slack's libraries: it says where something is wrong, and no words."""
    logger = logging.getLogger("slack_sdk.supportbot")
    if not logger.filters:
        logger.addFilter(_Wordless())
    # They look at the level of this very logger before they put their lines together.
    logger.setLevel(logging.WARNING)
    return logger


def _as_query(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: int(value) if isinstance(value, bool) else value
        for name, value in arguments.items()
    }
