"""Long texts become messages of at most 2,000 characters, and nothing is lost or torn."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.discord.escaping import lines
from connectors.discord.splitting import split, width

WORDS = st.sampled_from(
    ["휴가", "vacation", "`code span`", "**bold**", "😀", "a\\_b", "[t](<https://a.example>)"]
)
LINE = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)
BLOCK = st.one_of(
    st.lists(LINE, min_size=1, max_size=4).map("\n".join),
    st.lists(LINE, min_size=1, max_size=4).map(lambda ls: "\n".join(f"> {x}" for x in ls)),
    st.lists(st.sampled_from(["x = 1", "# y", "휴가 = 17"]), min_size=1, max_size=120).map(
        lambda ls: "\n".join(["```py", *ls, "```"])
    ),
    st.lists(st.sampled_from(["x = 1", "z"]), min_size=1, max_size=120).map(
        lambda ls: "\n".join(f"> {x}" for x in ["```", *ls, "```"])
    ),
)
TEXT = st.lists(BLOCK, min_size=1, max_size=8).map("\n\n".join)


def letters(text: str) -> str:
    """What must survive: everything but fences, quotation marks and gaps."""
    bare = text.replace("> ", "").replace("```py", "").replace("```", "")
    return "".join(bare.split())


@given(TEXT)
@settings(max_examples=150, deadline=None)
def test_no_part_is_too_long_and_nothing_is_lost(text: str) -> None:
    parts = split(text)
    assert all(0 < width(part) <= 2000 for part in parts)
    assert letters("".join(parts)) == letters(text)


@given(TEXT)
@settings(max_examples=150, deadline=None)
def test_every_part_stands_by_itself(text: str) -> None:
    for part in split(text):
        fences = [one for one in part.split("\n") if one.removeprefix("> ").startswith("```")]
        assert len(fences) % 2 == 0
        outside = part.replace("```", "")
        assert outside.count("`") % 2 == 0
        assert outside.count("](<") == outside.count(">)")
        assert not part.endswith("\\")


@given(st.text(max_size=6000))
@settings(max_examples=150, deadline=None)
def test_whatever_people_write_fits_once_it_is_escaped(text: str) -> None:
    assert all(width(part) <= 2000 for part in split("\n".join(lines(text))))


def test_a_code_block_that_is_cut_is_closed_and_opened_again() -> None:
    text = "\n".join(["```py", *(f"line_{number} = {number}" for number in range(200)), "```"])
    first, *_, last = split(text)
    assert first.startswith("```py\n")
    assert first.endswith("\n```")
    assert last.startswith("```py\n")
    assert last.endswith("\n```")


def test_a_quotation_that_is_cut_goes_on_as_one() -> None:
    parts = split("> " + "휴가는 열일곱 날입니다. " * 300)
    assert len(parts) > 1
    assert all(part.startswith("> ") for part in parts)


def test_it_is_cut_between_paragraphs_where_that_leaves_a_good_part() -> None:
    first, second = "a " * 700, "b " * 700
    assert split(f"{first.strip()}\n\n{second.strip()}") == [first.strip(), second.strip()]


def test_what_fits_stays_whole() -> None:
    assert split("x" * 1900) == ["x" * 1900]
    assert split("") == []


def test_signs_beyond_the_basic_plane_count_twice() -> None:
    assert width("😀") == 2
    assert all(width(part) <= 2000 for part in split("😀" * 1500))
