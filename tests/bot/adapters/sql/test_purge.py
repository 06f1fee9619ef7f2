"""What was erased leaves the files beneath the database as well."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.adapters.sql.consents import SqlConsents
from bot.adapters.sql.engine import Database, open_database, sqlite_url
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.tables import exchanges, person_keys
from bot.adapters.vault import FileVault, open_vault
from bot.domain.consent import Act, ConsentEvent
from bot.domain.errors import DatabaseUnavailable
from bot.domain.people import Person, Platform
from tests.fakes.clock import FakeClock
from tests.samples import NOON, answer, question

PEOPLE = [Person(Platform.WEB, "", user=f"person{number}") for number in range(24)]


@dataclass
class House:
    database: Database
    vault: FileVault
    archive: SqlExchanges
    consents: SqlConsents

    async def asks(self, person: Person, number: int) -> None:
        """A question and its answer; some are short, some fill pages of their own."""
        words = f"{person.user} asks {number} " * (1 + 60 * (number % 3))
        asked = question(words, asker=person, message=f"{person.user}-{number}")
        await self.archive.receive(asked)
        claim = await self.archive.claim_this(asked.id, lease=timedelta(minutes=1))
        assert claim is not None
        await self.archive.record(claim, answer=answer(), text=words)
        await self.archive.close(claim, posted="1")

    async def forgets(self, person: Person) -> None:
        who = self.vault.pseudonym(person)
        event = ConsentEvent(who, Act.FORGET, NOON, source="web")
        assert await self.consents.record(event, open_since=NOON)

    async def sealed(self, person: Person) -> list[bytes]:
        """The wrapped key and every sealed text of a person."""
        who = self.vault.pseudonym(person)
        words = select(exchanges.c.question_sealed, exchanges.c.answer_sealed)
        keys = select(person_keys.c.wrapped).where(person_keys.c.person == who)
        async with self.database.reading() as connection:
            rows = [
                *await connection.execute(words.where(exchanges.c.asker == who)),
                *await connection.execute(keys),
            ]
        return [value for row in rows for value in row if value]


async def house(database: Database, folder: Path) -> House:
    clock = FakeClock(NOON)
    vault = await open_vault(folder / "vault.key", SqlKeys(database, clock))
    archive = SqlExchanges(database, vault, clock)
    return House(database, vault, archive, SqlConsents(database))


def held(folder: Path, secrets: Iterable[bytes]) -> int:
    """How many of the secrets stand in the files, at least in part."""
    files = [file.read_bytes() for file in folder.glob("test.db*")]
    assert any(files)
    return sum(any(part in file for file in files for part in _parts(one)) for one in secrets)


def _parts(secret: bytes) -> list[bytes]:
    """A secret may have been cut in two by the end of a page, or overwritten in part."""
    return [secret[at : at + 24] for at in range(0, len(secret) - 23, 24)]


async def test_nothing_of_a_forgotten_person_is_left_in_the_files(
    sqlite_database: Database, tmp_path: Path
) -> None:
    home = await house(sqlite_database, tmp_path)
    for number in range(3):
        for person in PEOPLE:
            await home.asks(person, number)
    await sqlite_database.purge()
    gone = [secret for person in PEOPLE[::2] for secret in await home.sealed(person)]
    kept = [secret for person in PEOPLE[1::2] for secret in await home.sealed(person)]
    assert len(gone) == len(kept) == 12 * 7

    for person in PEOPLE[::2]:
        await home.forgets(person)
    assert held(tmp_path, gone) == len(gone)
    await sqlite_database.purge()

    assert held(tmp_path, gone) == 0
    assert held(tmp_path, kept) == len(kept)
    assert (tmp_path / "test.db-wal").stat().st_size == 0


async def test_what_was_never_in_the_file_but_in_its_log_goes_too(
    sqlite_database: Database, tmp_path: Path
) -> None:
    home = await house(sqlite_database, tmp_path)
    await home.asks(PEOPLE[0], 1)
    gone = await home.sealed(PEOPLE[0])
    await home.forgets(PEOPLE[0])
    assert held(tmp_path, gone) == len(gone) == 3
    await sqlite_database.purge()
    assert held(tmp_path, gone) == 0


async def test_a_purge_that_a_reader_blocks_is_not_called_done(
    sqlite_database: Database, tmp_path: Path
) -> None:
    home = await house(sqlite_database, tmp_path)
    await home.asks(PEOPLE[0], 1)
    gone = await home.sealed(PEOPLE[0])
    async with sqlite_database.reading() as connection:
        await connection.execute(select(exchanges.c.id))
        await home.forgets(PEOPLE[0])
        with pytest.raises(DatabaseUnavailable, match=r"in use.*tried again"):
            await sqlite_database.purge()
        assert held(tmp_path, gone) > 0
    await sqlite_database.purge()
    assert held(tmp_path, gone) == 0


async def test_a_purge_that_a_writer_blocks_is_not_called_done(
    sqlite_database: Database,
) -> None:
    async with sqlite_database.transaction() as connection:
        await connection.execute(text("DELETE FROM vectors"))
        with pytest.raises(DatabaseUnavailable, match=r"in use.*tried again"):
            await sqlite_database.purge()
    await sqlite_database.purge()


async def test_afterwards_writers_wait_for_each_other_as_before(
    sqlite_database: Database,
) -> None:
    await sqlite_database.purge()
    async with sqlite_database.transaction() as connection:
        assert (await connection.execute(text("PRAGMA busy_timeout"))).scalar() == 30_000


async def test_purging_an_empty_database_or_twice_is_no_mistake(database: Database) -> None:
    await database.purge()
    await asyncio.gather(database.purge(), database.purge())


async def test_a_server_frees_the_space_of_dead_rows(
    postgres_database: Database, tmp_path: Path
) -> None:
    home = await house(postgres_database, tmp_path)
    before = await vacuums(postgres_database)
    await home.asks(PEOPLE[0], 1)
    await home.forgets(PEOPLE[0])
    await postgres_database.purge()
    for _ in range(600):  # the server counts a moment later
        after = await vacuums(postgres_database)
        if all(after[table] > before[table] for table in before):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"no vacuum: {before}, {after}")


async def vacuums(database: Database) -> dict[str, int]:
    """How often the tables with people's words were vacuumed."""
    query = text("SELECT relname, vacuum_count FROM pg_stat_user_tables")
    async with database.reading() as connection:
        counts = {row.relname: row.vacuum_count for row in await connection.execute(query)}
    return {table: counts[table] for table in ("exchanges", "person_keys")}


async def test_a_database_that_is_not_there_cannot_be_purged(tmp_path: Path) -> None:
    for url in (
        "postgresql://bot@127.0.0.1:1/bot",
        sqlite_url(tmp_path / "no" / "such" / "folder.db"),
    ):
        database = open_database(url)
        with pytest.raises(DatabaseUnavailable, match="does not work"):
            await database.purge()
        await database.close()
