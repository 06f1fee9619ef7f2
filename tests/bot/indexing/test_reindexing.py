"""Index runs, from a folder to what questions are answered from."""

from __future__ import annotations

import pytest

from bot.domain.audience import EMPLOYEES, PUBLIC
from bot.domain.knowledge import IndexReport
from tests.bot.indexing.breakage import Countdown, Killed, breaking
from tests.bot.indexing.workshop import LEAVE, PAY, Workshop, quiet, terms_of, whole


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
