"""The vault over a key file and a database, and whether the two belong together."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.adapters.keyfile import create_key, read_key
from bot.adapters.sql.engine import Database
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.tables import person_keys, vault_seal
from bot.adapters.vault import FileVault, open_vault
from bot.domain.errors import KeyMismatch
from tests.fakes.clock import FakeClock
from tests.samples import KIM, LEE, NOON

PLACE = "exchanges|question|1"


@pytest.fixture
def keys(database: Database) -> SqlKeys:
    return SqlKeys(database, FakeClock(NOON))


@pytest.fixture
def lite(sqlite_database: Database) -> SqlKeys:
    """Keys on SQLite, where the kind of database makes no difference."""
    return SqlKeys(sqlite_database, FakeClock(NOON))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vault.key"


def lose(path: Path) -> None:
    path.unlink()


def written(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("test.db*"))


async def test_the_first_start_makes_a_key(lite: SqlKeys, path: Path) -> None:
    await open_vault(path, lite)
    assert read_key(path) is not None


async def test_the_next_start_reads_what_was_sealed(keys: SqlKeys, path: Path) -> None:
    first = await open_vault(path, keys)
    who = first.pseudonym(KIM)
    sealed = await first.seal(who, PLACE, "연차는?")
    again = await open_vault(path, keys)
    assert again.pseudonym(KIM) == who
    assert await again.open(who, PLACE, sealed) == "연차는?"


async def test_two_homes_give_one_person_different_pseudonyms(
    lite: SqlKeys, path: Path, tmp_path: Path
) -> None:
    vault = await open_vault(path, lite)
    other = FileVault(create_key(tmp_path / "other.key"), lite)
    assert vault.pseudonym(KIM) != other.pseudonym(KIM)


async def test_a_key_made_before_a_crash_is_adopted(lite: SqlKeys, path: Path) -> None:
    key = create_key(path)
    await open_vault(path, lite)
    assert read_key(path) == key


async def test_a_missing_key_is_not_made_anew(keys: SqlKeys, path: Path) -> None:
    await open_vault(path, keys)
    lose(path)
    with pytest.raises(KeyMismatch, match=r"is missing.* put your copy of it back"):
        await open_vault(path, keys)
    assert read_key(path) is None


async def test_another_databases_key_is_refused(keys: SqlKeys, path: Path) -> None:
    await open_vault(path, keys)
    lose(path)
    create_key(path)
    with pytest.raises(KeyMismatch, match="belongs to another database"):
        await open_vault(path, keys)


async def test_starts_at_the_same_moment_end_with_one_key(keys: SqlKeys, path: Path) -> None:
    vaults = await asyncio.gather(*(open_vault(path, keys) for _ in range(4)))
    assert len({vault.pseudonym(KIM) for vault in vaults}) == 1
    sealed = await vaults[0].seal("p", PLACE, "x")
    assert await vaults[-1].open("p", PLACE, sealed) == "x"


async def test_homes_that_race_for_one_database_end_with_one_of_them(
    keys: SqlKeys, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{number}.key" for number in range(3)]
    opened = await asyncio.gather(
        *(open_vault(path, keys) for path in paths), return_exceptions=True
    )
    assert sum(isinstance(one, FileVault) for one in opened) == 1
    assert sum(isinstance(one, KeyMismatch) for one in opened) == 2


async def test_first_seals_at_the_same_moment_make_one_key(
    keys: SqlKeys, database: Database, path: Path
) -> None:
    vaults = [await open_vault(path, keys) for _ in range(2)]
    await asyncio.gather(*(vault.seal("p", PLACE, "x") for vault in vaults * 4))
    async with database.reading() as connection:
        rows = (await connection.execute(select(person_keys))).mappings().all()
    assert [(row["person"], row["epoch"]) for row in rows] == [("p", 1)]


async def test_a_destroyed_key_is_gone_and_the_ledger_says_when(
    keys: SqlKeys, database: Database, path: Path
) -> None:
    vault = await open_vault(path, keys)
    await vault.seal("p", PLACE, "x")
    await vault.destroy("p")
    await vault.seal("p", PLACE, "y")
    async with database.reading() as connection:
        query = select(person_keys).order_by(person_keys.c.epoch)
        first, second = (await connection.execute(query)).mappings().all()
    assert first["wrapped"] is None
    assert first["destroyed_at"] is not None
    assert second["wrapped"] is not None
    assert second["destroyed_at"] is None


async def test_destroying_the_key_of_somebody_unknown_does_nothing(
    lite: SqlKeys, path: Path
) -> None:
    vault = await open_vault(path, lite)
    await vault.destroy("nobody")
    assert await lite.newest("nobody") is None


async def test_one_persons_key_does_not_pass_for_anothers(
    lite: SqlKeys, sqlite_database: Database, path: Path
) -> None:
    vault = await open_vault(path, lite)
    kim, lee = vault.pseudonym(KIM), vault.pseudonym(LEE)
    sealed = await vault.seal(kim, PLACE, "x")
    await vault.seal(lee, PLACE, "y")
    stolen = select(person_keys.c.wrapped).where(person_keys.c.person == lee)
    swap = update(person_keys).where(person_keys.c.person == kim)
    async with sqlite_database.transaction() as connection:
        await connection.execute(swap.values(wrapped=stolen.scalar_subquery()))
    with pytest.raises(KeyMismatch, match="altered or moved"):
        await vault.open(kim, PLACE, sealed)
    with pytest.raises(KeyMismatch, match="altered or moved"):
        await vault.seal(kim, PLACE, "z")


async def test_no_key_is_in_the_database_in_the_clear(
    lite: SqlKeys, path: Path, tmp_path: Path
) -> None:
    await (await open_vault(path, lite)).seal("p", PLACE, "x")
    key = read_key(path)
    assert key is not None
    assert b"person_keys" in written(tmp_path)
    assert key not in written(tmp_path)
    assert base64.b64encode(key) not in written(tmp_path)


async def test_a_copy_of_the_database_is_unreadable_without_the_key(
    lite: SqlKeys, path: Path, tmp_path: Path
) -> None:
    vault = await open_vault(path, lite)
    sealed = await vault.seal("p", PLACE, "x")
    thief = FileVault(create_key(tmp_path / "thief.key"), lite)
    with pytest.raises(KeyMismatch):
        await thief.open("p", PLACE, sealed)


async def test_a_database_whose_proof_was_altered_is_refused(
    lite: SqlKeys, sqlite_database: Database, path: Path
) -> None:
    await open_vault(path, lite)
    async with sqlite_database.transaction() as connection:
        await connection.execute(update(vault_seal).values(proof=b"\0" * 32))
    with pytest.raises(KeyMismatch):
        await open_vault(path, lite)
