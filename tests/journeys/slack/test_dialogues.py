"""Question, cited answer, follow-up, unknown, a person, opting out, being forgotten.

The bot is a process of its own; the workspace is our fake Slack's, or local-slack's. The
two that `make test` leaves out, `make proof` runs; the kills are on the other transports.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.connectors.slack.reading import effects
from tests.journeys.slack.bots import Bot, serving
from tests.journeys.slack.dialogues import BOTH, Talk
from tests.journeys.slack.fake_town import FakeTown, fake_town
from tests.journeys.slack.local_town import local_town
from tests.journeys.slack.town import Town
from tests.journeys.terminal import Terminal

Towns = Callable[[], AbstractAsyncContextManager[Town]]


async def both_languages(terminal: Terminal, town: Town, *, http_port: int | None) -> None:
    """One bot, two people, one after the other; nothing of them is left behind."""
    async with serving(terminal, town, http_port=http_port) as bot:
        talks = [Talk(town, dialogue) for dialogue in BOTH]
        for number, talk in enumerate(talks, 1):
            await talk.whole(told=number)
        await ended_well(bot)
    kept = b"".join(p.read_bytes() for p in terminal.home.rglob("*") if p.is_file())
    for talk in talks:
        assert talk.canary.encode() not in kept


async def ended_well(bot: Bot) -> None:
    """It ends when it is told to, and said nothing on standard error."""
    assert await bot.end(signal.SIGTERM) == 0
    assert bot.errors == []
    assert bot.said[-1] == "Stopped."


@pytest.mark.parametrize(
    "http_port",
    [pytest.param(None, marks=pytest.mark.proof, id="socket"), pytest.param(0, id="http")],
)
async def test_whole_dialogues_over_our_fake_slack(
    terminal: Terminal, http_port: int | None
) -> None:
    async with fake_town() as town:
        await both_languages(terminal, town, http_port=http_port)
        nothing_acts(town)


@pytest.mark.parametrize(
    "over_http",
    [pytest.param(False, id="socket"), pytest.param(True, marks=pytest.mark.proof, id="http")],
)
async def test_whole_dialogues_over_local_slack(terminal: Terminal, *, over_http: bool) -> None:
    async with local_town(over_http=over_http) as town:
        await both_languages(terminal, town, http_port=3001 if over_http else None)


def nothing_acts(town: FakeTown) -> None:
    """Whatever was sent calls nobody, leads nowhere but to the conversation, and was taken."""
    sent = [call for call in town.server.calls if call.method.startswith("chat.")]
    assert len(sent) > 10
    for call in sent:
        found = effects(call.method, call.args)
        assert found.mentions == []
        assert not found.previews
        assert all("house.slack.com/archives/" in one for one in found.links)
    assert [(one.method, one.args, one.answer) for one in town.server.refused] == []
    assert all(one.is_taken for one in town.server.courier.sent)
