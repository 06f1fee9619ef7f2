"""What is quoted together: lists with their lead-in, code with its sentence, one document."""

from __future__ import annotations

from bot.core.choosing import TASTE, by_question, choose
from bot.core.citing import cite
from bot.core.quoting import units
from bot.domain.knowledge import Hit
from tests.bot.core.evidence import hit, passage, terms

WORDS = "and so on, with many more words about it than anybody in a hurry would like to read"
STEPS = [f"{n}. Step {n} of it: {WORDS}." for n in range(1, 9)]
LONG = "To leave the house, do this:\n\n" + "\n".join(STEPS)
SHORT = "To leave the house, do this:\n\n" + "\n".join(STEPS[:4])


def said(hits: list[Hit], **weights: float) -> list[str]:
    """The sentences when each unit that holds a word of `weights` weighs that much."""
    weighed = [
        (next((w for word, w in weights.items() if word in unit.text), -9.0), unit)
        for unit in units(hits)
    ]
    return [sentence.text for sentence in cite(choose(weighed))[0]]


def said_to(question: str, *texts: str) -> list[str]:
    """The sentences of the answer, by words alone."""
    hits = [hit(passage(text, path=f"{at}.md")) for at, text in enumerate(texts)]
    weights = dict.fromkeys(terms(question), 1.0)
    weighed = by_question(question, units(hits), weights=weights, terms=terms)
    return [sentence.text for sentence in cite(choose(weighed))[0]]


def test_steps_that_are_short_enough_are_quoted_whole_with_their_announcement() -> None:
    assert 400 < len(SHORT) < 500
    assert said([hit(passage(SHORT))], house=1.0) == [SHORT]


def test_an_item_of_a_long_list_is_shown_below_what_announces_it() -> None:
    lead = LONG.partition("\n")[0]
    assert said([hit(passage(LONG))], **{"Step 5": 1.0}) == [f"{lead}\n{STEPS[4]}"]


def test_items_that_lie_apart_share_one_announcement() -> None:
    weights = {"Step 5": 1.0, "Step 8": 0.9}
    lead = LONG.partition("\n")[0]
    assert said([hit(passage(LONG))], **weights) == [f"{lead}\n{STEPS[4]}\n{STEPS[7]}"]


def test_an_item_right_behind_its_announcement_is_one_slice_with_it() -> None:
    (quote,) = choose([(1.0, next(u for u in units([hit(passage(LONG))]) if u.header))])
    assert quote.text == f"To leave the house, do this:\n\n{STEPS[0]}"
    assert not quote.head


def test_an_item_within_an_item_is_shown_below_it() -> None:
    text = f"{LONG}\n9. Then tell one of these:\n   - The desk.\n   - The guard."
    assert said([hit(passage(text))], guard=1.0) == [
        "9. Then tell one of these:\n   - The guard."
    ]


def test_a_long_line_above_a_list_is_not_repeated_for_an_item() -> None:
    text = LONG.replace("do this:", f"{WORDS}, {WORDS}, do this:")
    assert said([hit(passage(text))], **{"Step 5": 1.0}) == [STEPS[4]]


def test_code_is_shown_with_the_sentence_that_announces_it() -> None:
    code = "```sh\nvpn reset\n```"
    text = f"There are two ways. Reset it with this command:\n\n{code}"
    assert said([hit(passage(text))], reset=1.0)[0].startswith("Reset it with")
    found = [unit for unit in units([hit(passage(text))]) if unit.text == code]
    assert [q.text for q in choose([(1.0, found[0])])] == [
        f"Reset it with this command:\n\n{code}"
    ]


def test_code_is_shown_without_a_sentence_that_is_about_something_else() -> None:
    code = "```sh\nvpn reset\n```"
    found = units([hit(passage(f"There are two ways.\n\n{code}"))])
    assert [q.text for q in choose([(1.0, found[1])])] == [code]


def test_an_announcement_of_what_is_not_quoted_is_left_out() -> None:
    text = f"Gamma here.\n\nAlpha is this:\n\n# Part\n\n{WORDS}.\n\nBeta there."
    assert said([hit(passage(text))], Alpha=1.0, Beta=0.9) == ["Beta there."]
    assert said([hit(passage(text))], Alpha=1.0) == ["Alpha is this:"]


def test_another_document_must_come_nearer_to_the_best_than_the_same_one() -> None:
    near, far = 1.0 - TASTE.elsewhere + 0.01, 1.0 - TASTE.elsewhere - 0.01
    here = passage("Alpha here. Filler. Beta there.", path="a.md")
    there = passage("Gamma. Filler. Delta.", path="b.md", position=1)
    found = said([hit(here), hit(there)], Alpha=1.0, Beta=far, Gamma=near, Delta=far)
    assert found == ["Alpha here.", "Beta there.", "Gamma.", "Delta."]
    found = said([hit(here), hit(there)], Alpha=1.0, Beta=far, Gamma=far)
    assert found == ["Alpha here.", "Beta there."]


def test_the_message_that_was_pasted_is_not_quoted_back() -> None:
    question = "The card of this reader cannot be read, what is the reason?"
    message = "The card of this reader cannot be read."
    cause = "The reason is dust in the card reader."
    assert said_to(question, f"{message}\n\n{cause}") == [cause]


def test_links_without_a_word_give_way_to_words() -> None:
    question = "Can I archive a channel?"
    link = "[how to archive a channel or so](https://chat.example/archive)"
    words = "Only its owner may archive it in a menu."
    assert said_to(question, link, words)[0] == words
