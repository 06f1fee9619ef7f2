"""The pictures of a question: read in time, without personal data, or said why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.adapters.redactor import KoPiiRedactor
from bot.core.picturing import LONGEST, Glance, Picturing
from bot.domain.conversation import Question, Tokens
from bot.domain.errors import (
    BudgetSpent,
    DatabaseUnavailable,
    ModelUnavailable,
    PictureUnread,
)
from bot.domain.language import Language
from bot.domain.people import Platform
from bot.domain.pictures import Attachment, Seen, Unread
from bot.ports import PictureReader
from tests.drawings import bomb, plain
from tests.fakes.pictures import FakePictureReader, FakePictures
from tests.samples import question

PHONE = "010-1234-5678"
PNG = Attachment("png")


def asked(*attachments: Attachment, text: str = "무슨 오류인가요?") -> Question:
    """A question with these beside it."""
    return replace(question(text), attachments=attachments)


def picturing(
    *readers: PictureReader, files: FakePictures | None = None, seconds: float = 15.0
) -> Picturing:
    """Slack has `files`, and these read them."""
    source = files or FakePictures(png=plain(), jpg=plain("JPEG"), bomb=bomb(), pdf=b"%PDF-1")
    return Picturing({Platform.SLACK: source}, readers, KoPiiRedactor(), seconds=seconds)


async def look(reader: PictureReader, *attachments: Attachment) -> Seen:
    """What becomes of these."""
    return (await picturing(reader).look(asked(*attachments))).seen


async def test_what_a_picture_says_is_read() -> None:
    seen = await look(FakePictureReader("오류 P-77"), PNG)
    assert seen == Seen("오류 P-77", read=1, is_only_text=True)


async def test_personal_data_in_a_picture_is_taken_out() -> None:
    said = f"연락처 {PHONE} 오류 P-77"
    seen = await look(FakePictureReader(said), PNG)
    assert PHONE not in seen.text
    assert seen.text == "연락처 [전화번호] 오류 P-77"


async def test_a_picture_of_a_book_is_cut_and_what_nobody_can_read_left_out() -> None:
    seen = await look(FakePictureReader("=====\n\0\u202etext \t here\n" + "글 " * 9000), PNG)
    assert len(seen.text) <= LONGEST
    assert seen.text.startswith("text here\n글 글")


@pytest.mark.parametrize(
    ("attachment", "why"),
    [
        (Attachment("gone"), Unread.UNREACHABLE),
        (Attachment("bomb"), Unread.TOO_LARGE),
        (Attachment("pdf"), Unread.UNKNOWN_KIND),
        (Attachment("doc", is_picture=False), Unread.NO_PICTURE),
    ],
)
async def test_what_cannot_be_read_has_a_reason(attachment: Attachment, why: Unread) -> None:
    seen = await look(FakePictureReader("오류"), attachment, PNG)
    assert (seen.text, seen.read, seen.unread) == ("오류", 1, (why,))


async def test_a_picture_without_a_word_has_none() -> None:
    assert (await look(FakePictureReader(" -- \n"), PNG)).unread == (Unread.NO_TEXT,)


async def test_without_anything_that_reads_nothing_is_fetched() -> None:
    files = FakePictures(png=plain())
    glance = await picturing(files=files).look(asked(*[PNG] * 6))
    assert glance.seen.unread == (Unread.NO_READER,) * 6
    assert files.fetched == []


async def test_beyond_a_few_pictures_none_is_fetched() -> None:
    files = FakePictures(png=plain())
    reader = FakePictureReader("글")
    glance = await picturing(reader, files=files).look(asked(*[PNG] * 6))
    assert (glance.seen.read, glance.seen.unread) == (4, (Unread.TOO_MANY,) * 2)
    assert len(files.fetched) == 4


async def test_a_platform_or_a_reader_that_hangs_is_waited_for_in_vain_only_so_long() -> None:
    reader, files = FakePictureReader("글"), FakePictures(png=plain())
    reader.seconds = 3600
    for_reader = await picturing(reader, files=files, seconds=0.05).look(asked(PNG))
    files.seconds = 3600
    for_files = await picturing(reader, files=files, seconds=0.05).look(asked(PNG))
    assert for_reader.seen.unread == for_files.seen.unread == (Unread.LATE,)


async def test_where_the_vision_model_fails_the_text_is_read_and_its_cost_counted() -> None:
    vision, recognition = FakePictureReader(is_only_text=False), FakePictureReader("오류 P-77")
    vision.failure = ModelUnavailable("down", tokens=Tokens(7, 1), cost=0.25)
    glance = await picturing(vision, recognition).look(asked(PNG))
    assert glance.seen == Seen("오류 P-77", read=1, is_only_text=True)
    assert (glance.tokens, glance.cost) == (Tokens(7, 1), 0.25)


@pytest.mark.parametrize(
    ("failure", "why"),
    [
        (BudgetSpent(until=datetime(2026, 3, 3, tzinfo=UTC)), Unread.FAILED),
        (ModelUnavailable("down"), Unread.FAILED),
        (PictureUnread(Unread.NO_TEXT), Unread.NO_TEXT),
    ],
)
async def test_where_nothing_else_reads_it_is_said(failure: Exception, why: Unread) -> None:
    vision = FakePictureReader(is_only_text=False)
    vision.failure = failure
    assert (await look(vision, PNG)).unread == (why,)


async def test_the_database_that_is_away_is_no_trouble_of_the_picture() -> None:
    vision = FakePictureReader(is_only_text=False)
    vision.failure = DatabaseUnavailable("away")
    with pytest.raises(DatabaseUnavailable):
        await look(vision, PNG)


async def test_the_vision_model_is_asked_first_told_the_question_and_paid_for() -> None:
    vision, recognition = FakePictureReader("P-77", is_only_text=False), FakePictureReader("x")
    glance = await picturing(vision, recognition).look(asked(PNG, Attachment("jpg")))
    assert glance == Glance(Seen("P-77\nP-77", read=2), Tokens(200, 40), 1.0)
    assert [one[1:] for one in vision.asked] == [("무슨 오류인가요?", Language.KOREAN)] * 2
    assert recognition.asked == []


async def test_a_picture_without_words_beside_it_is_the_whole_question() -> None:
    glance = await picturing(FakePictureReader("")).look(asked(PNG, text=" "))
    assert glance.seen.is_lost
    glance = await picturing(FakePictureReader("오류")).look(asked(PNG, text=" "))
    assert not glance.seen.is_lost
