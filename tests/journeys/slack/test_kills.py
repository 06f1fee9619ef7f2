"""The bot is killed with signal 9, and started again: nothing is lost, nothing comes twice."""

from __future__ import annotations

import pytest

from tests.fakes.slack_server import Kind, Trouble
from tests.journeys.slack.bots import Bot, serving
from tests.journeys.slack.dialogues import BOTH, ENGLISH, KOREAN, Dialogue, Talk
from tests.journeys.slack.fake_town import FakeTown, fake_town
from tests.journeys.slack.local_town import local_town
from tests.journeys.slack.town import HELP, MENTION, STAFF, Post, Town, heard
from tests.journeys.terminal import Terminal

ANSWER = ("17일", "휴가.md")
# The first call that the bot makes at each of these moments.
MOMENTS = {
    "before it is accepted": Trouble(Kind.WATCHED, "conversations.info"),
    "when it is accepted": Trouble(Kind.WATCHED, "assistant.threads.setStatus"),
    "before it is posted": Trouble(Kind.WATCHED, "chat.postMessage"),
    "when it is posted": Trouble(Kind.WATCHED_AFTERWARDS, "chat.postMessage"),
}


async def killed_between_steps(terminal: Terminal, town: Town, dialogue: Dialogue) -> None:
    """A new process for every step of the dialogue."""
    talk = Talk(town, dialogue)
    for step in (talk.ask, talk.follow_up, talk.ask_unknown):
        async with serving(terminal, town):
            last: Post = await step()
    async with serving(terminal, town):
        await talk.ask_a_person(last, told=1)
    async with serving(terminal, town):
        await talk.leave()
    assert len(await town.posts(STAFF)) == 1
    assert len(await talk.thread_posts()) == 4


async def test_killed_in_the_middle_of_a_dialogue_over_local_slack(terminal: Terminal) -> None:
    async with local_town() as town:
        talk = Talk(town, KOREAN)
        async with serving(terminal, town):
            await talk.ask()
            last = await talk.follow_up()
        async with serving(terminal, town):
            await town.press("U0KIM", last, "도움됐어요")
            await town.press("U0KIM", last, KOREAN.button)
            await talk.replied(3, KOREAN.handed_over)
            await heard(town, STAFF, 1, KOREAN.follow_up[0])
        assert len(await town.posts(STAFF)) == 1


@pytest.mark.proof
@pytest.mark.parametrize("dialogue", BOTH, ids=["ko", "en"])
async def test_killed_between_all_events_over_local_slack(
    terminal: Terminal, dialogue: Dialogue
) -> None:
    async with local_town() as town:
        await killed_between_steps(terminal, town, dialogue)


async def asked_and_killed(
    terminal: Terminal, town: FakeTown, trouble: Trouble, *, http_port: int | None
) -> None:
    """One is asked, and the bot dies at that moment; the other is asked while it is dead."""
    async with serving(terminal, town, http_port=http_port) as bot:
        _kill_at(trouble, bot, town)
        first = await town.say("U0KIM", HELP, f"{MENTION} {KOREAN.question[0]}")
        assert await bot.process.wait() == -9
    await town.say("U0KIM", HELP, f"{MENTION} {KOREAN.question[0]}?")
    # As on the same machine: Slack knows the address from before.
    async with serving(terminal, town, http_port=http_port):
        await town.server.moments.advance(400)  # also the last retry is due
        await heard(town, HELP, 2, *ANSWER)
        await town.server.until(lambda: all(one.is_taken for one in town.server.courier.sent))
        # In one conversation this is answered only once the first question is closed.
        await town.say("U0KIM", HELP, f"{MENTION} {ENGLISH.question[0]}", thread=first)
        await town.server.until(lambda: "tray 2" in str(town.server.by_bots(HELP)[-1].blocks))
    threads = [one.thread for one in await town.posts(HELP)]
    assert (threads.count(first), len(set(threads)), len(threads)) == (2, 2, 3)


def _kill_at(trouble: Trouble, bot: Bot, town: FakeTown) -> None:
    trouble.then = bot.kill
    town.server.troubles.append(trouble)


async def test_killed_when_it_had_accepted_over_our_fake_slack(terminal: Terminal) -> None:
    async with fake_town() as town:
        moment = Trouble(Kind.WATCHED, "assistant.threads.setStatus")
        await asked_and_killed(terminal, town, moment, http_port=None)


@pytest.mark.proof
@pytest.mark.parametrize("http_port", [None, 0], ids=["socket", "http"])
@pytest.mark.parametrize("moment", MOMENTS)
async def test_killed_at_any_moment_over_our_fake_slack(
    terminal: Terminal, moment: str, http_port: int | None
) -> None:
    kind, method = MOMENTS[moment].kind, MOMENTS[moment].method
    async with fake_town() as town:
        await asked_and_killed(terminal, town, Trouble(kind, method), http_port=http_port)
