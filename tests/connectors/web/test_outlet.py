"""What the outlet holds, and for how long."""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace

from bot.domain.conversation import Exchange, State
from bot.domain.people import Person, Platform
from connectors.web.outlet import WebOutlet
from tests import samples
from tests.fakes.clock import FakeClock

SOMEBODY = Person(Platform.WEB, "", "somebody")


def exchange(text: str = "text", *, message: str = "1") -> Exchange:
    """An answered one."""
    question = samples.question(message=message, asker=SOMEBODY)
    return Exchange(question, State.ANSWERED, samples.answer(), text)


async def test_what_was_posted_can_be_picked_up_for_ten_minutes() -> None:
    clock = FakeClock()
    outlet = WebOutlet(clock)
    posted = exchange()
    given = await outlet.post(posted)
    clock.advance(599)
    before = outlet.handed(posted.question.id)
    clock.advance(1)

    assert given == str(posted.question.id)
    assert before == posted
    assert outlet.handed(posted.question.id) is None


async def test_posting_again_and_updating_show_the_newest() -> None:
    outlet = WebOutlet(FakeClock())
    posted = exchange()
    given = await outlet.post(posted)
    await outlet.post(posted)
    newer = replace(posted, text="newer")
    await outlet.update(given, newer)

    assert outlet.handed(posted.question.id) == newer
    assert await outlet.find(posted) is None


async def test_a_thousand_are_held_and_the_oldest_go_first() -> None:
    outlet = WebOutlet(FakeClock())
    posted = [exchange(message=str(number)) for number in range(1001)]
    for one in posted:
        await outlet.post(one)

    assert outlet.handed(posted[0].question.id) is None
    assert outlet.handed(posted[1].question.id) == posted[1]


async def test_only_the_words_of_whoever_asked_to_be_forgotten_go() -> None:
    outlet = WebOutlet(FakeClock())
    mine = exchange()
    question = replace(samples.question(message="2"), asker=replace(SOMEBODY, user="other"))
    theirs = replace(mine, question=question)
    for one in (mine, theirs):
        await outlet.post(one)
    outlet.forget(SOMEBODY)

    assert outlet.handed(mine.question.id) is None
    assert outlet.handed(theirs.question.id) == theirs


async def test_listeners_are_woken_by_their_own_exchange_only() -> None:
    outlet = WebOutlet(FakeClock())
    posted = exchange()
    with outlet.listening(posted.question.id) as mine, outlet.listening(uuid.uuid4()) as other:
        await outlet.post(posted)

        assert (mine.is_set(), other.is_set()) == (True, False)
        assert outlet.listeners == 2
    assert outlet.listeners == 0


async def test_closing_wakes_everybody() -> None:
    outlet = WebOutlet(FakeClock())
    with outlet.listening(uuid.uuid4()) as one, outlet.listening(uuid.uuid4()) as other:
        outlet.wake_all()
        await asyncio.gather(one.wait(), other.wait())
