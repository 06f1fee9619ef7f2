"""Slack is slow, away, or says everything several times: one answer to each question.

The workspace is our fake Slack's: local-slack never makes trouble.
"""

from __future__ import annotations

import pytest

from tests.fakes.slack_server import Kind, Trouble
from tests.journeys.slack.bots import serving
from tests.journeys.slack.dialogues import KOREAN
from tests.journeys.slack.fake_town import FakeTown, fake_town
from tests.journeys.slack.town import HELP, MENTION, Post, heard
from tests.journeys.terminal import Terminal

_POST = "chat.postMessage"
QUICK = (
    Trouble(Kind.RATE_LIMITED, _POST, seconds=1),
    Trouble(Kind.BROKEN, _POST),
    Trouble(Kind.REPLY_LOST, _POST),
    Trouble(Kind.BROKEN_AFTERWARDS, _POST),
    Trouble(Kind.REFUSED, _POST, error="internal_error"),
    Trouble(Kind.REFUSED, _POST, error="invalid_blocks"),
    Trouble(Kind.BROKEN, "assistant.threads.setStatus"),
    Trouble(Kind.REFUSED, "conversations.info", error="missing_scope"),
)
SLOW = (
    Trouble(Kind.SILENT, _POST),
    Trouble(Kind.RATE_LIMITED, _POST, times=3, seconds=4),
    Trouble(Kind.BROKEN, times=8),
)


async def ask(town: FakeTown, number: int) -> list[Post]:
    """Ask again in a thread of its own, and wait for the answer to that."""
    text = f"{MENTION} {KOREAN.question[0]} ({number})"
    thread = await town.say("U0KIM", HELP, text)
    posts = await heard(town, HELP, number)
    assert posts[-1].thread == thread
    return posts


@pytest.mark.parametrize(
    "http_port",
    [pytest.param(None, id="socket"), pytest.param(0, marks=pytest.mark.proof, id="http")],
)
async def test_what_slack_says_again_is_answered_once(
    terminal: Terminal, http_port: int | None
) -> None:
    async with fake_town() as town, serving(terminal, town, http_port=http_port):
        for number in range(1, 5):
            await ask(town, number)
            # Each event so often again: the mention, the same as a message, our own answer.
            for delivery in town.server.courier.sent[-3 * number :]:
                await town.server.courier.again(delivery, times=number)
        posts = await ask(town, 5)
        assert len({one.thread for one in posts}) == 5
        assert len(posts) == 5


async def test_an_answer_comes_once_whatever_slack_does_with_it(terminal: Terminal) -> None:
    async with fake_town() as town, serving(terminal, town):
        for number, trouble in enumerate(QUICK, 1):
            town.server.troubles = [
                Trouble(trouble.kind, trouble.method, 1, trouble.seconds, trouble.error)
            ]
            posts = await ask(town, number)
            assert len({one.thread for one in posts}) == number, trouble
        assert len(await town.posts(HELP)) == len(QUICK)


@pytest.mark.proof
@pytest.mark.parametrize("trouble", SLOW, ids=["silent", "long 429", "500 everywhere"])
async def test_an_answer_comes_once_after_long_trouble(
    terminal: Terminal, trouble: Trouble
) -> None:
    async with fake_town() as town, serving(terminal, town):
        town.server.troubles = [trouble]
        await ask(town, 1)
        posts = await ask(town, 2)
        assert len(posts) == 2


async def test_a_connection_that_slack_refreshes_or_cuts_loses_nothing(
    terminal: Terminal,
) -> None:
    async with fake_town() as town, serving(terminal, town):
        await ask(town, 1)
        await town.server.sockets.links[0].refresh()
        await ask(town, 2)
        await town.server.sockets.links[-1].cut()
        await ask(town, 3)
        assert town.server.sockets.opened >= 3
