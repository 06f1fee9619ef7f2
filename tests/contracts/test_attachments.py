"""What every archive keeps of attachments: where they are, sealed, and never their bytes."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import text

from bot.domain.consent import Act
from bot.domain.conversation import Question
from bot.domain.language import Language
from bot.domain.pictures import Attachment, Seen, Unread
from tests.contracts.archives import Archive, asked
from tests.samples import answer

PNG = Attachment("F0PIC", "https://files.example/F0PIC.png", size=1234)
PDF = Attachment("F0PDF", is_picture=False)
SEEN = Seen("오류 P-77", read=1, is_only_text=True, unread=(Unread.NO_PICTURE,))


def pictured(*attachments: Attachment, words: str = "1") -> Question:
    """A question with these beside it."""
    return replace(
        asked("1"), text=words, history=(), attachments=attachments, locale=Language.KOREAN
    )


async def test_attachments_are_there_again_and_so_is_what_was_read(archive: Archive) -> None:
    question = pictured(PNG, PDF, words="")
    await archive.receive(question)
    claim = await archive.claim_this(question)
    assert claim.exchange.question == question
    assert claim.exchange.question.attachments[0].where == PNG.where
    assert claim.exchange.question.language is Language.KOREAN
    await archive.exchanges.record(claim, answer=replace(answer(), seen=SEEN), text="shown")
    found = await archive.find(question)
    assert found.answer is not None
    assert found.answer.seen == SEEN
    assert found.asked == "[그림에서 읽은 글] 오류 P-77"


async def test_whoever_is_forgotten_takes_them_along(archive: Archive) -> None:
    question = pictured(PNG, words="")
    await archive.receive(question)
    claim = await archive.claim_this(question)
    await archive.exchanges.record(claim, answer=replace(answer(), seen=SEEN), text="shown")
    await archive.act(Act.FORGET)
    found = await archive.find(question)
    assert found.question.is_empty
    assert found.answer is None or found.answer.seen == Seen()


async def test_nothing_of_them_can_be_read_in_the_table(archive: Archive) -> None:
    question = pictured(PNG, words="")
    await archive.receive(question)
    claim = await archive.claim_this(question)
    await archive.exchanges.record(claim, answer=replace(answer(), seen=SEEN), text="shown")
    if archive.database is None:
        return
    async with archive.database.reading() as connection:
        rows = (await connection.execute(text("SELECT * FROM exchanges"))).all()
    table = repr(rows)
    assert len(rows) == 1
    assert not [word for word in ("F0PIC", "files.example", "P-77") if word in table]


async def test_another_picture_is_another_question(archive: Archive) -> None:
    await archive.receive(pictured(PNG))
    again = Attachment("F0PIC", "https://files.example/F0PIC.png?signed=anew", size=1234)
    assert await archive.exchanges.amend(pictured(again)) is None
    amended = await archive.exchanges.amend(pictured())
    assert amended is not None
    assert amended.question.attachments == ()
