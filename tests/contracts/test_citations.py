"""What is told of the documents that stored answers cite: their paths, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.sql.citations import SqlCitations
from bot.adapters.vault import FileVault
from bot.domain.consent import Act
from bot.domain.conversation import Question
from bot.ports import Cited
from tests.contracts.archives import Archive, asked
from tests.samples import answer


def citations(stored: Archive) -> SqlCitations:
    assert stored.database is not None
    assert isinstance(stored.vault, FileVault)
    return SqlCitations(stored.database, stored.vault)


async def answered(stored: Archive, question: Question, *paths: str) -> None:
    await stored.receive(question)
    said = answer()
    (one, *_) = said.citations
    cited = tuple(replace(one, number=n, path=path) for n, path in enumerate(paths, 1))
    claim = await stored.claim_this(question)
    await stored.exchanges.record(claim, answer=replace(said, citations=cited), text="shown")
    await stored.exchanges.close(claim, posted="p")


async def test_each_answer_counts_a_document_once(stored: Archive) -> None:
    await answered(stored, asked("1"), "a.md", "b.md", "a.md")
    await answered(stored, asked("2"), "a.md")
    await answered(stored, asked("3"))
    await stored.receive(asked("4"))

    found = await citations(stored).cited(since=None)

    assert found == Cited(3, {"a.md": 2, "b.md": 1})


async def test_answers_of_before_are_not_counted(stored: Archive) -> None:
    await answered(stored, asked("1"), "a.md")
    since = stored.clock.now()
    await answered(stored, asked("2"), "b.md")

    assert await citations(stored).cited(since=since) == Cited(1, {"b.md": 1})


async def test_what_was_erased_is_not_counted(stored: Archive) -> None:
    await answered(stored, asked("1"), "a.md")

    await stored.act(Act.FORGET)

    assert await citations(stored).cited(since=None) == Cited(0, {})


async def test_more_answers_than_are_read_at_once_are_all_counted(stored: Archive) -> None:
    for number in range(205):
        await answered(stored, asked(str(number)), "a.md")

    assert await citations(stored).cited(since=None) == Cited(205, {"a.md": 205})
