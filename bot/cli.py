"""`supportbot …`: each command is one call; errors become one sentence and an exit code."""

from __future__ import annotations

import dataclasses
import logging
import sys
import uuid
from pathlib import Path
from typing import Any, NoReturn

import click

from bot import (
    __version__,
    bootstrap,
    evaluate_command,
    printing,
    question_files,
    shelf_report,
    tune_command,
)
from bot.command_options import shared as _command
from bot.domain.commands import Command
from bot.domain.errors import BadInput, BotError
from bot.errands import Errand
from bot.progress import ProgressBar, ProgressBars
from bot.question_files import AskedLine
from bot.settings import Settings

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


def _lines(text: str | None, file: Path | None) -> list[dict[str, Any]]:
    if (text is None) == (file is None):
        raise BadInput('Give either a text in quotes or --file FILE.jsonl: supportbot ask "…"')
    if file is not None:
        return [dataclasses.asdict(line) for line in question_files.read_questions(file)]
    return [dataclasses.asdict(AskedLine(id=None, question=text or "", history=()))]


_file_option = click.option(
    "--file",
    type=click.Path(path_type=Path),
    help="A file of questions, one JSON object per line: id, question, history.",
)


async def _run(settings: Settings, errand: Errand, *, as_json: bool) -> int:
    """Have an errand done, here or by the bot that serves the home; print what comes."""
    code = 0
    with ProgressBar() as progress:
        async for event in errand.events(settings):
            if "progress" in event:
                progress(*event["progress"])
                continue
            progress.close()
            if "error" in event:
                click.echo(event["error"], err=True)
                return int(event["code"])
            if "remark" in event:
                click.echo(event["remark"], err=True)
                continue
            click.echo(printing.as_json(event["said"]) if as_json else event["lines"])
            code = max(code, event["code"])
    return code


@commands.command()
@click.argument("text", required=False)
@_file_option
@click.option("--picture", type=click.Path(path_type=Path), help="A picture of the question.")
@_command
async def ask(
    settings: Settings,
    *,
    text: str | None,
    file: Path | None,
    picture: Path | None,
    as_json: bool,
) -> int:
    """Answer TEXT from the documents, with the sources."""
    lines = _lines(text or ("" if picture else None), file)
    if picture:
        lines[0]["picture"] = question_files.read_picture(picture)
    errand = Errand("ask", {"lines": lines})
    code = await _run(settings, errand, as_json=as_json or file is not None)
    return code if file is None else 0


@commands.command()
@click.argument("text", required=False)
@_file_option
@click.option("--limit", type=click.IntRange(1, 50), default=5, help="How many passages.")
@_command
async def search(
    settings: Settings, *, text: str | None, file: Path | None, limit: int, as_json: bool
) -> int:
    """Show the passages nearest to TEXT, best first."""
    errand = Errand("search", {"lines": _lines(text, file), "limit": limit})
    return await _run(settings, errand, as_json=as_json or file is not None)


@commands.command()
@click.option("--dry-run", is_flag=True, help="Show what would be done, and do nothing.")
@click.option(
    "--remove-missing",
    is_flag=True,
    help="Remove what is gone from the folder, however much it is.",
)
@_command
async def index(
    settings: Settings, *, dry_run: bool, remove_missing: bool, as_json: bool
) -> int:
    """Read what changed in the folder into the index."""
    errand = Errand("index", {"dry_run": dry_run, "remove_missing": remove_missing})
    return await _run(settings, errand, as_json=as_json)


@commands.command()
@click.option(
    "--watch", is_flag=True, help="Read changed documents within seconds, not on a schedule."
)
@_command
async def serve(settings: Settings, *, watch: bool, as_json: bool) -> int:
    """Open every door whose settings are there, and stay until you stop it."""

    def say(sentence: str) -> None:
        click.echo(printing.as_json({"said": sentence}) if as_json else sentence)

    from bot import serving  # noqa: PLC0415 - the doors' libraries; other commands start quicker

    await serving.serve(settings, say=say, watch=watch)
    return 0


@commands.group()
def report() -> None:
    """Show what an admin should look at."""


