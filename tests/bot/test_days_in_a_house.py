"""The days of documents in a whole house: by the clock of the admins, from folder to answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.bootstrap import House
from bot.errands import question_of
from bot.settings import ScheduleSettings
from tests.bot.houses import folder, opened
from tests.fakes.clock import FakeClock

TEXT = "---\naudience: public\nvalid_until: 2026-03-02\n---\n# Parking\n\nThe gate code is 7.\n"


async def searched(house: House) -> set[str]:
    line = {"question": "What is the gate code for parking?", "history": []}
    question = question_of(line, user="somebody", asked_at=house.clock.now())
    return {hit.passage.path for hit in await house.desk.search(question, limit=20)}


async def test_a_document_ends_at_midnight_where_the_admins_are_and_the_next_run_says_so(
    tmp_path: Path,
) -> None:
    settings = folder(tmp_path)
    (settings.knowledge / "parking.md").write_text(TEXT)
    update = {"schedule": ScheduleSettings(zone="Asia/Seoul")}
    clock = FakeClock(datetime(2026, 3, 2, 14, 59, tzinfo=UTC))
    async with opened(settings.model_copy(update=update), clock=clock) as house:
        before = await house.index(lambda _done, _total: None)
        assert before.remarks == ()
        assert await searched(house) == {"parking.md", "printers.md"}
        clock.advance(60)
        assert await searched(house) == {"printers.md"}
        (remark,) = (await house.index(lambda _done, _total: None)).remarks
    assert remark.path == "parking.md"
    assert remark.said == (
        "this document was valid until 2026-03-02 and is not used any more: check it and "
        "give it a later 'valid_until', or delete it"
    )
