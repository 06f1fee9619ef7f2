"""Files of questions in each form, and what is said about wrong ones."""

from __future__ import annotations

import pytest

from bot.domain.errors import BadInput
from bot.insight.rows import Row, rows_of

QUOTED = 'question;facts\n"one; or ""two""";a\n"first\nsecond";b\n\nlast;c\n'


def refused(text: str, name: str) -> str:
    with pytest.raises(BadInput) as caught:
        rows_of(text, name=name)
    return str(caught.value)


def test_json_lines_keep_their_numbers() -> None:
    text = '\n{"question": "연차?"}\r\n\n{"question": "VPN?", "n": [1]}'
    assert rows_of(text, name="q.jsonl") == [
        Row(2, {"question": "연차?"}),
        Row(4, {"question": "VPN?", "n": [1]}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_of_csv_is_that_of_its_first_line(delimiter: str) -> None:
    text = f"id{delimiter}question\n1{delimiter}연차?\n2{delimiter}VPN?\n"
    assert rows_of(text, name="q.CSV") == [
        Row(2, {"id": "1", "question": "연차?"}),
        Row(3, {"id": "2", "question": "VPN?"}),
    ]


def test_quoted_cells_may_hold_anything_and_lines_are_still_counted() -> None:
    assert rows_of(QUOTED, name="q.csv") == [
        Row(2, {"question": 'one; or "two"', "facts": "a"}),
        Row(3, {"question": "first\nsecond", "facts": "b"}),
        Row(6, {"question": "last", "facts": "c"}),
    ]


def test_empty_cells_and_short_lines_count_as_nothing_said() -> None:
    text = "question,kind,facts\na,,\nb\n"
    assert rows_of(text, name="q.csv") == [Row(2, {"question": "a"}), Row(3, {"question": "b"})]


@pytest.mark.parametrize("head", ["", "questions:\n"])
def test_yaml_is_a_list_or_a_list_of_questions(head: str) -> None:
    text = f"{head}- question: 연차?\n  facts: [5일]\n\n- {{question: VPN, answerable: no}}\n"
    start = head.count("\n")
    assert rows_of(text, name="q.yaml") == [
        Row(1 + start, {"question": "연차?", "facts": ["5일"]}),
        Row(4 + start, {"question": "VPN", "answerable": False}),
    ]


def test_an_empty_file_has_no_rows() -> None:
    assert [rows_of("", name=f"q.{ending}") for ending in ("jsonl", "csv", "yml")] == [
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("name", "text", "line", "what"),
    [
        ("q.jsonl", '{"question": "a"}\n{"question"', 2, "is not JSON"),
        ("q.jsonl", '{"question": "a"}\n["b"]', 2, "is no question"),
        ("q.jsonl", '{"question": "\\ud83d"}', 1, "half a character"),
        ("q.csv", "id,question\n1,a,b\n", 2, "3 cells under 2 headings"),
        ("q.csv", "id,frage\n1,a\n", 1, "none is called 'question'"),
        ("q.csv", 'question\n"a\nb"c\n', 2, "is not CSV"),
        ("q.yaml", "- question: a\n- question: [b\n", 3, "is not YAML"),
        ("q.yaml", "- question: a\n- b\n", 2, "is no question"),
        ("q.yaml", "ask: me\n", 1, "begins no list"),
        ("q.yaml", "- 1: a\n", 1, "is no question"),
    ],
)
def test_the_line_that_is_wrong_is_named(name: str, text: str, line: int, what: str) -> None:
    sentence = refused(text, name)
    assert sentence.startswith(f"Line {line} of {name} ")
    assert what in sentence


@pytest.mark.parametrize("text", ["- &a [*a]\n", "[" * 3000, "- question: \x01\n"])
def test_hostile_yaml_is_refused(text: str) -> None:
    assert "q.yaml" in refused(text, "q.yaml")


def test_other_files_are_refused_with_the_forms_that_are_read() -> None:
    assert ".csv" in refused("", "q.xlsx")
