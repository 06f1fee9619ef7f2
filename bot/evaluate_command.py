"""The options of `supportbot evaluate`, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.evaluating import ProgressOf
    from bot.trial import Told

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
_OPTIONS: tuple[_Decorator, ...] = (
    click.argument("files", nargs=-1, type=click.Path(path_type=Path)),
    click.option("--retrieval-only", is_flag=True, help="Only search; ask no model."),
    click.option("--sample", is_flag=True, help="Only the questions that the file marks."),
    click.option("--limit", type=click.IntRange(1), help="At most so many questions a set."),
    click.option(
        "--parallel",
        type=click.IntRange(1, 100),
        default=1,
        help="Questions under way at once; seconds then say less.",
    ),
    click.option(
        "--gate",
        is_flag=False,
        flag_value="gate.toml",
        type=click.Path(path_type=Path),
        help="Thresholds in a TOML file, or a stored result that must not be better.",
    ),
    click.option(
        "--compare", nargs=2, metavar="A B", help="Compare two stored results instead."
    ),
)


def options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of `evaluate`."""
    return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)


async def run(  # noqa: PLR0913 - one for each option
    settings: Settings,
    progress: ProgressOf,
    *,
    files: tuple[Path, ...],
    retrieval_only: bool,
    sample: bool,
    limit: int | None,
    parallel: int,
    gate: Path | None,
    compare: tuple[str, str] | None,
) -> Told:
    """What the options ask for. Raises BotError."""
    from bot import evaluating, trial  # noqa: PLC0415 - other commands start quicker

    if compare:
        return trial.compare_stored(settings, *compare)
    named = click.get_current_context().get_parameter_source("knowledge")
    wishes = trial.Wishes(
        files=files,
        corpus=settings.knowledge if named is ParameterSource.COMMANDLINE else None,
        sample=sample,
        limit=limit,
        terms=evaluating.Terms(retrieval_only, parallel),
        gate=gate,
    )
    return await trial.try_out(settings, wishes, progress)
