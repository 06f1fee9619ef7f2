"""Markdown as its readers see it."""

from __future__ import annotations

import pytest

from bot.adapters.documents.markdown import read_markdown, without_comments
from bot.domain.audience import PUBLIC
from bot.domain.errors import DocumentUnreadable


def trouble_with(raw: bytes) -> DocumentUnreadable:
    with pytest.raises(DocumentUnreadable) as trouble:
        read_markdown(raw, "a.md")
    return trouble.value


def test_the_text_is_a_verbatim_slice_behind_the_front_matter() -> None:
    body = "\n# Leave *policy*\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\nls  \n```\n\n"
    reading = read_markdown(f"---\naudience: public\n---\n{body}".encode(), "leave.md")

    assert reading.text == body
    assert reading.title == "Leave policy"
    assert reading.said.audience == PUBLIC


def test_the_title_comes_from_front_matter_then_heading_then_file_name() -> None:
    assert read_markdown(b"---\ntitle: One\n---\n# Two\n", "three.md").title == "One"
    assert read_markdown(b"# Two\n", "three.md").title == "Two"
    assert (
        read_markdown("본문\n".encode(), "인사/휴가_규정-2026.ko.md").title
        == "휴가 규정 2026.ko"
    )


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a <!-- x --> b", "a  b"),
        ("<!-- x\n\nstill x -->\nb", "\nb"),
        ("a<!---->b<!-->c<!--->d<!-- x -->e", "abcde"),
        ("<!-- ``` -->\n<!-- x -->\nb", "\n\nb"),
        ("<!-- a -->```\n<!-- x -->", "```\n"),
        ("``` not a fence ```\n<!-- x -->", "``` not a fence ```\n"),
        ("`a` <!-- x --> `b`", "`a`  `b`"),
        ("``a` <!-- x --> `b``", "``a` <!-- x --> `b``"),
        ("`<!-- seen -->` <!-- x -->", "`<!-- seen -->` "),
        ("```html\n<!-- seen -->\n```\n<!-- x -->", "```html\n<!-- seen -->\n```\n"),
        ("~~~\n```\n<!-- seen -->\n~~~\n<!-- x -->", "~~~\n```\n<!-- seen -->\n~~~\n"),
        (
            "1. a\n\n      ```\n      <!-- seen -->\n      ```\n",
            "1. a\n\n      ```\n      <!-- seen -->\n      ```\n",
        ),
        (
            "```\n<!-- seen, and the fence never ends",
            "```\n<!-- seen, and the fence never ends",
        ),
        ("text with <!-- in it", "text with <!-- in it"),
        ("[//]: # (x)\n[Comment]: <> (x)\na [b](//c)", "\n\na [b](//c)"),
        ("```\n[//]: # (seen)\n```", "```\n[//]: # (seen)\n```"),
        ("{/* seen in Markdown */}", "{/* seen in Markdown */}"),
    ],
)
def test_comments_are_taken_out_and_code_is_left(text: str, seen: str) -> None:
    assert without_comments(text) == seen


def test_mdx_has_its_own_comments() -> None:
    reading = read_markdown(b"a {/* x */} b `{/* seen */}` <!-- x -->{/*/} x */}\n", "a.MDX")

    assert reading.text == "a  b `{/* seen */}` \n"


def test_an_invisible_character_does_not_save_a_comment_or_break_a_label() -> None:
    reading = read_markdown(
        "---\n\u200baudience: public\n---\na<\u200b!-- x -->".encode(), "a.md"
    )

    assert reading.text == "a"
    assert reading.said.audience == PUBLIC


def test_a_comment_that_would_hide_the_rest_is_reported() -> None:
    assert "-->" in trouble_with(b"# A\n\n  <!-- note\n\n# B\n").reason


def test_many_open_comments_are_read_in_one_go() -> None:
    text = "a <!-- b\n" * 200_000

    assert without_comments(text) == text


def test_a_file_without_text_is_reported() -> None:
    for raw in (b"", b"\n", b"---\ntitle: a\n---\n\n", b"<!-- nothing -->"):
        trouble = trouble_with(raw)
        assert "empty" in trouble.reason
        assert not trouble.withhold


@pytest.mark.parametrize(
    "raw",
    [
        b"---\naudience: nobody\n---\ntext",
        b"---\naudience: restricted\ntext",
        b"---\naudience: restricted\n---\n",
        b"---\naudience: restricted\n---\n<!-- open",
        b"---\naudience: restricted\n---\ntext \xff",
        b"\xef\xbb\xbf\n---\naudience: restricted\n---\ntext \xff",
        "---\naudience: restricted\n---\n".encode("utf-32-le") + b"\xff" * 8,
        "---\naudience: restricted\n---\n".encode("utf-16-le") + b"\x01\x02" * 90,
    ],
)
def test_trouble_below_a_label_of_its_own_withholds_the_older_version(raw: bytes) -> None:
    assert trouble_with(raw).withhold


def test_trouble_without_a_label_keeps_the_older_version() -> None:
    assert not trouble_with(b"# text \xff").withhold
