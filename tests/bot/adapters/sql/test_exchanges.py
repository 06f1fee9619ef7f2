"""What of an exchange reaches the disk."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.adapters.sql.engine import Database, open_database
from bot.adapters.sql.exchanges import SqlExchanges
from bot.adapters.sql.keys import SqlKeys
from bot.adapters.sql.tables import exchanges as table
from bot.adapters.vault import FileVault, open_vault
from bot.domain.conversation import Question, Speaker, Turn
from bot.domain.errors import DatabaseUnavailable
from bot.domain.people import Platform
from tests.fakes.clock import FakeClock
from tests.samples import KIM, NOON, answer, question

SAID = "카나리아 quetzalcoatlus 질문입니다"
LEASE = timedelta(minutes=1)
EARLIER = "먼저 archaeopteryx 이야기를 했습니다"
SHOWN = "보이는 글 pterodactylus"


@pytest.fixture
async def vault(sqlite_database: Database, tmp_path: Path) -> FileVault:
    return await open_vault(tmp_path / "vault.key", SqlKeys(sqlite_database, FakeClock(NOON)))


@pytest.fixture
def exchanges(sqlite_database: Database, vault: FileVault) -> SqlExchanges:
    return SqlExchanges(sqlite_database, vault, FakeClock(NOON))


def asked() -> Question:
    return question(SAID, history=(Turn(Speaker.USER, EARLIER),))


def written(folder: Path) -> bytes:
    """Every byte of the database, its log and whatever else lies beside it."""
    files = sorted(folder.glob("test.db*"))
    assert any(file.name.endswith("-wal") for file in files)
    return b"".join(file.read_bytes() for file in files)


def traces(words: str) -> list[bytes]:
    """What the words look like in the encodings that they could be written in."""
    return [
        words.encode(),
        words.encode("utf-16-le"),
        json.dumps(words)[1:-1].encode(),
        base64.b64encode(words.encode()).rstrip(b"="),
    ]


async def test_nothing_that_was_said_or_who_said_it_is_readable_on_disk(
    exchanges: SqlExchanges, tmp_path: Path
) -> None:
    await exchanges.receive(asked())
    claim = await exchanges.claim_this(asked().id, lease=LEASE)
    assert claim is not None
    await exchanges.record(claim, answer=answer(), text=SHOWN)
    await exchanges.posting(claim, lease=LEASE)
    await exchanges.close(claim, posted="1")
    disk = written(tmp_path)
    assert asked().message.encode() in disk
    quotes = [citation.quote for citation in answer().citations]
    for words in (SAID, EARLIER, SHOWN, KIM.user, *quotes, answer().sentences[0].text):
        for part in (words, *words.split()):
            assert not any(trace in disk for trace in traces(part) if len(trace) > 5), part


async def test_an_answer_that_nobody_saw_does_not_stay(
    exchanges: SqlExchanges, sqlite_database: Database
) -> None:
    await exchanges.receive(asked())
    claim = await exchanges.claim_this(asked().id, lease=LEASE)
    assert claim is not None
    await exchanges.record(claim, answer=answer(), text=SHOWN)
    await exchanges.abandon(claim, reason="The channel is gone.")
    async with sqlite_database.reading() as connection:
        row = (await connection.execute(select(table))).one()
    assert row.answer_sealed is None
    assert row.question_sealed is not None
    assert row.cost == answer().cost


async def test_an_archive_that_cannot_be_reached_says_so(
    vault: FileVault, tmp_path: Path
) -> None:
    (tmp_path / "folder.db").mkdir()
    database = open_database(f"sqlite:///{tmp_path}/folder.db")
    exchanges = SqlExchanges(database, vault, FakeClock(NOON))
    with pytest.raises(DatabaseUnavailable):
        await exchanges.receive(asked())
    with pytest.raises(DatabaseUnavailable):
        await exchanges.find(asked().id)
    with pytest.raises(DatabaseUnavailable):
        await exchanges.claim(tuple(Platform), lease=LEASE)
    with pytest.raises(DatabaseUnavailable):
        await exchanges.forget_old(before=NOON)
    await database.close()
