"""Index runs over documents that break, and with parts that fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.audience import EMPLOYEES, PUBLIC, RESTRICTED
from bot.domain.errors import EmbedderUnavailable, IndexUnavailable, KnowledgeMissing
from bot.domain.knowledge import FailedDocument
from bot.indexing.planning import EMPTY_FOLDER
from tests.bot.indexing.breakage import Countdown, breaking
from tests.bot.indexing.workshop import LEAVE, PAY, Workshop, quiet, whole


async def test_a_broken_document_keeps_its_last_good_passages(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.spoil("leave.md", "it is not UTF-8")
    workshop.source.put("new.md", "Brand new.", audience=PUBLIC)

    report = await workshop.run()

    assert report.failed == (FailedDocument("leave.md", "it is not UTF-8"),)
    assert (report.documents, report.written, report.kept) == (3, 1, 1)
    state = await workshop.state()
    assert whole(state)
    assert before.passages.items() <= state.passages.items()
    assert before.points.items() <= state.points.items()
    assert (await workshop.audiences())["leave.md"] == {PUBLIC}


async def test_a_broken_document_is_reported_until_it_is_mended(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.spoil("leave.md", "it is not UTF-8")
    first, second = await workshop.run(), await workshop.run()
    assert first.failed == second.failed == (FailedDocument("leave.md", "it is not UTF-8"),)

    workshop.source.put("leave.md", LEAVE, title="Leave", audience=PUBLIC)
    report = await workshop.run()

    assert (report.failed, report.embedded) == ((), 0)
    assert await workshop.state() == before


async def test_a_document_that_was_never_readable_has_no_passages(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.spoil("new.md", "it is not UTF-8")

    report = await workshop.run()

    assert report.failed == (FailedDocument("new.md", "it is not UTF-8"),)
    assert (report.documents, report.written, report.kept) == (2, 0, 2)
    assert await workshop.state() == before


async def test_a_broken_document_that_goes_away_goes_away(workshop: Workshop) -> None:
    workshop.source.spoil("leave.md", "it is not UTF-8")
    await workshop.run()
    workshop.source.remove("leave.md")

    report = await workshop.run()

    assert (report.removed, report.failed) == (1, ())
    assert await workshop.state() == await workshop.rebuilt()


async def test_a_broken_label_withholds_what_is_already_indexed(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.spoil("leave.md", "'publik' is no audience", withhold=True)

    await workshop.run()

    assert await workshop.audiences() == {"leave.md": {RESTRICTED}, "pay.md": {PUBLIC}}
    workshop.source.put("leave.md", LEAVE, title="Leave", audience=PUBLIC)
    assert (await workshop.run()).embedded == 0
    assert await workshop.state() == before


async def test_a_document_withheld_once_stays_so_until_it_can_be_read(
    workshop: Workshop,
) -> None:
    workshop.source.spoil("leave.md", "'publik' is no audience", withhold=True)
    await workshop.run()
    workshop.source.spoil("leave.md", "it is not UTF-8")

    await workshop.run()

    assert (await workshop.audiences())["leave.md"] == {RESTRICTED}


async def test_a_broken_document_in_a_folder_with_a_new_label_is_withheld() -> None:
    shop = Workshop()
    shop.source.label("", PUBLIC)
    shop.source.put("hr/leave.md", LEAVE, title="Leave")
    await shop.run()
    shop.source.label("hr", EMPLOYEES)
    shop.source.spoil("hr/leave.md", "it is not UTF-8")

    await shop.run()
    await shop.run()

    assert await shop.audiences() == {"hr/leave.md": {RESTRICTED}}


async def test_an_empty_folder_empties_nothing_and_says_so(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.remove("leave.md")
    workshop.source.remove("pay.md")

    report = await workshop.run()

    assert (report.documents, report.removed, report.kept) == (2, 0, 2)
    assert report.failed == (FailedDocument(".", EMPTY_FOLDER),)
    assert await workshop.state() == before


async def test_a_folder_that_is_gone_changes_nothing(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.lose()

    with pytest.raises(KnowledgeMissing):
        await workshop.run()

    assert await workshop.state() == before


async def test_a_document_out_of_reach_is_reported_once_and_kept(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.spoil("leave.md", "it is not UTF-8")
    await workshop.run()
    workshop.source.remove("leave.md")
    workshop.source.refuse("leave.md", "it is a link out of the folder")

    report = await workshop.run()

    assert report.failed == (FailedDocument("leave.md", "it is a link out of the folder"),)
    assert (report.documents, report.removed) == (2, 0)
    assert await workshop.state() == before


async def test_failures_are_reported_by_path(workshop: Workshop) -> None:
    workshop.source.refuse("b.pdf", "not read yet")
    workshop.source.spoil("c.md", "broken")
    workshop.source.spoil("a.md", "broken")

    report = await workshop.run()

    assert [failure.path for failure in report.failed] == ["a.md", "b.pdf", "c.md"]


async def test_a_deleted_document_stops_answering_even_when_the_model_is_gone(
    workshop: Workshop,
) -> None:
    workshop.source.remove("leave.md")
    workshop.source.put("new.md", "Brand new.")
    workshop.embedder.failure = EmbedderUnavailable("gone")

    with pytest.raises(EmbedderUnavailable):
        await workshop.run()

    assert await workshop.texts("leave.md") == []
    assert len(await workshop.texts("pay.md")) == 1
    workshop.embedder.failure = None
    await workshop.run()
    assert await workshop.state() == await workshop.rebuilt()


async def test_a_deleted_document_stops_answering_even_when_the_index_is_gone(
    workshop: Workshop,
) -> None:
    workshop.source.remove("leave.md")
    workshop.index.failure = IndexUnavailable("gone")

    with pytest.raises(IndexUnavailable):
        await workshop.run()

    assert await workshop.texts("leave.md") == []
    workshop.index.failure = None
    await workshop.run()
    assert await workshop.state() == await workshop.rebuilt()


async def test_a_document_that_is_read_before_the_model_goes_is_written(
    workshop: Workshop,
) -> None:
    workshop.source.put("leave.md", f"{PAY}\n", title="Pay", audience=PUBLIC)
    workshop.embedder.failure = EmbedderUnavailable("gone")

    report = await workshop.run()  # its words are in the cache

    assert (report.written, report.embedded) == (1, 0)


async def test_a_process_that_failed_goes_on_where_it_was(workshop: Workshop) -> None:
    run = workshop.reindexing()
    workshop.source.put("leave.md", "Other words.", title="Leave", audience=PUBLIC)
    workshop.source.remove("pay.md")
    workshop.embedder.failure = EmbedderUnavailable("gone")
    with pytest.raises(EmbedderUnavailable):
        await run.run(quiet)
    workshop.embedder.failure = None

    report, again = await run.run(quiet), await run.run(quiet)

    assert (report.written, report.embedded) == (1, 1)
    assert (again.written, again.embedded) == (0, 0)
    assert await workshop.state() == await workshop.rebuilt()


async def test_what_was_written_before_the_model_went_away_is_not_read_again() -> None:
    shop = Workshop()
    for number in range(150):
        shop.source.put(f"{number:03}.md", f"Document number {number}.")
    going = Countdown(at=3, error=EmbedderUnavailable("gone"))
    with pytest.raises(EmbedderUnavailable):
        await replace(shop, embedder=breaking(shop.embedder, going)).run()
    done, embedded = await shop.passages(), shop.embedder.embedded
    shop.source.reads.clear()

    report = await shop.run()

    assert 0 < len(done) < embedded < 150
    assert report.written == len(shop.source.reads) == 150 - len(done)
    assert report.embedded == 150 - embedded
    assert await shop.state() == await shop.rebuilt()