@report.command("knowledge")
@click.option("--all", "everything", is_flag=True, help="Every document, no list cut short.")
@_command
async def report_knowledge(settings: Settings, *, everything: bool, as_json: bool) -> int:
    """Show how the documents stand: unread, out of date, alike, never cited."""
    arguments = {"all": everything, **shelf_report.arguments_of(settings)}
    return await _run(settings, Errand("report", arguments), as_json=as_json)


@commands.group()
def privacy() -> None:
    """See and choose what becomes of what you type (default: nothing is reused)."""


async def _privacy(settings: Settings, command: Command, *, as_json: bool) -> int:
    return await _run(settings, Errand("privacy", {"command": command}), as_json=as_json)


@privacy.command()
@_command
async def status(settings: Settings, *, as_json: bool) -> int:
    """Show what you chose."""
    return await _privacy(settings, Command.STATUS, as_json=as_json)


@privacy.command("opt-out")
@_command
async def opt_out(settings: Settings, *, as_json: bool) -> int:
    """Never use what you typed, or will type, for anything but answering you."""
    return await _privacy(settings, Command.OPT_OUT, as_json=as_json)


@privacy.command("opt-in")
@_command
async def opt_in(settings: Settings, *, as_json: bool) -> int:
    """Allow reuse of what you type from now on, where the operator's policy allows it."""
    return await _privacy(settings, Command.OPT_IN, as_json=as_json)


@privacy.command("keep-nothing")
@_command
async def keep_nothing(settings: Settings, *, as_json: bool) -> int:
    """Erase each question and answer once you have seen it; follow-ups stop working."""
    return await _privacy(settings, Command.KEEP_NOTHING, as_json=as_json)


@privacy.command()
@_command
async def keep(settings: Settings, *, as_json: bool) -> int:
    """End keep-nothing."""
    return await _privacy(settings, Command.KEEP, as_json=as_json)


@privacy.command("forget-me")
@click.option("--yes", is_flag=True, help="Do it, instead of saying what would be erased.")
@_command
async def forget_me(settings: Settings, *, yes: bool, as_json: bool) -> int:
    """Erase everything that you typed, and the answers to it."""
    command = Command.FORGET_CONFIRMED if yes else Command.FORGET
    return await _privacy(settings, command, as_json=as_json)


@commands.command()
@evaluate_command.options
@_command
async def evaluate(settings: Settings, *, as_json: bool, **chosen: Any) -> int:
    """Measure the answers to FILES of questions; nothing of it is kept as a conversation."""
    with ProgressBars() as bars:
        told = await evaluate_command.run(settings, bars.of, **chosen)
    click.echo(printing.as_json(told.shape) if as_json else told.lines)
    return told.code


@commands.command()
@tune_command.options
@_command
async def tune(settings: Settings, *, as_json: bool, **chosen: Any) -> int:
    """Propose settings for search and bars from FILES of your own labelled questions."""
    with ProgressBars() as bars:
        told = await tune_command.run(settings, bars.of, **chosen)
    click.echo(printing.as_json(told.shape) if as_json else told.lines)
    return told.code


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
@click.option(
    "--live", is_flag=True, help="Also walk through what only the real platforms can prove."
)
@_command
async def doctor(settings: Settings, *, live: bool, as_json: bool) -> int:
    """Check every part, and say what to do about what is not well."""
    # Each other command starts quicker without what only this one needs.
    from bot.checkup import examine  # noqa: PLC0415 - as said
    from bot.walkthrough import steps, walk  # noqa: PLC0415 - as said

    findings = await examine(settings)
    todo = list(steps(settings)) if live else []
    if as_json:
        shape = printing.findings_shape(findings)
        told = shape | {"steps": [dataclasses.asdict(step) for step in todo]} if live else shape
        click.echo(printing.as_json(told))
    else:
        click.echo(printing.findings_lines(findings))
    code = max((finding.exit_code for finding in findings), default=0)
    if as_json or not live:
        return code
    return max(code, walk(todo, say=click.echo, ask=_is_so if sys.stdin.isatty() else None))


def _is_so() -> bool:
    answers = click.Choice(["y", "n", "skip"])
    return str(click.prompt("      Is it so?", type=answers, default="y")) != "n"
