"""What people ask in the fault tests, and how it reads once it was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.audience import EMPLOYEES, clearance
from bot.domain.conversation import Addressed, Place, Question
from bot.domain.people import Person, Platform

_WORKSPACE, _CHANNEL = "T1", "C1"
_AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
_ANIMALS = ("otter", "heron", "badger", "lynx", "marmot", "stork", "beaver", "ibex")


@dataclass(frozen=True, slots=True)
class Event:
    """A message to the bot. `fact` stands in the answer, unless there can be none."""

    message: str
    thread: str
    text: str
    fact: str

    @property
    def key(self) -> str:
        """The id of the exchange that comes of it."""
        return str(question_of(self).id)

    @property
    def place(self) -> tuple[str, str, str]:
        """Workspace, channel and thread."""
        return _WORKSPACE, _CHANNEL, self.thread

    def as_json(self) -> dict[str, Any]:
        """For the wire."""
        return asdict(self)


def event(number: int, *, thread: int | None = None, word: str = "") -> Event:
    """The question of that number, in a conversation of its own unless `thread` is given.

    A conversation is about one animal. `word` is put in front of the question.
    """
    thread = number if thread is None else thread
    animal = thread % len(_ANIMALS)
    text = f"{word} Where does the {_ANIMALS[animal]} live?".strip()
    return Event(f"m{number}", f"t{thread}", text, fact=_fact(animal))


def question_of(event: Event | Mapping[str, Any]) -> Question:
    """As the connector of the platform makes it."""
    one = event if isinstance(event, Event) else Event(**event)
    workspace, channel, thread = one.place
    return Question(
        place=Place(Platform.SLACK, workspace, channel, thread, clearance(EMPLOYEES)),
        message=one.message,
        asker=Person(Platform.SLACK, workspace, f"U{thread}"),
        text=one.text,
        asked_at=_AT,
        addressed=Addressed.MENTION,
    )


def fact_of(text: str) -> str:
    """What the answer to a question about an animal says."""
    return next(_fact(at) for at, animal in enumerate(_ANIMALS) if animal in text)


def write_documents(folder: Path) -> Path:
    """One small document, so that a start is quick."""
    folder.mkdir(exist_ok=True)
    sections = (
        f"## The {animal}\n\nThe {animal} lives in {_fact(number)}.\n"
        for number, animal in enumerate(_ANIMALS)
    )
    (folder / "animals.md").write_text("# Animals\n\n" + "\n".join(sections))
    return folder


def _fact(animal: int) -> str:
    return f"hall {animal + 11}"
