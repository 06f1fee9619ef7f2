"""Who can read a place, and so what may be shown there: promise 3."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.domain.audience import Clearance, clearance_of_place
from bot.domain.people import Person, Platform
from connectors.slack.directory import Directory
from connectors.slack.inbound import is_direct

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi

_CHANNEL_SECONDS = 60.0
_PATIENCE_SECONDS = 1.0
_MOST_CHANNELS = 1000
_MOST_NEW = 20  # people who came since the list was read, and are looked up one by one
_SHARED_MARKS = (
    "is_shared",
    "is_ext_shared",
    "is_pending_ext_shared",
    "is_org_shared",
    "is_global_shared",
    "pending_shared",
    "pending_connected_team_ids",
)


class Readers:
    """Knows whether all readers of a place are full members of the workspace.

    What Slack does not say within a second counts as no; it goes on asking, so that the
    next question finds the answer. An answer holds for a minute.
    """

    def __init__(
        self,
        api: SlackApi,
        directory: Directory,
        *,
        team: str,
        patience: float = _PATIENCE_SECONDS,
    ) -> None:
        self._api = api
        self._directory = directory
        self._team = team
        self._patience = patience
        self._known: dict[str, tuple[float, bool]] = {}
        self._asking: dict[str, asyncio.Task[bool]] = {}

    async def clearance(self, channel: str, person: Person) -> Clearance:
        """What may be shown where this person speaks. Never raises."""
        all_members = False
        if person.workspace == self._team:
            all_members = await self._all_members(channel, person)
        return clearance_of_place(Platform.SLACK, all_members=all_members)

    async def close(self) -> None:
        """Ask no more."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _all_members(self, channel: str, person: Person) -> bool:
        key = f"{channel} {person.user}" if is_direct(channel) else channel
        known = self._known.get(key)
        if known and _now() < known[0]:
            return known[1]
        task = self._asking.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(self._ask(channel, person))
            self._asking[key] = task
            task.add_done_callback(lambda ended: self._heard(key, ended))
        await asyncio.wait({task}, timeout=self._patience)
        return task.done() and not task.cancelled() and not task.exception() and task.result()

    def _heard(self, key: str, ended: asyncio.Task[bool]) -> None:
        self._asking.pop(key, None)
        if not ended.cancelled() and not ended.exception():
            self._known.pop(key, None)
            self._known[key] = (_now() + _CHANNEL_SECONDS, ended.result())
            while len(self._known) > _MOST_CHANNELS:
                del self._known[next(iter(self._known))]

    async def _ask(self, channel: str, person: Person) -> bool:
        """Raises BotError, KeyError or TypeError when Slack does not say: not remembered."""
        if is_direct(channel):
            return (await self._directory.one(person.user)).is_full
        answer = await self._api.call("conversations.info", channel=channel)
        if not is_ours_alone(answer.get("channel")):
            return False
        members = await self._directory.members()
        seen, new = 0, 0
        async for page in self._api.pages("conversations.members", channel=channel, limit=999):
            for user in page["members"]:
                new += user not in members
                if new > _MOST_NEW:
                    return False
                member = members.get(user) or await self._directory.one(user)
                if not member.is_full:
                    return False
                seen += 1
        return seen > 0


def is_ours_alone(channel: Mapping[str, Any] | None) -> bool:
    """Whether a channel is shared with nobody outside the workspace, as far as Slack says."""
    return bool(channel) and not any((channel or {}).get(mark) for mark in _SHARED_MARKS)


def _now() -> float:
    return asyncio.get_running_loop().time()
