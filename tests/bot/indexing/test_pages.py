"""Documents with pages: each passage has one page to cite."""

from __future__ import annotations

from bot.domain.audience import EMPLOYEES
from bot.domain.knowledge import Document, Passage
from bot.indexing.chunking import Chunking, chunk


def passages(*pages: str) -> tuple[Passage, ...]:
    starts = tuple(sum(len(page) for page in pages[:at]) for at in range(len(pages)))
    document = Document(
        path="a.pdf",
        title="A",
        text="".join(pages),
        fingerprint="f",
        audience=EMPLOYEES,
        pages=starts,
    )
    return chunk(document, Chunking())


def told(*pages: str) -> list[tuple[int | None, str, str]]:
    return [(found.page, found.heading, found.text) for found in passages(*pages)]


def test_a_passage_never_spans_two_pages() -> None:
    assert told("# 휴가\n\n하나.\n\n", "둘.\n\n# 승인\n\n셋.\n") == [
        (1, "휴가", "하나."),
        (2, "휴가", "둘."),
        (2, "승인", "셋."),
    ]


def test_empty_pages_keep_their_number() -> None:
    assert told("", "둘.\n\n", "", "넷.\n") == [(2, "", "둘."), (4, "", "넷.")]


def test_a_fence_left_open_ends_with_its_page() -> None:
    assert told("```\n하나\n\n", "# 제목\n\n둘.\n")[1] == (2, "제목", "둘.")


def test_a_document_of_headings_alone_has_its_first_page() -> None:
    assert told("# 하나\n\n", "# 둘\n")[0][0] == 1


def test_a_document_without_pages_has_none_to_cite() -> None:
    document = Document("a.md", "A", "text", "f", EMPLOYEES)

    assert chunk(document, Chunking())[0].page is None
