"""Nothing above a place's audience leaves the house, in whatever form: promise 3."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.inquiry import Tally, inquiry


async def _inquired(root: Path, cases: int, *, shelf: int) -> Tally:
    """`shelf`: questions to each folder, half of them once some was taken from people."""
    tally, seed = Tally(), 0
    while tally.cases < cases:
        seed += 1
        asked = min(shelf, cases - tally.cases) // 2 + 1
        async with inquiry(root / str(seed), seed=seed, tally=tally) as house:
            await house.ask(asked)
            house.shelf.tighten()
            await house.read()
            await house.ask(asked)
    return tally


def _insist(tally: Tally) -> None:
    assert not tally.leaks, "\n".join([f"{len(tally.leaks)} leaks", *tally.leaks[:5]])
    # Else nothing would have been there to leak.
    assert tally.forbidden > 0.3 * tally.cases
    assert tally.rightly_seen > 0.2 * (tally.cases - tally.forbidden)
    assert min(tally.follow_ups, tally.remembered, tally.prompts) > 0.02 * tally.cases


async def test_nothing_leaves_for_whom_it_is_not(tmp_path: Path) -> None:
    _insist(await _inquired(tmp_path, 300, shelf=75))


@pytest.mark.proof
async def test_nothing_leaves_for_whom_it_is_not_in_20_000_cases(tmp_path: Path) -> None:
    tally = await _inquired(tmp_path, 20_000, shelf=1000)
    print(f"\n{tally}")  # noqa: T201 - figures to quote
    _insist(tally)
