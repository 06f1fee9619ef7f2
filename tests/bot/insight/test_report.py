"""The page: whole in itself, safe with any question, right about what it lists."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from bot.domain.conversation import Outcome
from bot.insight import plots
from bot.insight.figures import figures_of
from bot.insight.report import report
from bot.insight.results import Run
from tests.bot.insight.recorded import asking, record, run

_VOID = ("meta", "br", "circle", "line", "rect", "path")


class Balance(HTMLParser):
    """Checks that every element is closed in order, and gathers what was seen."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag


def page(found: Run) -> str:
    return report(found, found.figures())


def parsed(text: str) -> Balance:
    reader = Balance()
    reader.feed(text)
    assert reader.open == []
    return reader


MIXED = run(
    record("hit", asking=asking(facts_found=1), facts=1, kind="typo"),
    record("refused", question="연차는 며칠?", language="ko", asking=asking(Outcome.UNKNOWN)),
    record("guessed", answerable=False, gold=(), confidence=0.7, asking=asking()),
    record("half", facts=2, asking=asking(facts_found=1, quotes=1)),
    record("failed", asking=asking(Outcome.FAILED, trouble="Too late.")),
    record("missed", ranked=("x",), asking=asking(Outcome.UNKNOWN)),
)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    text = page(MIXED)
    reader = parsed(text)
    names = {name for _, attributes in reader.tags for name in attributes}
    assert not names & {"src", "href", "xlink:href", "onclick", "action"}
    assert not {tag for tag, _ in reader.tags} & {"script", "link", "img", "iframe", "object"}
    assert not re.search(r"url\(|@import|https?:", text)
    assert "width=device-width" in text


def test_questions_stand_in_it_as_text_whatever_they_say() -> None:
    attack = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    text = page(
        run(
            record(
                attack,
                question=attack,
                kind=attack,
                gold=(attack,),
                ranked=(),
                asking=asking(Outcome.FAILED, trouble=attack, model=attack, prompt=attack),
            )
        )
    )
    reader = parsed(text)
    assert not {tag for tag, _ in reader.tags} & {"script", "img"}
    assert "&lt;script&gt;alert(1)" in text


def test_korean_questions_are_marked_as_korean() -> None:
    assert "<p lang=ko dir=auto>연차는 며칠?</p>" in page(MIXED)


def test_questions_that_went_wrong_are_listed_by_what_went_wrong() -> None:
    text = page(MIXED)
    lists = dict(re.findall(r"<summary>([^<]+) <small>(\d+)</small></summary>", text))
    assert lists == {
        "Failed": "1",
        "Quotes that do not stand in the document": "1",
        "Answered, though the documents hold no answer": "1",
        "Not answered, though they hold one": "3",
        "Answered without every expected fact": "1",
        "Answered from another document than expected": "2",
        "Document not among the first five": "1",
    }


def test_a_long_list_is_cut_and_says_so() -> None:
    found = run(*(record(str(n), ranked=()) for n in range(130)))
    text = page(found)
    assert text.count("<li>") == 100
    assert "And 30 more" in text


def test_a_run_of_one_question_has_a_page_too() -> None:
    parsed(page(run(record("a"))))
    parsed(page(run(record("a", confidence=None, ranked=(), trouble="down"))))


def test_a_dot_stands_where_its_figure_says() -> None:
    records = [record(str(n), ranked=("gold.md",) if n % 4 else ("x",)) for n in range(8)]
    figure = figures_of(records)["all"]["hit@1"]
    drawing = plots.intervals("hit@1", [("all", figure)])
    (place,) = re.findall(r'<circle cx="([\d.]+)"', drawing)
    zero, one = 112.0, 360.0 - 78.0
    assert (float(place) - zero) / (one - zero) == 0.75
    assert ">0.75<" in drawing
    assert ">n=8<" in drawing


def test_confidence_bars_are_as_tall_as_their_counts() -> None:
    judged = [(0.95, True), (1.0, True), (0.05, False)]
    drawing = plots.confidence("Confidence", judged, bar=0.6)
    heights = [float(h) for h in re.findall(r'height="([\d.]+)" class="(?:one|two)"', drawing)]
    assert (heights[9], heights[10]) == (138.0, 69.0)
    assert sum(height > 0 for height in heights) == 2


def test_long_runs_are_drawn_with_few_points() -> None:
    judged = [(n / 3000, n % 3 > 0) for n in range(3000)]
    assert len(plots.risk("Risk", judged)) < 6000
    assert len(plots.seconds("Seconds", [value for value, _ in judged])) < 6000
