"""Looks at every part that the settings name, for `supportbot doctor`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bot import seeing
from bot.contradictions import Remark, remarks
from bot.domain.errors import BadSetting, BotError
from bot.seeing import Check
from bot.settings import Settings
from connectors.discord.checks import checks as checks_of_discord
from connectors.discord.setup import Setup as DiscordSetup
from connectors.slack.checks import checks
from connectors.slack.setup import SlackSetup

_CONTRADICTS = BadSetting.exit_code


@dataclass(frozen=True, slots=True)
class Finding:
    """How a part is, and what to do when it is not well. `exit_code` is 0 when it is.

    A note is well, and worth a thought.
    """

    part: str
    ok: bool
    said: str
    exit_code: int = 0
    is_note: bool = False


def slack_checks(settings: Settings) -> Mapping[str, Check]:
    """Slack's parts; none when it is not set up."""
    return checks(SlackSetup.of(settings.slack))


def discord_checks(settings: Settings) -> Mapping[str, Check]:
    """Discord's parts; none when it is not set up."""
    setup = DiscordSetup.of(settings.discord, contact=settings.answers.contact)
    token = settings.discord.token
    return checks_of_discord(setup, token.get_secret_value().strip() if token else "")


PLATFORMS: tuple[Callable[[Settings], Mapping[str, Check]], ...] = (
    slack_checks,
    discord_checks,
)
"""The checks of each chat platform, by what each is called."""


async def examine(settings: Settings) -> list[Finding]:
    """A finding per part, those of chat platforms last. Never raises BotError."""
    parts = seeing.parts_of(settings).items()
    platforms = [one for checks_of in PLATFORMS for one in checks_of(settings).items()]
    return [
        await _look("versions", seeing.versions),
        *_settings(remarks(settings)),
        *[await _look(part, partial(check, settings)) for part, check in parts],
        *[await _look(part, check) for part, check in platforms],
    ]


def _settings(found: Sequence[Remark]) -> list[Finding]:
    if not found:
        return [Finding("settings", ok=True, said="nothing contradicts anything else")]
    return [
        Finding(
            "settings",
            ok=remark.is_note,
            said=remark.said,
            exit_code=0 if remark.is_note else _CONTRADICTS,
            is_note=remark.is_note,
        )
        for remark in found
    ]


async def _look(part: str, check: Check) -> Finding:
    try:
        found = await check()
    except BotError as error:
        return Finding(part, ok=False, said=str(error), exit_code=error.exit_code)
    is_note = isinstance(found, Remark)
    said = found.said if isinstance(found, Remark) else found
    return Finding(part, ok=True, said=said, is_note=is_note)
