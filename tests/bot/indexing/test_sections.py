"""Headings, breadcrumbs, and what is left out of passages."""

from __future__ import annotations

import pytest

from tests.bot.indexing.cutting import SMALL, crumbs, cut


def test_no_passage_reaches_over_a_heading() -> None:
    text = "Zero.\n\n# A\nOne.\n\n- two\n\n## B\n\nThree.\n\nC\n===\nFour."

    assert crumbs(text) == [
        ((), "Zero."),
        (("A",), "One.\n\n- two"),
        (("A", "B"), "Three."),
        (("C",), "Four."),
    ]


def test_the_breadcrumb_leaves_out_headings_that_ended() -> None:
    text = "# A\n\n### Deep\n\none\n\n## B\n\ntwo\n\n#### C\n\nthree\n\n# D\n\nfour"

    assert [headings for headings, _ in crumbs(text)] == [
        ("A", "Deep"),
        ("A", "B"),
        ("A", "B", "C"),
        ("D",),
    ]


def test_the_title_is_left_out_of_the_breadcrumb_where_it_comes_first() -> None:
    text = "# Handbook\n\none\n\n## Handbook\n\ntwo\n\n# Other\n\n## Handbook\n\nthree"

    assert [headings for headings, _ in crumbs(text)] == [
        (),
        ("Handbook",),
        ("Other", "Handbook"),
    ]


def test_a_heading_without_words_stands_in_no_breadcrumb() -> None:
    assert crumbs("# A\n\n##\n\none") == [(("A",), "one")]


def test_a_heading_in_code_is_none() -> None:
    text = "# A\n\n```\n# no heading\n```"

    assert crumbs(text) == [(("A",), "```\n# no heading\n```")]


@pytest.mark.parametrize("text", ["", " \n\t\n", "　"])
def test_a_blank_document_has_no_passage(text: str) -> None:
    assert cut(text) == []


def test_a_document_of_headings_alone_is_one_passage() -> None:
    text = "# Phone\n\n## 02-123-4567\n\n## 평일 9시부터"

    assert crumbs(text) == [((), text)]


def test_many_headings_and_nothing_else_are_cut_between_lines() -> None:
    lines = [f"# Heading number {number}" for number in range(40)]

    passages = cut("\n".join(lines), SMALL)

    assert len(passages) > 5
    assert "\n".join(passages) == "\n".join(lines)


@pytest.mark.parametrize(
    "furniture", ["---", "***", "* * *", "<br>", "<br/>", "</div>\n<div class='x y'>", "<hr />"]
)
def test_what_shows_nothing_is_left_out_at_the_edges_of_a_passage(furniture: str) -> None:
    assert cut(f"{furniture}\n\nText.\n\n{furniture}") == ["Text."]
    assert cut(f"One.\n\n{furniture}\n\nTwo.") == [f"One.\n\n{furniture}\n\nTwo."]
    assert cut(f"# A\n\n{furniture}\n\n# B\n\nText.") == ["Text."]


@pytest.mark.parametrize(
    "text",
    [
        "<https://status.example.com>",
        "<help@example.com>",
        "<b>bold</b>",
        "a < b > c",
        "--",
        "5 > 3",
    ],
)
def test_what_shows_something_is_never_furniture(text: str) -> None:
    assert cut(f"# A\n\n{text}\n\n# B\n\nText.") == [text, "Text."]
