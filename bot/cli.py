"""`supportbot …`: each command is one call; errors become one sentence and an exit code."""

from __future__ import annotations

import asyncio
import getpass
import logging
import sys
import uuid
from collections.abc import Callable, Coroutine
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn

import click

from bot import __version__, bootstrap, logs, printing, question_files
from bot.bootstrap import House
from bot.checkup import examine
from bot.domain.audience import clearance_of_place
from bot.domain.consent import Choice
from bot.domain.conversation import Addressed, Exchange, Place, Question, Remedy, State, Turn
from bot.domain.errors import BadInput, BotError
from bot.domain.people import Person, Platform
from bot.progress import ProgressBar
from bot.question_files import AskedLine
from bot.settings import Settings, load

_EXIT = {Remedy.WAIT: 1, Remedy.REWORD: 2, Remedy.OPERATOR: 2}
_log = logging.getLogger(__name__)


def main() -> None:
    """Run the command line; never shows a stack trace unless the log level is debug."""
    try:
        commands(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _leave("Stopped. What was finished before is kept.", 130)
    except BotError as error:
        _leave(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - the edge of the program
        reference = uuid.uuid4().hex[:8]
        _log.debug("unforeseen", extra={"reference": reference}, exc_info=True)
        _leave(
            f"Something unforeseen went wrong ({type(error).__name__}, reference {reference}). "
            "Run it again with BOT_LOG__LEVEL=debug to see where, and please report it.",
            1,
        )


def _leave(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="supportbot")
def commands() -> None:
    """Answer questions from your documents, and say where the answer stands."""


def _command(run: Callable[..., Coroutine[Any, Any, int]]) -> Callable[..., None]:
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


def question_of(text: str, *, house: House, history: tuple[Turn, ...] = ()) -> Question:
    """A question of whoever runs the bot: it may see every document."""
    place = Place(
        platform=Platform.CLI,
        workspace="",
        channel="cli",
        thread="",
        clearance=clearance_of_place(Platform.CLI),
    )
    return Question(
        place=place,
        message=uuid.uuid4().hex,
        asker=_operator(),
        text=text,
        asked_at=house.clock.now(),
        addressed=Addressed.COMMAND,
        history=history,
    )


def _operator() -> Person:
    return Person(Platform.CLI, "", getpass.getuser())


async def _ask(house: House, line: AskedLine) -> tuple[Exchange, float]:
    """The exchange, and the seconds from question to answer."""
    question = question_of(line.question, house=house, history=line.history)
    started = house.clock.monotonic()
    exchange = await house.desk.hear(question)
    return exchange, house.clock.monotonic() - started


def _lines(text: str | None, file: Path | None) -> list[AskedLine]:
    if (text is None) == (file is None):
        raise BadInput('Give either a text in quotes or --file FILE.jsonl: supportbot ask "…"')
    if file is not None:
        return question_files.read_questions(file)
    return [AskedLine(id="", question=text or "", history=())]


_file_option = click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="A file of questions, one JSON object per line: id, question, history.",
)


@commands.command()
@click.argument("text", required=False)
@_file_option
@_command
async def ask(settings: Settings, *, text: str | None, file: Path | None, as_json: bool) -> int:
    """Answer TEXT from the documents, with the sources."""
    lines = _lines(text, file)
    async with bootstrap.open_house(settings) as house:
        await _make_ready(house)
        for line in lines:
            exchange, seconds = await _ask(house, line)
            if file is not None:
                shape = {"id": line.id, **printing.answer_shape(exchange, seconds=seconds)}
                click.echo(printing.as_json(shape))
            elif as_json:
                click.echo(printing.as_json(printing.answer_shape(exchange, seconds=seconds)))
            else:
                click.echo(printing.answer_lines(exchange, seconds=seconds))
            if exchange.state is State.ANSWERED:
                await house.desk.delivered(exchange.question)
    return _EXIT[exchange.remedy] if exchange.remedy and file is None else 0


@commands.command()
@click.argument("text", required=False)
@_file_option
@click.option("--limit", type=click.IntRange(1, 50), default=5, help="How many passages.")
@_command
async def search(
    settings: Settings, *, text: str | None, file: Path | None, limit: int, as_json: bool
) -> int:
    """Show the passages nearest to TEXT, best first."""
    lines = _lines(text, file)
    async with bootstrap.open_house(settings) as house:
        await _make_ready(house)
        for line in lines:
            question = question_of(line.question, house=house, history=line.history)
            hits = await house.desk.search(question, limit=limit)
            if file is not None:
                click.echo(printing.as_json({"id": line.id, **printing.hits_shape(hits)}))
            elif as_json:
                click.echo(printing.as_json(printing.hits_shape(hits)))
            else:
                click.echo(printing.hit_lines(hits))
    return 0


@commands.command()
@_command
async def index(settings: Settings, *, as_json: bool) -> int:
    """Read what changed in the folder into the index."""
    async with bootstrap.open_house(settings) as house:
        with ProgressBar() as progress:
            report = await house.index(progress)
    if as_json:
        click.echo(printing.as_json(printing.report_shape(report)))
    else:
        click.echo(printing.report_lines(report))
    return 0


@commands.group()
def privacy() -> None:
    """See and choose whether what you type may be used again (default: no)."""


async def _privacy(settings: Settings, choice: Choice | None, *, as_json: bool) -> int:
    async with bootstrap.open_house(settings) as house:
        if choice is not None:
            await house.consent.choose(_operator(), choice, source="cli")
        chosen = await house.consent.status(_operator())
    if as_json:
        click.echo(printing.as_json({"choice": str(chosen)}))
    else:
        click.echo(printing.consent_lines(chosen))
    return 0


@privacy.command()
@_command
async def status(settings: Settings, *, as_json: bool) -> int:
    """Show what you chose."""
    return await _privacy(settings, None, as_json=as_json)


@privacy.command("opt-out")
@_command
async def opt_out(settings: Settings, *, as_json: bool) -> int:
    """Never use what you typed, or will type, for anything but answering you."""
    return await _privacy(settings, Choice.OUT, as_json=as_json)


@privacy.command("opt-in")
@_command
async def opt_in(settings: Settings, *, as_json: bool) -> int:
    """Allow reuse of what you type from now on, where the operator's policy allows it."""
    return await _privacy(settings, Choice.IN, as_json=as_json)


@commands.command()
@_command
async def migrate(settings: Settings, *, as_json: bool) -> int:
    """Bring the database up to date (every start does it too)."""
    changed = await bootstrap.migrate(settings)
    if as_json:
        click.echo(printing.as_json({"changed": changed}))
    else:
        click.echo("The database was brought up to date." if changed else "Nothing to do.")
    return 0


@commands.command()
@_command
async def doctor(settings: Settings, *, as_json: bool) -> int:
    """Check every part, and say what to do about what is not well."""
    findings = await examine(settings)
    if as_json:
        click.echo(printing.as_json(printing.findings_shape(findings)))
    else:
        click.echo(printing.findings_lines(findings))
    return max((finding.exit_code for finding in findings), default=0)


async def _make_ready(house: House) -> None:
    with ProgressBar() as progress:
        report = await house.ready(progress)
    if report and report.failed:
        click.echo(printing.report_lines(report), err=True)
