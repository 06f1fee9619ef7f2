"""Files of questions, and what is said about wrong ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.domain.conversation import Speaker, Turn
from bot.domain.errors import BadInput
from bot.question_files import AskedLine, read_questions

GOOD = '{"id": "a", "question": "VPN?"}'


def read(folder: Path, content: str | bytes) -> list[AskedLine]:
    path = folder / "questions.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_questions(path)


def refused(folder: Path, content: str | bytes) -> str:
    with pytest.raises(BadInput) as caught:
        read(folder, content)
    return str(caught.value)


def test_every_line_is_a_question_in_order(tmp_path: Path) -> None:
    lines = '{"id": "b", "question": "연차?"}\n{"id": "a", "question": "VPN?"}\n'
    assert read(tmp_path, lines) == [
        AskedLine("b", "연차?", ()),
        AskedLine("a", "VPN?", ()),
    ]


def test_history_becomes_turns(tmp_path: Path) -> None:
    history = [{"role": "user", "text": "Hi"}, {"role": "bot", "text": "Hello"}]
    line = json.dumps({"id": "a", "question": "And?", "history": history})
    (asked,) = read(tmp_path, line)
    assert asked.history == (Turn(Speaker.USER, "Hi"), Turn(Speaker.BOT, "Hello"))


@pytest.mark.parametrize("history", ["[]", "null"])
def test_an_empty_history_is_none(tmp_path: Path, history: str) -> None:
    (asked,) = read(tmp_path, f'{{"id": "a", "question": "?", "history": {history}}}')
    assert asked.history == ()


def test_other_fields_are_passed_over(tmp_path: Path) -> None:
    (asked,) = read(tmp_path, '{"lang": "en", "id": "a", "question": "?", "n": [1, {}]}')
    assert asked == AskedLine("a", "?", ())


def test_a_byte_order_mark_windows_line_ends_and_blank_lines_do_no_harm(
    tmp_path: Path,
) -> None:
    content = f"\n{GOOD}\r\n\r\n  \n{GOOD}".encode("utf-8-sig")
    assert read(tmp_path, content) == [AskedLine("a", "VPN?", ())] * 2


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, separator: str) -> None:
    text = f"one{separator}two"
    line = json.dumps({"id": "a", "question": text}, ensure_ascii=False)
    assert read(tmp_path, line) == [AskedLine("a", text, ())]


def test_a_very_long_line_is_read(tmp_path: Path) -> None:
    text = "가" * (5 * 1024 * 1024 // 3)
    (asked,) = read(tmp_path, json.dumps({"id": "a", "question": text}, ensure_ascii=False))
    assert asked.question == text


def test_an_empty_file_holds_no_questions(tmp_path: Path) -> None:
    assert read(tmp_path, "") == []


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("VPN?", "is not JSON"),
        ('{"id": "a", "question": "VPN?"', "is not JSON"),
        ('{"id": "a", "question": "VPN?"} {}', "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('"VPN?"', "is not a JSON object"),
        ("null", "is not a JSON object"),
        ('["a", "VPN?"]', "is not a JSON object"),
        ('{"question": "VPN?"}', 'has no text under "id"'),
        ('{"id": 7, "question": "VPN?"}', 'has no text under "id"'),
        ('{"id": "a"}', 'has no text under "question"'),
        ('{"id": "a", "question": null}', 'has no text under "question"'),
        ('{"id": "a", "question": ["VPN?"]}', 'has no text under "question"'),
        ('{"id": "a", "question": "?", "history": "Hi"}', "is no list"),
        ('{"id": "a", "question": "?", "history": ""}', "is no list"),
        ('{"id": "a", "question": "?", "history": {}}', "is no list"),
        ('{"id": "a", "question": "?", "history": 0}', "is no list"),
        ('{"id": "a", "question": "?", "history": ["Hi"]}', "has a turn without"),
        ('{"id": "a", "question": "?", "history": [{"role": "user"}]}', "has a turn without"),
        ('{"id": "a", "question": "?", "history": [{"text": "Hi"}]}', "has a turn without"),
        (
            '{"id": "a", "question": "?", "history": [{"role": "admin", "text": "Hi"}]}',
            "has a turn without",
        ),
        (
            '{"id": "a", "question": "?", "history": [{"role": ["user"], "text": "Hi"}]}',
            "has a turn without",
        ),
        (
            '{"id": "a", "question": "?", "history": [{"role": "user", "text": 1}]}',
            "has a turn without",
        ),
        ('{"id": "a", "question": "\\ud83d"}', "has half a character"),
        ('{"id": "\\udcff", "question": "?"}', "has half a character"),
    ],
)
def test_a_wrong_line_is_named_by_its_number_with_what_a_line_looks_like(
    tmp_path: Path, line: str, what: str
) -> None:
    sentence = refused(tmp_path, f"{GOOD}\n\n{line}\n{GOOD}\n")
    assert sentence.startswith(f"Line 3 of {tmp_path / 'questions.jsonl'} ")
    assert what in sentence
    assert '{"id": "…", "question": "…"}' in sentence
    assert len(sentence) < 400


def test_the_form_that_is_shown_is_itself_a_right_line(tmp_path: Path) -> None:
    assert read(tmp_path, '{"id": "…", "question": "…"}')
    turns = '{"id": "…", "question": "…", "history": [{"role": "user", "text": "…"}]}'
    assert read(tmp_path, turns)


def test_a_file_that_is_not_utf8_is_said_so(tmp_path: Path) -> None:
    assert "is not UTF-8: save it as UTF-8" in refused(tmp_path, "{질문}".encode("cp949"))


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"nothing\.jsonl cannot be read .*check its name"):
        read_questions(tmp_path / "nothing.jsonl")
    with pytest.raises(BadInput, match="cannot be read"):
        read_questions(tmp_path)
