"""The options of `supportbot tune`, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from bot.domain.errors import BadInput
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.evaluating import ProgressOf
    from bot.trial import Told

_COST = click.FloatRange(min=0.01, max=100)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of `tune`."""
    wrong = click.option(
        "--wrong",
        type=_COST,
        default=1.5,
        show_default=True,
        help="How many withheld right answers a wrong one costs.",
    )
    unmarked = click.option(
        "--unmarked",
        type=_COST,
        default=3.0,
        show_default=True,
        help="The same for a wrong answer that carries no caution.",
    )
    files = click.argument("files", nargs=-1, type=click.Path(path_type=Path))
    return files(wrong(unmarked(command)))


async def run(
    settings: Settings,
    progress: ProgressOf,
    *,
    files: tuple[Path, ...],
    wrong: float,
    unmarked: float,
) -> Told:
    """What the options ask for. Raises BotError."""
    from bot import tune  # noqa: PLC0415 - other commands start quicker

    if not files:
        raise BadInput(
            "Name a file of questions: supportbot tune questions.yaml. docs/evaluation.md "
            "shows what stands in one."
        )
    named = click.get_current_context().get_parameter_source("knowledge")
    corpus = settings.knowledge if named is ParameterSource.COMMANDLINE else None
    costs = tune.Costs(wrong, unmarked)
    return await tune.tune(settings, files, progress, corpus=corpus, costs=costs)
