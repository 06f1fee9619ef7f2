"""Buttons under answers work for ever: also when one view ends, and after a restart.

The library forgets a kind of button for the whole process when a view that mixes kinds ends
or is changed (2.7.1). The first test shows that it still does; the others that we are safe.
"""

from __future__ import annotations

import uuid
from typing import Any

from discord import ui

from bot.domain.conversation import Verdict
from connectors.discord import buttons
from connectors.discord.client import SupportClient
from connectors.discord.outbound import Press, shown
from connectors.discord.setup import Setup
from tests.connectors.discord.exchanges import answer, settled
from tests.connectors.discord.simulated import server


def view_of(exchange: uuid.UUID) -> ui.View:
    """The buttons under an answer."""
    view = buttons.under(exchange, shown(settled(answer()), has_staff=True))
    assert view is not None
    return view


async def test_the_library_still_forgets_buttons_of_a_mixed_view_that_ends() -> None:
    async with server() as here:
        _, message = await here.answer()
        mixed = view_of(uuid.uuid4())
        mixed.add_item(ui.Button(label="x", custom_id="x"))
        await here.client.get_partial_messageable(here.channel.id).send("mixed", view=mixed)
        mixed.stop()
        assert not await here.works(message)


async def test_a_view_of_ours_that_ends_takes_no_other_buttons_with_it() -> None:
    async with server() as here:
        _, message = await here.answer()
        ours: Any = view_of(uuid.uuid4())
        await here.client.get_partial_messageable(here.channel.id).send("ours", view=ours)
        ours.stop()
        assert await here.works(message)


async def test_edits_of_an_answer_leave_all_buttons_alive() -> None:
    async with server() as here:
        _, first = await here.answer()
        exchange, second = await here.answer()
        held = await here.desk.exchange(exchange)
        assert held is not None
        for _ in range(3):
            await here.client.outlet.update(str(second.id), held)
        assert await here.works(first)
        assert await here.works(second)


async def test_buttons_work_after_a_restart() -> None:
    async with server() as here:
        exchange, message = await here.answer()
        again = SupportClient(here.desk, Setup(), shard_count=1)
        await here.env.restart_bot(again)
        assert await here.works(message)
        assert list(here.desk.ratings) == [(exchange, here.desk.heard[0].asker)]
        assert list(here.desk.ratings.values()) == [Verdict.HELPFUL]


async def test_what_the_buttons_belong_to_is_read_from_the_message() -> None:
    async with server() as here:
        exchange, message = await here.answer()
        assert buttons.exchanges_of(message) == {exchange}


def test_nothing_but_our_buttons_stands_in_a_view_and_none_ends_by_itself() -> None:
    view = view_of(uuid.uuid4())
    assert view.timeout is None
    assert {type(item) for item in view.children} == {buttons.ExchangeButton}
    assert [item.press for item in view.children] == [  # type: ignore[attr-defined]
        Press.HELPFUL,
        Press.UNHELPFUL,
        Press.PERSON,
    ]
