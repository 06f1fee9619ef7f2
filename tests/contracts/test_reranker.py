"""What every reranker keeps to: the fake, and servers of both dialects."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from datetime import UTC

import pytest

from bot.adapters.rerank import HttpReranker, RerankSetup
from bot.core.limits import Purse
from bot.ports import Reranker, Spend
from tests.fakes.clock import FakeClock
from tests.fakes.rerank_server import KEY, MODEL, RerankServer
from tests.fakes.reranker import FakeReranker
from tests.fakes.spending import FakeSpending

TEXTS = ["You get leave.", "Reset the vpn in the portal.", "연차는 5일까지 이월됩니다."]


@pytest.fixture(params=["fake", "results", "tei"])
async def reranker(request: pytest.FixtureRequest) -> AsyncIterator[Reranker]:
    if request.param == "fake":
        yield FakeReranker()
        return
    is_tei = request.param == "tei"
    server = RerankServer(is_tei=is_tei)
    async with server.running():
        setup = RerankSetup(
            f"tei:{MODEL}" if is_tei else MODEL, server.url, ["127.0.0.1"], KEY, seconds=60
        )
        purse = Purse(FakeSpending(), FakeClock(), cap=Spend(), zone=UTC)
        remote = HttpReranker(setup, purse=purse, clock=FakeClock())
        yield remote
        await remote.close()
        await remote.close()


async def test_it_has_a_name(reranker: Reranker) -> None:
    assert reranker.name


async def test_each_text_has_a_finite_score_in_its_place(reranker: Reranker) -> None:
    scores = await reranker.scores("reset the vpn", TEXTS)
    assert len(scores) == len(TEXTS)
    assert all(type(score) is float and math.isfinite(score) for score in scores)
    assert max(range(3), key=lambda at: scores[at]) == 1


async def test_one_text_has_one_score_and_no_text_has_none(reranker: Reranker) -> None:
    assert len(await reranker.scores("vpn", TEXTS[:1])) == 1
    assert await reranker.scores("vpn", []) == []


async def test_half_a_character_is_no_reason_to_fail(reranker: Reranker) -> None:
    assert len(await reranker.scores("vpn \ud800", ["a \udfff", "b"])) == 2


async def test_a_sound_one_has_nothing_to_say(reranker: Reranker) -> None:
    assert await reranker.check() == ()
