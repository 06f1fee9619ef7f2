"""Where people act about their words, and see where they stand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.consent import Act, Choice, ConsentEvent, Standing
from bot.domain.people import Person
from bot.privacy.consent import ConsentDesk
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.exchanges import FakeExchanges
from tests.fakes.vault import FakeVault
from tests.samples import KIM, LEE, NOON, answer, question

QUIET = timedelta(minutes=45)


class Scene:
    def __init__(self) -> None:
        self.clock, self.vault, self.consents = FakeClock(NOON), FakeVault(), FakeConsents()
        self.exchanges = FakeExchanges(self.vault, self.clock, self.consents)
        self.desk = ConsentDesk(self.consents, self.vault, self.clock, QUIET)

    async def answered(self, person: Person = KIM, *, message: str = "1") -> None:
        asked = question("휴가는?", asker=person, message=message)
        await self.exchanges.receive(asked)
        claim = await self.exchanges.claim_this(asked.id, lease=timedelta(minutes=1))
        assert claim is not None
        await self.exchanges.record(claim, answer=answer(), text="re")
        await self.exchanges.close(claim, posted="1")

    async def act(self, act: Act, *, person: Person = KIM) -> int:
        return await self.desk.act(person, act, source="web button")


async def test_nobody_has_chosen_at_first() -> None:
    assert await Scene().desk.standing(KIM) == Standing()


@pytest.mark.parametrize(
    ("act", "standing"),
    [
        (Act.OPT_IN, Standing(Choice.IN, since=NOON)),
        (Act.OPT_OUT, Standing(Choice.OUT, since=NOON, tombstone=NOON)),
        (Act.KEEP_NOTHING, Standing(tombstone=NOON, keeps_nothing=True)),
        (Act.KEEP, Standing()),
        (Act.FORGET, Standing(tombstone=NOON)),
    ],
)
async def test_an_act_is_the_persons_own(act: Act, standing: Standing) -> None:
    scene = Scene()
    await scene.act(act)
    assert await scene.desk.standing(KIM) == standing
    assert await scene.desk.standing(LEE) == Standing()


async def test_the_ledger_says_who_when_and_how_without_a_name() -> None:
    scene = Scene()
    await scene.act(Act.OPT_OUT)
    who = scene.vault.pseudonym(KIM)
    expected = ConsentEvent(who, Act.OPT_OUT, NOON, source="web button")
    assert await scene.consents.history(who) == [expected]
    assert KIM.user not in who


@pytest.mark.parametrize(("minutes", "erased"), [(44, 0), (45, 0), (46, 2)])
async def test_opting_out_spares_what_was_said_in_an_open_conversation(
    minutes: int, erased: int
) -> None:
    scene = Scene()
    await scene.answered(message="1")
    await scene.answered(message="2")
    scene.clock.advance(minutes * 60)
    assert await scene.act(Act.OPT_OUT) == erased


async def test_keeping_nothing_and_forgetting_spare_nothing_that_was_answered() -> None:
    for act in (Act.KEEP_NOTHING, Act.FORGET):
        scene = Scene()
        await scene.answered()
        await scene.answered(LEE, message="2")
        assert await scene.act(act) == 1
        assert await scene.act(act) == 0
