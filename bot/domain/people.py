"""Who speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Platform(StrEnum):
    """Where a person or a place lives."""

    CLI = "cli"
    SLACK = "slack"
    DISCORD = "discord"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, unique by platform, workspace and user id.

    `workspace` is the Slack team or Discord server; it is empty where the platform's
    user ids are unique everywhere.
    """

    platform: Platform
    workspace: str
    user: str
