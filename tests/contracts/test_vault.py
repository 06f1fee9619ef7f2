"""What every vault keeps."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.adapters.sql.engine import Database
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.vault import open_vault
from bot.domain.errors import KeyMismatch
from bot.domain.people import Person, Platform
from bot.ports import Vault
from tests.databases import DATABASES
from tests.fakes.clock import FakeClock
from tests.fakes.vault import FakeVault
from tests.samples import KIM, LEE

PLACE = "exchanges|question|1"


@pytest.fixture(params=["fake", *DATABASES])
def behind(request: pytest.FixtureRequest) -> Database | None:
    """The database behind the vault; None for the fake."""
    if request.param == "fake":
        return None
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


@pytest.fixture
async def vault(behind: Database | None, tmp_path: Path) -> Vault:
    if behind is None:
        return FakeVault()
    return await open_vault(tmp_path / "vault.key", SqlKeys(behind, FakeClock()))


def test_a_pseudonym_is_the_same_every_time_and_hides_the_person(vault: Vault) -> None:
    pseudonym = vault.pseudonym(KIM)
    assert pseudonym == vault.pseudonym(Person(KIM.platform, KIM.workspace, KIM.user))
    assert len(pseudonym) <= 64
    assert KIM.user not in pseudonym


def test_people_who_differ_have_different_pseudonyms(vault: Vault) -> None:
    people = [
        Person(Platform.SLACK, "T1", "U1"),
        Person(Platform.SLACK, "T1", "U2"),
        Person(Platform.SLACK, "T2", "U1"),
        Person(Platform.DISCORD, "T1", "U1"),
        Person(Platform.SLACK, "T1U1", ""),
        Person(Platform.SLACK, "", "T1U1"),
    ]
    assert len({vault.pseudonym(person) for person in people}) == len(people)


@pytest.mark.parametrize("text", ["", "연차 이월은? 🙂", "a" * 100_000, "\ud83d lone", "nul\0"])
async def test_what_is_sealed_opens_again(vault: Vault, text: str) -> None:
    who = vault.pseudonym(KIM)
    assert await vault.open(who, PLACE, await vault.seal(who, PLACE, text)) == text


async def test_what_is_sealed_cannot_be_read(vault: Vault) -> None:
    sealed = await vault.seal(vault.pseudonym(KIM), PLACE, "canary-7731")
    assert b"canary-7731" not in sealed


async def test_a_text_does_not_open_for_another_person(vault: Vault) -> None:
    kim, lee = vault.pseudonym(KIM), vault.pseudonym(LEE)
    sealed = await vault.seal(kim, PLACE, "비밀")
    await vault.seal(lee, PLACE, "다른 글")
    with pytest.raises(KeyMismatch):
        await vault.open(lee, PLACE, sealed)


async def test_a_text_does_not_open_in_another_place(vault: Vault) -> None:
    who = vault.pseudonym(KIM)
    sealed = await vault.seal(who, PLACE, "비밀")
    with pytest.raises(KeyMismatch):
        await vault.open(who, "exchanges|question|2", sealed)


async def test_an_altered_text_does_not_open(vault: Vault) -> None:
    who = vault.pseudonym(KIM)
    sealed = await vault.seal(who, PLACE, "비밀")
    for at in range(len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(KeyMismatch):
            await vault.open(who, PLACE, bytes(altered))


@pytest.mark.parametrize("kept", [0, 1, 4, 16, 30])
async def test_a_text_cut_short_does_not_open(vault: Vault, kept: int) -> None:
    who = vault.pseudonym(KIM)
    sealed = await vault.seal(who, PLACE, "비밀")
    with pytest.raises(KeyMismatch):
        await vault.open(who, PLACE, sealed[:kept])


async def test_nothing_opens_once_the_key_is_destroyed(vault: Vault) -> None:
    who = vault.pseudonym(KIM)
    sealed = [await vault.seal(who, PLACE, text) for text in ("하나", "둘")]
    await vault.destroy(who)
    assert [await vault.open(who, PLACE, one) for one in sealed] == [None, None]


async def test_destroying_one_key_spares_the_others(vault: Vault) -> None:
    kim, lee = vault.pseudonym(KIM), vault.pseudonym(LEE)
    sealed = await vault.seal(lee, PLACE, "남는 글")
    await vault.destroy(kim)
    await vault.seal(kim, PLACE, "x")
    await vault.destroy(kim)
    assert await vault.open(lee, PLACE, sealed) == "남는 글"


async def test_who_writes_again_can_be_read_and_the_past_stays_gone(vault: Vault) -> None:
    who = vault.pseudonym(KIM)
    before = await vault.seal(who, PLACE, "전")
    await vault.destroy(who)
    after = await vault.seal(who, PLACE, "후")
    assert await vault.open(who, PLACE, after) == "후"
    assert await vault.open(who, PLACE, before) is None
    await vault.destroy(who)
    await vault.destroy(who)
    assert await vault.open(who, PLACE, after) is None
    assert await vault.open(who, PLACE, before) is None


async def test_first_seals_at_the_same_moment_all_open(vault: Vault) -> None:
    who = vault.pseudonym(KIM)
    texts = [f"글 {number}" for number in range(8)]
    sealed = await asyncio.gather(*(vault.seal(who, PLACE, text) for text in texts))
    assert [await vault.open(who, PLACE, one) for one in sealed] == texts
