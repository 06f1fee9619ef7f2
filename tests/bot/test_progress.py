"""A bar for people, nothing for pipes."""

from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest

from bot.progress import ProgressBar, ProgressBars


class Terminal(io.StringIO):
    """A stream with a person in front of it."""

    def isatty(self) -> bool:
        return True


def drawn(stream: io.StringIO, *steps: tuple[float, int]) -> str:
    with redirect_stderr(stream), ProgressBar() as progress:
        for done, total in steps:
            progress(done, total)
    return stream.getvalue()


def test_a_terminal_sees_how_far_it_has_come() -> None:
    shown = drawn(Terminal(), (1.5, 4), (4, 4))
    assert "Indexing" in shown
    assert "4/4 files" in shown
    assert "100%" in shown


def test_the_last_line_is_the_state_at_the_end_even_after_a_failure() -> None:
    stream = Terminal()
    with pytest.raises(ZeroDivisionError), redirect_stderr(stream), ProgressBar() as progress:
        _run_into_trouble(progress)
    assert "3/4 files" in stream.getvalue()


def _run_into_trouble(progress: ProgressBar) -> None:
    progress(1.0, 4)
    progress(3.0, 4)
    raise ZeroDivisionError


def test_a_pipe_sees_nothing() -> None:
    assert drawn(io.StringIO(), (1.0, 4), (4.0, 4)) == ""


@pytest.mark.parametrize("steps", [[], [(0.0, 0)]])
def test_nothing_is_drawn_when_there_is_nothing_to_do(steps: list[tuple[float, int]]) -> None:
    assert drawn(Terminal(), *steps) == ""


def test_each_kind_of_work_has_a_bar_of_its_own_below_the_one_before() -> None:
    stream = Terminal()
    with redirect_stderr(stream), ProgressBars() as bars:
        bars.of("Indexing")(2, 2)
        bars.of("Asking")(3, 3)
    shown = stream.getvalue()
    assert shown.index("2/2 files") < shown.index("3/3 questions")
    assert shown.count("\n") == 2
