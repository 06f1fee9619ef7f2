"""What was said while the bot was away is heard once, under a cap."""

from __future__ import annotations

from bot.domain.commands import Command
from connectors.discord.setup import Setup
from tests.connectors.discord.simulated import Server, server


async def away(here: Server, *texts: str) -> None:
    """Kim writes while nobody listens."""
    here.client.is_shut = True
    for text in texts:
        await here.kim.send(here.channel, text)


async def test_a_question_that_nobody_heard_is_heard_after_the_start() -> None:
    async with server() as here:
        await away(here, here.call("휴가는?"), "잡담", here.call("반차는?"))
        assert here.desk.heard == []
        await here.restart()
        await here.env.settle()
        assert [heard.text for heard in here.desk.heard] == ["휴가는?", "반차는?"]
        await here.restart()
        await here.env.settle()
        assert len(here.desk.heard) == 2
        assert len(here.ours()) == 2


async def test_no_more_messages_are_looked_at_than_was_set() -> None:
    async with server(Setup(backfill=2)) as here:
        await away(here, *(here.call(f"{number}?") for number in range(5)))
        await here.restart()
        await here.env.settle()
        assert [heard.text for heard in here.desk.heard] == ["3?", "4?"]


async def test_zero_looks_at_nothing() -> None:
    async with server(Setup(backfill=0)) as here:
        await away(here, here.call("휴가는?"))
        await here.restart()
        await here.env.settle()
        assert here.desk.heard == []


async def test_an_order_that_was_answered_is_not_carried_out_again() -> None:
    async with server() as here:
        await here.kim.send(here.channel, here.call("opt out"))
        await here.restart()
        await here.env.settle()
        assert [order[0] for order in here.desk.orders] == [Command.OPT_OUT]


async def test_of_the_orders_that_nobody_heard_only_those_count_that_protect() -> None:
    async with server() as here:
        await away(here, here.call("opt in"), here.call("opt out"))
        await here.restart()
        await here.env.settle()
        assert [order[0] for order in here.desk.orders] == [Command.OPT_OUT]


async def test_what_is_too_old_is_left_alone_and_quiet_places_cost_nothing() -> None:
    async with server() as here:
        await away(here, here.call("휴가는?"))
        await here.env.advance_time(2 * 3600)
        before = len(here.env.http_requests)
        await here.restart()
        await here.env.settle()
        assert here.desk.heard == []
        asked = [one.path for one in here.env.http_requests[before:]]
        assert not [path for path in asked if "/messages" in path]
