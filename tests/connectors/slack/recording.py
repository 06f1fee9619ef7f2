"""Slack's Web API for tests that make many messages: nothing goes over a wire."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from connectors.slack.api import SlackApi
from connectors.slack.trouble import Never

PERMALINK = "https://house.slack.com/archives/C1/p1"


class RecordingApi(SlackApi):
    """Keeps what was called. With `takes_no_blocks` messages with blocks are refused."""

    def __init__(self, name: str = "Kim") -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.takes_no_blocks = False
        self.name = name

    async def call(
        self, method: str, /, *, seconds: float = 0.0, **arguments: Any
    ) -> Mapping[str, Any]:
        """Keep it; answer as Slack would."""
        self.calls.append((method, {k: v for k, v in arguments.items() if v is not None}))
        if self.takes_no_blocks and arguments.get("blocks"):
            raise Never("no blocks", code="invalid_blocks")
        if method == "users.info":
            return {"user": {"name": self.name, "team_id": "T0HOUSE"}}
        if method == "conversations.info":
            return {"channel": {"name": "it-help"}}
        return {"ok": True, "ts": f"{len(self.calls)}.000001", "permalink": PERMALINK}

    async def pages(self, method: str, /, **arguments: Any) -> AsyncIterator[Mapping[str, Any]]:
        """One, with nothing in it."""
        self.calls.append((method, arguments))
        yield {"messages": []}
