"""Front matter and folder labels: understood, or withheld."""

from __future__ import annotations

import pytest

from bot.adapters.documents.labels import LONGEST, Labels, parse_labels, split_front_matter
from bot.domain.audience import PUBLIC, Audience
from bot.domain.errors import DocumentUnreadable


def refused(text: str) -> str:
    with pytest.raises(DocumentUnreadable) as trouble:
        split_front_matter(text)
    assert trouble.value.withhold
    return trouble.value.reason


def test_front_matter_labels_the_document_and_leaves_the_text() -> None:
    labels, text = split_front_matter(
        "---\ntitle: Leave\naudience: group:hr\nurl: https://wiki.example/leave?a=1\n"
        "tags: [a, b]\n---\n\n# Leave\n"
    )

    assert labels == Labels("Leave", Audience("group:hr"), "https://wiki.example/leave?a=1")
    assert text == "\n# Leave\n"


@pytest.mark.parametrize(
    "text",
    [
        "# Leave\n\n---\naudience: public\n---\n",
        "---\n\nA rule, then prose.\n\n---\n",
        "----\naudience: public\n----\n",
        "--- audience: public\n---\n",
        "",
        "---",
        "---\n",
    ],
)
def test_text_that_does_not_begin_with_front_matter_is_left_as_it_is(text: str) -> None:
    assert split_front_matter(text) == (Labels(), text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("---\n---\ntext", "text"),
        ("---\n# nothing yet\n---\ntext", "text"),
        ("---\nx: 1\n...\ntext", "text"),
        ("---\nx: 1\n---", ""),
    ],
)
def test_front_matter_without_labels_is_taken_off_all_the_same(text: str, rest: str) -> None:
    assert split_front_matter(text) == (Labels(), rest)


@pytest.mark.parametrize(
    "top", ["\n \n---\naudience: public\n---\n", "---  \n# note\n\n Audience : Public\n--- \n"]
)
def test_a_label_counts_however_loosely_it_is_written(top: str) -> None:
    assert split_front_matter(top + "text") == (Labels(audience=PUBLIC), "text")


def test_values_are_taken_as_they_are_written() -> None:
    assert parse_labels("title: 1.10\n").title == "1.10"
    assert parse_labels("title: 2026-13-45\nbig: " + "9" * 9000).title == "2026-13-45"
    assert parse_labels("title: !!python/object:os.system x\n").title == "x"
    assert parse_labels("title: ~\nurl:\nlink: https://a.example/\n") == Labels(
        url="https://a.example/"
    )


@pytest.mark.parametrize(
    ("top", "told"),
    [
        ("audience: everyone", "line 2: 'everyone' is no audience: write public"),
        ("title: a\naudience:", "line 3: '' is no audience"),
        ("audience: [public, community]", "line 2: 'audience' must be one value"),
        ("audience: public\nAudience: restricted", "line 3: 'audience' stands there twice"),
        ("audience：restricted", "line 2: write one 'key: value' a line"),
        ("audience: public\n\ttitle: a", "line 3: this is not YAML"),
        ("title: a: b", "line 2: this is not YAML"),
        ("a: *nowhere", "line 2: this is not YAML"),
        ("{" * 3000, "not YAML"),
        ("a:\n  " + "- " * 3000, "not YAML"),
        ("url: javascript:alert(1)", "line 2: the link must be a whole address"),
        ("url: javascript://a.example/%0aalert(1)", "line 2: the link must be"),
        ("link: https://user@evil.example/", "line 2: the link must be"),
        ("link: https://[::1/", "line 2: the link must be"),
        ("link: /leave", "line 2: the link must be"),
        ("link: https://a.example/b c", "line 2: the link must be"),
    ],
)
def test_a_label_that_is_not_understood_withholds_and_names_the_line(
    top: str, told: str
) -> None:
    assert told in refused(f"---\n{top}\n---\ntext")


@pytest.mark.parametrize("fill", ["", "x" * LONGEST + "\n---\n"])
def test_front_matter_that_does_not_end_withholds(fill: str) -> None:
    assert "does not end" in refused("---\naudience: restricted\n" + fill)


def test_lines_are_counted_from_the_top_of_the_file() -> None:
    assert refused("\n\n---\ntitle: a\naudience: all\n---\n").startswith("line 5:")


def test_references_are_never_multiplied_out() -> None:
    bomb = "a: &a [x]\n" + "".join(
        f"{name}: &{name} {{<<: [{', '.join(f'*{above}' for _ in range(30))}]}}\n"
        for above, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert parse_labels(bomb + "title: still here\n").title == "still here"
