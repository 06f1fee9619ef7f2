"""Passages that say nearly the same: found by their words, told apart by their numbers."""

from __future__ import annotations

import itertools
import random
import uuid

import pytest

from bot.adapters.sparse import BigramEncoder
from bot.domain.audience import PUBLIC
from bot.domain.knowledge import Passage
from bot.insight.twins import Spot, Twin, Twins

ENCODER = BigramEncoder()
LEAVE = (
    "The annual leave of every employee is 15 days and must be asked for in writing two "
    "weeks before the first day; whoever leaves is paid for the days that remain by 2026-03-01."
)
ANNUAL = (
    "모든 직원의 연차 휴가는 15일이며 시작하기 2주 전에 서면으로 신청해야 합니다. 먼저 "
    "퇴사하는 직원에게는 남은 일수만큼 수당을 지급하고 인사팀이 확인합니다."
)


def passage(path: str, text: str, heading: str = "Leave") -> Passage:
    return Passage(uuid.uuid4(), path, "Title", (heading,), 0, text, PUBLIC)


def twins(*passages: Passage) -> list[Twin]:
    found = Twins(ENCODER)
    for one in passages:
        found.add([one])
    return found.compare({one.id: one for one in passages}, found.pairs)


@pytest.mark.parametrize("text", [LEAVE, ANNUAL])
def test_the_same_words_in_two_documents_are_twins(text: str) -> None:
    assert twins(passage("a.md", text), passage("b.md", text, "휴가")) == [
        Twin(Spot("a.md", "Leave"), Spot("b.md", "휴가"), alike=1.0)
    ]


@pytest.mark.parametrize("text", [LEAVE, ANNUAL])
def test_another_number_in_the_same_words_may_be_a_contradiction(text: str) -> None:
    (found,) = twins(passage("a.md", text), passage("b.md", text.replace("15", "20")))

    assert found.may_contradict
    assert found.differs == (("15",), ("20",))


def test_a_few_other_words_do_not_hide_a_twin() -> None:
    other = LEAVE.replace("in writing", "by mail").replace("15 days", "18 days")

    (found,) = twins(passage("a.md", LEAVE), passage("b.md", other))

    assert 0.8 <= found.alike < 1
    assert found.differs == (("15",), ("18",))


def test_what_is_about_something_else_is_no_twin() -> None:
    other = "Salary is paid on the 25th of each month to the account that the team was told of."
    assert (
        twins(passage("a.md", LEAVE), passage("b.md", other + " Ask the team of people.")) == []
    )


def test_within_one_document_and_among_short_passages_nothing_is_looked_for() -> None:
    assert twins(passage("a.md", LEAVE), passage("a.md", LEAVE)) == []
    assert twins(passage("a.md", "Opens at 9."), passage("b.md", "Opens at 9.")) == []


def test_a_number_that_may_be_somebody_s_is_not_shown() -> None:
    (found,) = twins(
        passage("a.md", LEAVE.replace("15", "900101-1234567")), passage("b.md", LEAVE)
    )

    assert found.differs == (("…",), ("15",))


def test_many_copies_make_as_many_pairs_as_there_are_copies() -> None:
    copies = [passage(f"{number}.md", LEAVE) for number in range(100)]
    assert len(twins(*copies)) == 99


def test_a_passage_that_went_away_meanwhile_is_passed_over() -> None:
    one, other = passage("a.md", LEAVE), passage("b.md", LEAVE)
    found = Twins(ENCODER)
    found.add([one, other])
    assert found.compare({one.id: one}, found.pairs) == []


def test_nearly_all_twins_among_many_passages_are_found() -> None:
    choice = random.Random(7)  # noqa: S311 - the same texts each time
    letters = "abcdefghijklm"
    words = ["".join(three) for three in itertools.product(letters, repeat=3)]
    texts = [" ".join(choice.sample(words, 60)) for _ in range(300)]
    pairs = []
    for number, text in enumerate(texts):
        changed = text.split()
        for _ in range(3):  # of 60: an overlap of 0.9
            changed[choice.randrange(60)] = choice.choice(words)
        pairs.append(
            (passage(f"{number}.md", text), passage(f"x{number}.md", " ".join(changed)))
        )

    found = twins(*(one for pair in pairs for one in pair))

    assert {(t.one.path, t.other.path) for t in found} <= {(a.path, b.path) for a, b in pairs}
    assert len(found) >= 285
