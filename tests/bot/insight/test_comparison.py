"""Two runs: which differences are told, which are more than chance, what changed."""

from __future__ import annotations

import dataclasses
import random

import pytest

from bot.domain.conversation import Outcome
from bot.domain.errors import BadInput
from bot.insight.comparison import Difference, SetComparison, Verdict, compare
from bot.insight.records import Record
from bot.insight.telling import comparison_lines, comparison_shape
from tests.bot.insight.recorded import asking, record, run

FIRST, SECOND = ("gold.md",), ("x", "gold.md")


def only(*pairs: tuple[Record, Record]) -> SetComparison:
    (found,) = compare(run(*(a for a, _ in pairs)), run(*(b for _, b in pairs)))
    return found


def difference(found: SetComparison, name: str) -> Difference:
    return next(each for each in found.differences if each.metric.name == name)


def ranked(lost: int, same: int) -> SetComparison:
    """So many questions lose their first place, so many stay."""
    pairs = [(record(f"l{n}"), record(f"l{n}", ranked=SECOND)) for n in range(lost)]
    pairs += [(record(f"s{n}"), record(f"s{n}")) for n in range(same)]
    return only(*pairs)


def test_many_losses_are_worse_and_a_few_are_undecided() -> None:
    many, few = ranked(20, 40), ranked(3, 57)

    assert difference(many, "hit@1").change == pytest.approx(-1 / 3)
    assert difference(many, "hit@1").verdict is Verdict.WORSE
    assert difference(many, "nDCG@10").verdict is Verdict.WORSE
    assert difference(few, "hit@1").verdict is Verdict.UNDECIDED
    assert difference(many, "hit@5").verdict is Verdict.UNDECIDED


def test_fewer_seconds_are_better() -> None:
    pairs = [
        (record(str(n), asking=asking(seconds=2 + n / 10)), record(str(n), asking=asking()))
        for n in range(20)
    ]
    found = difference(only(*pairs), "answer p50")
    assert found.verdict is Verdict.BETTER
    assert found.change == pytest.approx(-1.95)


def test_pairing_sees_what_two_separate_intervals_would_not() -> None:
    chance = random.Random(3)  # noqa: S311 - figures, not secrets
    spread = [chance.uniform(1, 9) for _ in range(30)]
    pairs = [
        (record(str(n), search_seconds=s), record(str(n), search_seconds=s + 0.2))
        for n, s in enumerate(spread)
    ]
    assert difference(only(*pairs), "search p50").verdict is Verdict.WORSE


def test_abstention_is_compared_on_the_same_questions() -> None:
    good = [record(f"a{n}", confidence=0.9) for n in range(20)]
    good += [record(f"b{n}", answerable=False, gold=(), confidence=0.1) for n in range(20)]
    bad = [dataclasses.replace(each, confidence=0.5) for each in good]

    found = difference(only(*zip(good, bad, strict=True)), "AUROC")

    assert (found.first, found.second, found.n) == (1.0, 0.5, 40)
    assert found.verdict is Verdict.WORSE


def test_invented_quotes_are_seen() -> None:
    pairs = [
        (
            record(str(n), asking=asking(quotes=2, quotes_genuine=2)),
            record(str(n), asking=asking(quotes=1, quotes_genuine=0)),
        )
        for n in range(12)
    ]
    found = difference(only(*pairs), "genuine quotes")
    assert (found.first, found.second, found.verdict) == (1.0, 0.0, Verdict.WORSE)


def test_each_question_whose_fate_changed_is_listed_with_what_changed() -> None:
    before = record("a", facts=2, asking=asking(facts_found=2))
    after = record("a", facts=2, ranked=(), asking=asking(facts_found=1))
    refused = record("a", facts=2, asking=asking(Outcome.UNKNOWN))

    assert only((before, before)).changes == ()
    assert only((before, after)).changes[0].what == (
        ("document", "first", "not found"),
        ("facts", "2 of 2", "1 of 2"),
    )
    assert only((before, refused)).changes[0].what == (("outcome", "answered", "unknown"),)


def test_a_step_within_what_is_read_is_no_change_of_fate() -> None:
    places = [("x",) * n + ("gold.md",) for n in (1, 4)]
    pair = [
        record("a", ranked=tuple(f"{n}" for n in range(len(p) - 1)) + FIRST) for p in places
    ]
    assert only((pair[0], pair[1])).changes == ()


def test_questions_that_read_otherwise_are_left_out_and_counted() -> None:
    first = run(record("a"), record("b"), record("c"))
    second = run(record("a"), record("b", question="Something else?"), record("d"))

    (found,) = compare(first, second)

    assert (found.paired, found.unpaired) == (1, 4)
    lines = comparison_lines(first, second, [found])
    assert "4 are only in one" in lines


def test_runs_without_a_question_in_common_cannot_be_compared() -> None:
    with pytest.raises(BadInput, match="no question in common"):
        compare(run(record("a")), run(record("b")))
    other = run(record("a"))
    renamed = dataclasses.replace(
        other, sets=(dataclasses.replace(other.sets[0], name="others"),)
    )
    with pytest.raises(BadInput, match="no question in common"):
        compare(other, renamed)


def test_other_documents_are_pointed_out() -> None:
    first = run(record("a"))
    changed = dataclasses.replace(first.sets[0], documents="e" * 32)
    second = dataclasses.replace(first, sets=(changed,))

    compared = compare(first, second)

    assert not compared[0].same_documents
    assert "documents are not the same" in comparison_lines(first, second, compared)


def test_lines_and_json_tell_the_same() -> None:
    compared = (ranked(20, 40),)
    first, second = run(name="before"), run(name="after")

    lines = comparison_lines(first, second, compared)
    shape = comparison_shape(first, second, compared)

    assert "From before\nto   after" in lines
    assert "hit@1" in lines
    assert "worse" in lines
    assert "20 questions changed" in lines
    assert "document first → read" in lines
    told = shape["sets"][0]
    assert told["differences"]["hit@1"]["verdict"] == "worse"
    assert told["differences"]["hit@1"]["interval"] == "bonett-price"
    assert told["differences"]["MRR"]["interval"] == "paired bootstrap"
    assert len(told["changes"]) == 20
