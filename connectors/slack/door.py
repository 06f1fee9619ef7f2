"""The Slack door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Platform
from bot.ports import Outlet, PictureAddresses
from bot.ports.desk import ChatDesk
from connectors.slack.setup import SlackSetup

if TYPE_CHECKING:
    from connectors.slack.connector import Connector


class SlackDoor:
    """Hears people in one Slack workspace, and answers them there."""

    def __init__(self, desk: ChatDesk, setup: SlackSetup) -> None:
        self._desk = desk
        self._setup = setup
        self._connector: Connector | None = None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return "slack"

    @property
    def platform(self) -> Platform:
        """Whose exchanges the outlet shows."""
        return Platform.SLACK

    @property
    def outlet(self) -> Outlet:
        """Shows exchanges. Raises RuntimeError before the door is open."""
        if self._connector is None:
            raise RuntimeError("the Slack door is not open")
        return self._connector.outlet

    @property
    def pictures(self) -> PictureAddresses | None:
        """Where attachments are; None before the door is open."""
        return self._connector.pictures if self._connector else None

    async def open(self) -> str:
        """Connect; gives the workspace, our name in it, and how messages come.

        Raises BadSetting for a token that Slack refuses, OutletUnavailable when Slack
        cannot be reached.
        """
        # Slack's libraries take most of a second to import: only who opens the door pays.
        from connectors.slack.connector import connect  # noqa: PLC0415 - see above

        self._connector = await connect(self._desk, self._setup)
        return self._connector.where

    async def shut(self) -> None:
        """Take in nothing more; Slack delivers it again later, or to another replica."""
        if self._connector:
            await self._connector.shut()

    async def close(self) -> None:
        """Let go of everything."""
        if self._connector:
            await self._connector.close()
            self._connector = None
