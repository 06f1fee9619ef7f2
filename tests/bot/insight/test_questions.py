"""Rows become questions: our public sets' fields, an admin's own, and clear errors."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.domain.conversation import Speaker, Turn
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.insight.questions import Asked, questions_of
from bot.insight.rows import Row, rows_of
from tests.needs import cannot_run

PUBLIC = Path(__file__).parents[4] / "shared" / "data"


def read(**fields: Any) -> Asked:
    (asked,) = questions_of([Row(7, {"question": "VPN?"} | fields)], name="q.yaml")
    return asked


def refused(*rows: dict[str, Any]) -> str:
    numbered = [Row(number, row) for number, row in enumerate(rows, 1)]
    with pytest.raises(BadInput) as caught:
        questions_of(numbered, name="q.yaml")
    return str(caught.value)


def test_a_question_alone_is_enough() -> None:
    assert read() == Asked("line-7", 7, "VPN?", Language.ENGLISH, "", answerable=True)
    assert read(question="연차?").language is Language.KOREAN


def test_an_admins_own_fields() -> None:
    asked = read(
        id="a",
        lang="ko",
        kind="typo",
        documents="휴가.md; it/vpn.md",
        facts="5일|five days; 3월",
        history="어제 물어본 것",
    )
    assert asked == Asked(
        id="a",
        line=7,
        question="VPN?",
        language=Language.KOREAN,
        kind="typo",
        answerable=True,
        history=(Turn(Speaker.USER, "어제 물어본 것"),),
        documents=("휴가.md", "it/vpn.md"),
        facts=(("5일", "five days"), ("3월",)),
    )


def test_lists_say_the_same_as_semicolons() -> None:
    asked = read(documents=["a.md", "b;c.md"], facts=["5일|five", 15])
    assert (asked.documents, asked.facts) == (("a.md", "b;c.md"), (("5일", "five"), ("15",)))


def test_the_fields_of_the_public_sets() -> None:
    asked = read(
        gold_doc="docs/a.md",
        more_gold=[{"doc": "docs/b.md", "section": "S", "quote": "Q"}, {"doc": "docs/a.md"}],
        expected_facts=["one|1", "two; three"],
        history=[{"role": "user", "text": "Hi"}, {"role": "bot", "text": "Hello"}],
    )
    assert asked.documents == ("docs/a.md", "docs/b.md")
    assert asked.facts == (("one", "1"), ("two; three",))
    assert [turn.speaker for turn in asked.history] == [Speaker.USER, Speaker.BOT]


def test_accepted_spans_are_wordings_of_one_fact() -> None:
    assert read(doc="docs/a.md", answers=["1973", "in 1973"]).facts == (("1973", "in 1973"),)


def test_a_yes_or_no_is_not_looked_for_in_the_words_of_an_answer() -> None:
    assert read(answers=["아니오"], answer_bool=False).facts == ()


def test_a_question_without_an_answer_has_no_documents() -> None:
    asked = read(answerable=False, doc="docs/a.md", answers=["1973"])
    assert (asked.answerable, asked.documents, asked.facts) == (False, (), ())


@pytest.mark.parametrize("word", ["no", "FALSE", "0", 0, False, "아니오"])
def test_a_no_is_a_no(word: object) -> None:
    assert read(answerable=word).answerable is False


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({}, "has no text under 'question'"),
        ({"question": "  "}, "has no text under 'question'"),
        ({"question": ["a"]}, "has no text under 'question'"),
        ({"question": "a", "answerable": "perhaps"}, "write true or false"),
        ({"question": "a", "lang": "fr"}, "write ko or en"),
        ({"question": "a", "fact": ["b"]}, "did you mean 'facts'?"),
        ({"question": "a", "document": "b"}, "did you mean 'documents'?"),
        ({"question": "a", "facts": {"b": 1}}, "something else than texts under 'facts'"),
        ({"question": "a", "history": 5}, "neither a text nor a list"),
        ({"question": "a", "history": [{"role": "boss", "text": "x"}]}, "a turn without"),
        ({"question": "a", "id": "0"}, "has the id '0' of line 1"),
    ],
)
def test_a_wrong_row_is_named_by_its_line(row: dict[str, Any], what: str) -> None:
    sentence = refused({"question": "first", "id": "0"}, row)
    assert sentence.startswith("Line 2 of q.yaml ")
    assert what in sentence


def test_other_fields_are_passed_over() -> None:
    assert read(author="me", team="us").question == "VPN?"


def test_a_file_without_questions_is_refused() -> None:
    assert "no question" in refused()


@pytest.mark.parametrize(
    ("name", "total", "answerable"),
    [
        ("docs-ko", 60, 42),
        ("handbook-en", 60, 42),
        ("squad2-en", 3094, 1462),
        ("kobest-boolq-ko", 1049, 793),
    ],
)
def test_the_public_sets_are_read_whole(name: str, total: int, answerable: int) -> None:
    file = PUBLIC / name / "questions.jsonl"
    if not file.is_file():
        cannot_run("the public question sets are not part of the repository")
    asked = questions_of(rows_of(file.read_text("utf-8"), name="q.jsonl"), name="q.jsonl")

    counts = Counter(question.answerable for question in asked)
    assert (len(asked), counts[True]) == (total, answerable)
    assert all(question.documents for question in asked if question.answerable)
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [str(q.language) for q in asked] == [line["lang"] for line in lines]
