"""The checklist of `supportbot doctor --live`: what only a real platform can prove."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.settings import Settings
from connectors.discord import checklist as discord_checklist
from connectors.slack import checklist as slack_checklist
from connectors.slack.setup import SlackSetup

Steps = tuple[tuple[str, str], ...]
"""What to do, and what to expect."""

Ask = Callable[[], bool]
"""Whether it was as expected."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step on one platform."""

    platform: str
    do: str
    expect: str


def slack_steps(settings: Settings) -> Steps:
    """Slack's, when its door can open."""
    return () if SlackSetup.of(settings.slack).missing else slack_checklist.STEPS


def discord_steps(settings: Settings) -> Steps:
    """Discord's, when it has a token."""
    return discord_checklist.STEPS if settings.discord.token else ()


CHECKLISTS: dict[str, Callable[[Settings], Steps]] = {
    "slack": slack_steps,
    "discord": discord_steps,
}
"""A list per platform; empty for one that is not set up."""


def steps(settings: Settings) -> Iterator[Step]:
    """Every step of every platform that is set up."""
    for platform, listed in CHECKLISTS.items():
        for do, expect in listed(settings):
            yield Step(platform, do, expect)


def walk(todo: Sequence[Step], *, say: Callable[[str], None], ask: Ask | None) -> int:
    """Go through the steps with whoever sits there; without `ask` only list them.

    Gives the exit code: 2 when something was not as expected.
    """
    if not todo:
        say("No chat platform is set up, so there is nothing to walk through.")
    unmet = []
    for number, step in enumerate(todo, 1):
        say(f"\n{number}/{len(todo)}  {step.platform}: {step.do}\n      {step.expect}")
        if ask and not ask():
            unmet.append(str(number))
    if unmet:
        say(f"\nNot as expected: {', '.join(unmet)}. The guides in docs/ say what helps.")
    return 2 if unmet else 0
