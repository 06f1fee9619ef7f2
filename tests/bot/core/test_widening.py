"""Passages for a chat model grow to their section, and no further."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.widening import Widening
from bot.domain.audience import PUBLIC, clearance
from bot.domain.knowledge import FoundFile, Hit, Passage, Stat
from tests.bot.core.evidence import hit, passage
from tests.bot.core.library import COLLECTION, Library

EVERYBODY = clearance(PUBLIC)
TEXTS = ("Press reset.", "Wait a minute.", "Press it again.")
SECTION = [passage(text, headings=("VPN",), position=place) for place, text in enumerate(TEXTS)]


async def widened(held: list[Passage], *hits: Hit, budget: float = 2000) -> list[str]:
    library = Library()
    await library.put(*held)
    found = await Widening(library.manifest, COLLECTION, budget).widened(hits, EVERYBODY)
    return [each.passage.text for each in found]


async def test_a_passage_grows_to_its_section_in_reading_order() -> None:
    assert await widened(SECTION, hit(SECTION[1])) == ["\n\n".join(TEXTS)]


async def test_a_hit_that_became_a_part_of_a_better_one_is_not_sent_twice() -> None:
    assert await widened(SECTION, hit(SECTION[1]), hit(SECTION[0])) == ["\n\n".join(TEXTS)]


@pytest.mark.parametrize(
    "changed",
    [
        {"headings": ("Phones",)},
        {"page": 2},
        {"text": "```\nhalf a block"},
        {"position": 7},
    ],
)
async def test_it_ends_where_something_else_begins(changed: dict[str, object]) -> None:
    other = replace(SECTION[2], **changed)  # type: ignore[arg-type]
    found = await widened([*SECTION[:2], other], hit(SECTION[0]))
    assert found == ["\n\n".join(TEXTS[:2])]


async def test_it_ends_where_the_budget_does_and_the_best_passage_grows_first() -> None:
    other = [
        passage("Leave is paid. " * 3, path="b.md", headings=("A",), position=place)
        for place in range(3)
    ]
    found = await widened([*SECTION, *other], hit(SECTION[0]), hit(other[0]), budget=60)
    assert found == ["\n\n".join(TEXTS), other[0].text]
    assert await widened(SECTION, hit(SECTION[0]), budget=0) == [TEXTS[0]]


@pytest.mark.parametrize(("budget", "sent"), [(2000, 8), (100, 5), (0, 3)])
async def test_as_many_are_sent_as_fit_eight_at_most_and_three_at_least(
    budget: float, sent: int
) -> None:
    held = [passage(f"Number {n}.", path=f"{n}.md") for n in range(9)]
    found = await widened(held, *(hit(each) for each in held), budget=budget)
    assert found == [each.text for each in held[:sent]]


async def test_what_may_not_be_read_any_more_is_not_taken_in() -> None:
    library = Library()
    await library.put(*SECTION)
    file = FoundFile(SECTION[0].path, Stat(1, 2, 1), PUBLIC)
    await library.manifest.fail(COLLECTION, file, reason="cut", withhold=True)
    widening = Widening(library.manifest, COLLECTION)
    (found,) = await widening.widened([hit(SECTION[0])], EVERYBODY)
    assert found.passage.text == TEXTS[0]
