"""What can be quoted, and what the words of each unit weigh."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quoting import by_words, shown_length, units
from bot.domain.knowledge import Hit
from tests.bot.core.evidence import hit, passage, term, terms, unhurried
from tests.bot.core.markdown_texts import items, paragraphs, tables, texts

LONG = "Much is said here about this and that, and it goes on for quite a while until it ends"


def quotable(text: str) -> list[str]:
    return [unit.text for unit in units([hit(passage(text))])]


def test_prose_is_quoted_by_the_sentence() -> None:
    assert quotable("Ask first. Then go!\nReally?") == ["Ask first.", "Then go!", "Really?"]
    assert quotable("연차는 15일입니다. 신청하세요.") == ["연차는 15일입니다.", "신청하세요."]


def test_what_goes_on_with_a_small_letter_is_no_sentence_of_its_own() -> None:
    text = "Leave a `.`\nor a note. Then go. npm.install(x) helps. iOS too."
    assert quotable(text) == [
        "Leave a `.`\nor a note.",
        "Then go.",
        "npm.install(x) helps.",
        "iOS too.",
    ]


def test_a_short_list_is_quoted_whole_with_what_announces_it() -> None:
    text = "First. You need:\n\n- a badge\n- a laptop\n\nAnd patience."
    assert quotable(text) == ["First.", "You need:\n\n- a badge\n- a laptop", "And patience."]
    assert quotable("- One thing. And more.\n- Another\n  on two lines") == [
        "- One thing. And more.\n- Another\n  on two lines"
    ]


def test_items_of_a_long_list_are_quoted_one_by_one() -> None:
    listed = [f"- {LONG} {n}." for n in range(6)]
    assert quotable("\n".join(["You need:", *listed])) == ["You need:", *listed]


def test_a_very_long_item_is_quoted_by_the_sentence() -> None:
    long = "- " + "This goes on and on for a while. " * 20
    assert quotable(long)[1] == "This goes on and on for a while."


def test_a_row_of_a_table_knows_its_header() -> None:
    text = "| Years | Days |\n| :--- | ---: |\n| 1 | 15 |\n| 3 | 16 |"
    found = units([hit(passage(text))])
    assert [unit.text for unit in found] == ["| 1 | 15 |", "| 3 | 16 |"]
    assert {unit.head for unit in found} == {"| Years | Days |\n| :--- | ---: |"}


def test_a_table_with_an_empty_header_keeps_its_first_row_and_has_no_header() -> None:
    found = units([hit(passage("|  |  |\n| --- | --- |\n| 1년 | 15일 |\n| 3년 | 16일 |"))])
    assert [unit.text for unit in found] == ["| 1년 | 15일 |", "| 3년 | 16일 |"]
    assert {unit.head for unit in found} == {""}


def test_the_rest_of_a_table_that_was_cut_is_quoted_by_the_row() -> None:
    assert quotable("| 1 | 15 |\n| 3 | 16. |") == ["| 1 | 15 |", "| 3 | 16. |"]


def test_a_sentence_with_a_bar_in_it_is_no_table() -> None:
    assert quotable("Use a | b. Then c.") == ["Use a | b.", "Then c."]


def test_headings_are_not_quoted() -> None:
    assert quotable("# Leave\n\nTake it.\n\nTravel\n------\n\nGo.") == ["Take it.", "Go."]


def test_short_code_is_quoted_with_its_fence_and_long_code_is_left_out() -> None:
    short = "```sh\nvpn reset\n```"
    long = "```\n" + "line\n" * 12 + "```"
    assert quotable(f"{short}\n\nText.\n\n{long}") == [short, "Text."]


@pytest.mark.parametrize(
    "furniture",
    ["<Note>", "</Intro>\n<Sandpack>", '<a id="x">', "[faq]: /a/faq\n[it]: /a/it", "***"],
)
def test_what_shows_nothing_is_not_quoted(furniture: str) -> None:
    assert quotable(f"Yes.\n\n{furniture}\n\nNo.") == ["Yes.", "No."]


def test_an_address_in_brackets_is_no_tag() -> None:
    assert quotable("<https://wiki.example/x>") == ["<https://wiki.example/x>"]


def test_what_has_no_word_is_not_quoted() -> None:
    assert quotable("***\n\n- Yes\n\n...\n\n| | |\n|---|---|\n| - | – |") == ["- Yes"]


def test_only_the_first_eight_hits_are_read_and_each_unit_knows_its_rank() -> None:
    hits = [hit(passage(f"Number {n}.", position=n)) for n in range(10)]
    assert [(unit.rank, unit.text) for unit in units(hits)] == [
        (n, f"Number {n}.") for n in range(8)
    ]


def weights_of(hits: list[Hit], weights: dict[int, float]) -> list[float]:
    return [weight for weight, _ in by_words(units(hits), weights, terms)]


def test_a_unit_weighs_the_share_of_the_questions_weight_in_its_own_words() -> None:
    weights = {term("reset"): 3.0, term("vpn"): 1.0}
    hits = [hit(passage("Reset it. The vpn. Reset the vpn. Nothing.", title=""))]
    assert weights_of(hits, weights) == pytest.approx([0.75, 0.25, 1.0, 0.0])


def test_the_breadcrumb_lends_two_fifths_of_its_weight() -> None:
    weights = {term("reset"): 3.0, term("vpn"): 1.0}
    hits = [hit(passage("Press reset. Nothing.", title="VPN", headings=("Reset vpn",)))]
    assert weights_of(hits, weights) == pytest.approx([(3.0 + 0.4 * 1.0) / 4.0, 0.4])


def test_the_header_of_a_table_lends_to_its_rows() -> None:
    hits = [hit(passage("| Years | Days |\n|---|---|\n| 1 | 15 |", title=""))]
    assert weights_of(hits, {term("days"): 1.0}) == pytest.approx([0.4])


def test_without_weights_everything_weighs_nothing() -> None:
    assert weights_of([hit(passage("Reset it."))], {}) == [0.0]


def test_length_is_what_a_reader_sees() -> None:
    assert shown_length("**Ask** [us](https://wiki.example/a/very/long/address).") == 7
    assert shown_length("신청하세요") == 10


@unhurried
@given(st.lists(texts, max_size=3))
def test_every_unit_and_every_header_is_a_slice_of_its_passage(bodies: list[str]) -> None:
    for unit in units([hit(passage(body, position=n)) for n, body in enumerate(bodies)]):
        assert unit.text in unit.passage.text
        assert unit.text.strip()
        assert unit.head in unit.passage.text


@unhurried
@given(st.lists(st.one_of(tables, paragraphs, items), max_size=8))
def test_no_table_header_is_quotable_by_itself(pieces: list[str]) -> None:
    assert not [text for text in quotable("\n\n".join(pieces)) if "HEAD" in text]
