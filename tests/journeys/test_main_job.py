"""A folder, a question, a cited answer: the program as people and scripts use it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.journeys.terminal import Terminal

_LEAVE = """\
# 휴가 안내

## 연차

입사 후 1년이 지난 직원은 연차 휴가를 17일 받습니다. 남은 연차는 4일까지 이월할 수 있습니다.

## 병가

병가는 1년에 9일까지 쓸 수 있고, 3일이 넘으면 진단서를 냅니다.
"""
_PRINTER = """\
# Printers

## Paper jam

Error P-77 means that paper is stuck in tray 2. Open the **left door** and pull the sheet
out slowly.

## Toner

New toner is in the cupboard next to the kitchen on floor 6.
"""
_CAFETERIA = "# Cafeteria\n\nLunch is served from 11:40 to 13:20 on weekdays.\n"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A folder of three documents, indexed once with the real embedder."""
    terminal = Terminal(tmp_path_factory.mktemp("indexed"))
    terminal.write("people/휴가.md", _LEAVE)
    terminal.write("it/printers.md", _PRINTER)
    terminal.write("cafeteria.md", _CAFETERIA)
    said = terminal("index", "--json")
    assert (said.code, said.json["documents"], said.json["failed"]) == (0, 3, [])
    return terminal


@pytest.fixture
def terminal(indexed: Terminal, tmp_path: Path) -> Terminal:
    """A copy of it that a test may change."""
    shutil.copytree(indexed.folder, tmp_path / "copy")
    return Terminal(tmp_path / "copy")


def test_a_korean_question_gets_a_cited_korean_answer(indexed: Terminal) -> None:
    said = indexed("ask", "남은 연차는 며칠까지 이월할 수 있나요?", "--json")

    answer = said.json
    assert (said.code, answer["outcome"]) == (0, "answered")
    cited = answer["citations"][0]
    assert (cited["path"], cited["title"], cited["heading"]) == (
        "people/휴가.md",
        "휴가 안내",
        "연차",
    )
    assert "4일까지 이월할 수 있습니다." in cited["quote"]
    assert cited["quote"] in _LEAVE
    assert cited["quote"] in answer["text"]
    assert "출처" in answer["text"]
    assert 0.6 <= answer["confidence"] <= 1


def test_an_english_question_gets_a_cited_english_answer(indexed: Terminal) -> None:
    said = indexed("ask", "What does error P-77 mean?", "--json")

    answer = said.json
    assert (said.code, answer["outcome"]) == (0, "answered")
    assert all(c["quote"] in _PRINTER for c in answer["citations"])
    assert "stuck in tray 2" in answer["text"]
    assert "Sources" in answer["text"]


def test_the_answer_has_the_promised_shape(indexed: Terminal) -> None:
    answer = indexed("ask", "When is lunch served?", "--json").json

    assert list(answer) == [
        "outcome",
        "text",
        "confidence",
        "sure",
        "citations",
        "nearest",
        "model",
        "tokens",
        "cost",
        "seconds",
    ]
    assert set(answer["citations"][0]) == {
        "number",
        "path",
        "title",
        "heading",
        "page",
        "url",
        "quote",
    }
    assert set(answer["tokens"]) == {"input", "output"}


def test_what_the_documents_do_not_hold_is_said_so(indexed: Terminal) -> None:
    said = indexed("ask", "사내 어린이집은 어떻게 신청하나요?", "--json")

    answer = said.json
    assert (said.code, answer["outcome"], answer["citations"]) == (0, "unknown", [])
    assert "찾지 못했습니다" in answer["text"]
    assert answer["nearest"]
    assert answer["confidence"] < 0.6


def test_search_shows_passages_best_first(indexed: Terminal) -> None:
    hits = indexed("search", "toner cupboard", "--limit", "2", "--json").json["hits"]

    assert [list(hit) for hit in hits] == [["path", "heading", "score", "text"]] * 2
    assert (hits[0]["path"], hits[0]["heading"]) == ("it/printers.md", "Toner")
    assert hits[0]["text"] in _PRINTER
    assert hits[0]["score"] >= hits[1]["score"]


def test_a_file_of_questions_is_answered_in_order(indexed: Terminal, tmp_path: Path) -> None:
    asked = [
        {"id": "b", "question": "When is lunch served?"},
        {"id": "a", "question": "연차는 며칠인가요?", "kind": "ignored"},
        {
            "id": "c",
            "question": "And where is new toner?",
            "history": [
                {"role": "user", "text": "What does error P-77 of the printer mean?"},
                {"role": "bot", "text": "Paper is stuck in tray 2."},
            ],
        },
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in asked))

    said = indexed("ask", "--file", str(file))
    found = indexed("search", "--file", str(file), "--limit", "1")

    assert said.code == found.code == 0
    assert [line["id"] for line in said.lines] == ["b", "a", "c"]
    assert "11:40" in said.lines[0]["text"]
    assert [line["hits"][0]["path"] for line in found.lines] == [
        "cafeteria.md",
        "people/휴가.md",
        "it/printers.md",
    ]


