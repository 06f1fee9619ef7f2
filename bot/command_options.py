"""The options that all commands share."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any

import click

from bot import logs
from bot.settings import load


def shared(run: Callable[..., Coroutine[Any, Any, int]]) -> Callable[..., None]:
    """Give a command the options that all share, and run it."""

    @click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
    @click.option(
        "--knowledge",
        type=click.Path(path_type=Path),
        help="The folder with the documents (default: ./knowledge).",
    )
    @click.option(
        "--home",
        type=click.Path(path_type=Path),
        help="Where the bot keeps its own state (default: ./.supportbot).",
    )
    @wraps(run)
    def command(home: Path | None, knowledge: Path | None, **arguments: Any) -> None:
        settings = load(home=home, knowledge=knowledge)
        logs.configure(settings.log.level)
        sys.exit(asyncio.run(run(settings, **arguments)))

    return command
