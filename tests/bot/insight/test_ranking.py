"""Figures of rankings and of confidence, against hand-computed and brute-force ones."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import permutations, product
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.ranking import Judged, aurc, auroc, ndcg, reciprocal_rank, risk_coverage

_CONFIDENCES = st.sampled_from([0.0, 0.1, 0.5, 0.5000001, 0.9, 1.0])
_JUDGED = st.lists(st.tuples(_CONFIDENCES, st.booleans()), min_size=1, max_size=30)


def by_pairs(judged: Sequence[Judged]) -> float:
    """AUROC as it is defined: every pair counted."""
    there = [value for value, flag in judged if flag]
    others = [value for value, flag in judged if not flag]
    won = [(a > b) + 0.5 * (a == b) for a, b in product(there, others)]
    return fmean(won) if won else math.nan


def by_orders(judged: Sequence[Judged]) -> float:
    """AURC as it is defined: the mean over every order that agrees with the confidence."""
    orders = [
        o
        for o in permutations(judged)
        if [v for v, _ in o] == sorted((v for v, _ in o), reverse=True)
    ]
    return fmean(
        fmean(sum(not flag for _, flag in order[:k]) / k for k in range(1, len(order) + 1))
        for order in orders
    )


@pytest.mark.parametrize(
    ("ranked", "gold", "expected"),
    [
        ("abc", "a", 1.0),
        ("abc", "c", 1 / 3),
        ("abc", "cb", 1 / 2),
        ("abc", "z", 0.0),
        ("", "a", 0.0),
    ],
)
def test_the_reciprocal_rank_is_of_the_first_that_was_looked_for(
    ranked: str, gold: str, expected: float
) -> None:
    assert reciprocal_rank(list(ranked), list(gold)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ranked", "gold", "expected"),
    [
        ("abc", "a", 1.0),
        ("abc", "b", 1 / math.log2(3)),
        ("abc", "ab", 1.0),
        # (1 + 1/log2(4)) / (1 + 1/log2(3)) = 1.5 / 1.63093
        ("abc", "ac", 0.919720),
        ("abc", "cd", 0.5 / 1.63093),
        ("xyz", "a", 0.0),
    ],
)
def test_ndcg_agrees_with_what_was_computed_by_hand(
    ranked: str, gold: str, expected: float
) -> None:
    assert ndcg(list(ranked), list(gold), depth=10) == pytest.approx(expected, abs=1e-5)


def test_ndcg_looks_no_deeper_than_it_should() -> None:
    assert ndcg(list("abc"), ["c"], depth=2) == 0.0
    # More gold than depth: a full page is a perfect one.
    assert ndcg(list("abc"), list("abcd"), depth=3) == pytest.approx(1.0)


def test_ndcg_of_nothing_to_find_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        ndcg(["a"], [], depth=10)


def test_auroc_of_three_against_two_by_hand() -> None:
    # 0.9 beats both, 0.5 ties one and beats the other, 0.2 loses to 0.5 and beats 0.1.
    judged = [(0.9, True), (0.5, True), (0.2, True), (0.5, False), (0.1, False)]
    assert auroc(judged) == pytest.approx((2 + 1.5 + 1) / 6)


@given(_JUDGED)
def test_auroc_agrees_with_counting_every_pair(judged: list[Judged]) -> None:
    assert auroc(judged) == pytest.approx(by_pairs(judged), nan_ok=True)


def test_aurc_by_hand() -> None:
    # Surest first: right, wrong, right → risks 0, 1/2, 1/3.
    judged = [(0.2, True), (0.9, True), (0.5, False)]
    assert aurc(judged) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    assert risk_coverage(judged) == [
        (pytest.approx(1 / 3), 0.0),
        (pytest.approx(2 / 3), 0.5),
        (1.0, pytest.approx(1 / 3)),
    ]


@given(st.lists(st.tuples(_CONFIDENCES, st.booleans()), min_size=1, max_size=6))
def test_aurc_agrees_with_the_mean_over_every_order_of_ties(judged: list[Judged]) -> None:
    assert aurc(judged) == pytest.approx(by_orders(judged))


def test_of_nothing_there_is_no_figure() -> None:
    assert math.isnan(auroc([]))
    assert math.isnan(auroc([(0.5, True)]))
    assert math.isnan(aurc([]))
