"""What is held while a run goes on, as its report tells it."""

from __future__ import annotations

from bot.domain.audience import PUBLIC
from bot.domain.knowledge import FoundFile, HeldDocument, Labels, Stat
from bot.indexing.stock import Stock
from tests.contracts.shelvings import shelving

STAT = Stat(size=10, modified=1_700_000_000_000_000_000, inode=7)


def held(path: str, *, failure: str = "", labels: Labels | None = None) -> HeldDocument:
    return HeldDocument(
        *(path, STAT, PUBLIC, "f00d"), passages=3, failure=failure, labels=labels or Labels()
    )


def shelf(*documents: HeldDocument) -> dict[str, HeldDocument]:
    return {document.path: document for document in documents}


def test_documents_with_nothing_to_tell_are_counted_and_not_kept() -> None:
    stock = Stock(shelf(held("a.md"), held("b.md", failure="broken"), held("c.md")))

    assert (stock.documents, stock.passages, stock.sound) == (3, 9, 2)
    assert set(stock.telling) == {"b.md"}
    assert stock.held("a.md") is None


def test_a_document_that_was_read_again_is_counted_once() -> None:
    stock = Stock(shelf(held("a.md", failure="broken"), held("b.md")), ["a.md"])

    stock.shelve(shelving("a.md", ["One."]))

    assert (stock.documents, stock.passages, stock.sound) == (2, 4, 2)
    assert stock.telling == {}


def test_one_with_labels_is_kept_for_its_days() -> None:
    stock = Stock({})

    stock.shelve(shelving("a.md", labels=Labels(owner="Kim")))
    stock.shelve(shelving("b.md"))

    assert set(stock.telling) == {"a.md"}


def test_a_failure_keeps_the_last_good_version_in_the_count() -> None:
    stock = Stock(shelf(held("a.md")), ["a.md"])

    stock.fail(FoundFile("a.md", STAT, PUBLIC), "broken")
    stock.fail(FoundFile("new.md", STAT, PUBLIC), "no text")

    assert (stock.documents, stock.passages, stock.sound) == (1, 3, 0)
    assert {p: one.failure for p, one in stock.telling.items()} == {
        "a.md": "broken",
        "new.md": "no text",
    }


def test_what_is_removed_counts_no_more() -> None:
    stock = Stock(shelf(held("a.md", failure="broken"), held("b.md")), ["a.md"])

    stock.remove("a.md")
    stock.remove("never-there.md")

    assert (stock.documents, stock.passages, stock.sound) == (1, 3, 1)
    assert stock.telling == {}
