"""Documents, passages and recipes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audience import PUBLIC
from bot.domain.knowledge import Passage, passage_id
from bot.domain.recipe import Recipe

PASSAGE = Passage(
    id=passage_id("a.md", "f00d", 0),
    path="a.md",
    title="휴가 규정",
    headings=("연차", "신청 방법"),
    position=0,
    text="인사팀에 신청합니다.",
    audience=PUBLIC,
)
RECIPE = Recipe(embedder="e5", dimensions=384, chunking="headings/1", tokens="bigrams/1")


def test_the_same_slice_of_the_same_version_has_the_same_id() -> None:
    assert passage_id("a.md", "f00d", 3) == passage_id("a.md", "f00d", 3)


@given(st.text(), st.text(), st.integers(0, 999), st.text(), st.text(), st.integers(0, 999))
def test_any_other_slice_has_another_id(  # noqa: PLR0913, PLR0917 - two times three parts
    path: str, version: str, position: int, path2: str, version2: str, position2: int
) -> None:
    first, second = (path, version, position), (path2, version2, position2)
    separate = "\x1f" not in path + version + path2 + version2  # no path has this character
    if separate and first != second:
        assert passage_id(*first) != passage_id(*second)


def test_the_id_of_a_slice_is_the_same_in_every_version_of_the_bot() -> None:
    # It stands in indexes: a new way to make it would orphan every point.
    assert str(passage_id("휴가.md", "f00d", 7)) == "f8525fda-e73d-5aa8-a7b0-0b250398290e"


def test_the_breadcrumb_reads_from_the_outermost_heading_inward() -> None:
    assert PASSAGE.heading == "연차 > 신청 방법"
    assert replace(PASSAGE, headings=()).heading == ""


def test_title_and_breadcrumb_are_searched_with_the_text() -> None:
    assert PASSAGE.searchable == "휴가 규정 > 연차 > 신청 방법\n인사팀에 신청합니다."


@pytest.mark.parametrize(
    ("title", "headings", "first_line"),
    [
        ("Leave", (), "Leave"),
        ("Leave", ("Leave", "Days"), "Leave > Days"),
        ("Leave", ("Days", "Leave"), "Leave > Days"),
        ("", ("Days",), "Days"),
        ("", (), ""),
    ],
)
def test_a_name_is_searched_once_and_an_empty_one_not_at_all(
    title: str, headings: tuple[str, ...], first_line: str
) -> None:
    passage = replace(PASSAGE, title=title, headings=headings)

    assert passage.searchable == f"{first_line}\n{PASSAGE.text}"


@pytest.mark.parametrize(
    "other",
    [
        replace(RECIPE, embedder="e6"),
        replace(RECIPE, dimensions=768),
        replace(RECIPE, chunking="headings/2"),
        replace(RECIPE, tokens="bigrams/2"),
        replace(RECIPE, chunking=RECIPE.tokens, tokens=RECIPE.chunking),
    ],
)
def test_a_recipe_that_differs_anywhere_names_another_collection(other: Recipe) -> None:
    assert other.collection("kb") != RECIPE.collection("kb")


def test_a_recipe_names_its_collection_the_same_every_time() -> None:
    name = RECIPE.collection("kb")

    assert name == replace(RECIPE).collection("kb")
    assert re.fullmatch(r"kb_[0-9a-f]{12}", name)
    assert RECIPE.collection("other") == name.replace("kb_", "other_")