def test_the_first_question_indexes_first_and_draws_no_bar_in_a_pipe(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.write("cafeteria.md", _CAFETERIA)

    said = terminal("ask", "When is lunch served?")

    assert (said.code, said.err) == (0, "")
    assert "> Lunch is served from 11:40 to 13:20 on weekdays. [1]" in said.out


def test_a_deleted_document_stops_answering_and_an_edited_one_answers_anew(
    terminal: Terminal,
) -> None:
    (terminal.knowledge / "cafeteria.md").unlink()
    terminal.write("it/printers.md", _PRINTER.replace("floor 6", "floor 9"))

    report = terminal("index", "--json").json
    lunch = terminal("ask", "When is lunch served?", "--json").json
    toner = terminal("ask", "Where is new toner?", "--json").json

    assert (report["written"], report["removed"], report["kept"]) == (1, 1, 1)
    assert report["embedded"] == 1
    assert lunch["outcome"] == "unknown"
    assert "cafeteria.md" not in json.dumps(lunch)
    assert "floor 9" in toner["text"]


def test_a_rename_embeds_nothing(terminal: Terminal) -> None:
    (terminal.knowledge / "cafeteria.md").rename(terminal.knowledge / "lunch.md")

    report = terminal("index", "--json").json
    answer = terminal("ask", "When is lunch served?", "--json").json

    assert (report["written"], report["removed"], report["embedded"]) == (1, 1, 0)
    assert answer["citations"][0]["path"] == "lunch.md"


def test_a_broken_document_is_reported_and_keeps_answering(terminal: Terminal) -> None:
    (terminal.knowledge / "cafeteria.md").write_bytes(b"# Caf\xff\xfe\x00")

    said = terminal("index", "--json")
    answer = terminal("ask", "When is lunch served?", "--json").json

    assert said.code == 0
    assert [failure["path"] for failure in said.json["failed"]] == ["cafeteria.md"]
    assert answer["outcome"] == "answered"


def test_an_emptied_folder_does_not_empty_the_index(terminal: Terminal) -> None:
    shutil.rmtree(terminal.knowledge)
    terminal.knowledge.mkdir()

    said = terminal("index", "--json")
    answer = terminal("ask", "When is lunch served?", "--json").json

    assert (said.code, said.json["documents"], said.json["removed"]) == (0, 3, 0)
    assert [failure["path"] for failure in said.json["failed"]] == ["."]
    assert answer["outcome"] == "answered"


def test_a_lost_vector_index_is_built_again_without_embedding(terminal: Terminal) -> None:
    shutil.rmtree(terminal.home / "index")

    answer = terminal("ask", "When is lunch served?", "--json").json
    report = terminal("index", "--json").json

    assert answer["outcome"] == "answered"
    assert (report["written"], report["embedded"], report["kept"]) == (0, 0, 3)


def test_two_commands_at_once_wait_for_each_other(terminal: Terminal) -> None:
    first = terminal.start("ask", "When is lunch served?", "--json")
    second = terminal.start("ask", "연차는 며칠인가요?", "--json")

    answers = [json.loads(process.communicate(timeout=120)[0]) for process in (first, second)]

    assert [answer["outcome"] for answer in answers] == ["answered", "answered"]


def test_doctor_finds_every_part_well(indexed: Terminal) -> None:
    said = indexed("doctor", "--json")

    assert said.code == 0
    assert [finding for finding in said.json["findings"] if not finding["ok"]] == []
    parts = {finding["part"] for finding in said.json["findings"]}
    assert parts >= {"home", "knowledge", "embedder", "database", "index", "web page", "clock"}


def test_a_choice_about_reuse_is_kept(terminal: Terminal) -> None:
    choices = [
        terminal("privacy", command, "--json").json["choice"]
        for command in ("status", "opt-out", "status", "opt-in", "status")
    ]

    assert choices == ["unset", "out", "out", "in", "in"]


def test_what_was_asked_is_not_readable_in_the_home(terminal: Terminal) -> None:
    terminal("ask", "Why is the zebra-striped printer purple?")

    holding = [
        path
        for path in terminal.home.rglob("*")
        if path.is_file() and b"zebra-striped" in path.read_bytes()
    ]
    assert holding == []


def test_migrate_says_whether_there_was_anything_to_do(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)

    assert terminal("migrate", "--json").json == {"changed": True}
    assert terminal("migrate", "--json").json == {"changed": False}
