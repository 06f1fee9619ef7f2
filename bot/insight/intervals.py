"""How sure a figure is: 95 % intervals. Pure; the same figures give the same interval."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T")

RESAMPLES = 1000
FEWEST = 8
"""With fewer questions a resample says nothing about others: there is no interval."""

_SEED = 20261122
_Z = 1.959963984540054  # the normal distribution holds 95 % between -z and z

Interval = tuple[float, float]


def wilson(successes: int, trials: int) -> Interval:
    """Wilson's score interval of a share; good for few trials, and at 0 and at 1.

    Raises ValueError without a trial.
    """
    if not 0 <= successes <= trials or trials == 0:
        raise ValueError(f"{successes} of {trials}")
    share, z2 = successes / trials, _Z * _Z
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    spread = math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials))
    reach = _Z * spread / (1 + z2 / trials)
    low = 0.0 if successes == 0 else centre - reach
    high = 1.0 if successes == trials else centre + reach
    return low, high


def bootstrap(
    items: Sequence[T],
    statistic: Callable[[Sequence[T]], float],
    *,
    stratum: Callable[[T], Hashable] | None = None,
) -> Interval | None:
    """The middle 95 % of `statistic` over 1,000 resamples of whole items, by a fixed seed.

    With `stratum`, each stratum keeps its size. None when there are fewer than eight items.
    """
    if len(items) < FEWEST:
        return None
    strata: dict[Hashable, list[T]] = {}
    for item in items:
        strata.setdefault(stratum(item) if stratum else None, []).append(item)
    chance = random.Random(_SEED)  # noqa: S311 - figures, not secrets
    drawn = sorted(
        statistic(
            [item for each in strata.values() for item in chance.choices(each, k=len(each))]
        )
        for _ in range(RESAMPLES)
    )
    return quantile(drawn, 0.025), quantile(drawn, 0.975)


def paired_shares(pairs: Sequence[tuple[bool, bool]]) -> Interval:
    """The interval of a change of a share, second less first, of the same questions.

    Bonett and Price (2012): Wald's with one more question that changed each way, so that
    few changes prove nothing. Raises ValueError without a pair.
    """
    if not pairs:
        raise ValueError("no pairs")
    n = len(pairs) + 2
    gained = (sum(b and not a for a, b in pairs) + 1) / n
    lost = (sum(a and not b for a, b in pairs) + 1) / n
    change = gained - lost
    reach = _Z * math.sqrt((gained + lost - change * change) / n)
    return max(-1.0, change - reach), min(1.0, change + reach)


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values lie, between neighbours by a line.

    Raises ValueError without a value.
    """
    if not ordered:
        raise ValueError("no values")
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
