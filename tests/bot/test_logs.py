"""What is logged, and what never is."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from typing import Any

import pytest
import structlog

from bot import logs


class Terminal(io.StringIO):
    """A stream with a person in front of it."""

    def isatty(self) -> bool:
        return True


Start = Callable[..., io.StringIO]


@pytest.fixture
def start() -> Iterator[Start]:
    """Configures logging onto a stream of its own, and puts everything back."""
    root = logging.getLogger()
    handlers, levels = root.handlers, {name: logging.getLogger(name).level for name in _LOGGERS}

    def configured(level: str, stream: io.StringIO | None = None) -> io.StringIO:
        stream = stream or io.StringIO()
        with redirect_stderr(stream):
            logs.configure(level)
        return stream

    yield configured
    root.handlers = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    structlog.contextvars.clear_contextvars()


_LOGGERS = ("", "bot", "connectors", "openai._base_client", "qdrant_client", "bottle")


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.parametrize("name", ["openai._base_client", "qdrant_client", "", "bottle"])
@pytest.mark.parametrize("level", ["debug", "info"])
def test_of_others_nothing_below_a_warning_is_printed(
    start: Start, name: str, level: str
) -> None:
    stream = start(level)
    logging.getLogger(name).debug("the request: %s", "my password is …")
    logging.getLogger(name).info("the answer: …")
    assert stream.getvalue() == ""
    logging.getLogger(name).warning("careful")
    assert [line["event"] for line in lines(stream)] == ["careful"]


@pytest.mark.parametrize("name", ["openai._base_client", "bottle"])
def test_a_library_that_turns_its_own_level_down_is_silent_all_the_same(
    start: Start, name: str
) -> None:
    stream = start("debug")
    logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger(name).debug("the request: my password is …")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("name", ["bot.core.desk", "connectors.slack"])
@pytest.mark.parametrize(
    ("level", "printed"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("warning", ["warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_of_ours_the_level_decides(
    start: Start, name: str, level: str, printed: list[str]
) -> None:
    stream = start(level)
    for word in ("debug", "info", "warning", "error"):
        logging.getLogger(name).log(logging.getLevelNamesMapping()[word.upper()], "said")
    assert [line["level"] for line in lines(stream)] == printed


def test_a_program_reads_one_json_object_a_line(start: Start) -> None:
    stream = start("info")
    logging.getLogger("bot.x").info("one\ntwo %s", "셋", extra={"document": "휴가.md"})
    (line,) = lines(stream)
    assert line["event"] == "one\ntwo 셋"
    assert line["document"] == "휴가.md"
    assert (line["logger"], line["level"]) == ("bot.x", "info")
    assert line["timestamp"].endswith("Z")


def test_ids_that_are_bound_stand_on_every_line(start: Start) -> None:
    stream = start("info")
    with structlog.contextvars.bound_contextvars(exchange="42"):
        logging.getLogger("bot.x").info("inside")
    logging.getLogger("bot.x").info("outside")
    assert [line.get("exchange") for line in lines(stream)] == ["42", None]


def test_a_trace_stays_on_its_line(start: Start) -> None:
    stream = start("debug")
    try:
        _ = 1 / 0
    except ZeroDivisionError:
        logging.getLogger("bot.x").debug("unforeseen", exc_info=True)
    (line,) = lines(stream)
    assert "ZeroDivisionError" in line["exception"]


def test_a_person_reads_no_json(start: Start) -> None:
    stream = start("info", Terminal())
    logging.getLogger("bot.x").info("said", extra={"document": "leave.md"})
    assert "said" in stream.getvalue()
    assert "leave.md" in stream.getvalue()
    assert "{" not in stream.getvalue()


def test_configuring_twice_prints_nothing_twice(start: Start) -> None:
    first = start("debug")
    second = start("error")
    logging.getLogger("bot.x").error("once")
    logging.getLogger("bot.x").info("not any more")
    assert first.getvalue() == ""
    assert [line["event"] for line in lines(second)] == ["once"]
