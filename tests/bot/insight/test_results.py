"""A run is stored and read back whole; what is no run is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.domain.conversation import Outcome
from bot.domain.errors import BadInput
from bot.insight.results import Run, run_of, run_shape, summary_shape
from bot.insight.telling import run_lines
from tests.bot.insight.recorded import asking, record, run

WHOLE = run(
    record("a", language="ko", kind="typo", question="연차는?", asking=asking(prompt="p1")),
    record("b", asking=asking(Outcome.FAILED, trouble="Too late.", cost=None, model="")),
    record("c", confidence=None, ranked=(), trouble="down"),
)


def stored(found: Run) -> Any:
    return json.loads(json.dumps(run_shape(found, found.figures()), ensure_ascii=False))


def test_a_run_is_read_back_as_it_was() -> None:
    assert run_of(stored(WHOLE), name="x.json") == WHOLE


def test_what_a_later_version_adds_is_passed_over() -> None:
    shape = stored(WHOLE)
    shape["more"] = shape["sets"][0]["more"] = shape["sets"][0]["records"][0]["more"] = 1
    shape["sets"][0]["records"][0]["asking"]["more"] = 1
    assert run_of(shape, name="x.json") == WHOLE


def test_the_summary_says_with_what_it_was_measured_and_holds_no_question() -> None:
    shape = summary_shape(WHOLE, WHOLE.figures())
    assert (shape["models"], shape["prompts"]) == (["quotation"], ["p1"])
    assert shape["recipe"] == {"embedder": "fake/1", "dimensions": 64}
    assert shape["made_at"] == "2026-11-22T09:00:00+00:00"
    (told,) = shape["sets"]
    assert (told["questions"], told["documents"], told["passages"]) == (3, 3, 9)
    assert told["fingerprint"] == {"questions": "q" * 32, "documents": "d" * 32}
    assert told["figures"]["ko"]["hit@1"]["value"] == 1.0
    assert "연차는?" not in json.dumps(shape, ensure_ascii=False)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"format": 2},
        {"format": 1, "sets": []},
        stored(WHOLE) | {"made_at": "now"},
    ],
)
def test_what_is_no_stored_run_is_refused(broken: object) -> None:
    with pytest.raises(BadInput, match=r"x\.json is no stored result"):
        run_of(broken, name="x.json")


def test_a_terminal_shows_each_figure_with_its_interval_and_n() -> None:
    lines = run_lines(WHOLE, WHOLE.figures()).splitlines()
    assert lines[0] == "staff: 3 questions, 3 documents"
    assert "  hit@1                 0.667  [0.208, 0.939]       n=3" in lines
