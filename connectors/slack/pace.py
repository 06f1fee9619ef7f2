"""Slack takes about one message a second in a channel: wait for the turn here, not there."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

from connectors.slack.trouble import Later

_REMEMBERED = 1000


class Pace:
    """Lets one post a channel go every `seconds`; whoever would wait too long is told."""

    def __init__(self, seconds: float = 1.0, *, patience: float = 5.0) -> None:
        self._seconds = seconds
        self._patience = patience
        self._free_at: OrderedDict[str, float] = OrderedDict()

    async def turn(self, channel: str) -> None:
        """Return when it is this post's turn. Raises Later when that is too far away."""
        now = asyncio.get_running_loop().time()
        at = max(now, self._free_at.get(channel, 0.0))
        if at - now > self._patience:
            raise Later("Too many messages wait for this channel.", code="pace", after=at - now)
        self._free_at[channel] = at + self._seconds
        self._free_at.move_to_end(channel)
        while len(self._free_at) > _REMEMBERED:
            self._free_at.popitem(last=False)
        await asyncio.sleep(at - now)

    def pause(self, channel: str, seconds: float) -> None:
        """Slack itself asked for a pause in this channel."""
        at = asyncio.get_running_loop().time() + seconds
        self._free_at[channel] = max(at, self._free_at.get(channel, 0.0))
