"""How good a ranking is, and how well confidence tells right from wrong. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import groupby

Judged = tuple[float, bool]
"""A confidence, and whether the thing was there."""


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """One over the place of the first document in `gold`; 0 when none is ranked."""
    return next((1 / place for place, path in enumerate(ranked, 1) if path in gold), 0.0)


def ndcg(ranked: Sequence[str], gold: Collection[str], *, depth: int) -> float:
    """Normalised discounted cumulative gain of the first `depth`, each document in or out.

    Raises ValueError without a document in `gold`.
    """
    if not gold:
        raise ValueError("nothing to find")
    gains = (path in gold for path in ranked[:depth])
    found = sum(1 / math.log2(place + 1) for place, gain in enumerate(gains, 1) if gain)
    best = sum(1 / math.log2(place + 1) for place in range(1, min(len(gold), depth) + 1))
    return found / best


def auroc(judged: Sequence[Judged]) -> float:
    """The chance that one that is there has more confidence than one that is not.

    Equal confidence counts half. NaN unless there are both.
    """
    there = sum(is_there for _, is_there in judged)
    others = len(judged) - there
    if not there or not others:
        return math.nan
    beaten, below = 0.0, 0
    for _, group in groupby(sorted(judged), key=lambda pair: pair[0]):
        flags = [is_there for _, is_there in group]
        here = sum(flags)
        beaten += here * (below + (len(flags) - here) / 2)
        below += len(flags) - here
    return beaten / (there * others)


def aurc(judged: Sequence[Judged]) -> float:
    """The mean share of wrong ones among the first k by confidence, over every k.

    Among equal confidence, the mean over all orders. 0 is best. NaN without any.
    """
    curve = risk_coverage(judged)
    return sum(risk for _, risk in curve) / len(curve) if curve else math.nan


def risk_coverage(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """For each k: what share of all the first k by confidence are, and their share of wrong."""
    ordered = sorted(judged, key=lambda pair: -pair[0])
    points: list[tuple[float, float]] = []
    wrong, seen = 0.0, 0
    for _, group in groupby(ordered, key=lambda pair: pair[0]):
        flags = [is_right for _, is_right in group]
        share = flags.count(False) / len(flags)
        for _ in flags:
            wrong, seen = wrong + share, seen + 1
            points.append((seen / len(ordered), wrong / seen))
    return points
