"""Points, questions and figures for the contract of the passage index."""

from __future__ import annotations

import math
import random
import uuid
from collections.abc import Sequence

from bot.domain.audience import EMPLOYEES, PUBLIC, RESTRICTED, Audience
from bot.domain.knowledge import Arms, Point, Scored, SparseVector
from bot.ports import PassageIndex


def unit(angle: float) -> tuple[float, float]:
    return (math.cos(angle), math.sin(angle))


def point(
    number: int,
    *,
    angle: float = 0.0,
    terms: Sequence[int] = (),
    audience: Audience = PUBLIC,
) -> Point:
    sparse = SparseVector(tuple(terms), (1.0,) * len(terms))
    return Point(uuid.UUID(int=number), "a/b.md", audience, unit(angle), sparse)


async def search(  # noqa: PLR0913 - a test says only what matters to it
    index: PassageIndex,
    kb: str,
    *,
    angle: float = 0.0,
    terms: Sequence[int] = (),
    audiences: frozenset[str] | None = None,
    depth: int = 10,
) -> Arms:
    question = SparseVector(tuple(terms), (1.0,) * len(terms))
    return await index.search(
        kb, dense=unit(angle), sparse=question, audiences=audiences, depth=depth
    )


def numbers(arm: Sequence[Scored]) -> list[int]:
    return [one.id.int for one in arm]


def scores(arm: Sequence[Scored]) -> dict[int, float]:
    return {one.id.int: one.score for one in arm}


def idf(points: int, holding: int) -> float:
    return math.log(1 + (points - holding + 0.5) / (holding + 0.5))


def random_points(count: int) -> list[Point]:
    chance = random.Random(20)  # noqa: S311 - the same points every time, no secrets
    labels = [PUBLIC, EMPLOYEES, RESTRICTED]
    points = []
    for number in range(1, count + 1):
        terms = tuple(sorted(chance.sample(range(40), 9)))
        sparse = SparseVector(terms, tuple(chance.uniform(0.1, 2) for _ in terms))
        dense = unit(chance.uniform(0, 6))
        points.append(Point(uuid.UUID(int=number), "a", labels[number % 3], dense, sparse))
    return points
