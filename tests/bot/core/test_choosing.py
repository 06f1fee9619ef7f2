"""Which units are quoted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.choosing import TASTE, by_meaning, by_question, choose
from bot.core.citing import cite, verified
from bot.core.quoting import shown_length, units
from bot.domain.knowledge import Hit
from tests.bot.core.evidence import hit, passage, term, terms, unhurried
from tests.bot.core.markdown_texts import texts, words

TABLE = "| Years | Days |\n| --- | --- |\n| 1 | 15 |\n| 2 | 15 |\n| 3 | 16 |"


def chosen(hits: list[Hit], *, best_first: bool = False, **weights: float) -> list[str]:
    """The quotes when each unit that holds a word of `weights` weighs that much."""
    weighed = [
        (next((w for word, w in weights.items() if word in unit.text), -9.0), unit)
        for unit in units(hits)
    ]
    return [quote.text for quote in choose(weighed, best_first=best_first)]


def test_the_best_unit_is_chosen_and_weak_ones_are_not() -> None:
    hits = [hit(passage("Alpha here. Filler. Beta there. Filler. Gamma."))]
    assert chosen(hits, Alpha=1.0, Beta=0.61, Gamma=0.59) == ["Alpha here.", "Beta there."]


def test_at_most_four_quotes_are_chosen() -> None:
    text = " Filler. ".join(f"Alpha {name}." for name in "abcdef")
    assert len(chosen([hit(passage(text))], Alpha=1.0)) == 4


def test_there_is_room_for_a_few_hundred_letters_and_the_best_is_always_shown() -> None:
    hits = [hit(passage(f"Alpha {n} {'word ' * 70}end.", position=n)) for n in range(3)]
    assert len(chosen(hits, Alpha=1.0)) == 2
    assert chosen([hit(passage("Alpha " + "word " * 300 + "end."))], Alpha=1.0)


def test_what_is_too_long_makes_room_for_something_shorter() -> None:
    long = "Beta " + "word " * 170 + "end."
    hits = [hit(passage("Alpha.")), hit(passage(long, position=1)), hit(passage("Gamma."))]
    assert chosen(hits, Alpha=1.0, Beta=0.9, Gamma=0.8) == ["Alpha.", "Gamma."]


def test_neighbours_become_one_quote_with_what_stands_between_them() -> None:
    hits = [hit(passage("Alpha here.\n\nBeta there. Filler. Gamma."))]
    assert chosen(hits, Alpha=0.9, Beta=1.0, Gamma=0.8) == [
        "Alpha here.\n\nBeta there.",
        "Gamma.",
    ]


def test_what_touches_a_chosen_unit_wins_a_little() -> None:
    hits = [hit(passage("Alpha. Beta. Filler. Gamma."))]
    assert chosen(hits, Alpha=1.0, Beta=0.55, Gamma=0.55) == ["Alpha. Beta."]


def test_the_passage_with_the_best_unit_stands_first_and_each_in_reading_order() -> None:
    hits = [hit(passage("Alpha. Filler. Beta.")), hit(passage("Gamma.", position=1))]
    assert chosen(hits, Alpha=0.8, Beta=1.0, Gamma=1.1) == ["Gamma.", "Alpha.", "Beta."]
    assert chosen(hits, Alpha=0.8, Beta=1.1, Gamma=1.0) == ["Alpha.", "Beta.", "Gamma."]


def test_the_sentence_that_decides_stands_first_when_it_is_asked_for() -> None:
    hits = [hit(passage("Alpha. Filler. Beta. Filler. Gamma."))]
    weights = {"Alpha": 0.8, "Beta": 0.9, "Gamma": 1.0}
    assert chosen(hits, best_first=True, **weights) == ["Gamma.", "Alpha.", "Beta."]


def test_units_of_different_passages_are_never_joined() -> None:
    hits = [hit(passage("Alpha.")), hit(passage("Beta.", position=1))]
    assert chosen(hits, Alpha=1.0, Beta=1.0) == ["Alpha.", "Beta."]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Alpha is **here**.", "Alpha is here."),
        ("Alpha is here, as Beta is there.", "<Step n={1}>Alpha</Step> is here"),
        ("```sh\nAlpha -x\n```", "```sh\nAlpha -x\n```"),
    ],
)
def test_what_was_said_is_not_said_again(first: str, again: str) -> None:
    hits = [hit(passage(first)), hit(passage(again, path="b.md", position=1))]
    assert chosen(hits, Alpha=1.0) == [first]


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("Alpha takes 3 days.", "Alpha takes 5 days."),
        ("```sh\nAlpha -x\n```", "```sh\nAlpha +x\n```"),
        ("Alpha is here.", "Alpha is here, as Beta is there."),
    ],
)
def test_what_says_more_or_something_else_is_said(first: str, other: str) -> None:
    hits = [hit(passage(first)), hit(passage(other, path="b.md", position=1))]
    assert chosen(hits, Alpha=1.0) == [first, other]


def test_the_same_row_below_another_header_is_something_else() -> None:
    other = TABLE.replace("Days", "Hours")
    hits = [hit(passage(TABLE)), hit(passage(other, path="b.md", position=1))]
    rows = [(1.0, unit) for unit in units(hits) if "3 | 16" in unit.text]
    assert len(choose(rows)) == 2


def test_nothing_is_chosen_from_nothing() -> None:
    assert choose([]) == []


@pytest.mark.parametrize(
    "announced", ["You need:", "You need：", "You need:**", "You need the following."]
)
def test_an_announcement_brings_along_the_list_behind_it(announced: str) -> None:
    text = f"Filler. {announced}\n\n- a badge\n- a laptop\n\nAnd patience."
    (quote,) = chosen([hit(passage(text))], need=1.0)
    assert quote == f"{announced}\n\n- a badge\n- a laptop"


def test_an_announcement_brings_along_the_code_behind_it() -> None:
    text = "다음 명령을 실행하세요.\n\n```sh\nvpn reset\n```\n\n끝입니다."
    assert chosen([hit(passage(text))], 명령=1.0) == [
        "다음 명령을 실행하세요.\n\n```sh\nvpn reset\n```"
    ]


def test_a_colon_without_a_list_brings_nothing() -> None:
    text = "You need:\n\nA badge. A laptop.\n\n- Later"
    assert chosen([hit(passage(text))], need=1.0) == ["You need:"]


def test_a_heading_between_a_colon_and_a_list_parts_them() -> None:
    text = "You need:\n\n# Other\n\n- a badge"
    assert chosen([hit(passage(text))], need=1.0) == ["You need:"]


def test_a_very_long_list_is_cut_between_its_items() -> None:
    items = [f"- {'word ' * 20}{n}" for n in range(10)]
    (quote,) = chosen([hit(passage("\n".join(["You need:", *items])))], need=1.0)
    assert shown_length(quote) <= 500
    assert quote.endswith(f"- {'word ' * 20}3")


@pytest.mark.parametrize(
    "leaning",
    ["It must be long.", "This holds.", "In that case ask.", "그래서 됩니다.", "이는 됩니다."],
)
def test_a_sentence_that_leans_on_the_one_before_takes_it_along(leaning: str) -> None:
    hits = [hit(passage(f"Filler. Choose a passcode. {leaning} More."))]
    word = leaning.split()[1].strip(".")
    assert chosen(hits, best_first=False, **{word: 1.0}) == [f"Choose a passcode. {leaning}"]


def test_a_sentence_leans_on_nothing_beyond_its_paragraph() -> None:
    hits = [hit(passage("Filler.\n\nIt must be long."))]
    assert chosen(hits, must=1.0) == ["It must be long."]


def test_rows_of_a_table_are_shown_below_their_header_once() -> None:
    source = passage(TABLE)
    weighed = [(0.0 if "2 |" in unit.text else 1.0, unit) for unit in units([hit(source)])]
    sentences, citations = cite(choose(weighed))
    assert [sentence.text for sentence in sentences] == [
        "| Years | Days |\n| --- | --- |\n| 1 | 15 |\n| 3 | 16 |"
    ]
    assert [c.quote for c in citations] == [
        "| Years | Days |\n| --- | --- |",
        "| 1 | 15 |",
        "| 3 | 16 |",
    ]
    assert sentences[0].citations == (1, 2, 3)
    assert verified(sentences, citations, [source]) == (sentences, citations)


def weighed_by(question: str, text: str) -> dict[str, float]:
    found = units([hit(passage(text, title=""))])
    weights = {term("leave"): 1.0}
    return {
        unit.text: weight
        for weight, unit in by_question(question, found, weights=weights, terms=terms)
    }


@pytest.mark.parametrize(
    ("question", "better", "worse"),
    [
        ("How many days?", "You get 15 days of it.", "You get some days of it, we hope."),
        (
            "연차는 며칠인가요?",
            "연차는 모두 15일을 받습니다.",
            "연차는 여러 날을 받습니다. 그렇죠.",
        ),
        ("Who do I ask?", "Write to people@oruwen.example.", "Write to the people we know."),
        ("How do I reset it?", "Run `vpn reset` in a shell.", "Run the reset in a new shell."),
        (
            "Why did it end?",
            "Because the time was over by then.",
            "The time was over by then at last.",
        ),
        (
            "Can I delete it?",
            "You cannot delete messages there.",
            "Messages there are read by all.",
        ),
        (
            "지울 수 있나요?",
            "메시지를 직접 지울 수 없습니다. 끝.",
            "메시지를 모두가 함께 읽습니다. 끝.",
        ),
    ],
)
def test_what_a_question_wants_weighs_more(question: str, better: str, worse: str) -> None:
    weighed = weighed_by(question, f"{better}\n\n{worse}")
    assert max(weighed, key=lambda text: weighed[text]).startswith(better[:12])


def test_a_number_that_the_asker_knows_already_wins_nothing() -> None:
    weighed = weighed_by("How long for 15 days of leave?", "It is for 15 days at most.")
    assert weighed == {"It is for 15 days at most.": pytest.approx(-0.1)}


def test_a_question_in_the_document_is_rarely_the_answer() -> None:
    weighed = weighed_by(
        "Tell me.", "Do you want to know how it goes?\n\nIt goes like this, as you see."
    )
    asked, told = weighed.values()
    assert asked < told


def test_what_is_mostly_tags_weighs_less() -> None:
    tags = '<td class="wide"> <a href="https://oruwen.example"> leave </a> </td>'
    weighed = weighed_by("What is it?", f"{tags}\n\nIt is called leave, for all of us.")
    assert weighed[tags] < weighed["It is called leave, for all of us."] - 0.3


@pytest.mark.parametrize(
    "said", ["`<td>` is a cell.", "Use <Row><Cell>leave</Cell></Row> in it."]
)
def test_a_sentence_about_tags_weighs_like_any_other(said: str) -> None:
    (plain, tagged) = weighed_by(
        "What is it?", f"Use a row and a cell, all of it.\n\n{said}"
    ).values()
    assert tagged >= plain - 0.1


def test_code_that_nobody_wants_weighs_less() -> None:
    code = "```sh\nvpn reset --now --really --all\n```"
    assert weighed_by("What is leave?", code)[code] < weighed_by("How do I leave?", code)[code]


def test_only_two_dozen_units_get_a_closer_look_and_their_order_stays() -> None:
    found = units([hit(passage(" ".join(f"Number {n} is here." for n in range(40))))])
    looked = by_question("Number 39 please", found, weights={term("39"): 1.0}, terms=terms)
    assert len(looked) == TASTE.look
    assert looked[-1][1].text == "Number 39 is here."


def test_what_lies_farther_in_meaning_loses_and_most_of_all_in_another_language() -> None:
    found = units([hit(passage("Alpha. Beta."))])
    weighed = [(1.0, unit) for unit in found]
    own = by_meaning("question?", weighed, cosines=[0.9, 0.8])
    foreign = by_meaning("질문입니다", weighed, cosines=[0.9, 0.8])
    assert [weight for weight, _ in own] == pytest.approx([1.0, 1.0 - 0.1 * TASTE.near])
    assert foreign[1][0] == pytest.approx(1.0 - 0.1 * TASTE.near_foreign)


@unhurried
@given(
    bodies=st.lists(texts, max_size=3),
    question=words,
    salt=st.integers(0, 5),
    best_first=st.booleans(),
)
def test_every_quote_is_a_slice_and_every_sentence_is_verified(
    *, bodies: list[str], question: str, salt: int, best_first: bool
) -> None:
    hits = [hit(passage(body, position=n)) for n, body in enumerate(bodies)]
    weights = {id_: 1.0 + (id_ + salt) % 3 for id_ in terms(question)}
    taste = replace(TASTE, later=0.0)
    weighed = by_question(question, units(hits), weights=weights, terms=terms, taste=taste)
    quotes = choose(weighed, best_first=best_first)
    assert len(quotes) <= 4
    for quote in quotes:
        assert quote.text in quote.passage.text
        assert quote.head in quote.passage.text
        assert quote.text.strip()
    sentences, citations = cite(quotes)
    passages = [found.passage for found in hits]
    assert verified(sentences, citations, passages) == (sentences, citations)


@unhurried
@given(st.lists(st.tuples(texts, st.floats(0, 1)), max_size=3))
def test_quotes_never_overlap_and_those_of_a_passage_stand_together_in_reading_order(
    bodies: list[tuple[str, float]],
) -> None:
    hits = [hit(passage(body, position=n)) for n, (body, _) in enumerate(bodies)]
    weighed = [(bodies[unit.rank][1], unit) for unit in units(hits)]
    last: dict[int, int] = {}
    for quote in choose(weighed):
        position = quote.passage.position
        start = quote.passage.text.find(quote.text, last.get(position, 0))
        assert start >= 0
        seen = list(last)
        last[position] = start + len(quote.text)
        assert position not in seen[:-1]
