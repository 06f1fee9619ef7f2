"""What can be quoted, and what is chosen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.quoting import by_words, choose, units
from bot.domain.knowledge import Hit
from tests.bot.core.evidence import hit, passage, term, terms, unhurried
from tests.bot.core.markdown_texts import items, paragraphs, tables, texts, words


def quotable(text: str) -> list[str]:
    return [unit.text for unit in units([hit(passage(text))])]


def chosen(hits: list[Hit], **scores: float) -> list[str]:
    """The quotes when each unit that holds a word of `scores` has that score."""
    scored = [
        (next((s for word, s in scores.items() if word in unit.text), 0.0), unit)
        for unit in units(hits)
    ]
    return [quote.text for quote in choose(scored)]


def test_prose_is_quoted_by_the_sentence() -> None:
    assert quotable("Ask first. Then go!\nReally?") == ["Ask first.", "Then go!", "Really?"]
    assert quotable("연차는 15일입니다. 신청하세요.") == ["연차는 15일입니다.", "신청하세요."]


def test_a_list_item_is_quoted_whole_with_its_mark() -> None:
    text = "- One thing. And more.\n- Another\n  on two lines"
    assert quotable(text) == ["- One thing. And more.", "- Another\n  on two lines"]


def test_a_very_long_item_is_quoted_by_the_sentence() -> None:
    long = "- " + "This goes on and on for a while. " * 20
    assert quotable(long)[1] == "This goes on and on for a while."


def test_table_rows_are_quoted_and_their_header_and_rule_are_not() -> None:
    text = "| Years | Days |\n| :--- | ---: |\n| 1 | 15 |\n| 3 | 16 |"
    assert quotable(text) == ["| 1 | 15 |", "| 3 | 16 |"]


def test_a_table_with_an_empty_header_keeps_its_first_row() -> None:
    text = "|  |  |\n| --- | --- |\n| 1년 | 15일 |\n| 3년 | 16일 |"
    assert quotable(text) == ["| 1년 | 15일 |", "| 3년 | 16일 |"]


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


def test_what_has_no_word_is_not_quoted() -> None:
    assert quotable("***\n\n- Yes\n\n...\n\n| | |\n|---|---|\n| - | – |") == ["- Yes"]


def test_only_the_first_five_hits_are_read_and_each_unit_knows_its_rank() -> None:
    hits = [hit(passage(f"Number {n}.", position=n)) for n in range(7)]
    assert [(unit.rank, unit.text) for unit in units(hits)] == [
        (n, f"Number {n}.") for n in range(5)
    ]


def test_a_unit_scores_the_share_of_weight_in_its_own_words() -> None:
    weights = {term("reset"): 3.0, term("vpn"): 1.0}
    found = units([hit(passage("Reset it. The vpn. Reset the vpn. Nothing.", title=""))])
    assert [score for score, _ in by_words(found, weights, terms)] == pytest.approx(
        [0.75, 0.25, 1.0, 0.0]
    )


def test_the_breadcrumb_lends_two_fifths_of_its_weight_to_units_that_hold_some() -> None:
    weights = {term("reset"): 3.0, term("vpn"): 1.0}
    found = units([hit(passage("Press reset. Nothing.", title="VPN", headings=("Reset vpn",)))])
    assert [score for score, _ in by_words(found, weights, terms)] == pytest.approx(
        [(3.0 + 0.4 * 1.0) / 4.0, 0.0]
    )


def test_without_weights_everything_scores_nothing() -> None:
    found = units([hit(passage("Reset it."))])
    assert [score for score, _ in by_words(found, {}, terms)] == [0.0]
    assert choose(by_words(found, {}, terms)) == []


def test_the_best_unit_is_chosen_and_weak_ones_are_not() -> None:
    hits = [hit(passage("Alpha here. Filler. Beta there. Filler. Gamma."))]
    assert chosen(hits, Alpha=1.0, Beta=0.61, Gamma=0.59) == ["Alpha here.", "Beta there."]


def test_at_most_three_units_are_chosen() -> None:
    text = " Filler. ".join(f"Alpha {name}." for name in "abcdef")
    assert chosen([hit(passage(text))], Alpha=1.0) == ["Alpha a.", "Alpha b.", "Alpha c."]


def test_neighbours_become_one_quote_with_what_stands_between_them() -> None:
    hits = [hit(passage("Alpha here.\n\nBeta there. Filler. Gamma."))]
    assert chosen(hits, Alpha=0.9, Beta=1.0, Gamma=0.8) == [
        "Alpha here.\n\nBeta there.",
        "Gamma.",
    ]


def test_quotes_keep_the_order_of_reading_and_not_that_of_their_scores() -> None:
    hits = [hit(passage("Alpha. Filler. Beta.")), hit(passage("Gamma.", position=1))]
    assert chosen(hits, Alpha=0.8, Beta=1.0, Gamma=1.1) == ["Alpha.", "Beta.", "Gamma."]


def test_units_of_different_passages_are_never_joined() -> None:
    hits = [hit(passage("Alpha.")), hit(passage("Beta.", position=1))]
    assert chosen(hits, Alpha=1.0, Beta=1.0) == ["Alpha.", "Beta."]


def test_a_lower_hit_must_score_more_to_be_chosen() -> None:
    hits = [hit(passage(word, position=n)) for n, word in enumerate(["Alpha.", "Beta."])]
    assert chosen(hits, Alpha=1.0, Beta=0.69) == ["Alpha.", "Beta."]
    assert chosen(hits, Alpha=1.0, Beta=0.67) == ["Alpha."]


def test_nothing_is_chosen_when_nothing_scores() -> None:
    assert choose([]) == []
    assert chosen([hit(passage("Alpha. Beta."))]) == []


@pytest.mark.parametrize("colon", [":", "：", ":**"])
def test_a_colon_brings_along_the_list_that_it_announces(colon: str) -> None:
    text = f"Filler. You need{colon}\n\n- a badge\n- a laptop\n\nAnd patience."
    assert chosen([hit(passage(text))], need=1.0) == [
        f"You need{colon}\n\n- a badge\n- a laptop"
    ]


def test_items_that_were_chosen_beside_their_announcement_are_not_doubled() -> None:
    text = "You need:\n- a badge\n- a laptop"
    assert chosen([hit(passage(text))], need=1.0, badge=0.9) == [text]


def test_a_colon_without_a_list_brings_nothing() -> None:
    text = "You need:\n\nA badge. A laptop.\n\n- Later"
    assert chosen([hit(passage(text))], need=1.0) == ["You need:"]


def test_what_stands_between_a_colon_and_a_list_parts_them() -> None:
    text = "a | b\n--|--\nneed | this:\nor | that\n\n- a badge"
    assert chosen([hit(passage(text))], need=1.0) == ["need | this:"]


def test_a_heading_between_a_colon_and_a_list_parts_them() -> None:
    text = "You need:\n\n# Other\n\n- a badge"
    assert chosen([hit(passage(text))], need=1.0) == ["You need:"]


def test_a_very_long_list_is_cut_between_its_items() -> None:
    items = [f"- {'word ' * 40}{n}" for n in range(10)]
    (quote,) = chosen([hit(passage("\n".join(["You need:", *items])))], need=1.0)
    assert len(quote) <= 1200
    assert quote.endswith(f"- {'word ' * 40}4")


@unhurried
@given(st.lists(texts, max_size=3), words, st.integers(0, 5))
def test_every_quote_is_a_slice_of_its_passage(
    bodies: list[str], question: str, salt: int
) -> None:
    hits = [hit(passage(body, position=n)) for n, body in enumerate(bodies)]
    found = units(hits)
    weights = {id_: 1.0 + (id_ + salt) % 3 for id_ in terms(question)}
    quotes = choose(by_words(found, weights, terms))
    assert len(quotes) <= 3
    pieces = [(found_.passage, found_.text) for found_ in found]
    for source, text in [*pieces, *((quote.passage, quote.text) for quote in quotes)]:
        assert text in source.text
        assert text.strip()


@unhurried
@given(st.lists(st.one_of(tables, paragraphs, items), max_size=8))
def test_no_table_header_is_ever_quotable(pieces: list[str]) -> None:
    assert not [text for text in quotable("\n\n".join(pieces)) if "HEAD" in text]


@unhurried
@given(st.lists(st.tuples(texts, st.floats(0, 1)), max_size=3))
def test_quotes_never_overlap_and_stand_in_reading_order(
    bodies: list[tuple[str, float]],
) -> None:
    hits = [hit(passage(body, position=n)) for n, (body, _) in enumerate(bodies)]
    scored = [(bodies[unit.rank][1], unit) for unit in units(hits)]
    last: dict[int, int] = {}
    for quote in choose(scored):
        position = quote.passage.position
        start = quote.passage.text.find(quote.text, last.get(position, 0))
        assert start >= 0
        last[position] = start + len(quote.text)
        assert position == max(last)
