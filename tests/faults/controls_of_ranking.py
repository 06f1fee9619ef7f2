"""The days of documents, newer before older, and what a reranker may change."""

from __future__ import annotations

from tests.faults.control import control

_DAYS = "tests/bot/core/test_days.py"
_RECENCY = "tests/bot/core/test_recency.py"
_RERANKING = "tests/bot/core/test_reranking.py"
_RERANK = "tests/bot/adapters/test_rerank.py"

RANKING = (
    control(
        "days: what has ended is not found",
        "bot/core/retrieval.py",
        "if not holds(p.labels, today)}",
        "if not p.labels}",
        f"{_DAYS}::test_a_document_is_found_on_its_days_both_included",
    ),
    control(
        "days: the last one is included",
        "bot/domain/validity.py",
        "until if until and until < today else None",
        "until if until and until <= today else None",
        "tests/bot/domain/test_validity.py",
    ),
    control(
        "days: what has ended is not in the way of what holds",
        "bot/core/retrieval.py",
        "not _needs_more(arms, over, depth)",
        "not arms.dense or True",
        f"{_DAYS}::test_however_many_versions_have_ended_the_one_that_holds_is_found",
    ),
    control(
        "days: a kept answer is of its day",
        "bot/core/remembering.py",
        "self._today().isoformat(),",
        "self._made.collection,",
        f"{_DAYS}::test_a_kept_answer_ends_with_the_day_of_its_document",
    ),
    control(
        "days: an index run tells of documents that have ended",
        "bot/indexing/holding.py",
        "if until := ended(labels, today):",
        "if labels.approved and (until := ended(labels, today)):",
        "tests/bot/indexing/test_approved_answers.py::test_what_is_out_of_time_is_told_of",
    ),
    control(
        "recency: nothing is put forward that says something else",
        "bot/core/recency.py",
        "if _are_alike(known, words)), None)",
        "if known or words), None)",
        _RECENCY,
    ),
    control(
        "recency: five places and no more",
        "bot/core/recency.py",
        "_PLACES = 5.0",
        "_PLACES = 50.0",
        f"{_RECENCY}::test_it_is_worth_five_places_at_most",
    ),
    control(
        "reranking: a failure costs no answer",
        "bot/core/reranking.py",
        "except ServiceError as error:",
        "except UnicodeError as error:",
        f"{_RERANKING}::test_when_it_fails_the_order_of_the_search_stands_and_the_log_says_so",
    ),
    control(
        "reranking: a document's own weight counts",
        "bot/core/reranking.py",
        "hit.passage.labels.weight / (_K + place)",
        "1 / (_K + place)",
        _RERANKING,
    ),
    control(
        "reranking: a score for each text and no other",
        "bot/adapters/rerank_wire.py",
        "if at in found or not 0 <= at < count or not math.isfinite(score):",
        "if not 0 <= at < count:",
        _RERANK,
    ),
    control(
        "reranking: only hosts that may be asked",
        "bot/adapters/rerank.py",
        "if host.casefold() not in {one.casefold() for one in setup.hosts}:",
        "if not setup.hosts:",
        f"{_RERANK}::test_an_address_that_may_not_be_asked_is_refused_at_once",
    ),
    control(
        "reranking: no redirects",
        "bot/adapters/rerank.py",
        "follow_redirects=False,",
        "follow_redirects=True,",
        f"{_RERANK}::test_a_redirect_is_not_followed",
    ),
    control(
        "reranking: money is set aside before a call",
        "bot/adapters/rerank.py",
        "reserved = await self._purse.reserve(self._setup.spend(most))",
        "reserved = await self._purse.reserve(self._setup.spend(0))",
        f"{_RERANK}::test_once_the_budget_is_spent_nobody_is_asked",
    ),
)
