"""Intervals: known ones, how often they hold the truth, and that they repeat."""

from __future__ import annotations

import random
from statistics import fmean, median

import pytest

from bot.insight.intervals import FEWEST, bootstrap, paired_shares, quantile, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Solved by hand from (p - x)² = z² x (1 - x) / n.
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (5, 10, 0.236593, 0.763407),
        (8, 10, 0.490162, 0.943318),
        (1, 1, 0.206549, 1.0),
    ],
)
def test_wilsons_interval_solves_its_equation(
    successes: int, trials: int, low: float, high: float
) -> None:
    found = wilson(successes, trials)
    assert list(found) == pytest.approx([low, high], abs=1e-5)
    for end in found:
        distance = (successes / trials - end) ** 2
        if 0 < end < 1:
            assert distance == pytest.approx(1.959964**2 * end * (1 - end) / trials, abs=1e-6)


def test_a_share_of_nothing_has_no_interval() -> None:
    with pytest.raises(ValueError, match="0 of 0"):
        wilson(0, 0)


def test_a_bootstrap_interval_holds_the_true_mean_about_as_often_as_it_says() -> None:
    chance = random.Random(1)  # noqa: S311 - figures, not secrets
    held = 0
    for _ in range(60):
        sample = [chance.gauss(3.0, 1.0) for _ in range(40)]
        interval = bootstrap(sample, fmean)
        assert interval is not None
        held += interval[0] <= 3.0 <= interval[1]
    assert 50 <= held <= 60


def test_a_bootstrap_interval_is_about_as_wide_as_theory_says() -> None:
    values = [float(value) for value in range(100)]
    interval = bootstrap(values, fmean)
    assert interval is not None
    # 1.96 standard errors each way: 28.87 / 10 · 1.96 = 5.66.
    assert list(interval) == pytest.approx([49.5 - 5.66, 49.5 + 5.66], abs=0.8)


def test_the_same_figures_give_the_same_interval() -> None:
    values = [0.1, 0.9, 0.4, 0.4, 0.7, 0.2, 0.8, 0.3, 0.5]
    assert bootstrap(values, median) == bootstrap(values, median)


def test_too_few_questions_have_no_bootstrap_interval() -> None:
    assert bootstrap([1.0] * (FEWEST - 1), fmean) is None
    assert bootstrap([1.0] * FEWEST, fmean) == (1.0, 1.0)


def test_with_strata_each_keeps_its_size() -> None:
    items = [("a", 1)] * 3 + [("b", 0)] * 7

    def count_of_a(drawn: object) -> float:
        return float(sum(name == "a" for name, _ in drawn))  # type: ignore[attr-defined]

    assert bootstrap(items, count_of_a, stratum=lambda item: item[0]) == (3.0, 3.0)
    assert bootstrap(items, count_of_a) != (3.0, 3.0)


def test_few_changes_of_a_share_prove_nothing_and_many_do() -> None:
    same = [(True, True)] * 56
    four, six = [(True, False)] * 4, [(True, False)] * 6

    low, high = paired_shares([*same, *four])
    assert low < 0 < high
    # By hand: (1 - 7) / 64 ± 1.96 · √((8/64 - (6/64)²) / 64).
    low, high = paired_shares([*same, *six])
    assert [low, high] == pytest.approx([-0.17728, -0.01022], abs=1e-4)


def test_the_interval_of_a_change_turns_around_with_its_sides() -> None:
    pairs = [(True, False)] * 5 + [(False, True)] * 2 + [(True, True)] * 20
    low, high = paired_shares(pairs)
    turned = paired_shares([(b, a) for a, b in pairs])
    assert list(turned) == pytest.approx([-high, -low])
    with pytest.raises(ValueError, match="no pairs"):
        paired_shares([])


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 2.5), (0.95, 3.85), (1.0, 4.0), (1 / 3, 2.0)]
)
def test_a_quantile_lies_on_a_line_between_neighbours(share: float, expected: float) -> None:
    assert quantile([1.0, 2.0, 3.0, 4.0], share) == pytest.approx(expected)
    with pytest.raises(ValueError, match="no values"):
        quantile([], share)
