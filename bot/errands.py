"""What the commands have done, here or by a bot that serves the home.

An errand is a name and arguments that fit into JSON; what comes back is a stream of
events that do so too: `progress` (done, total), `said` (the JSON shape, the lines for a
person, the exit code) and at last, when it cannot go on, `error` (a sentence, the code).
"""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import getpass
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from bot import printing, shelf_report
from bot.adapters.pictures.held import HeldPictures
from bot.bootstrap import House, open_house
from bot.domain.audience import clearance_of_place
from bot.domain.commands import Command
from bot.domain.conversation import (
    Addressed,
    Exchange,
    Place,
    Question,
    Remedy,
    Speaker,
    Turn,
)
from bot.domain.errors import BadInput
from bot.domain.knowledge import IndexReport
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from bot.domain.pictures import Attachment
from bot.indexing.reindexing import Progress
from bot.pulse import Pulse
from bot.settings import Settings
from bot.shelf_lines import shelf_lines, shelf_shape
from connectors.local.socket_file import socket_file

Event = Mapping[str, Any]
_CHANGES = frozenset(Command) - {Command.STATUS, Command.FORGET}
_ORDERS = (
    "supportbot privacy status | opt-out | opt-in | keep-nothing | keep | forget-me [--yes]"
)
_EXIT = {Remedy.WAIT: 1, Remedy.REWORD: 2, Remedy.OPERATOR: 2}


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to have done for whoever runs the command."""

    name: str
    arguments: Mapping[str, Any]

    async def events(self, settings: Settings) -> AsyncIterator[Event]:
        """Have it done by the bot that serves the home or, without one, here.

        Raises BotError where the work is done here.
        """
        arguments: Mapping[str, Any] = {**self.arguments, "user": getpass.getuser()}
        if socket_file(settings.home).exists():
            from connectors.local import client  # noqa: PLC0415 - without it a start is quicker

            if await client.is_served(settings.home):
                async for heard in client.events(settings.home, self.name, arguments):
                    yield heard
                return
        async with open_house(settings) as house:
            pulse = Pulse(house, settings.home)
            async for event in Errands(house, pulse).run(self.name, arguments):
                yield event


class Errands:
    """Runs errands in a house."""

    def __init__(self, house: House, pulse: Pulse) -> None:
        self._house = house
        self._pictures = HeldPictures()
        house.pictures[Platform.CLI] = self._pictures
        self._pulse = pulse

    def run(self, name: str, arguments: Mapping[str, Any]) -> AsyncIterator[Event]:
        """The events of an errand. Raises BotError, BadInput when there is no such errand."""
        errands = {
            "ask": self._ask,
            "search": self._search,
            "index": self._index,
            "privacy": self._privacy,
            "report": self._report,
            "vitals": self._vitals,
        }
        if name not in errands:
            raise BadInput(
                f"The serving bot does not know '{name}': update it, then restart it."
            )
        return errands[name](arguments)

    async def _ask(self, arguments: Mapping[str, Any]) -> AsyncIterator[Event]:
        async for event in self._ready():
            yield event
        for line in arguments["lines"]:
            started = self._house.clock.monotonic()
            asked_at = self._house.clock.now()
            question = question_of(line, user=arguments["user"], asked_at=asked_at)
            exchange = await self._answered(replace(question, attachments=self._held(line)))
            seconds = self._house.clock.monotonic() - started
            shape = printing.answer_shape(exchange, seconds=seconds)
            lines = printing.answer_lines(exchange, seconds=seconds)
            code = _EXIT[exchange.remedy] if exchange.remedy else 0
            yield _said(_with_id(line, shape), lines, code)

    async def _answered(self, question: Question) -> Exchange:
        try:
            exchange = await self._house.desk.hear(question)
            served = await self._house.delivery.serve_this(exchange.question.id)
        finally:
            self._pictures.drop(question.attachments)
        return served or exchange

    def _held(self, line: Mapping[str, Any]) -> tuple[Attachment, ...]:
        """The picture that came with the command, if one did."""
        packed = line.get("picture")
        return (self._pictures.hold(base64.b64decode(packed)),) if packed else ()

    async def _search(self, arguments: Mapping[str, Any]) -> AsyncIterator[Event]:
        async for event in self._ready():
            yield event
        for line in arguments["lines"]:
            question = question_of(
                line, user=arguments["user"], asked_at=self._house.clock.now()
            )
            hits = await self._house.desk.search(question, limit=arguments["limit"])
            yield _said(_with_id(line, printing.hits_shape(hits)), printing.hit_lines(hits))

    async def _index(self, arguments: Mapping[str, Any]) -> AsyncIterator[Event]:
        remove_missing = bool(arguments.get("remove_missing"))
        if arguments.get("dry_run"):
            todo, found = await self._house.reindexing.preview(remove_missing=remove_missing)
            yield _said(printing.plan_shape(todo, found), printing.plan_lines(todo, found))
            return
        async for event in _followed(partial(self._house.index, remove_missing=remove_missing)):
            yield event

    async def _report(self, arguments: Mapping[str, Any]) -> AsyncIterator[Event]:
        report = await shelf_report.made(self._house, arguments)
        lines = shelf_lines(report, everything=bool(arguments["all"]))
        yield _said(shelf_shape(report), lines)

    async def _privacy(self, arguments: Mapping[str, Any]) -> AsyncIterator[Event]:
        person, command = _operator(arguments["user"]), Command(arguments["command"])
        # The command line speaks both languages; what changes something is done once.
        first = await self._obeyed(command, person, Language.KOREAN)
        again = Command.STATUS if command in _CHANGES else command
        second = await self._obeyed(again, person, Language.ENGLISH)
        standing = await self._house.consent.standing(person)
        yield _said(printing.consent_shape(standing), f"{first}\n\n{second}\n\n{_ORDERS}")

    async def _vitals(self, _arguments: Mapping[str, Any]) -> AsyncIterator[Event]:
        vitals = [dataclasses.asdict(vital) for vital in await self._pulse.vitals()]
        yield _said({"vitals": vitals}, "")

    async def _obeyed(self, command: Command, person: Person, language: Language) -> str:
        return await self._house.orders.obey(command, person, language=language, source="cli")

    async def _ready(self) -> AsyncIterator[Event]:
        async for event in _followed(self._house.ready):
            if "said" not in event:
                yield event
            elif event["failed"]:
                yield {"remark": event["lines"]}


def question_of(line: Mapping[str, Any], *, user: str, asked_at: datetime) -> Question:
    """A question of whoever runs the bot: it may see every document.

    `line` has a `question` and its `history`, turns with `speaker` and `text`.
    """
    message = uuid.uuid4().hex
    return Question(
        place=Place(
            platform=Platform.CLI,
            workspace="",
            channel="cli",
            thread=message,
            clearance=clearance_of_place(Platform.CLI),
        ),
        message=message,
        asker=_operator(user),
        text=line["question"],
        asked_at=asked_at,
        addressed=Addressed.COMMAND,
        history=tuple(Turn(Speaker(turn["speaker"]), turn["text"]) for turn in line["history"]),
    )


def _operator(user: str) -> Person:
    return Person(Platform.CLI, "", user)


def _with_id(line: Mapping[str, Any], shape: dict[str, Any]) -> dict[str, Any]:
    return shape if line.get("id") is None else {"id": line["id"], **shape}


def _said(shape: Mapping[str, Any], lines: str, code: int = 0) -> dict[str, Any]:
    return {"said": shape, "lines": lines, "code": code}


async def _followed(
    run: Callable[[Progress], Awaitable[IndexReport | None]],
) -> AsyncIterator[Event]:
    """The progress of an index run and, if there was one, its report."""
    progress: asyncio.Queue[Event | None] = asyncio.Queue()

    def tell(done: float, total: int) -> None:
        progress.put_nowait({"progress": [done, total]})

    running = asyncio.ensure_future(run(tell))
    running.add_done_callback(lambda _done: progress.put_nowait(None))
    try:
        while (event := await progress.get()) is not None:
            yield event
        report = await running
    finally:
        running.cancel()
    if report is not None:
        failed = bool(report.failed)
        shape, lines = printing.report_shape(report), printing.report_lines(report)
        yield {**_said(shape, lines), "failed": failed}
