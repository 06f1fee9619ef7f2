"""Reranking over HTTP: what is asked, every way in which a server may fail, and money."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, date

import pytest

from bot.adapters.rerank import HttpReranker, RerankSetup
from bot.core.limits import Purse
from bot.domain.errors import BadSetting, BudgetSpent, ModelUnavailable
from bot.ports import Spend
from tests.fakes.clock import FakeClock
from tests.fakes.rerank_server import KEY, MODEL, Act, RerankServer, redirects, says
from tests.fakes.spending import FakeSpending

TODAY = date(2026, 3, 2)
QUESTION, TEXTS = "how is the vpn reset", ["leave", "vpn reset"]
HOSTS = ("127.0.0.1",)


class Desk:
    """A server, and what asks it and pays for that."""

    def __init__(self, server: RerankServer) -> None:
        self.server = server
        self.clock = FakeClock()
        self.spending = FakeSpending()
        self.opened: list[HttpReranker] = []

    async def close(self) -> None:
        for one in self.opened:
            await one.close()

    def reranker(self, **other: object) -> HttpReranker:
        fields = {"name": MODEL, "url": self.server.url, "hosts": HOSTS, "key": KEY}
        setup = RerankSetup(**{"seconds": 60.0, **fields, **other})  # type: ignore[arg-type]
        cap = Spend(tokens=5000)
        purse = Purse(self.spending, self.clock, cap=cap, zone=UTC)
        self.opened.append(HttpReranker(setup, purse=purse, clock=self.clock))
        return self.opened[-1]

    async def spent(self) -> Spend:
        return await self.spending.spent(TODAY)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    server = RerankServer()
    async with server.running():
        found = Desk(server)
        yield found
        await found.close()


async def test_a_request_names_model_question_texts_and_that_all_are_wanted(desk: Desk) -> None:
    assert await desk.reranker().scores(QUESTION, TEXTS) == [0.0, 0.2]
    assert desk.server.requests == [
        {"model": MODEL, "query": QUESTION, "documents": TEXTS, "top_n": 2}
    ]


async def test_an_address_may_end_in_rerank_or_a_slash(desk: Desk) -> None:
    for url in (f"{desk.server.url}/", f"{desk.server.url}/rerank"):
        assert len(await desk.reranker(url=url).scores(QUESTION, TEXTS)) == 2


def _rows(*pairs: tuple[object, object]) -> str:
    return json.dumps(
        {"results": [{"index": at, "relevance_score": score} for at, score in pairs]}
    )


FAULTS: dict[str, Callable[[RerankServer], Act]] = {
    "400": lambda _: says("{}", status=400),
    "401": lambda _: says("{}", status=401),
    "404": lambda _: says("{}", status=404),
    "422": lambda _: says("{}", status=422),
    "429": lambda _: says("{}", status=429),
    "500": lambda _: says("{}", status=500),
    "bad JSON": lambda _: says('{"results": ['),
    "no UTF-8": lambda _: says(b"\xff\xfe\xff"),
    "deep JSON": lambda _: says("[" * 100_000),
    "no object": lambda _: says("[]"),
    "no results": lambda _: says("{}"),
    "null": lambda _: says("null"),
    "rows of another shape": lambda _: says('{"results": [1, 2]}'),
    "too few": lambda _: says(_rows((0, 0.1))),
    "too many": lambda _: says(_rows((0, 0.1), (1, 0.1), (2, 0.1))),
    "one twice": lambda _: says(_rows((0, 0.1), (0, 0.2))),
    "an index out of range": lambda _: says(_rows((0, 0.1), (7, 0.2))),
    "an index below 0": lambda _: says(_rows((0, 0.1), (-1, 0.2))),
    "an index that is a word": lambda _: says(_rows((0, 0.1), ("1", 0.2))),
    "an index that is true": lambda _: says(_rows((0, 0.1), (True, 0.2))),
    "NaN": lambda _: says(_rows((0, 0.1), (1, float("nan")))),
    "infinity": lambda _: says(_rows((0, 0.1), (1, float("inf")))),
    "a huge number": lambda _: says(_rows((0, 0.1), (1, 10**400))),
    "a score that is a word": lambda _: says(_rows((0, 0.1), (1, "0.2"))),
    "oversize": lambda _: says(b" " * (2 << 20)),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_a_server_does_it_ends_in_one_error_without_what_was_asked(
    desk: Desk, fault: str
) -> None:
    desk.server.acts = [FAULTS[fault](desk.server)]
    remote = desk.reranker()
    with pytest.raises(ModelUnavailable) as raised:
        await remote.scores(QUESTION, TEXTS)
    assert str(raised.value).startswith(f"The reranker {MODEL} at http://127.0.0.1:")
    assert "vpn" not in str(raised.value)
    assert len(desk.server.requests) == 1
    assert len(await remote.scores(QUESTION, TEXTS)) == 2  # and the next one is asked again


@pytest.mark.parametrize("fault", ["hang", "crawl"])
async def test_one_that_never_ends_is_ended_by_our_own_deadline(desk: Desk, fault: str) -> None:
    desk.server.acts = [getattr(desk.server, fault)]
    with pytest.raises(ModelUnavailable, match=r"did not answer within 0\.2 seconds"):
        await desk.reranker(seconds=0.2).scores(QUESTION, TEXTS)


async def test_a_redirect_is_not_followed(desk: Desk) -> None:
    other = RerankServer()
    async with other.running():
        desk.server.acts = [redirects(f"{other.url}/rerank")]
        with pytest.raises(ModelUnavailable, match="status 307"):
            await desk.reranker().scores(QUESTION, TEXTS)
    assert other.requests == []


async def test_a_server_that_is_not_there_is_told_and_costs_nothing(desk: Desk) -> None:
    remote = desk.reranker(url="http://127.0.0.1:1/v1", call_price=2.0)
    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        await remote.scores(QUESTION, TEXTS)
    assert await desk.spent() == Spend()


async def test_one_that_keeps_failing_is_left_alone_for_half_a_minute(desk: Desk) -> None:
    remote = desk.reranker()
    desk.server.acts = [says("{}", status=500)] * 5
    for _ in range(6):
        with pytest.raises(ModelUnavailable):
            await remote.scores(QUESTION, TEXTS)
    assert len(desk.server.requests) == 5
    desk.clock.advance(31)
    assert len(await remote.scores(QUESTION, TEXTS)) == 2


async def test_what_one_question_was_refused_for_does_not_count(desk: Desk) -> None:
    remote = desk.reranker()
    desk.server.acts = [says("{}", status=413)] * 6
    for _ in range(6):
        with pytest.raises(ModelUnavailable, match="BOT_ANSWERS__RERANKED"):
            await remote.scores(QUESTION, TEXTS)
    assert len(await remote.scores(QUESTION, TEXTS)) == 2


@pytest.mark.parametrize(
    ("extra", "used"),
    [
        ({"usage": {"total_tokens": 40}}, Spend(40, 40 * 0.5 / 1e6 + 0.002)),
        ({"usage": {"total_tokens": 40}, "meta": None}, Spend(40, 40 * 0.5 / 1e6 + 0.002)),
        (
            {"usage": {"total_tokens": 9}, "meta": {"billed_units": {"search_units": 3}}},
            Spend(9, 9 * 0.5 / 1e6 + 0.006),
        ),
    ],
)
async def test_what_a_server_says_that_it_used_is_counted(
    desk: Desk, extra: dict[str, object], used: Spend
) -> None:
    desk.server.extra = extra
    await desk.reranker(price=0.5, call_price=2.0).scores(QUESTION, TEXTS)
    found = await desk.spent()
    assert found.tokens == used.tokens
    assert found.cost == pytest.approx(used.cost)


@pytest.mark.parametrize("extra", [{}, {"usage": {"total_tokens": "many"}}, {"usage": [1]}])
async def test_without_a_figure_the_most_that_it_can_be_is_counted(
    desk: Desk, extra: dict[str, object]
) -> None:
    desk.server.extra = extra
    await desk.reranker().scores(QUESTION, TEXTS)
    assert (await desk.spent()).tokens >= len(QUESTION) * 2 + len("".join(TEXTS))


async def test_a_refusal_costs_nothing_and_silence_may_have_been_paid_for(desk: Desk) -> None:
    desk.server.acts = [says("{}", status=500), desk.server.hang]
    with pytest.raises(ModelUnavailable):
        await desk.reranker().scores(QUESTION, TEXTS)
    assert await desk.spent() == Spend()
    with pytest.raises(ModelUnavailable, match="did not answer within"):
        await desk.reranker(seconds=0.2).scores(QUESTION, TEXTS)
    assert (await desk.spent()).tokens > 0


async def test_once_the_budget_is_spent_nobody_is_asked(desk: Desk) -> None:
    with pytest.raises(BudgetSpent):
        await desk.reranker().scores(QUESTION, ["a" * 6000])
    assert desk.server.requests == []


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://rerank.example/v1", "rerank.example, which is not one of BOT_MODELS__HOSTS"),
        ("http://user:word@127.0.0.1/v1", "BOT_MODELS__RERANK_KEY"),
        ("http://127.0.0.1:port/v1", "no address of a server"),
        ("ftp://127.0.0.1/v1", "no address of a server"),
        ("127.0.0.1:8000", "no address of a server"),
        ("", "no address of a server"),
    ],
)
def test_an_address_that_may_not_be_asked_is_refused_at_once(url: str, said: str) -> None:
    purse = Purse(FakeSpending(), FakeClock(), cap=Spend(), zone=UTC)
    setup = RerankSetup("m", url, ("127.0.0.1",))
    with pytest.raises(BadSetting, match=said):
        HttpReranker(setup, purse=purse, clock=FakeClock())


async def test_a_check_says_what_is_wrong_and_what_happens_without_it(desk: Desk) -> None:
    (said,) = await desk.reranker(key="wrong").check()
    assert "BOT_MODELS__RERANK_KEY" in said
    assert said.endswith("Without it the order of the search stands.")


async def test_a_server_of_the_other_dialect_is_told_by_its_refusal() -> None:
    server = RerankServer(is_tei=True)
    async with server.running():
        desk = Desk(server)
        (said,) = await desk.reranker().check()
        assert "`tei:`" in said
        named = desk.reranker(name=f"tei:{MODEL}")
        assert await named.scores(QUESTION, TEXTS) == [0.0, 0.2]
        await desk.close()
        assert set(server.requests[-1]) == {"query", "texts", "truncate"}
