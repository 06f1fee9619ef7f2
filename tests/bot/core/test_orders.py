"""Orders in a person's own name, and what comes of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core import receipts
from bot.core.orders import PrivacyOrders
from bot.domain.commands import Command
from bot.domain.consent import Act, Choice, Standing
from bot.domain.language import Language
from bot.privacy.consent import ConsentDesk
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.purges import FakePurges
from tests.fakes.vault import FakeVault
from tests.samples import KIM, LEE, NOON, question

QUIET = timedelta(minutes=45)
ACTS = {
    Command.OPT_IN: Act.OPT_IN,
    Command.OPT_OUT: Act.OPT_OUT,
    Command.KEEP_NOTHING: Act.KEEP_NOTHING,
    Command.KEEP: Act.KEEP,
    Command.FORGET_CONFIRMED: Act.FORGET,
}


class Scene:
    def __init__(self) -> None:
        self.clock, self.vault = FakeClock(NOON), FakeVault()
        self.purges = FakePurges(self.clock)
        self.consents = FakeConsents(self.purges)
        self.exchanges = FakeExchanges(self.vault, self.clock, self.consents)
        self.desk = ConsentDesk(self.consents, self.vault, self.clock, QUIET)
        self.orders = PrivacyOrders(self.desk, QUIET)

    async def obey(self, command: Command, language: Language = Language.ENGLISH) -> str:
        return await self.orders.obey(command, KIM, language=language, source="web")

    async def acts(self) -> list[Act]:
        return [one.act for one in await self.consents.history(self.vault.pseudonym(KIM))]


@pytest.mark.parametrize("command", Command)
async def test_an_order_does_its_act_once_and_no_other(command: Command) -> None:
    scene = Scene()
    await scene.obey(command)
    assert await scene.acts() == ([ACTS[command]] if command in ACTS else [])
    assert await scene.consents.history(scene.vault.pseudonym(LEE)) == []


@pytest.mark.parametrize("language", Language)
async def test_forgetting_only_explains_until_it_is_confirmed(language: Language) -> None:
    scene = Scene()
    exchange, _ = await scene.exchanges.receive(question())

    assert await scene.obey(Command.FORGET, language) == receipts.forget_explained(language)
    kept = await scene.exchanges.find(exchange.question.id)
    assert kept is not None
    assert kept.question.text

    await scene.obey(Command.FORGET_CONFIRMED, language)
    gone = await scene.exchanges.find(exchange.question.id)
    assert gone is not None
    assert not gone.question.text
    assert len(await scene.purges.waiting()) == 1


async def test_the_receipt_counts_what_was_erased() -> None:
    scene = Scene()
    for number in range(3):
        await scene.exchanges.receive(question(message=str(number)))
    assert "3 questions" in await scene.obey(Command.FORGET_CONFIRMED)
    assert "nothing to erase" in await scene.obey(Command.FORGET_CONFIRMED)


@pytest.mark.parametrize("language", Language)
async def test_the_status_is_told_in_the_askers_language(language: Language) -> None:
    scene = Scene()
    never = receipts.status(language, Standing(), quiet=QUIET)
    assert await scene.obey(Command.STATUS, language) == never

    await scene.obey(Command.OPT_OUT)
    out = receipts.status(language, Standing(Choice.OUT), quiet=QUIET)
    assert await scene.obey(Command.STATUS, language) == out


async def test_a_receipt_tells_the_standing_after_the_act() -> None:
    scene = Scene()
    await scene.obey(Command.OPT_OUT)
    assert "You have opted out" in await scene.obey(Command.KEEP)
    await scene.obey(Command.OPT_IN)
    assert "You have opted in" in await scene.obey(Command.KEEP)
    assert "not chosen anything" in await scene.obey(Command.FORGET_CONFIRMED)
