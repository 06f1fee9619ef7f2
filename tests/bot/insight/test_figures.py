"""What each figure counts, by hand-computed cases."""

from __future__ import annotations

import pytest

from bot.domain.conversation import Outcome
from bot.insight.figures import Figure, figures_of, figures_shape
from bot.insight.intervals import wilson
from bot.insight.metrics import METRICS, Method
from bot.insight.records import Record, facts_found
from tests.bot.insight.recorded import asking, record

UNKNOWN = asking(Outcome.UNKNOWN)


def value(name: str, *records: Record) -> float | None:
    found = figures_of(records)["all"].get(name)
    return found.value if found else None


def test_retrieval_is_measured_where_a_document_is_known_to_hold_the_answer() -> None:
    records = [
        record("first"),
        record("third", ranked=("x", "y", "gold.md")),
        record("sixth", ranked=("1", "2", "3", "4", "5", "gold.md")),
        record("missed", ranked=("x",)),
        record("no answer", answerable=False, gold=()),
        record("nobody knows where", gold=()),
    ]
    assert value("hit@1", *records) == 1 / 4
    assert value("hit@5", *records) == 2 / 4
    assert value("MRR", *records) == pytest.approx((1 + 1 / 3 + 1 / 6) / 4)
    assert value("nDCG@10", *records) == pytest.approx((1 + 0.5 + 0.356207) / 4, abs=1e-6)
    assert figures_of(records)["all"]["hit@1"].n == 4


def test_confidence_is_judged_by_whether_the_documents_hold_an_answer() -> None:
    records = [
        record("a", confidence=0.9),
        record("b", confidence=0.4, ranked=("x",)),
        record("c", confidence=0.5, answerable=False, gold=()),
        record("failed", confidence=None, trouble="down"),
    ]
    assert value("AUROC", *records) == 0.5
    # Only what is read can be answered from: a is right, c and b are not.
    assert value("AURC", *records) == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)


def test_answered_is_of_the_answerable_and_refused_of_the_others() -> None:
    records = [
        record("a", asking=asking()),
        record("b", asking=UNKNOWN),
        record("c", asking=asking(Outcome.FAILED)),
        record("d", answerable=False, gold=(), asking=UNKNOWN),
        record("e", answerable=False, gold=(), asking=asking(Outcome.HANDED_OVER)),
        record("f", answerable=False, gold=(), asking=asking()),
        record("g", answerable=False, gold=(), asking=asking(Outcome.FAILED)),
    ]
    assert value("answered", *records) == pytest.approx(1 / 3)
    assert value("refused", *records) == 2 / 4
    assert value("failed", *records) == pytest.approx(2 / 7)


def test_a_question_has_its_facts_when_all_are_in_a_given_answer() -> None:
    records = [
        record("a", facts=2, asking=asking(facts_found=2)),
        record("b", facts=2, asking=asking(facts_found=1)),
        record("c", facts=1, asking=UNKNOWN),
        record("none asked for", asking=asking()),
    ]
    assert value("facts", *records) == pytest.approx(1 / 3)
    assert value("facts of answers", *records) == 1 / 2


def test_quotes_are_counted_one_by_one() -> None:
    records = [
        record("a", asking=asking(quotes=3, quotes_genuine=2, cites_gold=True)),
        record("b", asking=asking(quotes=1, quotes_genuine=1)),
        record("c", asking=UNKNOWN),
    ]
    found = figures_of(records)["all"]
    assert (found["genuine quotes"].value, found["genuine quotes"].n) == (3 / 4, 4)
    assert found["genuine quotes"].interval == wilson(3, 4)
    assert (found["cites gold"].value, found["cites gold"].n) == (1 / 2, 2)


def test_time_and_money() -> None:
    records = [
        record(
            str(n),
            search_seconds=n / 10,
            asking=asking(seconds=float(n), cost=c, input_tokens=10 * n),
        )
        for n, c in ((1, 0.1), (2, 0.3), (3, None))
    ]
    records.append(record("failed", search_seconds=99.0, trouble="down"))
    assert value("search p50", *records) == pytest.approx(0.2)
    assert value("answer p50", *records) == 2.0
    assert value("answer p95", *records) == pytest.approx(2.9)
    assert value("tokens in", *records) == 20
    assert value("cost", *records) == pytest.approx(0.2)


def test_a_quotation_that_stands_in_for_a_model_is_counted_where_a_model_was_asked() -> None:
    records = [
        record("a", asking=asking(prompt="p1", stood_in=True)),
        record("b", asking=asking(prompt="p1", model="some:model")),
    ]
    assert value("stood in", *records) == 1 / 2
    assert value("stood in", record(asking=asking())) is None


def test_without_asking_there_are_only_figures_of_retrieval() -> None:
    assert set(figures_of([record()])["all"]) == {
        "hit@1",
        "hit@5",
        "MRR",
        "nDCG@10",
        "AURC",
        "failed",
        "search p50",
        "search p95",
    }


def test_languages_and_kinds_have_figures_of_their_own() -> None:
    records = [
        record("a", kind="typo"),
        record("b", language="ko", ranked=()),
        record("c", language="ko", kind="typo", ranked=()),
    ]
    found = figures_of(records)
    assert list(found) == ["all", "en", "ko", "kind:typo"]
    assert [found[group]["hit@1"].value for group in found] == [1 / 3, 1.0, 0.0, 0.5]


def test_shares_have_wilsons_interval_and_the_others_a_bootstrap_one() -> None:
    records = [
        record(str(n), ranked=("gold.md",) if n % 2 else ("x", "gold.md")) for n in range(10)
    ]
    shape = figures_shape(figures_of(records))["all"]
    low, high = wilson(5, 10)
    assert shape["hit@1"] == {
        "value": 0.5,
        "low": round(low, 6),
        "high": round(high, 6),
        "n": 10,
        "interval": "wilson",
    }
    assert shape["MRR"]["interval"] == "bootstrap"
    assert 0.5 <= shape["MRR"]["low"] < 0.75 < shape["MRR"]["high"] <= 1


def test_a_few_questions_say_so_by_having_no_bootstrap_interval() -> None:
    assert figures_of([record()])["all"]["MRR"] == Figure(1.0, None, 1, Method.BOOTSTRAP)


def test_names_of_metrics_are_unique() -> None:
    assert len({each.name for each in METRICS}) == len(METRICS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("You get FIVE\n days.", 1),
        ("５일까지", 1),
        ("six days", 0),
        ("", 0),
    ],
)
def test_a_fact_is_found_in_any_wording_case_and_width(text: str, found: int) -> None:
    assert facts_found(text, [("5일", "five days")]) == found
