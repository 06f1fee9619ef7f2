"""Bad input: one clear sentence, the right exit code, no stack trace, nothing lost."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journeys.terminal import Said, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    found = Terminal(tmp_path)
    found.write("page.md", "# Page\n\nThe door code is changed every Monday at nine.\n")
    return found


def check(said: Said, code: int, *words: str) -> None:
    """One sentence on standard error that holds the words, and nothing of the inside."""
    assert said.code == code, said
    assert "Traceback" not in said.err + said.out
    # A wrong command adds the usage above the sentence.
    assert said.err.strip().count("\n") <= (3 if said.err.startswith("Usage") else 0)
    for word in words:
        assert word in said.err, said.err


@pytest.mark.parametrize("command", [("ask", "hello"), ("search", "hello"), ("index",)])
def test_a_missing_folder(terminal: Terminal, command: tuple[str, ...]) -> None:
    check(terminal(*command, "--knowledge", "nowhere"), 2, "nowhere")


def test_a_home_that_cannot_be_made(terminal: Terminal) -> None:
    check(terminal("index", "--home", "/proc/supportbot"), 2, "/proc/supportbot", "--home")


def test_a_home_that_is_a_file(terminal: Terminal) -> None:
    check(terminal("index", "--home", "knowledge/page.md"), 2, "page.md", "--home")


def test_a_database_that_cannot_be_reached(terminal: Terminal) -> None:
    url = "postgresql://bot:hidden@127.0.0.1:1/support"

    said = terminal("ask", "When is the code changed?", env={"BOT_DATABASE__URL": url})

    check(said, 1, "BOT_DATABASE__URL", "127.0.0.1")
    assert "hidden" not in said.err


def test_a_database_that_the_bot_does_not_know(terminal: Terminal) -> None:
    said = terminal("index", env={"BOT_DATABASE__URL": "mysql://bot:hidden@db/support"})

    check(said, 2, "BOT_DATABASE__URL")
    assert "hidden" not in said.err


def test_a_setting_that_does_not_exist(terminal: Terminal) -> None:
    said = terminal("index", env={"BOT_QDRANT__ULR": "http://127.0.0.1:6333"})

    check(said, 2, "BOT_QDRANT__ULR", "BOT_QDRANT__URL")


def test_a_setting_with_a_wrong_value(terminal: Terminal) -> None:
    check(terminal("index", env={"BOT_ANSWERS__BAR": "high"}), 2, "BOT_ANSWERS__BAR")


def test_a_qdrant_server_that_cannot_be_reached(terminal: Terminal) -> None:
    said = terminal("index", env={"BOT_QDRANT__URL": "http://127.0.0.1:1"})

    check(said, 1, "BOT_QDRANT__URL")


def test_a_qdrant_server_elsewhere_without_a_key(terminal: Terminal) -> None:
    said = terminal("index", env={"BOT_QDRANT__URL": "http://qdrant.example:6333"})

    check(said, 2, "BOT_QDRANT__API_KEY")


def test_a_question_of_100_000_characters(terminal: Terminal) -> None:
    said = terminal("ask", "code? " * 16_667)

    assert (said.code, "4,000" in said.out, said.err) == (2, True, "")


def test_an_empty_question(terminal: Terminal) -> None:
    said = terminal("ask", "   ", "--json")

    assert (said.code, said.json["outcome"]) == (2, "failed")


def test_neither_text_nor_file(terminal: Terminal) -> None:
    check(terminal("ask"), 2, "--file")


def test_a_file_that_is_not_there(terminal: Terminal) -> None:
    check(terminal("ask", "--file", "none.jsonl"), 2, "none.jsonl")


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        '["a list"]',
        '{"id": "1"}',
        '{"id": 1, "question": "x"}',
        '{"id": "1", "question": "x", "history": "no"}',
        '{"id": "1", "question": "x", "history": [{"role": "boss", "text": "x"}]}',
    ],
)
def test_a_wrong_line_is_named_before_anything_is_asked(terminal: Terminal, line: str) -> None:
    file = terminal.folder / "questions.jsonl"
    file.write_text('{"id": "0", "question": "When is the code changed?"}\n' + line)

    said = terminal("ask", "--file", str(file))

    check(said, 2, "Line 2", "questions.jsonl")
    assert said.out == ""


def test_a_question_too_long_in_a_file_stops_no_other(terminal: Terminal) -> None:
    file = terminal.folder / "questions.jsonl"
    long = "x" * 5000
    file.write_text(
        f'{{"id": "0", "question": "{long}"}}\n'
        '{"id": "1", "question": "When is the door code changed?"}\n'
    )

    said = terminal("ask", "--file", str(file))

    assert said.code == 0
    assert [line["outcome"] for line in said.lines] == ["failed", "answered"]


def test_a_key_file_that_was_lost(terminal: Terminal) -> None:
    assert terminal("ask", "When is the door code changed?").code == 0
    (terminal.home / "vault.key").unlink()

    check(terminal("ask", "When is the door code changed?"), 2, "vault.key")


def test_a_database_file_that_is_none(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "supportbot.db").write_text("This is no database. " * 100)

    check(terminal("index"), 1, "supportbot.db")


def test_a_command_that_does_not_exist(terminal: Terminal) -> None:
    check(terminal("aks", "hello"), 2, "aks")


def test_an_interrupted_run_says_so(terminal: Terminal) -> None:
    for number in range(200):
        terminal.write(f"many/{number}.md", f"# Page {number}\n\n" + f"Words {number}. " * 60)
    with _interrupts_heard():
        process = terminal.start("index")
    lock = terminal.home / "index"
    while not lock.exists() and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in err


@contextmanager
def _interrupts_heard() -> Iterator[None]:
    """Whoever starts the tests in the background of a script has them ignore SIGINT.

    What they start then ignores it too, as it should; a person at a terminal is meant here.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
