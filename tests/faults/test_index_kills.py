"""kill -9 at every step of an index run, on the embedded default."""

from __future__ import annotations

import pytest

from tests.faults.index_bench import FIRST, UPDATE, Bench, check, kill_at_any_moment

SCENARIOS = {"the first run": FIRST, "an update": UPDATE}


@pytest.fixture(scope="module", params=list(SCENARIOS))
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("kills"), SCENARIOS[request.param])


def test_a_run_that_is_killed_before_or_after_any_step_harms_nothing(bench: Bench) -> None:
    assert bench.calls > 10
    for at in range(bench.calls):
        check(bench, at, after=at % 2 == 0)


@pytest.mark.proof
def test_twenty_kills_at_every_step_harm_nothing(bench: Bench) -> None:
    for at in range(bench.calls):
        for kill in range(20):
            check(bench, at, after=kill % 2 == 0)


@pytest.mark.proof
def test_two_hundred_kills_at_any_moment_harm_nothing(bench: Bench) -> None:
    kill_at_any_moment(bench, kills=100)  # each of the two scenarios


def test_a_kill_between_any_two_steps_harms_nothing(bench: Bench) -> None:
    kill_at_any_moment(bench, kills=2)
