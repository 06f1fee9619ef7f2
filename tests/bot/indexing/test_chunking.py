"""Documents cut into passages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audience import EMPLOYEES, PUBLIC
from bot.domain.knowledge import Labels, Passage
from bot.domain.markdown import Kind, blocks
from bot.domain.sentences import sentences
from bot.indexing.chunking import Chunking, chunk, estimated_tokens
from tests.bot.indexing.cutting import SMALL, USUAL, cut, document
from tests.bot.texts import markdown, prose, read_in_one_go


def written(text: str) -> str:
    """The letters and digits of a text, nothing between them."""
    return "".join(re.findall(r"[^\W_]", text))


def body(text: str) -> str:
    """All that is written in `text` but for its headings."""
    parts = [text[b.start : b.end] for b in blocks(text) if b.kind is not Kind.HEADING]
    return written("".join(parts))


def assert_cut_from(text: str, passages: tuple[Passage, ...], chunking: Chunking) -> None:
    """The passages are slices of the text, in order, and none is too large."""
    at = 0
    for position, passage in enumerate(passages):
        at = text.index(passage.text, at) + len(passage.text)
        assert passage.text.strip()
        assert passage.position == position
        assert len(passage.text) == 1 or estimated_tokens(passage.text) <= chunking.limit


chunkings = st.sampled_from((USUAL, SMALL, Chunking(target=1, limit=1), Chunking(10, 100)))
# A block of nothing but tags is left out at the edges of a passage and is in it between them.
without_tags = markdown.filter(lambda text: "<" not in text)


@given(markdown, chunkings)
def test_passages_are_slices_in_order_and_none_is_too_large(
    text: str, chunking: Chunking
) -> None:
    assert_cut_from(text, chunk(document(text), chunking), chunking)


@given(without_tags, chunkings)
def test_every_word_but_the_headings_is_in_exactly_one_passage(
    text: str, chunking: Chunking
) -> None:
    held = written("".join(cut(text, chunking)))

    # Of a text without words but its headings, these are the passage: see below.
    assert held == body(text) if body(text) else held in {"", written(text)}


@given(markdown, chunkings)
def test_cutting_twice_gives_the_same_passages(text: str, chunking: Chunking) -> None:
    assert chunk(document(text), chunking) == chunk(document(text), chunking)


sections = st.lists(
    st.lists(prose, min_size=1, max_size=6).map("\n\n".join), min_size=2, max_size=5
)


@given(sections, prose, st.data())
def test_changing_a_section_changes_no_passage_of_another(
    bodies: list[str], other: str, data: st.DataObject
) -> None:
    changed = data.draw(st.integers(0, len(bodies) - 1))
    before = _others(bodies, changed)

    bodies[changed] = other

    assert _others(bodies, changed) == before


def _others(bodies: list[str], changed: int) -> list[tuple[tuple[str, ...], str]]:
    text = "\n".join(f"## Part {number}\n{body}" for number, body in enumerate(bodies))
    passages = chunk(document(text), SMALL)
    return [(p.headings, p.text) for p in passages if p.headings != (f"Part {changed}",)]


def test_a_passage_knows_where_it_comes_from() -> None:
    passages = chunk(document("# A\n\nOne.\n\n# B\n\nTwo."), USUAL)

    assert passages == tuple(
        Passage(
            id=passages[position].id,
            path="kb/handbook.md",
            title="Handbook",
            headings=(heading,),
            position=position,
            text=text,
            audience=EMPLOYEES,
            url="https://wiki.example/handbook",
        )
        for position, (heading, text) in enumerate([("A", "One."), ("B", "Two.")])
    )


@given(markdown, chunkings)
def test_ids_are_of_one_passage_alone_and_outlive_a_version(
    text: str, chunking: Chunking
) -> None:
    def ids(**other: Any) -> list[UUID]:
        return [passage.id for passage in chunk(replace(document(text), **other), chunking)]

    first = ids()
    others = ids(path="b.md"), ids(title="Another"), ids(audience=PUBLIC)

    assert ids(fingerprint="cafe") == first
    assert len({*first, *(id_ for other in others for id_ in other)}) == 4 * len(first)


@given(markdown, markdown, chunkings)
def test_two_versions_share_an_id_only_where_they_say_the_same(
    old: str, new: str, chunking: Chunking
) -> None:
    before = {passage.id: passage for passage in chunk(document(old), chunking)}

    for passage in chunk(document(f"{old}\n\n{new}"), chunking):
        same = before.get(passage.id, passage)
        assert (same.searchable, same.text) == (passage.searchable, passage.text)


def test_an_answer_that_becomes_approved_has_other_ids() -> None:
    plain = document("# Q\n\nText.")
    approved = replace(plain, labels=Labels(approved=True))

    ids = [{passage.id for passage in chunk(one, USUAL)} for one in (plain, approved)]

    assert not ids[0] & ids[1]


def test_small_blocks_of_a_section_share_a_passage_up_to_the_target() -> None:
    paragraph = "Ten words are just enough to make a paragraph here."
    tokens = estimated_tokens(paragraph)

    passages = cut("\n\n".join([paragraph] * 40), USUAL)

    assert all(estimated_tokens(text) <= USUAL.target for text in passages)
    assert all(estimated_tokens(text) > USUAL.target - 2 * tokens for text in passages[:-1])


@pytest.mark.parametrize(
    "block",
    [
        "```\n" + "a = 1\n\n" * 20 + "```",
        "| a | b |\n|---|---|\n" + "\n".join(["| one | two |"] * 15),
        "- " + "one item " * 15 + "end",
        "A paragraph. " * 14 + "End.",
    ],
)
def test_a_block_up_to_the_limit_is_never_cut(block: str) -> None:
    chunking = Chunking(target=20, limit=90)
    assert chunking.target < estimated_tokens(block) <= chunking.limit

    assert cut(f"Before.\n\n{block}\n\nAfter.", chunking) == [
        "Before.",
        block,
        "After.",
    ]


def test_prose_over_the_limit_is_cut_between_sentences() -> None:
    text = " ".join(
        f"This is sentence {n} of many. 이것은 {n}번 문장입니다." for n in range(50)
    )
    ends = {text[span.start : span.end] for span in sentences(text)}

    passages = cut(text, SMALL)

    assert len(passages) > 20
    assert " ".join(passages) == text
    assert all({text[s.start : s.end] for s in sentences(text)} <= ends for text in passages)


@pytest.mark.parametrize(
    "block",
    [
        "```\n" + "\n".join(f"call_number({n}). And more." for n in range(50)) + "\n```",
        "| a | b |\n|---|---|\n" + "\n".join(f"| row {n}. Yes. | x |" for n in range(50)),
        "- item\n" + "\n".join(f"  line {n}. It goes on. 계속됩니다." for n in range(50)),
    ],
)
def test_code_tables_and_items_over_the_limit_are_cut_between_lines(block: str) -> None:
    lines = set(block.splitlines())

    passages = cut(block, SMALL)

    assert len(passages) > 10
    assert all(set(passage.splitlines()) <= lines for passage in passages)
    assert written("".join(passages)) == written(block)


@pytest.mark.parametrize(
    "text",
    [
        "word and more " * 500,
        "휴가를 신청하는 방법은 " * 300,
        "- " + "word 단어 " * 500,
        "| " + "cell and cell " * 500 + "|",
        "```\n" + "argument " * 500 + "\n```",
    ],
)
def test_a_line_over_the_limit_is_cut_between_words(text: str) -> None:
    passages = cut(text, USUAL)

    assert len(passages) > 1
    assert all(estimated_tokens(passage) > USUAL.limit / 3 for passage in passages[:-1])
    assert [word for passage in passages for word in re.findall(r"\w+", passage)] == re.findall(
        r"\w+", text
    )


@pytest.mark.parametrize(
    "word", ["x" * 9_000, "가" * 5_000, "👩‍👩‍👧" * 1_000, "e\u0301" * 3_000, "x가" * 3_000]
)
def test_a_word_over_the_limit_is_cut_all_the_same(word: str) -> None:
    passages = chunk(document(word), USUAL)

    assert_cut_from(word, passages, USUAL)
    assert written("".join(p.text for p in passages)) == written(word)
    assert all(estimated_tokens(p.text) > USUAL.limit / 3 for p in passages[:-1])


def test_no_passage_is_without_a_word_beside_others() -> None:
    code = "```\n" + "\n".join("x = 1" for _ in range(100)) + "\n```"

    for limit in range(15, 60):
        assert all(written(text) for text in cut(code, Chunking(target=10, limit=limit)))


def test_the_name_changes_with_the_sizes() -> None:
    names = {chunking.name for chunking in (USUAL, SMALL, Chunking(20, 31), Chunking(21, 30))}

    assert len(names) == 4
    assert Chunking().name == USUAL.name


def test_korean_weighs_more_than_english() -> None:
    assert estimated_tokens("") == 0
    assert estimated_tokens("가나다") > 2 * estimated_tokens("abc")
    assert estimated_tokens("가a") == pytest.approx(
        estimated_tokens("가") + estimated_tokens("a")
    )


@pytest.mark.parametrize(
    "text",
    [
        *("x" * 500_000, "가" * 300_000, "가 " * 150_000, "- " + "a" * 500_000, "|" * 300_000),
        *("<a" + " " * 300_000, "<a>" * 100_000 + "x", "<a " * 100_000, "-" * 300_000 + "x"),
        *("a\n" * 40_000, "```\n" + "가\n" * 40_000, "---\n\n" * 20_000, "# a\n" * 20_000),
        *(" " * 300_000 + "x", "\n" * 100_000 + "x", ". " * 40_000, "A. " * 50_000 + "x"),
    ],
    ids=lambda text: repr(text[:8] + text[-1:]),
)
def test_a_megabyte_of_anything_is_cut_in_one_go(text: str) -> None:
    with read_in_one_go():
        passages = chunk(document(text), USUAL)

    assert_cut_from(text, passages, USUAL)
