"""Settings are proposed only where chance does not explain what they bring."""

from __future__ import annotations

import random

import pytest

from bot.insight.tuning import FEWEST, bar_at, choose, choose_bar

chance = random.Random(3)  # noqa: S311 - figures, not secrets


def test_a_way_that_is_better_everywhere_is_proposed() -> None:
    worse = [chance.random() / 2 for _ in range(60)]
    found = choose({"now": worse, "other": [one + 0.3 for one in worse]}, "now")
    assert (found.way, found.n, found.is_worth_it) == ("other", 60, True)
    assert found.gain == pytest.approx(0.3)


def test_a_way_that_is_better_by_chance_is_not() -> None:
    ways = {way: [chance.random() for _ in range(40)] for way in "abcdefghij"}
    assert not choose(ways, "a").is_worth_it


def test_the_gain_is_that_of_questions_that_did_not_choose() -> None:
    # Each way is right on one question alone: whoever chooses by it does not meet it again.
    ways = {n: [float(n == at) for at in range(40)] for n in range(40)}
    ways[99] = [0.01] * 40
    assert choose(ways, 99).gain <= 0.0


def test_too_few_questions_choose_nothing() -> None:
    few = FEWEST - 1
    found = choose({"now": [0.0] * few, "other": [1.0] * few}, "now")
    assert (found.interval, found.is_worth_it, found.n) == (None, False, few)


def test_of_equal_ways_the_standing_one_stays() -> None:
    assert choose({"now": [1.0] * 40, "other": [1.0] * 40}, "now").way == "now"


def test_a_bar_parts_what_is_right_from_what_is_not() -> None:
    judged = [(0.3 + n / 1000, False) for n in range(40)]
    judged += [(0.5 + n / 1000, True) for n in range(40)]
    found = choose_bar(judged, cost=1.5, standing=0.8)
    assert 0.34 <= found.way <= 0.5
    assert found.is_worth_it


def test_the_dearer_a_wrong_answer_the_higher_the_bar() -> None:
    judged = [(p / 200, chance.random() < p / 200) for p in range(200)]
    bars = [choose_bar(judged, cost=cost, standing=0.6).way for cost in (0.5, 2.0, 8.0)]
    assert bars == sorted(bars)
    assert bars[0] < bars[-1]


def test_a_bar_needs_questions_of_both_kinds() -> None:
    judged = [(0.9, True)] * 60 + [(0.1, False)] * 9
    found = choose_bar(judged, cost=1.5, standing=0.95)
    assert (found.interval, found.is_worth_it) == (None, False)


def test_a_cost_means_a_bar() -> None:
    assert bar_at(1.5) == pytest.approx(0.6)
    assert bar_at(3.0) == pytest.approx(0.75)
