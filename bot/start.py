"""What `supportbot` starts: so little that an interrupt is heard from the beginning."""

from __future__ import annotations

import sys
from collections.abc import Callable


def run(load: Callable[[], Callable[[], None]] | None = None) -> None:
    """Load the command line and run it; an interrupt on the way ends it with code 130."""
    try:
        main = (load or _command_line)()
    except KeyboardInterrupt:
        sys.stderr.write("Stopped before anything had begun.\n")
        sys.exit(130)
    main()


def _command_line() -> Callable[[], None]:
    from bot.cli import main  # noqa: PLC0415 - takes the better part of a second

    return main
