"""Index runs, from a folder to what questions are answered from."""

from __future__ import annotations

import pytest

from bot.domain.audience import EMPLOYEES, PUBLIC, RESTRICTED
from bot.domain.errors import EmbedderUnavailable, IndexUnavailable, KnowledgeMissing
from bot.domain.knowledge import FailedDocument, IndexReport
from bot.indexing.planning import EMPTY_FOLDER
from tests.bot.indexing.breakage import Countdown, Killed, breaking
from tests.bot.indexing.workshop import Workshop, quiet, terms_of, whole

LEAVE = "# Leave\n\nEveryone has 15 days.\n\n## 신청\n\n인사팀에 신청합니다."
PAY = "# Pay\n\nSalary is paid on the 25th of each month."


@pytest.fixture
async def workshop() -> Workshop:
    """Two documents, indexed."""
    shop = Workshop()
    shop.source.put("leave.md", LEAVE, title="Leave", audience=PUBLIC)
    shop.source.put("pay.md", PAY, title="Pay", audience=PUBLIC)
    await shop.run()
    return shop


async def test_a_first_run_indexes_all_there_is() -> None:
    shop = Workshop()
    shop.source.put("leave.md", LEAVE, title="Leave")
    shop.source.put("pay.md", PAY, title="Pay")

    report = await shop.run()

    assert report == IndexReport(
        documents=2,
        written=2,
        removed=0,
        kept=0,
        passages=3,
        embedded=3,
        failed=(),
        seconds=0.0,
    )
    state = await shop.state()
    assert whole(state)
    assert state.current == shop.collection
    assert await shop.texts("leave.md") == ["Everyone has 15 days.", "인사팀에 신청합니다."]


async def test_a_point_is_what_its_passage_makes_of_it(workshop: Workshop) -> None:
    for passage in (await workshop.passages()).values():
        point = workshop.points[passage.id]
        (vector,) = await workshop.embedder.embed_passages([passage.searchable])
        assert (point.path, point.audience) == (passage.path, passage.audience)
        assert point.dense == vector
        assert set(point.sparse.indices) == set(terms_of({passage.id: passage}))


async def test_a_run_over_the_same_folder_opens_nothing_and_changes_nothing(
    workshop: Workshop,
) -> None:
    before = await workshop.state()
    workshop.source.reads.clear()

    report = await workshop.run()

    assert workshop.source.reads == []
    assert (report.written, report.removed, report.kept, report.embedded) == (0, 0, 2, 0)
    assert await workshop.state() == before


async def test_a_new_document_is_added_to_the_others(workshop: Workshop) -> None:
    workshop.source.put("new.md", "Brand new.", title="New")

    report = await workshop.run()

    assert (report.written, report.kept, report.embedded, report.documents) == (1, 2, 1, 3)
    assert await workshop.state() == await workshop.rebuilt()


async def test_an_edited_document_takes_the_place_of_its_older_version(
    workshop: Workshop,
) -> None:
    workshop.source.put("leave.md", LEAVE.replace("15", "16"), title="Leave", audience=PUBLIC)

    report = await workshop.run()

    assert (report.written, report.kept, report.removed) == (1, 1, 0)
    assert report.embedded == 1  # the other passage has the same words as before
    assert await workshop.texts("leave.md") == ["Everyone has 16 days.", "인사팀에 신청합니다."]
    assert await workshop.state() == await workshop.rebuilt()


async def test_a_version_that_comes_back_embeds_nothing(workshop: Workshop) -> None:
    before = await workshop.state()
    workshop.source.put("leave.md", "Something else.", title="Leave", audience=PUBLIC)
    await workshop.run()
    workshop.source.put("leave.md", LEAVE, title="Leave", audience=PUBLIC)

    report = await workshop.run()

    assert (report.written, report.embedded) == (1, 0)
    assert await workshop.state() == before


async def test_a_renamed_document_embeds_nothing(workshop: Workshop) -> None:
    workshop.source.remove("leave.md")
    workshop.source.put("hr/leave.md", LEAVE, title="Leave", audience=PUBLIC)

    report = await workshop.run()

    assert (report.written, report.removed, report.embedded) == (1, 1, 0)
    assert await workshop.texts("leave.md") == []
    assert len(await workshop.texts("hr/leave.md")) == 2
    assert await workshop.state() == await workshop.rebuilt()


async def test_a_deleted_document_is_forgotten(workshop: Workshop) -> None:
    workshop.source.remove("leave.md")

    report = await workshop.run()

    assert (report.written, report.removed, report.kept, report.documents) == (0, 1, 1, 1)
    assert await workshop.texts("leave.md") == []
    assert await workshop.state() == await workshop.rebuilt()


