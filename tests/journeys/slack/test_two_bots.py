"""Two bots in one channel do not talk to each other.

The workspace is our fake Slack's: local-slack tells no app what a bot said.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_server import App
from tests.journeys.slack.bots import serving
from tests.journeys.slack.dialogues import KOREAN
from tests.journeys.slack.fake_town import FakeTown, fake_town
from tests.journeys.slack.town import (
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    HELP,
    MENTION,
    SECRET,
    STAFF,
    heard,
)
from tests.journeys.terminal import Terminal

_SECOND = {
    "BOT_SLACK__BOT_TOKEN": f"{BOT_TOKEN}2",
    "BOT_SLACK__APP_TOKEN": f"{APP_TOKEN}2",
}


async def test_two_bots_facing_each_other_say_one_thing_each(
    terminal: Terminal, tmp_path: Path
) -> None:
    shutil.copytree(terminal.folder, tmp_path / "other")
    other = Terminal(tmp_path / "other")
    async with fake_town() as town:
        _install_another(town)
        async with serving(terminal, town), serving(other, town, env=_SECOND):
            asked = await town.say("U0KIM", HELP, f"{MENTION} {KOREAN.question[0]}")
            await heard(town, HELP, 1, "17일")
            # The first calls the second, in a thread where it was asked, and then itself.
            await _call(town, f"<@{BOT}2> {KOREAN.question[0]}", thread=asked)
            await _call(town, f"{MENTION} <@{BOT}2> {KOREAN.question[0]}")
            # Whatever the bots would say to that comes before the answers to these.
            for number, bot in ((4, f"{BOT}2"), (5, BOT)):
                await town.say("U0LEE", HELP, f"<@{bot}> {KOREAN.question[0]}")
                posts = await heard(town, HELP, number, "17일")
            taken = town.server.courier.sent
            await town.server.until(lambda: all(one.is_taken for one in taken))
        assert [one.user for one in posts] == [BOT, BOT, BOT, f"{BOT}2", BOT]
        assert len(town.server.by_bots(HELP)) == 5


def _install_another(town: FakeTown) -> None:
    """The second bot, in the same channels."""
    workspace = town.server.workspace
    app = workspace.install(
        App(f"{BOT}2", "B0BOT2", "A0BOT2", f"{BOT_TOKEN}2", f"{APP_TOKEN}2", SECRET, "other")
    )
    for channel in (HELP, STAFF):
        workspace.channels[channel].members.add(app.bot)


async def _call(town: FakeTown, text: str, *, thread: str | None = None) -> None:
    """The first bot says something of which its program knows nothing."""
    client = AsyncWebClient(BOT_TOKEN, base_url=town.server.api)
    await client.chat_postMessage(channel=HELP, text=text, thread_ts=thread)
