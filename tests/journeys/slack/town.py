"""A simulated Slack workspace, as the people in it and a test see it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

HELP, STAFF, BOT = "C0HELP", "C0STAFF", "U0BOT"
MENTION = f"<@{BOT}>"
TEAM = "T0HOUSE"
BOT_TOKEN, APP_TOKEN = "xoxb-house-bot", "xapp-house-app"
SECRET = "house-secret"  # noqa: S105 - the same
_GLANCE = 0.05
_HANGS = 120.0


@dataclass(frozen=True)
class Post:
    """Something that a bot said and that is still there. `text` is what people read."""

    channel: str
    ts: str
    user: str
    text: str
    thread: str | None
    buttons: dict[str, dict[str, Any]] = field(default_factory=dict)


class Town(Protocol):
    """A workspace with Kim and Lee, a channel to ask in, and one for the staff.

    `name` is the simulator's, for whoever reads a figure.
    """

    name: str

    def env(self) -> dict[str, str]:
        """The settings that bring a bot here."""
        ...

    @property
    def prefix(self) -> list[str]:
        """What stands before the command that starts a bot."""
        ...

    async def listens_at(self, url: str) -> None:
        """From now on the bot is told over signed HTTP, there."""
        ...

    async def say(self, user: str, channel: str, text: str, *, thread: str = "") -> str:
        """Somebody writes; gives the id of the message."""
        ...

    async def direct(self, user: str) -> str:
        """The channel of that person and the bot."""
        ...

    async def press(self, user: str, post: Post, label: str) -> None:
        """Somebody presses a button under a post."""
        ...

    async def command(self, user: str, channel: str, text: str) -> None:
        """Somebody types `/ask text`."""
        ...

    async def posts(self, channel: str) -> list[Post]:
        """What bots said in there, oldest first, without what one person alone sees."""
        ...

    async def whispers(self, user: str) -> list[str]:
        """What one person alone was shown."""
        ...


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Look until it is so. Raises TimeoutError after two minutes."""
    async with asyncio.timeout(_HANGS):
        while not await holds():  # noqa: ASYNC110 - some towns tell of nothing by themselves
            await asyncio.sleep(_GLANCE)


async def heard(town: Town, channel: str, count: int, *words: str) -> list[Post]:
    """Wait for so many posts of which the last holds these words; gives all of them."""
    found: list[Post] = []

    async def is_so() -> bool:
        found[:] = await town.posts(channel)
        return len(found) >= count and all(word in found[count - 1].text for word in words)

    try:
        await until(is_so)
    except TimeoutError:
        raise AssertionError(f"{town.name}: {words} never came in {found}") from None
    return found
