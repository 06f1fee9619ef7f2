"""`supportbot serve`: doors open, commands reach it, nothing accepted is lost."""

from __future__ import annotations

import shutil
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.serving import Serving, Visitor, free_port, serving
from tests.journeys.terminal import Terminal

_LEAVE = """\
# 휴가 안내

## 연차

입사 후 1년이 지난 직원은 연차 휴가를 17일 받습니다. 남은 연차는 4일까지 이월할 수 있습니다.
"""
_PRINTER = """\
# Printers

## Paper jam

Error P-77 means that paper is stuck in tray 2. Open the left door and pull the sheet out.
"""
_ASKED = "프린터 오류 P-77이 뜨면 어떻게 하나요?"


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """A public folder, indexed once with the real embedder."""
    terminal = Terminal(tmp_path_factory.mktemp("indexed"))
    terminal.write("_audience.yaml", "audience: public\n")
    terminal.write("휴가.md", f"---\naudience: public\n---\n{_LEAVE}")
    terminal.write("printers.md", f"---\naudience: public\n---\n{_PRINTER}")
    assert terminal("index").code == 0
    return terminal


@pytest.fixture
def terminal(indexed: Terminal, tmp_path: Path) -> Terminal:
    """A copy of it that a test may change."""
    shutil.copytree(indexed.folder, tmp_path / "copy")
    return Terminal(tmp_path / "copy")


@pytest.fixture
def served(terminal: Terminal) -> Iterator[Serving]:
    with serving(terminal, port=free_port()) as bot:
        bot.heard("Ready: ")
        yield bot


def test_it_says_what_is_open_and_answers_at_the_web_door(served: Serving) -> None:
    assert f"web: open at http://127.0.0.1:{served.port}" in served.said
    visitor = Visitor(served.port)
    answer = visitor.answer(visitor.ask("남은 연차는 며칠까지 이월할 수 있나요?"))
    assert answer["state"] == "delivered"
    assert "4일" in str(answer)
    assert "휴가.md" in str(answer)


def test_a_follow_up_is_understood_from_what_was_said_before(served: Serving) -> None:
    visitor = Visitor(served.port)
    visitor.answer(visitor.ask("연차 휴가는 며칠 받나요?"))
    follow_up = visitor.answer(visitor.ask("그럼 남은 것은 이월할 수 있나요?"))
    assert "4일" in str(follow_up)


def test_the_command_line_reaches_it(terminal: Terminal, served: Serving) -> None:
    assert terminal("ask", _ASKED, "--json").json["outcome"] == "answered"
    (hit, *_) = terminal("search", "P-77", "--json").json["hits"]
    assert hit["path"] == "printers.md"
    terminal.write("vpn.md", "# VPN\n\nThe VPN address is vpn.example.\n")
    assert terminal("index", "--json").json["written"] == 1
    assert terminal("search", "VPN address", "--json").json["hits"][0]["path"] == "vpn.md"
    assert terminal("privacy", "opt-out", "--json").json["choice"] == "out"
    assert terminal("doctor").code == 0
    assert served.process.poll() is None


def test_a_bad_question_gets_the_same_exit_code_through_the_socket(
    terminal: Terminal, served: Serving
) -> None:
    said = terminal("ask", "x" * 100_000)
    assert said.code == 2
    assert "4,000" in said.out + said.err
    assert "Traceback" not in said.err
    assert served.process.poll() is None


def test_a_second_one_is_told_that_the_home_is_taken(
    terminal: Terminal, served: Serving
) -> None:
    with serving(terminal, port=free_port()) as second:
        said = second.ended()
    assert said.code == 1
    assert "is using the home" in said.err
    assert "Traceback" not in said.err
    assert served.process.poll() is None


def test_sigterm_ends_it_in_order(terminal: Terminal, served: Serving) -> None:
    visitor = Visitor(served.port)
    question = visitor.ask(_ASKED)
    said = served.ended(signal.SIGTERM)
    assert (said.code, said.out.splitlines()[-1]) == (0, "Stopped.")
    assert "Traceback" not in said.err
    assert not (terminal.home / "serve.sock").exists()
    assert terminal("ask", _ASKED, "--json").json["outcome"] == "answered"
    with serving(terminal, port=served.port) as again:
        again.heard("Ready: ")
        assert visitor.answer(question)["state"] == "delivered"


