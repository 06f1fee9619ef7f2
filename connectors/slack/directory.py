"""The people of the workspace: who is a full member, what they are called, what they speak."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.errors import BotError
from bot.domain.language import Language
from bot.domain.people import Person

if TYPE_CHECKING:
    from connectors.slack.api import SlackApi

_FRESH_SECONDS = 600.0  # the list is read again no sooner
_STALE_SECONDS = 1200.0  # and not used any more, so that Slack's limits delay no answer
_ONE_SECONDS = 60.0
_MOST_ONES = 2000
_GUEST_MARKS = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_invited_user")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as the workspace knows them."""

    is_full: bool
    name: str
    language: Language


class Directory:
    """Looks people up in Slack; remembers the list for 10 to 20 minutes, one person for one."""

    def __init__(self, api: SlackApi, *, team: str) -> None:
        self._api = api
        self._team = team
        self._all: dict[str, Member] = {}
        self._read_at: float | None = None
        self._reading: asyncio.Task[None] | None = None
        self._ones: dict[str, tuple[float, Member]] = {}

    async def members(self) -> Mapping[str, Member]:
        """Everybody by id. Raises BotError when Slack does not say."""
        age = _now() - self._read_at if self._read_at is not None else _STALE_SECONDS
        if age >= _FRESH_SECONDS:
            reading = self._read_once()
            if age >= _STALE_SECONDS:
                await asyncio.shield(reading)
        return self._all

    async def one(self, user: str) -> Member:
        """One person. Raises BotError when Slack does not say."""
        known = self._ones.get(user)
        if known and _now() < known[0]:
            return known[1]
        answer = await self._api.call("users.info", user=user, include_locale=True)
        found = self._member(answer.get("user") or {})
        self._ones.pop(user, None)
        self._ones[user] = (_now() + _ONE_SECONDS, found)
        while len(self._ones) > _MOST_ONES:
            del self._ones[next(iter(self._ones))]
        return found

    async def name(self, person: Person, *, otherwise: str = "") -> str:
        """What people call them; `otherwise`, or their id, when Slack does not say."""
        try:
            found = (await self.one(person.user)).name
        except BotError:
            found = ""
        return found or otherwise or person.user

    async def language(self, user: str) -> Language:
        """What Slack speaks with them; English when it does not say."""
        try:
            return (await self.one(user)).language
        except BotError:
            return Language.ENGLISH

    def warm_up(self) -> None:
        """Begin to read the list, so that the first question need not wait for it."""
        self._read_once()

    async def close(self) -> None:
        """Read no more."""
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _read_once(self) -> asyncio.Task[None]:
        """The reading that is under way, or a new one: many may wait for the same."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.get_running_loop().create_task(self._read())
            # When nobody waits any more its error is nobody's; the next one asks again.
            self._reading.add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._reading

    async def _read(self) -> None:
        found: dict[str, Member] = {}
        async for page in self._api.pages(
            "users.list", is_patient=True, limit=500, include_locale=True
        ):
            for user in page.get("members", ()):
                found[str(user.get("id"))] = self._member(user)
        self._all, self._read_at = found, _now()

    def _member(self, user: Mapping[str, Any]) -> Member:
        """As Slack says; whatever it leaves open makes nobody a full member."""
        profile = user.get("profile") or {}
        names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"))
        is_ours = user.get("team_id") == self._team
        return Member(
            is_full=is_ours and not any(user.get(mark) for mark in _GUEST_MARKS),
            name=next((one for one in (*names, user.get("name")) if one), ""),
            language=Language.KOREAN
            if str(user.get("locale") or "").startswith("ko")
            else Language.ENGLISH,
        )


def _now() -> float:
    return asyncio.get_running_loop().time()
