"""Approved answers on their way into the index, and what is told of those out of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.adapters.documents.folder import FolderSource
from bot.domain.knowledge import Labels, Remark
from bot.indexing.chunking import chunk
from bot.indexing.holding import out_of_time
from bot.indexing.reindexing import Reindexing
from tests.bot.indexing.cutting import SMALL, USUAL, document
from tests.bot.indexing.workshop import CHUNKING, Workshop, quiet

TEXT = """
# Carry over

Up to **five** days.

## How

Ask your team lead in Gangway, please.
"""
QUESTIONS = ("How many days?", "며칠인가요?")
APPROVED = replace(
    document(TEXT), questions=QUESTIONS, labels=Labels(owner="HR", approved=True)
)


def test_each_question_is_a_passage_with_the_whole_answer_found_by_itself_alone() -> None:
    passages = chunk(APPROVED, SMALL)
    first, second, *rest = passages
    for passage, question in ((first, QUESTIONS[0]), (second, QUESTIONS[1])):
        assert (passage.approved_question, passage.searchable) == (question, question)
        assert passage.text == TEXT.strip()
        assert passage.labels.owner == "HR"
    assert [passage.approved_question for passage in rest] == [""] * len(rest)
    assert [passage.text for passage in rest] == [
        "Up to **five** days.",
        "Ask your team lead in Gangway, please.",
    ]
    assert rest[0].searchable == "Handbook\nUp to **five** days."
    assert [passage.position for passage in passages] == list(range(len(passages)))
    assert len({passage.id for passage in passages}) == len(passages)


def test_every_passage_of_it_is_a_slice_of_its_text() -> None:
    assert all(passage.text in TEXT for passage in chunk(APPROVED, SMALL))


def test_a_document_without_questions_is_cut_as_ever() -> None:
    plain = replace(APPROVED, questions=(), labels=Labels())
    assert [p.headings for p in chunk(plain, USUAL)] == [("Carry over",), ("Carry over", "How")]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (Labels(approved=True, valid_until=date(2026, 3, 1)), "was valid until 2026-03-01"),
        (Labels(approved=True, valid_until=date(2026, 3, 2)), ""),
        (Labels(approved=True, valid_from=date(2026, 3, 3)), "not used before 2026-03-03"),
        (Labels(approved=True, valid_from=date(2026, 3, 2)), ""),
        (Labels(approved=True), ""),
        (Labels(valid_until=date(2026, 3, 1)), "this document was valid until 2026-03-01"),
        (Labels(valid_until=date(2026, 3, 2)), ""),
        (Labels(valid_from=date(2026, 3, 3)), "document is not used before 2026-03-03"),
        (Labels(), ""),
    ],
)
async def test_what_is_out_of_time_is_told_of(labels: Labels, said: str) -> None:
    shop = Workshop()
    shop.source.put("answers/a.md", "Five.", labels=labels)
    await shop.run()
    held = await shop.manifest.held(shop.collection)
    remarks = list(out_of_time(held, date(2026, 3, 2)))
    assert [said in remark.said for remark in remarks] == ([True] if said else [])


async def test_an_index_run_tells_of_it_every_time_and_where_the_admins_are(
    tmp_path: Path,
) -> None:
    file = tmp_path / "answers" / "a.md"
    file.parent.mkdir()
    front = "questions:\n  - How many days?\nowner: HR\nvalid_until: 2026-03-02"
    file.write_text(f"---\n{front}\n---\nFive days.\n", "utf-8")
    shop = Workshop()
    seoul = timezone(timedelta(hours=9))

    def today() -> date:
        return shop.clock.now().astimezone(seoul).date()

    async def told() -> tuple[Remark, ...]:
        source = FolderSource(tmp_path, largest_file=10_000)
        run = Reindexing(
            source=source,
            shelves=shop.shelves(),
            chunking=CHUNKING,
            clock=shop.clock,
            today=today,
        )
        report = await run.run(quiet)
        assert report.failed == ()
        return report.remarks

    shop.clock.moment = datetime.fromisoformat("2026-03-02T14:59:00+00:00")
    assert await told() == ()
    shop.clock.moment = datetime.fromisoformat("2026-03-02T15:00:00+00:00")  # the 3rd in Seoul
    for _ in range(2):
        (remark,) = await told()
        assert (remark.path, "valid until 2026-03-02" in remark.said) == ("answers/a.md", True)
    assert len(await shop.texts("answers/a.md")) == 2