def test_what_was_accepted_is_answered_after_kill_9(
    terminal: Terminal, served: Serving
) -> None:
    visitor = Visitor(served.port)
    questions = [visitor.ask(f"{_ASKED} ({number})") for number in range(5)]
    served.ended(signal.SIGKILL)
    with serving(terminal, port=served.port) as again:
        again.heard("Ready: ")
        for question in questions:
            assert visitor.answer(question)["state"] == "delivered"


def test_a_folder_is_read_at_the_first_start_and_questions_wait_for_it(
    tmp_path: Path,
) -> None:
    terminal = Terminal(tmp_path)
    terminal.write("printers.md", f"---\naudience: public\n---\n{_PRINTER}")
    with serving(terminal, port=free_port()) as bot:
        bot.heard("web: open")
        visitor = Visitor(bot.port)
        assert visitor.answer(visitor.ask(_ASKED))["state"] == "delivered"


def test_without_documents_it_stays_up_and_says_so(tmp_path: Path) -> None:
    with serving(Terminal(tmp_path), port=free_port()) as bot:
        assert "knowledge" in bot.heard("cannot be read yet")
        page = httpx.get(f"http://127.0.0.1:{bot.port}/readyz")
        assert page.status_code == httpx.codes.SERVICE_UNAVAILABLE
        assert httpx.get(f"http://127.0.0.1:{bot.port}/livez").is_success
        assert bot.ended(signal.SIGTERM).code == 0


def test_opting_out_at_the_web_door_holds_and_forgetting_erases(
    terminal: Terminal, served: Serving
) -> None:
    visitor = Visitor(served.port)
    canary = "zxqv-canary-1729"
    visitor.answer(visitor.ask(f"{_ASKED} {canary}"))
    assert "재사용" in visitor.order("opt-out")
    assert "아직 아무것도 지우지 않았습니다" in visitor.order("forget")
    assert visitor.order("forget-confirmed")
    shown = visitor.client.get(f"/api/conversations/{visitor.conversation}").text
    assert canary not in shown
    served.ended(signal.SIGTERM)
    assert canary.encode() not in b"".join(
        path.read_bytes() for path in terminal.home.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({"BOT_WEB__PORT": "0"}, "BOT_WEB__PORT"),
        ({"BOT_SCHEDULE__INDEX": "every day"}, "BOT_SCHEDULE__INDEX"),
        ({"BOT_SCHEDULE__ZONE": "Mars/Olympus"}, "BOT_SCHEDULE__ZONE"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    tmp_path: Path, env: dict[str, str], names: str
) -> None:
    terminal = Terminal(tmp_path)
    with terminal.start("serve", env={"BOT_WEB__PORT": str(free_port()), **env}) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert names in err
    assert "Traceback" not in out + err


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with serving(Terminal(tmp_path), port=taken.getsockname()[1]) as bot:
            said = bot.ended()
    assert said.code == 2
    assert "BOT_WEB__PORT" in said.err
    assert "Traceback" not in said.err


def test_only_its_owner_can_reach_the_socket(terminal: Terminal, served: Serving) -> None:
    mode = (terminal.home / "serve.sock").stat().st_mode
    assert mode & 0o777 == 0o600
    assert served.process.poll() is None


def test_a_changed_document_answers_within_a_moment_when_the_folder_is_watched(
    terminal: Terminal,
) -> None:
    port = free_port()
    with serving(terminal, "--watch", port=port, BOT_SCHEDULE__INDEX="0 0 1 1 *") as served:
        served.heard("Ready")
        page = "---\naudience: public\n---\n# Snow\n\nCode Z-19 is snow.\n"
        # By schedule it would be read next year.
        while "Z-19 is snow" not in terminal("search", "Z-19").out:
            assert served.process.poll() is None
            terminal.write("snow.md", page)  # again: the watch may have begun after the first
            time.sleep(3)
