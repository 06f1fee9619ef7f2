"""Resident registration and card numbers in documents: told where, never which."""

from __future__ import annotations

import uuid

import pytest

from bot.domain.audience import PUBLIC
from bot.domain.knowledge import Passage
from bot.indexing.numbers import kinds_in, personal_numbers
from tests.bot.indexing.workshop import Workshop

RESIDENT = "900101-1234567"
CARD = "4111 1111 1111 1111"


def passage(text: str, *headings: str, page: int | None = None, position: int = 0) -> Passage:
    return Passage(uuid.uuid4(), "a.md", "A", headings, position, text, PUBLIC, page)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"번호는 {RESIDENT}입니다", {"resident"}),
        ("900101 - 1234567", {"resident"}),
        ("９００１０１－１２３４５６７", {"resident"}),
        ("010229-3234567", set()),  # no such day
        ("900101-9234567", set()),  # no such century
        ("900101-1******", set()),
        ("9001011234568", {"resident"}),  # the check digit is right
        ("9001011234567", set()),  # an order number
        ("1900101-12345678", set()),
        (f"카드 {CARD}.", {"card"}),
        ("4111-1111-1111-1111", {"card"}),
        ("4111111111111112", set()),  # the check digit is wrong
        ("978-3-16-148410-0", set()),  # a book
        ("010-1234-5678, 2026-11-22 17:41:39", set()),
        (f"{RESIDENT} {CARD}", {"resident", "card"}),
    ],
)
def test_a_number_is_told_by_its_shape_its_day_and_its_check_digit(
    text: str, kinds: set[str]
) -> None:
    assert kinds_in(text) == kinds


def test_an_admin_is_told_where_the_numbers_stand_and_never_which() -> None:
    found = personal_numbers(
        [
            passage(RESIDENT, "급여", "예시"),
            passage(CARD, page=3),
            passage("nothing", "급여"),
            passage(RESIDENT, f"Form of {RESIDENT}", position=7),
        ]
    )

    assert [remark.split(";")[0] for remark in found] == [
        "it shows card numbers (카드번호): page 3",
        "it shows resident registration numbers (주민등록번호): below '급여 > 예시', passage 8",
    ]


def test_many_places_are_counted() -> None:
    (found,) = personal_numbers(passage(RESIDENT, page=page) for page in range(1, 10))

    assert "page 4, page 5 and 4 more places;" in found


async def test_an_index_run_tells_of_the_numbers_also_when_nothing_changed() -> None:
    shop = Workshop()
    shop.source.put("a.md", f"# 급여\n\n## 예시\n\n김 아무개, {RESIDENT}.")

    first, second = await shop.run(), await shop.run()

    assert second.written == 0
    assert second.remarks == first.remarks
    assert [remark.path for remark in first.remarks] == ["a.md"]
    assert "below '급여 > 예시'" in first.remarks[0].said
    assert RESIDENT not in first.remarks[0].said
