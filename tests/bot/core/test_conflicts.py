"""Documents that say different things."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.sparse import BigramEncoder
from bot.core import replies
from bot.core.answering import terms_of
from bot.core.conflicts import sides
from bot.core.quoting import units
from bot.domain.conversation import Side
from bot.domain.knowledge import Labels, Passage
from bot.domain.language import Language
from tests.bot.core.evidence import hit, passage, unhurried
from tests.bot.core.markdown_texts import texts

TERMS = terms_of(BigramEncoder())


def page(name: str, text: str, updated: date | None = None) -> Passage:
    return replace(passage(text, path=f"{name}.md"), labels=Labels(updated=updated))


def against(*pages: Passage, weights: tuple[float, ...] = ()) -> list[str]:
    """The documents that contradict each other; each has one unit, and weighs the same."""
    found = [units([hit(one)])[0] for one in pages]
    weighed = list(zip(weights or (1.0,) * len(found), found, strict=True))
    return [unit.passage.path for unit in sides(weighed, TERMS)]


CONTRADICTIONS = [
    (
        "Lodging is paid up to 150 dollars a night.",
        "Lodging is paid up to 180 dollars a night.",
    ),
    (
        "Unused leave must be taken by 31 March of the next year.",
        "Unused leave must be taken by 30 June of the next year.",
    ),
    ("The VPN session ends after 8 hours.", "The VPN session ends after twelve hours."),
    (
        "Guests may use the staff canteen at noon.",
        "Guests may not use the staff canteen at noon.",
    ),
    (
        "팀 회식비는 1인당 30,000원까지 쓸 수 있습니다.",
        "팀 회식비는 1인당 40,000원까지 쓸 수 있습니다.",
    ),
    ("영수증은 매월 5일까지 등록해야 합니다.", "영수증은 매월 7일까지 등록해야 합니다."),
    (
        "사내 식당은 외부 손님도 이용할 수 있습니다.",
        "사내 식당은 외부 손님은 이용할 수 없습니다.",
    ),
]
AGREEMENTS = [
    (
        "Lodging is paid up to 150 dollars a night.",
        "Lodging is paid up to 150 dollars a night, too.",
    ),
    (
        "Lodging is paid up to 150 dollars a night.",
        "A taxi is paid up to 40 dollars after ten.",
    ),
    (
        "Staff in Busan get 15 days of leave a year.",
        "Staff in Halifax get 20 days of leave a year.",
    ),
    (
        "Error BW-101 locks the account for 30 minutes.",
        "Error BW-203 locks the account for 60 minutes.",
    ),
    ("The password has at least 14 letters.", "The password is changed within 24 hours."),
    ("You earn 4 annual leave hours a period.", "You earn 5 sick leave hours a period."),
    ("연차는 입사일부터 5일까지 쓸 수 있습니다.", "병가는 입사일부터 9일까지 쓸 수 있습니다."),
    ("Leave is 15 days a year.", "연차는 1년에 20일입니다."),
    ("Set `max_retries` to 3 in the file.", "Set `max_workers` to 8 in the file."),
    ("부산 사무소는 9시에 엽니다. 끝.", "야근 택시비는 40,000원까지 정산합니다. 끝."),
]


@pytest.mark.parametrize(("one", "other"), CONTRADICTIONS)
def test_the_same_words_with_another_number_or_denied_are_a_contradiction(
    one: str, other: str
) -> None:
    assert against(page("a", one), page("b", other)) == ["a.md", "b.md"]
    assert against(page("b", other), page("a", one)) == ["b.md", "a.md"]


@pytest.mark.parametrize(("one", "other"), AGREEMENTS)
def test_what_agrees_or_is_about_something_else_is_none(one: str, other: str) -> None:
    assert against(page("a", one), page("b", other)) == []


def test_a_document_does_not_contradict_itself() -> None:
    one, other = CONTRADICTIONS[0]
    assert against(page("a", one), page("a", other)) == []


def test_the_newest_document_comes_first_and_those_without_a_day_last() -> None:
    text = "The link is valid for {} minutes only."
    pages = [
        page("undated", text.format(5)),
        page("old", text.format(10), date(2024, 5, 2)),
        page("new", text.format(15), date(2026, 3, 1)),
    ]
    assert against(*pages) == ["new.md", "old.md", "undated.md"]


def test_only_what_weighs_nearly_as_much_as_the_best_is_compared() -> None:
    one, other = CONTRADICTIONS[0]
    assert against(page("a", one), page("b", other), weights=(1.0, 0.6)) == []
    assert against(page("a", one), page("b", other), weights=(1.0, 0.7)) == ["a.md", "b.md"]


def test_a_document_is_one_side_however_often_it_says_so() -> None:
    text = "The link is valid for {} minutes only."
    pages = [page("a", text.format(5)), page("b", text.format(9)), page("b", text.format(8))]
    assert against(*pages) == ["a.md", "b.md"]


def test_without_units_there_is_none() -> None:
    assert sides([], TERMS) == []


def test_the_disagreement_is_told_in_both_languages_with_the_days_that_are_known() -> None:
    dated, undated = Side(1, date(2026, 3, 1)), Side(2)
    assert replies.disagree(Language.KOREAN, [dated, undated]) == (
        "문서마다 내용이 다릅니다. 최근에 고친 문서부터 보여 드립니다 "
        "([1] 2026-03-01, [2] 날짜 없음)."
    )
    assert replies.disagree(Language.ENGLISH, [undated]) == (
        "The documents disagree. Please ask the team in charge which one holds:"
    )


@unhurried
@given(st.lists(texts, max_size=4))
def test_sides_are_of_different_documents_and_never_one_alone(bodies: list[str]) -> None:
    hits = [hit(passage(body, path=f"{n}.md")) for n, body in enumerate(bodies)]
    found = sides([(1.0, unit) for unit in units(hits)], TERMS)
    paths = [unit.passage.path for unit in found]
    assert len(paths) != 1
    assert len(set(paths)) == len(paths)
