"""Where people choose, and see what they chose."""

from __future__ import annotations

import pytest

from bot.domain.consent import Choice, ConsentEvent
from bot.privacy.consent import ConsentDesk
from tests.fakes.clock import FakeClock
from tests.fakes.consents import FakeConsents
from tests.fakes.vault import FakeVault
from tests.samples import KIM, LEE, NOON


@pytest.fixture
def desk() -> ConsentDesk:
    return ConsentDesk(FakeConsents(), FakeVault(), FakeClock(NOON))


async def test_nobody_has_chosen_at_first(desk: ConsentDesk) -> None:
    assert await desk.status(KIM) is Choice.UNSET


@pytest.mark.parametrize("choice", [Choice.IN, Choice.OUT])
async def test_a_choice_is_the_persons_own(desk: ConsentDesk, choice: Choice) -> None:
    await desk.choose(KIM, choice, source="/privacy")
    assert await desk.status(KIM) is choice
    assert await desk.status(LEE) is Choice.UNSET


async def test_the_ledger_says_who_when_and_how_without_a_name(desk: ConsentDesk) -> None:
    await desk.choose(KIM, Choice.OUT, source="/privacy opt-out")
    who = desk.vault.pseudonym(KIM)
    assert await desk.consents.history(who) == [
        ConsentEvent(who, Choice.OUT, NOON, source="/privacy opt-out")
    ]
    assert KIM.user not in who


async def test_nobody_can_choose_to_have_no_choice(desk: ConsentDesk) -> None:
    with pytest.raises(ValueError, match="choose 'in' or 'out'"):
        await desk.choose(KIM, Choice.UNSET, source="/privacy")
    assert await desk.consents.history(desk.vault.pseudonym(KIM)) == []
