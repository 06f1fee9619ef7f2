"""Front matter and folder labels: understood, or withheld."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from bot.adapters.documents.label_keys import KEYS
from bot.adapters.documents.label_values import filled
from bot.adapters.documents.labels import LONGEST, Said, parse_labels, split_front_matter
from bot.domain.audience import PUBLIC, Audience
from bot.domain.errors import DocumentUnreadable
from bot.domain.knowledge import PLAIN, Labels
from bot.domain.language import Language


def refused(text: str) -> str:
    with pytest.raises(DocumentUnreadable) as trouble:
        split_front_matter(text)
    assert trouble.value.withhold
    return trouble.value.reason


def test_front_matter_labels_the_document_and_leaves_the_text() -> None:
    said, text = split_front_matter(
        "---\ntitle: Leave\naudience: group:hr\nurl: https://wiki.example/leave?a=1\n"
        "tags: [a, b]\n---\n\n# Leave\n"
    )

    assert said == Said("Leave", Audience("group:hr"), "https://wiki.example/leave?a=1")
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
    assert split_front_matter(text) == (Said(), text)


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
    assert split_front_matter(text) == (Said(), rest)


@pytest.mark.parametrize(
    "top", ["\n \n---\naudience: public\n---\n", "---  \n# note\n\n Audience : Public\n--- \n"]
)
def test_a_label_counts_however_loosely_it_is_written(top: str) -> None:
    assert split_front_matter(top + "text") == (Said(audience=PUBLIC), "text")


def test_values_are_taken_as_they_are_written() -> None:
    assert parse_labels("title: 1.10\n").title == "1.10"
    assert parse_labels("title: 2026-13-45\nbig: " + "9" * 9000).title == "2026-13-45"
    assert parse_labels("title: !!python/object:os.system x\n").title == "x"
    assert parse_labels("title: ~\nurl:\nlink: https://a.example/\n") == Said(
        link="https://a.example/"
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
    ],
)
def test_a_label_that_is_not_understood_withholds_and_names_the_line(
    top: str, told: str
) -> None:
    assert told in refused(f"---\n{top}\n---\ntext")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("url: javascript:alert(1)", "line 2: the link must be a whole address"),
        ("url: javascript://a.example/%0aalert(1)", "line 2: the link must be"),
        ("link: https://user@evil.example/", "line 2: the link must be"),
        ("link: https://[::1/", "line 2: the link must be"),
        ("link: /leave", "line 2: the link must be"),
        ("link: https://a.example/b c", "line 2: the link must be"),
        ("link: https://a.example/{path}", "line 2: the link must be"),
        ("updated: yesterday", "line 2: 'yesterday' is no day: write year, month and day"),
        ("updated: 01/03/2026", "line 2: '01/03/2026' is no day"),
        ("valid_until: 2026-02-30", "line 2: '2026-02-30' is no day"),
        ("valid-from: 2026-13-01", "line 2: '2026-13-01' is no day"),
        ("weight: heavy", "line 2: 'heavy' is no weight: write a number from 0.1 to 10"),
        ("weight: 0.09", "line 2: '0.09' is no weight"),
        ("weight: 10.1", "line 2: '10.1' is no weight"),
        ("weight: nan", "line 2: 'nan' is no weight"),
        ("language: fr", "line 2: 'fr' is no language of the bot: write ko or en"),
        ("approved: perhaps", "line 2: 'perhaps' is neither true nor false"),
        ("owner: [kim, lee]", "line 2: 'owner' must be one value"),
        ("owner: kim\nowner: lee", "line 3: 'owner' stands there twice"),
        ("weigth: 2", "line 2: 'weigth' is no label: did you mean 'weight'?"),
        ("Valid until: 2026-01-01\nvalid_from: 2026-02-01", "before valid_from"),
    ],
)
def test_any_other_label_that_is_not_understood_is_set_aside_and_remarked_on(
    line: str, told: str
) -> None:
    said, text = split_front_matter(f"---\n{line}\n---\ntext")

    assert text == "text"
    assert said.link is None
    assert len(said.remarks) == 1
    assert told in said.remarks[0]
    assert not {"weight", "updated", "language", "approved"} & said.labels.keys()


def test_all_labels_are_read_however_they_are_spelled() -> None:
    said, _ = split_front_matter(
        "---\nOwner:  인사팀   김\nupdated: 2026년 3월 1일\nvalid-from: 2026.3.2.\n"
        "valid until: 2026-12-31T23:59:00Z\nlanguage: ko-KR\nweight: 1.5\napproved: yes\n---\n"
    )

    assert said.remarks == ()
    assert said.over(PLAIN) == Labels(
        owner="인사팀 김",
        updated=date(2026, 3, 1),
        valid_from=date(2026, 3, 2),
        valid_until=date(2026, 12, 31),
        language=Language.KOREAN,
        weight=1.5,
        approved=True,
    )


def test_every_label_has_a_key() -> None:
    assert {one.name for one in fields(Labels)} < set(KEYS)


def test_what_a_document_says_stands_over_what_its_folder_says() -> None:
    above = Labels(owner="kim", weight=2.0, updated=date(2026, 1, 1))
    said, _ = split_front_matter("---\nowner: lee\nweight: ~\n---\n")

    assert said.over(above) == Labels(owner="lee", weight=2.0, updated=date(2026, 1, 1))


@pytest.mark.parametrize("key", ["tags", "date", "layout", "sidebar_position", "description"])
def test_keys_of_other_programs_are_passed_over_in_a_document(key: str) -> None:
    assert parse_labels(f"{key}: x\n") == Said()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("tags: x", "'tags' is no label: write one of title, link"),
        ("lang: ko", "'lang' is no label: did you mean 'language'?"),
        ("title: ours", "a title belongs into the front matter of a document"),
        ("link: https://{path}/", "the link must be a whole address"),
        ("link: https://w.example/{pfad}", "{pfad} stands for nothing: use {path}, {stem}"),
    ],
)
def test_in_a_folder_s_settings_every_key_that_has_no_effect_is_remarked_on(
    line: str, told: str
) -> None:
    said = parse_labels(line, is_folder=True)

    assert told in said.remarks[0]
    assert said.link is None


@pytest.mark.parametrize(
    ("link", "filled_in"),
    [
        ("https://w.example/{path}", "https://w.example/hr/%ED%9C%B4%EA%B0%80%20a.v2.pdf"),
        ("https://w.example/{stem}", "https://w.example/hr/%ED%9C%B4%EA%B0%80%20a.v2"),
        (
            "https://w.example/?q={name}#page={page}",
            "https://w.example/?q=%ED%9C%B4%EA%B0%80%20a.v2#page={page}",
        ),
        ("https://w.example/", "https://w.example/"),
    ],
)
def test_a_folder_s_link_is_filled_in_for_each_file(link: str, filled_in: str) -> None:
    said = parse_labels(f"link: {link}", is_folder=True)

    assert said.remarks == ()
    assert filled(str(said.link), "hr/휴가 a.v2.pdf") == filled_in


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
