"""The blocks of a Markdown text."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.markdown import Block, Kind, blocks, plain
from tests.bot.texts import letters, markdown, prose, read_in_one_go


def kinds(text: str) -> list[tuple[Kind, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks(text)]


def headings(text: str) -> list[tuple[int, str]]:
    return [(b.level, b.title) for b in blocks(text) if b.kind is Kind.HEADING]


@given(markdown)
def test_every_character_that_is_seen_belongs_to_exactly_one_block(text: str) -> None:
    seen = Counter(at for block in blocks(text) for at in range(block.start, block.end))

    assert not [times for times in seen.values() if times > 1]
    assert not [at for at, letter in enumerate(text) if letter.strip() and at not in seen]


@given(markdown)
def test_blocks_are_whole_lines_in_order(text: str) -> None:
    found = blocks(text)

    edges = [edge for block in found for edge in (block.start, block.end)]
    assert edges == sorted(set(edges))
    for block in found:
        assert block.start == 0 or text[block.start - 1] == "\n"
        assert block.end == len(text) or text[block.end] == "\n"
        assert text[block.start : block.end].strip()


@given(markdown)
def test_only_headings_have_a_level_and_a_title(text: str) -> None:
    for block in blocks(text):
        if block.kind is Kind.HEADING:
            assert 1 <= block.level <= 6
            assert block.title == block.title.strip()
        else:
            assert (block.level, block.title) == (0, "")


@given(st.lists(prose, min_size=1, max_size=4).map("\n\n".join), markdown)
def test_what_stands_before_does_not_change_what_a_block_is(before: str, text: str) -> None:
    shift = len(before) + 2
    moved = [replace(b, start=b.start + shift, end=b.end + shift) for b in blocks(text)]

    assert blocks(f"{before}\n\n{text}") == blocks(before) + moved


@pytest.mark.parametrize("text", ["", "\n", " \n\t\n　\n"])
def test_a_blank_text_has_no_blocks(text: str) -> None:
    assert blocks(text) == []


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("# One", (1, "One")),
        ("###### Six", (6, "Six")),
        ("   ## Set in", (2, "Set in")),
        ("#\tTab", (1, "Tab")),
        ("## Closed ##", (2, "Closed")),
        ("## Closed ##   ", (2, "Closed")),
        ("# C#", (1, "C#")),
        ("# C# #", (1, "C#")),
        ("# Issue #12", (1, "Issue #12")),
        ("#", (1, "")),
        ("##   ", (2, "")),
        ("## ##", (2, "")),
        ("## 1. 휴가 규정", (2, "1. 휴가 규정")),
        ("# Two  words", (1, "Two  words")),
    ],
)
def test_a_line_with_hashes_is_a_heading(line: str, heading: tuple[int, str]) -> None:
    assert headings(line) == [heading]
    assert headings(f"Text.\n{line}\nText.") == [heading]


@pytest.mark.parametrize(
    "line",
    ["#hashtag", "####### seven", "    # indented code", "\t# tab", "\\# escaped", "a # b"],
)
def test_other_lines_with_hashes_are_no_headings(line: str) -> None:
    assert headings(line) == []


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Title\n===", (1, "Title")),
        ("Title\n---", (2, "Title")),
        ("제목\n-", (2, "제목")),
        ("Title\n   ---  ", (2, "Title")),
        ("Two\nlines\n===", (1, "Two lines")),
    ],
)
def test_underlined_text_is_a_heading(text: str, heading: tuple[int, str]) -> None:
    assert headings(text) == [heading]
    assert kinds(f"{text}\nText.") == [(Kind.HEADING, text), (Kind.PARAGRAPH, "Text.")]


@pytest.mark.parametrize(
    "text", ["Text.\n\n---", "- item\n---", "---\n---", "Text\n-=-", "===\na"]
)
def test_a_line_below_something_else_makes_no_heading(text: str) -> None:
    assert headings(text) == []


@pytest.mark.parametrize("rule", ["---", "***", "___", "- - -", "  * * *  ", "-----"])
def test_a_rule_stands_by_itself(rule: str) -> None:
    assert kinds(f"{rule}\nText.") == [(Kind.PARAGRAPH, rule), (Kind.PARAGRAPH, "Text.")]


@pytest.mark.parametrize(
    "fence",
    [
        "```\n# no heading\n\n- no item\n```",
        "```\n~~~\n# no heading\n```",
        "~~~~ sh\n~~~\n````\n# no heading\n~~~~",
        "```python\n```` # no end\n# no heading\n`````  ",
        "  ```\n  # set in\n    ```",
    ],
)
def test_nothing_inside_a_fence_is_anything_else(fence: str) -> None:
    assert kinds(f"{fence}\n# Heading") == [(Kind.FENCE, fence), (Kind.HEADING, "# Heading")]


def test_a_fence_interrupts_text_and_ends_before_the_next() -> None:
    text = "Before.\n```\ncode\n```\nAfter."

    assert kinds(text) == [
        (Kind.PARAGRAPH, "Before."),
        (Kind.FENCE, "```\ncode\n```"),
        (Kind.PARAGRAPH, "After."),
    ]


def test_a_fence_that_is_never_closed_goes_to_the_end() -> None:
    text = "Text.\n\n```\n# no heading\n\n~~~\n``\n"

    assert kinds(text)[1:] == [(Kind.FENCE, text[7:-1])]


def test_backticks_that_close_on_their_line_are_no_fence() -> None:
    text = "```make run``` starts it.\n\n# Next"

    assert [kind for kind, _ in kinds(text)] == [Kind.PARAGRAPH, Kind.HEADING]


@pytest.mark.parametrize(
    "rule", ["|---|---|", "---|---", "| :-- | --: |", " |:-:|-|  ", "|-", "-|", "| --- | --- "]
)
def test_a_row_above_a_rule_begins_a_table(rule: str) -> None:
    table = f"| a | b |\n{rule}\n| 1 | 2 |\n3 | 4"

    assert kinds(f"Text.\n{table}\nText.") == [
        (Kind.PARAGRAPH, "Text."),
        (Kind.TABLE, table),
        (Kind.PARAGRAPH, "Text."),
    ]


@pytest.mark.parametrize("rule", ["|", "| a |", "|--|x|", "| - - |", "|::|", "||--|", "---"])
def test_a_row_above_anything_else_begins_none(rule: str) -> None:
    assert Kind.TABLE not in [kind for kind, _ in kinds(f"| a | b |\n{rule}\n| 1 | 2 |")]


def test_each_item_of_a_list_is_a_block_with_its_own_lines() -> None:
    items = ["- one\n  goes on", "* two", "  + nested", "1. three", "    12) 넷째\n가 이어짐"]

    assert kinds("\n".join(items)) == [(Kind.ITEM, item) for item in items]


@pytest.mark.parametrize(
    "line", ["-no space", "1.no space", "-", "1234567890. ten digits", "1: x"]
)
def test_what_only_looks_like_an_item_is_text(line: str) -> None:
    assert kinds(line) == [(Kind.PARAGRAPH, line)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("**Bold** and _soft_ and `code`", "Bold and soft and code"),
        ("***both***", "both"),
        ("[link](https://example.com/a_(b))", "link"),
        ("![image](a.png) text", "image text"),
        ("[![badge](a.png)](https://example.com)", "badge"),
        ("`max_retries` and max_retries", "max_retries and max_retries"),
        ("`**kwargs` of `__init__`", "**kwargs of __init__"),
        ("5 * 3", "5 * 3"),
        (r"a \* b \_c\_ \# d", "a * b _c_ # d"),
        (r"C:\Users\me", r"C:\Users\me"),
        ("[not a link] (really)", "[not a link] (really)"),
        (" 휴가 **규정** ", "휴가 규정"),
    ],
)
def test_a_title_is_read_as_plain_words(line: str, words: str) -> None:
    assert plain(line) == words
    assert headings(f"# {line}") == [(1, words)]


@given(letters)
def test_plain_words_keep_every_letter(line: str) -> None:
    kept = [letter for letter in line if letter.isalnum()]
    if "](" not in line:
        assert [letter for letter in plain(line) if letter.isalnum()] == kept


@pytest.mark.parametrize(
    "text",
    [
        *("|" * 300_000, "#" * 300_000, "`" * 300_000, "[" * 300_000, "~" * 300_000),
        *("-" * 300_000 + "x", "- " * 150_000 + "x", "_" * 300_000 + "x", " " * 300_000 + "x"),
        *(
            "# a" + " " * 300_000 + "b",
            "# " + " #" * 150_000 + "b",
            "# a" + "#" * 300_000 + "b",
        ),
        *("a|\n|-" + " " * 300_000 + "b", "a|\n" + "-|" * 150_000 + "b"),
        *("# " + "[" * 300_000, "# " + "![a" * 100_000, "# " + "[](" * 100_000),
        *("# " + "`" * 300_000 + "a", "# " + "`a" * 150_000, "# " + "[a](b(c" * 40_000),
        *("# " + "*" * 300_000, "# " + "\\" * 300_000, "# " + "_a" * 150_000),
        *("```\n~~~\n" * 20_000, "a\n" * 40_000, "|\n" * 40_000, "#\n" * 40_000),
        *("\n".join("`" * (3 + n % 60) for n in range(9_000)), "|\n|-|\n" * 20_000),
    ],
    ids=lambda text: repr(text[:8] + text[-1:]),
)
def test_a_megabyte_of_marks_is_read_in_one_go(text: str) -> None:
    with read_in_one_go():
        found = blocks(text)

    assert found[-1].end == len(text.rstrip("\n"))


def test_a_block_is_a_slice() -> None:
    assert blocks("a\n\nb") == [Block(Kind.PARAGRAPH, 0, 1), Block(Kind.PARAGRAPH, 3, 4)]
