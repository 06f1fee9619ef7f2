"""The one door for whatever reads people's words a second time."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.consent import Act, ConsentEvent, Purpose
from bot.domain.conversation import Exchange
from bot.domain.people import Person, Platform
from bot.ports import Reusable
from bot.privacy.policy import Rule
from bot.privacy.reuse import Reuse
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.vault import FakeVault
from tests.samples import NOON, answer, question

WEB = Person(Platform.WEB, workspace="", user="kim@example.com")
OTHER = Person(Platform.WEB, workspace="", user="lee@example.com")
REUSES = [purpose for purpose in Purpose if purpose is not Purpose.ANSWERING]


@dataclass
class Scene:
    vault: FakeVault = field(default_factory=FakeVault)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOON))
    consents: FakeConsents = field(default_factory=FakeConsents)

    def __post_init__(self) -> None:
        self.exchanges = FakeExchanges(self.vault, self.clock, self.consents)
        self.reuse = Reuse(self.exchanges, self.consents)

    async def says(self, person: Person, text: str) -> uuid.UUID:
        self.clock.advance(1)
        asked = question(text, asker=person, message=text, asked_at=self.clock.now())
        await self.exchanges.receive(asked)
        claim = await self.exchanges.claim_this(asked.id, lease=timedelta(minutes=1))
        assert claim is not None
        await self.exchanges.record(claim, answer=answer(), text=f"re: {text}")
        await self.exchanges.close(claim, posted="1")
        return asked.id

    async def does(self, person: Person, act: Act) -> None:
        """While every conversation is open: what is kept back is not erased yet."""
        self.clock.advance(1)
        event = ConsentEvent(self.vault.pseudonym(person), act, self.clock.now(), "button")
        await self.consents.record(event, open_since=NOON)

    async def texts(self, purpose: Purpose = Purpose.EVALUATION) -> list[str]:
        return [exchange.question.text async for exchange in self.reuse.usable(purpose)]


async def test_by_default_nothing_said_is_used_again() -> None:
    scene, draw = Scene(), random.Random(20260302)  # noqa: S311 - chance, no secret
    for number in range(1000):
        person = Person(draw.choice(list(Platform)), "T1", user=f"U{draw.randrange(50)}")
        await scene.says(person, f"question {number}")
    for purpose in REUSES:
        assert await scene.texts(purpose) == []


@pytest.mark.parametrize("purpose", REUSES)
async def test_what_was_said_after_a_yes_is_used(purpose: Purpose) -> None:
    scene = Scene()
    await scene.says(WEB, "before")
    await scene.does(WEB, Act.OPT_IN)
    for text in ("after", "later"):
        await scene.says(WEB, text)
    await scene.says(OTHER, "somebody else's")
    assert await scene.texts(purpose) == ["after", "later"]


async def test_opting_out_takes_everything_back_and_a_new_yes_gives_only_new_words() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    await scene.says(WEB, "first")
    await scene.does(WEB, Act.OPT_OUT)
    await scene.says(WEB, "second")
    assert await scene.texts() == []
    await scene.does(WEB, Act.OPT_IN)
    await scene.says(WEB, "third")
    assert await scene.texts() == ["third"]


@pytest.mark.parametrize("act", [Act.KEEP_NOTHING, Act.FORGET])
async def test_what_was_erased_comes_out_no_more(act: Act) -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    await scene.says(WEB, "first")
    await scene.does(WEB, act)
    assert await scene.texts() == []
    await scene.does(WEB, Act.OPT_IN)
    await scene.says(WEB, "second")
    assert await scene.texts() == ["second"]


async def test_who_keeps_nothing_is_not_used_even_where_words_still_exist() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    await scene.does(WEB, Act.KEEP_NOTHING)
    scene.clock.advance(1)
    asked = question(asker=WEB, asked_at=scene.clock.now())
    await scene.exchanges.receive(asked)
    assert [one.exchange for one in await scene.exchanges.reusable()] == [asked.id]
    for purpose in REUSES:
        assert await scene.texts(purpose) == []


async def test_a_choice_made_while_somebody_reads_holds_from_the_next_exchange_on() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    for text in ("one", "two", "three"):
        await scene.says(WEB, text)
    seen = []
    async for exchange in scene.reuse.usable(Purpose.REVIEW):
        seen.append(exchange.question.text)
        await scene.does(WEB, Act.OPT_OUT)
    assert seen == ["one"]


async def test_words_erased_while_somebody_reads_do_not_come_out_empty() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    for text in ("one", "two"):
        await scene.says(WEB, text)
    seen = []
    async for exchange in scene.reuse.usable(Purpose.REVIEW):
        seen.append(exchange.question.text)
        await scene.vault.destroy(scene.vault.pseudonym(WEB))
    assert seen == ["one"]


async def test_neither_the_asker_nor_other_peoples_turns_come_out() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    asked = await scene.says(WEB, "mine")
    (exchange,) = [one async for one in scene.reuse.usable(Purpose.KNOWLEDGE)]
    assert exchange.question.asker == Person(Platform.WEB, workspace="", user="")
    assert exchange.question.history == ()
    assert (exchange.question.id, exchange.answer) == (asked, answer())


async def test_the_operators_rule_counts_for_its_own_purpose_only() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    await scene.says(WEB, "agreed")
    await scene.says(OTHER, "silent")
    rules = {Purpose.REVIEW: Rule.FORBIDDEN, Purpose.CACHE: Rule.OPT_OUT}
    scene.reuse = replace(scene.reuse, rules=rules)
    assert await scene.texts(Purpose.REVIEW) == []
    assert await scene.texts(Purpose.EVALUATION) == ["agreed"]
    assert await scene.texts(Purpose.CACHE) == ["agreed", "silent"]


async def test_words_from_a_platform_that_nobody_knows_stay_where_they_are() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    await scene.says(WEB, "hello")
    facts = await scene.exchanges.reusable()
    strange = [replace(one, platform="teams") for one in facts]
    scene.reuse = Reuse(_Facts(scene.exchanges, strange), scene.consents)
    assert await scene.texts() == []


def test_answering_is_no_reuse() -> None:
    with pytest.raises(ValueError, match="no reuse"):
        Scene().reuse.usable(Purpose.ANSWERING)


async def test_words_said_before_the_yes_and_received_after_it_stay_out() -> None:
    scene = Scene()
    await scene.does(WEB, Act.OPT_IN)
    late = question(asker=WEB, asked_at=scene.clock.now() - timedelta(seconds=1))
    await scene.exchanges.receive(late)
    assert await scene.texts() == []


class _Facts(FakeExchanges):
    """Exchanges with facts that this version did not write."""

    def __init__(self, exchanges: FakeExchanges, facts: Iterable[Reusable]) -> None:
        self._exchanges = exchanges
        self._facts_given = list(facts)

    async def find(self, exchange: uuid.UUID) -> Exchange | None:
        return await self._exchanges.find(exchange)

    async def reusable(self) -> list[Reusable]:
        return self._facts_given
