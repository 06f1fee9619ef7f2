"""The gate: what a TOML file asks for, what breaks it, and what cannot be judged."""

from __future__ import annotations

import pytest

from bot.domain.errors import BadInput
from bot.insight.comparison import compare
from bot.insight.gate import Gate, broken_bounds, gate_of, regressions
from tests.bot.insight.recorded import asking, record, run

MEASURED = run(
    record("a", language="ko", asking=asking()),
    record("b", ranked=("x", "gold.md"), asking=asking()),
)


def judged(text: str) -> list[str]:
    return broken_bounds(gate_of(text, name="gate.toml"), MEASURED.figures())


def refused(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        judged(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        '[least]\n"hit@1" = 0.5\nanswered = 1',
        '[most]\n"answer p95" = 1.0',
        '[groups.ko.least]\n"hit@1" = 1.0',
        '[sets.staff.least]\n"hit@5" = 1',
        '[sets.staff.groups.en.most]\n"hit@1" = 0.0',
    ],
)
def test_what_is_just_reached_passes(text: str) -> None:
    assert judged(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[least]\n"hit@1" = 0.51',
            "staff: hit@1 is 0.5, below the 0.51 that it must be at least",
        ),
        ('[most]\n"answer p50" = 0.9', "staff: answer p50 is 1, above the 0.9"),
        ('[groups.en.least]\n"hit@1" = 0.1', "staff: hit@1 (en) is 0, below the 0.1"),
        ('[sets.staff.least]\n"hit@1" = 0.9', "staff: hit@1 is 0.5"),
        ('[sets.staff.groups.en.least]\n"hit@1" = 0.9', "staff: hit@1 (en) is 0"),
    ],
)
def test_what_falls_short_is_told_with_the_figure(text: str, said: str) -> None:
    (reason,) = judged(text)
    assert reason.startswith(said)


@pytest.mark.parametrize(
    "text",
    [
        "[least]\nfacts = 0.5",
        '[sets.others.least]\n"hit@1" = 0.5',
        '[groups.ja.least]\n"hit@1" = 0.5',
    ],
)
def test_what_was_not_measured_does_not_pass_in_silence(text: str) -> None:
    assert "was not measured" in refused(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("least = [", "is not TOML"),
        ("", "asks for nothing"),
        ("[atleast]\nx = 1", "it may have least, most"),
        ("least = 1", "[least] must be a table"),
        ('[least]\n"hit@3" = 1', "there is no figure 'hit@3'; there are hit@1"),
        ('[least]\n"hit@1" = "1"', "'hit@1' needs a number"),
        ('[least]\n"hit@1" = true', "'hit@1' needs a number"),
        ("[groups]\nko = 1", "must hold tables"),
        ("[groups.ko]\nlest = 1", "[groups.ko] has 'lest'"),
        ("[sets.a.atleast]\nx = 1", "[sets.a] has 'atleast'"),
        ("against = 1", "[against] must be a table"),
        ("[against]\nfile = 'x'", "[against] has 'file'"),
        ("[against]\nresult = 1", "needs 'result'"),
        ("[against]\nresult = 'a'\nfigures = ['x']", "there is no figure 'x'"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_what_is_wrong(text: str, said: str) -> None:
    assert said in refused(text)


def test_the_result_to_hold_up_against_and_the_figures_that_count() -> None:
    text = "[against]\nresult = 'old.json'\nfigures = ['refused']"
    assert gate_of(text, name="g") == Gate((), "old.json", ("refused",))
    assert "hit@1" in gate_of("[against]\nresult = 'old.json'", name="g").judged
    assert "answer p95" not in Gate().judged


def test_only_what_got_worse_by_more_than_chance_shuts_the_gate() -> None:
    before = run(*(record(str(n)) for n in range(40)))
    few = run(*(record(str(n), ranked=("x",) if n < 2 else ("gold.md",)) for n in range(40)))
    many = run(*(record(str(n), ranked=("x",) if n < 20 else ("gold.md",)) for n in range(40)))

    assert regressions(Gate(), compare(before, few)) == []
    reasons = regressions(Gate(), compare(before, many))
    assert reasons[0].startswith("staff: hit@1 got worse, from 1 to 0.5")
    assert regressions(Gate(judged=("refused",)), compare(before, many)) == []
    assert regressions(Gate(), compare(many, before)) == []
