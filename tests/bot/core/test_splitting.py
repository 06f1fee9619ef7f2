"""Where a sentence of a model ends while the text still comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.splitting import Piece, Splitter
from tests.bot.core.evidence import unhurried


def split(text: str, *, size: int = 1) -> list[Piece]:
    """The pieces of a text that comes in bits of `size` characters."""
    splitter = Splitter()
    found = [
        piece
        for at in range(0, len(text), size)
        for piece in splitter.feed(text[at : at + size])
    ]
    return found + splitter.end()


def texts(text: str, *, size: int = 1) -> list[str]:
    return [piece.text.strip() for piece in split(text, size=size)]


@pytest.mark.parametrize("size", [1, 3, 1000])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It is so. [1] It is not. [2]", ["It is so. [1]", "It is not. [2]"]),
        ("It is so [1]. It is not [2].", ["It is so [1].", "It is not [2]."]),
        ("It is so.[1] It is not.[2]", ["It is so. [1]", "It is not. [2]"]),
        ("그렇습니다. [1] 아닙니다.[2]", ["그렇습니다. [1]", "아닙니다. [2]"]),
        ("그렇습니다.[1][2] 네.", ["그렇습니다. [1][2]", "네."]),
        ("Both. [1, 2] One.", ["Both. [1, 2]", "One."]),
        ("- One. [1]\n- Two. [2]\n", ["- One. [1]", "- Two. [2]"]),
        ("It costs 3.50 a day. [1]", ["It costs 3.50 a day. [1]"]),
        ("Ask e.g. Dr. Kim. [1]", ["Ask e.g. Dr. Kim. [1]"]),
        ("It is so.\n[1]\nAnd so on. [2]", ["It is so. [1]", "And so on. [2]"]),
        (
            "Run:\n\n```\na. b\n\nc\n```\n[1]\nDone. [2]",
            ["Run:", "```\na. b\n\nc\n```\n[1]", "Done. [2]"],
        ),
        ("```\nnever closed", ["```\nnever closed"]),
        ("NONE", ["NONE"]),
        ("It is so. [1]\nPARTIAL", ["It is so. [1]", "PARTIAL"]),
    ],
)
def test_a_sentence_keeps_the_marks_that_stand_behind_it(
    text: str, expected: list[str], size: int
) -> None:
    assert texts(text, size=size) == expected


def test_a_sentence_is_released_as_soon_as_the_next_one_begins() -> None:
    splitter = Splitter()
    assert splitter.feed("It is so.") == []
    assert splitter.feed(" [1") == []
    assert splitter.feed("]") == []
    assert splitter.feed(" ") == []
    assert [piece.text for piece in splitter.feed("And")] == ["It is so. [1]"]


def test_the_last_piece_of_a_line_says_so() -> None:
    assert [piece.ends_line for piece in split("A b. C d. [1]\nE f. [2]")] == [
        False,
        True,
        True,
    ]


@given(st.text(alphabet="ab. [1]\n`다.", max_size=80), st.integers(1, 9))
@unhurried
def test_nothing_is_lost_and_the_bits_make_no_difference(text: str, size: int) -> None:
    together = "".join("".join(texts(text, size=1000)).split())
    assert "".join("".join(texts(text, size=size)).split()) == together
    assert together == "".join(text.split())
