"""A reranker orders the best of a search, and a search does without it when it fails."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.core.answerability import features
from bot.core.recency import Recency
from bot.core.reranking import Reranking, by_scores
from bot.domain.audience import OPERATOR, PUBLIC, RESTRICTED, clearance
from bot.domain.errors import (
    BotError,
    BudgetSpent,
    DatabaseUnavailable,
    ModelUnavailable,
)
from bot.domain.knowledge import Labels
from tests.bot.core.approvals import approved
from tests.bot.core.evidence import hit, passage, terms
from tests.bot.core.library import Library
from tests.fakes.reranker import FakeReranker

VPN = passage("Reset the vpn in the portal.", path="it.md", title="IT")
LEAVE = passage("You get 15 days of leave.")
MANY = [passage(f"Reset the vpn, way {n}.", path=f"{n}.md", title=f"{n}") for n in range(40)]


@pytest.fixture
def reranker() -> FakeReranker:
    return FakeReranker()


@pytest.fixture
def library(reranker: FakeReranker) -> Library:
    return Library(reranking=Reranking(reranker))


async def paths(library: Library, text: str = "reset the vpn") -> list[str]:
    found = await library.retrieval().find(text, OPERATOR)
    return [hit.passage.path for hit in found.hits]


async def test_the_best_come_in_its_order_with_their_raw_scores(
    library: Library, reranker: FakeReranker
) -> None:
    await library.put(VPN, LEAVE)
    reranker.favourite = "leave"
    found = await library.retrieval().find("reset the vpn", OPERATOR)
    assert [one.passage for one in found.hits] == [LEAVE, VPN]
    plain = (
        await Library(library.index, library.manifest)
        .retrieval()
        .find("reset the vpn", OPERATOR)
    )
    assert {h.passage.id: h for h in found.hits} == {h.passage.id: h for h in plain.hits}
    assert reranker.asked == [("reset the vpn", (VPN.searchable, LEAVE.searchable))]


async def test_only_so_many_are_sent_and_the_rest_stays_behind(
    library: Library, reranker: FakeReranker
) -> None:
    await library.put(*MANY)
    before = await paths(Library(library.index, library.manifest))
    library.reranking = Reranking(reranker, most=5)
    reranker.favourite = f"way {before[4].removesuffix('.md')}."
    after = await paths(library)
    assert len(reranker.asked[0][1]) == 5
    assert after[0] == before[4]
    assert sorted(after[:5]) == sorted(before[:5])
    assert after[5:] == before[5:]


async def test_it_is_sent_nothing_that_the_place_may_not_read_or_that_has_ended(
    library: Library, reranker: FakeReranker
) -> None:
    secret = replace(VPN, path="secret.md", audience=RESTRICTED, text="Reset the vpn: 7.")
    ended = passage(
        "Reset the vpn by fax.", path="fax.md", labels=Labels(valid_until=date(2026, 3, 1))
    )
    await library.put(VPN, LEAVE, label=PUBLIC)
    await library.put(replace(secret, id=passage("x").id), ended, label=PUBLIC)
    await library.retrieval().find("reset the vpn", clearance(PUBLIC))
    assert set(reranker.asked[0][1]) == {VPN.searchable, LEAVE.searchable}


@pytest.mark.parametrize(
    "failure",
    [
        ModelUnavailable("The reranker is late."),
        BudgetSpent(until=datetime(2026, 3, 3, tzinfo=UTC)),
        DatabaseUnavailable("gone"),
    ],
)
async def test_when_it_fails_the_order_of_the_search_stands_and_the_log_says_so(
    library: Library,
    reranker: FakeReranker,
    failure: BotError,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await library.put(*MANY)
    before = await paths(Library(library.index, library.manifest))
    reranker.failure = failure
    with caplog.at_level(logging.WARNING):
        assert await paths(library) == before
    (line,) = [one.getMessage() for one in caplog.records]
    assert line == f"the order of the search stands: {failure}"
    assert "vpn" not in line


async def test_one_hit_needs_no_order(library: Library, reranker: FakeReranker) -> None:
    await library.put(VPN)
    await library.retrieval().find("reset the vpn", OPERATOR)
    assert reranker.asked == []


async def test_questions_with_an_approved_answer_are_not_its_business(
    library: Library, reranker: FakeReranker
) -> None:
    await library.put(*approved("How is the vpn reset?", text="Ask."), VPN, LEAVE)
    await library.retrieval().find("How is the vpn reset?", OPERATOR)
    sent = reranker.asked[0][1]
    assert "How is the vpn reset?" not in sent
    assert VPN.searchable in sent


def test_equals_stay_as_they_stood() -> None:
    hits = [hit(one) for one in MANY[:4]]
    assert by_scores(hits, [1.0, 1.0, 1.0, 1.0]) == hits
    assert by_scores(hits, [1.0, 1.0, 2.0, 1.0]) == [hits[2], hits[0], hits[1], hits[3]]


@pytest.mark.parametrize("scores", [[9.0, 1.0, 5.0], [-1.0, -9.0, -5.0], [0.9, 0.1, 0.5]])
def test_a_documents_own_weight_still_counts_whatever_the_scale(scores: list[float]) -> None:
    plain = [hit(one) for one in MANY[:3]]
    assert by_scores(plain, scores) == [plain[0], plain[2], plain[1]]
    heavy = replace(MANY[1], labels=Labels(weight=2.0))
    hits = [plain[0], hit(heavy), plain[2]]
    assert by_scores(hits, scores)[0].passage == heavy


async def test_the_gate_looks_at_the_passage_that_is_first_now(
    library: Library, reranker: FakeReranker
) -> None:
    await library.put(VPN, LEAVE)
    before = await Library(library.index, library.manifest).retrieval().find("vpn", OPERATOR)
    reranker.favourite = "leave"
    after = await library.retrieval().find("vpn", OPERATOR)
    was, now = (features("vpn", found, terms) for found in (before, after))
    assert (before.hits[0].passage, after.hits[0].passage) == (VPN, LEAVE)
    assert was.first == before.hits[0].dense
    assert now.first == after.hits[0].dense == before.hits[1].dense
    assert (was.joint, was.agreement) == (now.joint, now.agreement)


async def test_recency_has_its_say_after_it(reranker: FakeReranker) -> None:
    old, new = (
        replace(one, labels=Labels(updated=day))
        for one, day in zip(MANY[:2], (date(2020, 1, 1), date(2026, 3, 1)), strict=True)
    )
    library = Library(reranking=Reranking(reranker), recency=Recency(half_life=100))
    await library.put(old, new)
    reranker.favourite = "way 0."
    assert await paths(library) == ["1.md", "0.md"]