async def test_unchanged_bytes_with_a_new_stat_are_read_once_and_not_embedded(
    workshop: Workshop,
) -> None:
    before = await workshop.state()
    workshop.source.put("leave.md", LEAVE, title="Leave", audience=PUBLIC)
    workshop.source.reads.clear()

    report = await workshop.run()
    await workshop.run()

    assert workshop.source.reads == ["leave.md"]
    assert (report.written, report.kept, report.embedded) == (0, 2, 0)
    assert await workshop.state() == before


async def test_documents_with_the_same_words_are_embedded_once_and_held_twice(
    workshop: Workshop,
) -> None:
    workshop.source.put("copy.md", PAY, title="Pay", audience=PUBLIC)

    report = await workshop.run()

    assert (report.written, report.embedded) == (1, 0)
    assert await workshop.texts("copy.md") == await workshop.texts("pay.md")
    assert await workshop.state() == await workshop.rebuilt()


async def test_a_document_without_words_is_held_without_passages(workshop: Workshop) -> None:
    workshop.source.put("empty.md", " \n")

    report = await workshop.run()

    assert (report.documents, report.written, report.failed) == (2, 1, ())
    assert (await workshop.run()).written == 0


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


async def test_a_new_label_of_the_folder_holds_for_its_documents() -> None:
    shop = Workshop()
    shop.source.label("", PUBLIC)
    shop.source.put("hr/leave.md", LEAVE, title="Leave")
    await shop.run()
    shop.source.label("hr", EMPLOYEES)

    report = await shop.run()

    assert (report.written, report.embedded) == (1, 0)
    assert await shop.audiences() == {"hr/leave.md": {EMPLOYEES}}
    assert {point.audience for point in shop.points.values()} == {EMPLOYEES}
    assert await shop.state() == await shop.rebuilt()


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

    report = await run.run(quiet)

    assert (report.written, report.embedded) == (1, 1)
    assert await workshop.state() == await workshop.rebuilt()


async def test_many_documents_are_written_in_groups_with_progress_going_up() -> None:
    shop = Workshop()
    for number in range(150):
        shop.source.put(f"{number:03}.md", f"Document number {number}.")
    told: list[tuple[float, int]] = []

    report = await shop.reindexing().run(lambda done, total: told.append((done, total)))

    assert (report.documents, report.written, report.embedded) == (150, 150, 150)
    assert {total for _, total in told} == {150}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == 150
    assert len({done for done, _ in told}) > 3
    assert whole(await shop.state())


async def test_progress_counts_files_that_need_no_vector() -> None:
    shop = Workshop()
    for number in range(150):
        shop.source.put(f"{number:03}.md", "Always the same.", title="Same")
    await shop.run()
    for number in range(75):
        shop.source.put(f"{number:03}.md", "Always the same.", title="Same")
        shop.source.spoil(f"{number + 75:03}.md", "broken")
    told: list[float] = []

    await shop.reindexing().run(lambda done, _total: told.append(done))

    assert told == sorted(told)
    assert told[-1] == 150


async def test_a_run_says_how_long_it_took(workshop: Workshop) -> None:
    workshop.source.put("new.md", "New.")

    report = await workshop.reindexing().run(lambda *_: workshop.clock.advance(1.5))

    assert report.seconds == pytest.approx(3.0)


async def test_term_counts_are_those_of_the_passages_after_any_run(workshop: Workshop) -> None:
    ever = frozenset(terms_of(await workshop.passages()))
    workshop.source.put("leave.md", "Everyone has 20 days.", title="Leave")
    workshop.source.put("copy.md", PAY, title="Pay")
    await workshop.run()
    ever |= frozenset(terms_of(await workshop.passages()))
    workshop.source.remove("copy.md")
    workshop.source.spoil("leave.md", "broken")
    await workshop.run()

    state = await workshop.state(also=ever)

    assert state.counts == terms_of(state.passages)
    assert state.counts_are_current


async def test_a_later_run_of_a_process_reads_no_passage_that_did_not_change(
    workshop: Workshop,
) -> None:
    watch = Countdown(at=1_000_000, error=Killed())
    shelves = workshop.shelves(manifest=breaking(workshop.manifest, watch))
    run = workshop.reindexing(shelves)
    await run.run(quiet)
    watch.names.clear()
    workshop.source.put("leave.md", "Everyone has 20 days.", title="Leave", audience=PUBLIC)

    await run.run(quiet)

    assert "recount" in watch.names
    assert "page" not in watch.names
    assert await workshop.state() == await workshop.rebuilt()
