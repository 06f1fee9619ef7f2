"""kill -9 of an index run that writes to a Qdrant server, while people ask.

No Qdrant server can be had here: a stand-in on the loopback takes its place (the client's
own engine behind the server's HTTP), in a process that outlives the killed one. Twenty
questions a second come from a third process, which has the same knowledge open as a serving
bot. The database that the processes share is a SQLite file.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.asking import asker
from tests.faults.index_bench import (
    RECIPE,
    UPDATE,
    Bench,
    Outside,
    check,
    kill_at_any_moment,
)
from tests.faults.qdrant_process import stand_in

SCENARIOS = {"an update": UPDATE, "another recipe": RECIPE}
_STEPS = 6


@pytest.fixture(scope="module")
def outside() -> Iterator[Outside]:
    with stand_in() as server, asker() as who:
        yield Outside(server, who)


@pytest.fixture(scope="module", params=list(SCENARIOS))
def bench(
    request: pytest.FixtureRequest,
    outside: Outside,
    tmp_path_factory: pytest.TempPathFactory,
) -> Bench:
    return Bench(tmp_path_factory.mktemp("kills"), SCENARIOS[request.param], outside)


def test_nobody_who_asks_notices_a_run_that_is_killed_at_a_step(bench: Bench) -> None:
    assert bench.calls > 2 * _STEPS
    for number in range(_STEPS):
        check(bench, number * bench.calls // _STEPS, after=number % 2 == 0)
        assert bench.heard.asked > 0


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(4))
def test_nobody_who_asks_notices_two_hundred_kills_at_any_moment(
    bench: Bench, seed: int
) -> None:
    before, since = bench.asked, bench.asking
    kill_at_any_moment(bench, kills=25, seed=seed)  # of each scenario
    asked, seconds = bench.asked - before, bench.asking - since
    print(f"\n25 kills, seed {seed}: {asked} questions in {seconds:.0f} s, none failed")  # noqa: T201 - a figure to quote
