"""What the door is built with, and who we are in Slack."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


class Secret(Protocol):
    """A value that is not printed by accident."""

    def get_secret_value(self) -> str: ...  # noqa: D102 - gives it


class Chosen(Protocol):
    """The settings of this door, wherever they come from."""

    @property
    def bot_token(self) -> Secret | None: ...  # noqa: D102 - as in SlackSetup
    @property
    def app_token(self) -> Secret | None: ...  # noqa: D102 - as in SlackSetup
    @property
    def signing_secret(self) -> Secret | None: ...  # noqa: D102 - as in SlackSetup
    @property
    def host(self) -> str: ...  # noqa: D102 - as in SlackSetup
    @property
    def port(self) -> int: ...  # noqa: D102 - as in SlackSetup
    @property
    def staff_channel(self) -> str: ...  # noqa: D102 - as in SlackSetup
    @property
    def staff_group(self) -> str: ...  # noqa: D102 - as in SlackSetup
    @property
    def api_url(self) -> str: ...  # noqa: D102 - as in SlackSetup


@dataclass(frozen=True, slots=True)
class SlackSetup:
    """The settings of this door.

    With an app token messages come over Socket Mode, else as requests that are signed with
    `signing_secret`. `staff_channel` is told when somebody asks for a person, and
    `staff_group` mentioned there; both may be empty. `contact` is the way to a person that
    unknown answers name.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 3000
    staff_channel: str = ""
    staff_group: str = ""
    contact: str = ""
    api_url: str = "https://slack.com/api/"

    @classmethod
    def of(cls, chosen: Chosen, *, contact: str = "") -> SlackSetup:
        """From the settings. White space around a pasted value is no part of it."""
        return cls(
            bot_token=_told(chosen.bot_token),
            app_token=_told(chosen.app_token),
            signing_secret=_told(chosen.signing_secret),
            host=chosen.host,
            port=chosen.port,
            staff_channel=chosen.staff_channel.strip(),
            staff_group=chosen.staff_group.strip(),
            contact=contact,
            api_url=chosen.api_url,
        )

    @property
    def missing(self) -> str:
        """Why the door cannot open, as the end of a sentence; empty when it can."""
        if not self.bot_token:
            return "BOT_SLACK__BOT_TOKEN is not set"
        if not self.app_token and not self.signing_secret:
            return (
                "neither BOT_SLACK__APP_TOKEN (for Socket Mode) nor "
                "BOT_SLACK__SIGNING_SECRET (for HTTP) is set"
            )
        return ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot token makes us: ids, and names as people read them."""

    team: str
    user: str
    bot: str
    name: str
    workspace: str
    enterprise: str = ""


def _told(secret: Secret | None) -> str:
    return secret.get_secret_value().strip() if secret else ""
