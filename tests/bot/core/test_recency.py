"""Newer before older: only where it is asked for, and never before what fits better."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.recency import Recency
from bot.domain.audience import OPERATOR
from bot.domain.knowledge import Hit, Labels
from tests.bot.core.evidence import hit, passage, terms, unhurried
from tests.bot.core.library import Library

TODAY = date(2026, 3, 2)
ON = Recency(half_life=180)
SAME = "Up to five days can be carried over"


def one(name: str, age: int | None = None, *, text: str = SAME) -> Hit:
    """A hit on a document that was updated so many days ago."""
    updated = None if age is None else TODAY - timedelta(days=age)
    found = passage(text, path=f"{name}.md", title="", labels=Labels(updated=updated))
    return hit(found)


def order(recency: Recency, *hits: Hit) -> str:
    arranged = recency.arranged(hits, TODAY, terms)
    return "".join(found.passage.path.removesuffix(".md") for found in arranged)


def test_it_is_off_unless_it_is_set() -> None:
    assert order(Recency(), one("a", 3650), one("b", 0)) == "ab"


def test_of_two_editions_the_newer_one_comes_first() -> None:
    assert order(ON, one("a", 720), one("b", 3)) == "ba"
    assert order(ON, one("a", 3), one("b", 720)) == "ab"
    assert order(ON, one("a", 400), one("b", 400)) == "ab"


def test_what_says_no_date_stays_where_it_is() -> None:
    assert order(ON, one("x"), one("a", 720), one("y"), one("b", 3), one("z")) == "xbyaz"
    assert order(ON, one("x"), one("b", 3)) == "xb"


def test_an_edition_may_differ_in_half_of_the_words_and_no_more() -> None:
    half = one("b", 0, text="up to five days can be used now or never")  # 6 of 12
    assert order(ON, one("a", 3650), half) == "ba"
    other = one("b", 0, text="up to five days can be used now or never then")  # of 13
    assert order(ON, one("a", 3650), other) == "ab"


def test_what_says_something_else_is_not_put_forward_however_new() -> None:
    dogs = [one(name, 0, text="Dogs may come to the office on Fridays") for name in "cd"]
    assert order(ON, one("a", 3650), *dogs, one("b", 0)) == "bcda"


def test_editions_of_two_texts_do_not_mix() -> None:
    dogs = [one(n, a, text="Dogs may come on Fridays") for n, a in (("c", 900), ("d", 0))]
    assert order(ON, dogs[0], one("a", 900), dogs[1], one("b", 0)) == "dbca"


def test_it_is_worth_five_places_at_most() -> None:
    old = [one(name, 36_500) for name in "abcdefgh"]
    assert order(ON, *old[:4], one("N", 0)) == "Nabcd"
    assert order(ON, *old[:5], one("N", 0)) == "aNbcde"  # level with the first, and behind
    assert order(ON, *old[:8], one("N", 0)) == "abcdNefgh"


def test_a_day_that_is_still_to_come_counts_as_today() -> None:
    assert order(ON, one("a", 0), one("b", -400)) == "ab"


def test_a_date_before_all_dates_is_only_very_old() -> None:
    ancient = one("a", (TODAY - date.min).days)
    assert order(Recency(half_life=0.001), ancient, one("b", 0)) == "ba"


def test_far_down_nobody_looks() -> None:
    others = [one(f"{n}", text=f"Text {n}") for n in range(11)]
    hits = [*others, one("a", 720), one("b", 0)]
    assert order(ON, *hits).endswith("ab")
    assert order(ON, *hits[1:]).endswith("ba")


def test_an_approved_question_keeps_its_place() -> None:
    labels = Labels(updated=date(2016, 1, 1), approved=True)
    asked = hit(passage(SAME, path="q.md", headings=(SAME,), labels=labels))
    assert order(ON, asked, one("b", 0)) == "qb"


@unhurried
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(-10, 4000),
            st.sampled_from([SAME, f"{SAME} now", "Dogs may come", ""]),
        ),
        max_size=15,
    ),
    st.floats(0.01, 4000),
)
def test_nothing_is_lost_and_what_says_no_date_never_moves(
    rows: list[tuple[int | None, str]], half_life: float
) -> None:
    hits = [one(str(n), age, text=text) for n, (age, text) in enumerate(rows)]
    arranged = Recency(half_life).arranged(hits, TODAY, terms)
    assert sorted(h.passage.path for h in arranged) == sorted(h.passage.path for h in hits)
    for before, after in zip(hits, arranged, strict=True):
        if before.passage.labels.updated is None:
            assert after is before


async def test_a_search_uses_it_and_nothing_else_depends_on_age() -> None:
    old, new = (
        passage("Reset vpn now.", path=path, title="IT", labels=Labels(updated=day))
        for path, day in (("a.md", date(2020, 1, 1)), ("b.md", TODAY))
    )
    new = replace(new, title="ITs")  # other words, or it would be the same passage
    firsts = []
    for recency in (None, ON):
        library = Library(recency=recency, today=TODAY)
        await library.put(old, new)
        found = await library.retrieval().find("reset vpn", OPERATOR)
        firsts.append(found.hits[0].passage.path)
    swapped = Library(today=TODAY)
    await swapped.put(
        replace(old, labels=Labels(updated=TODAY)), replace(new, labels=old.labels)
    )
    same = (await swapped.retrieval().find("reset vpn", OPERATOR)).hits[0].passage.path
    assert firsts[1] == "b.md"
    assert same == firsts[0]
