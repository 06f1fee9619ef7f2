"""What docs/evaluation.md shows can be used as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

from bot.insight.gate import gate_of
from bot.insight.metrics import METRICS
from bot.insight.questions import questions_of
from bot.insight.rows import rows_of

_PAGE = (Path(__file__).parents[3] / "docs" / "evaluation.md").read_text("utf-8")


def shown(form: str) -> str:
    """The first block of that form on the page."""
    (block, *_) = re.findall(rf"```{form}\n(.*?)```", _PAGE, re.DOTALL)
    return str(block)


def test_the_questions_that_are_shown_are_questions() -> None:
    asked = questions_of(rows_of(shown("yaml"), name="q.yaml"), name="q.yaml")
    assert [question.answerable for question in asked] == [True, True, False, True]
    assert asked[0].facts == (("5 days", "five days"), ("March",))
    assert asked[3].history


def test_the_gate_that_is_shown_is_a_gate() -> None:
    gate = gate_of(shown("toml"), name="gate.toml")
    assert len(gate.bounds) == 5
    assert gate.against == "baseline.json"


def test_every_figure_is_explained() -> None:
    table = _PAGE[_PAGE.index("## What is measured") : _PAGE.index("## Before and after")]
    for metric in METRICS:
        for word in metric.name.split(" p5")[0].split(" p9")[0].split(" in"):
            assert word.strip() in table, metric.name
