"""Reciprocal rank fusion, by hand."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.fusion import Fusion
from bot.domain.knowledge import Arms, Scored
from tests.bot.core.evidence import unhurried

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def arm(*ids: UUID, best: float = 0.9) -> tuple[Scored, ...]:
    return tuple(Scored(id_, best - place / 10) for place, id_ in enumerate(ids))


def test_each_arm_gives_one_over_sixty_plus_rank() -> None:
    fused = Fusion().fuse(Arms(dense=arm(A, B, C), sparse=arm(C, A)))
    assert [point.id for point in fused] == [A, C, B]
    assert [point.score for point in fused] == pytest.approx(
        [1 / 61 + 1 / 62, 1 / 63 + 1 / 61, 1 / 62]
    )


def test_raw_scores_of_both_arms_are_kept_and_a_missed_arm_is_none() -> None:
    fused = Fusion().fuse(Arms(dense=arm(A, B), sparse=arm(B, C, best=7.5)))
    raw = {point.id: (point.dense, point.sparse) for point in fused}
    assert raw == {A: (0.9, None), B: (0.8, 7.5), C: (None, 7.4)}


def test_a_raw_score_of_zero_is_a_score_and_not_a_miss() -> None:
    fused = Fusion().fuse(Arms(dense=(Scored(A, 0.0),), sparse=()))
    assert fused[0].dense == 0.0


def test_raw_scores_do_not_change_the_order() -> None:
    dense = (Scored(A, 0.1), Scored(B, 0.9))
    fused = Fusion().fuse(Arms(dense=dense, sparse=()))
    assert [point.id for point in fused] == [A, B]


def test_ties_stand_in_the_order_of_their_ids() -> None:
    fused = Fusion().fuse(Arms(dense=arm(C, A), sparse=arm(A, C)))
    assert [point.id for point in fused] == [A, C]
    assert fused[0].score == fused[1].score


def test_weights_decide_which_arm_counts() -> None:
    arms = Arms(dense=arm(A), sparse=arm(B))
    dense_first = Fusion(dense_weight=2.0, sparse_weight=1.0).fuse(arms)
    sparse_first = Fusion(dense_weight=1.0, sparse_weight=2.0).fuse(arms)
    assert [(p.id, p.score) for p in dense_first] == [(A, 2 / 61), (B, 1 / 61)]
    assert [(p.id, p.score) for p in sparse_first] == [(B, 2 / 61), (A, 1 / 61)]


def test_a_smaller_k_lets_one_first_place_beat_two_middling_ones() -> None:
    others = [UUID(int=number) for number in range(10, 12)]
    arms = Arms(dense=arm(A, others[0], B), sparse=arm(C, others[1], B))
    assert Fusion(k=60.0).fuse(arms)[0].id == B
    assert Fusion(k=0.1).fuse(arms)[0].id == A


def test_nothing_found_fuses_to_nothing() -> None:
    assert Fusion().fuse(Arms(dense=(), sparse=())) == []


@pytest.mark.parametrize("arms", [Arms(arm(A, B), ()), Arms((), arm(A, B))])
def test_one_empty_arm_leaves_the_order_of_the_other(arms: Arms) -> None:
    assert [point.id for point in Fusion().fuse(arms)] == [A, B]


orders = st.lists(st.integers(0, 30).map(lambda number: UUID(int=number)), unique=True)


@unhurried
@given(orders, orders)
def test_nobody_is_lost_or_doubled_and_better_in_both_arms_is_better(
    dense: list[UUID], sparse: list[UUID]
) -> None:
    fused = Fusion().fuse(Arms(arm(*dense), arm(*sparse)))
    ids = [point.id for point in fused]
    assert len(ids) == len(set(ids))
    assert set(ids) == {*dense, *sparse}
    both = [id_ for id_ in ids if id_ in dense and id_ in sparse]
    for first in both:
        for second in both:
            ahead = dense.index(first) < dense.index(second)
            if ahead and sparse.index(first) < sparse.index(second):
                assert ids.index(first) < ids.index(second)
