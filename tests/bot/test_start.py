"""The first moments of the command."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.start import run


def test_an_interrupt_while_the_parts_are_loaded_is_told_in_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def load() -> Callable[[], None]:
        raise KeyboardInterrupt

    with pytest.raises(SystemExit) as ended:
        run(load)
    assert ended.value.code == 130
    assert capsys.readouterr().err.count("\n") == 1


def test_what_was_loaded_runs_once() -> None:
    ran: list[bool] = []
    run(lambda: lambda: ran.append(True))
    assert ran == [True]
