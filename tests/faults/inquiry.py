"""Random questions in random places, and every word that left the house over them."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.answer_settings import AnswerSettings
from bot.answering_parts import answering_of, recipe_of
from bot.bootstrap import House
from bot.core.answering import Answering
from bot.core.rendering import render
from bot.domain.conversation import Addressed, Place, Question, Speaker, Turn
from bot.domain.people import Person
from bot.domain.pictures import Attachment
from bot.settings import Settings
from tests.bot.houses import opened
from tests.drawings import plain
from tests.fakes.pictures import FakePictures
from tests.faults.audiences import Paper, Room, Shelf, marks, rooms
from tests.faults.listeners import Ears, WronglyLabelled

_ASKED = ("How many days does a {0} take?", "What does a {0} cost?", "{1} 며칠 걸려요?")
_LEANING = ("And how much does it cost?", "그럼 그건 얼마예요?", "How many days is that?")
_NOW = datetime(2026, 3, 2, 11, tzinfo=UTC)


@dataclass
class Tally:
    """What was asked, and what was seen of it. `leaks` must stay empty."""

    cases: int = 0
    forbidden: int = 0
    follow_ups: int = 0
    answered: int = 0
    remembered: int = 0
    prompts: int = 0
    texts: int = 0
    rightly_seen: int = 0
    leaks: list[str] = field(default_factory=list)


@dataclass
class Inquiry:
    """A house with a random shelf, and somebody who listens at every one of its doors."""

    house: House
    shelf: Shelf
    index: WronglyLabelled
    ears: Ears
    ways: dict[str, Answering]
    dice: random.Random
    tally: Tally

    async def read(self) -> None:
        """Have the shelf indexed as it is now."""
        await self.house.index(lambda *_: None)
        self.ears.prompts()  # indexing embeds everything

    async def ask(self, count: int) -> None:
        """So many questions, each about one document, in one of a few places."""
        places, until = rooms(self.dice, 8), self.tally.cases + count
        while self.tally.cases < until:
            room, paper = self.dice.choice(places), self.dice.choice(self.shelf.papers)
            text = self.dice.choice(_ASKED).format(*paper.topic)
            if self.dice.random() < 0.1:
                await self._at_the_desk(room, paper, text)
                continue
            way = self.dice.choice(list(self.ways))
            said = await self._answered(way, room, paper, text)
            if self.dice.random() < 0.4:
                turns = (Turn(Speaker.USER, text), Turn(Speaker.BOT, said))
                self.tally.follow_ups += 1
                await self._answered(way, room, paper, self.dice.choice(_LEANING), turns)
            for other in self.dice.sample(places, 2):
                await self._answered(way, other, paper, text)

    async def _answered(
        self, way: str, room: Room, paper: Paper, text: str, history: tuple[Turn, ...] = ()
    ) -> str:
        """One answer of one kind; gives what is shown of it."""
        pictured = "a photo of a form" if self.dice.random() < 0.1 else ""
        question = replace(self._question(room, text), history=history, pictured=pictured)
        before = self.house.tally.recalled
        answering = self.ways[way]
        answer = await answering.answer(question, so_far=self.ears.overhear)
        self.tally.remembered += self.house.tally.recalled > before
        shown = render(answer)
        await self._judge(room, paper, way, [repr(answer), shown])
        return shown

    async def _at_the_desk(self, room: Room, paper: Paper, text: str) -> None:
        """A question and a follow-up from the door to the message, with a picture."""
        thread = f"{self.dice.getrandbits(60):x}"
        for words in (text, self.dice.choice(_LEANING)):
            question = self._question(room, words, thread=thread)
            question = replace(question, attachments=(Attachment("png"),))
            heard = await self.house.desk.hear(question)
            await self.house.delivery.serve_this(heard.question.id)
            stands = await self.house.desk.exchange(heard.question.id)
            row = await self.house.parts.exchanges.find(heard.question.id)
            found = await self.house.desk.search(question, limit=50)
            page = await self.house.desk.passages(paper.path, room.clearance)
            seen = [repr(one) for one in (stands, row, found, page)]
            await self._judge(room, paper, "desk", seen)

    async def _judge(self, room: Room, paper: Paper, way: str, texts: Iterable[str]) -> None:
        """Whatever was said, sent or searched for since the last time is weighed."""
        prompts = self.ears.prompts()
        everything = [*texts, *self.ears.posted(), *prompts]
        seen = {number: self.shelf.papers[number] for number in marks(everything)}
        told = [f"{way} in {room}: {one}" for one in seen.values() if not _may(room, one)]
        if not self._filters(self.index.asked, room) or self.index.strays:
            told.append(f"{way} in {room}: the index was asked for, or gave, too much")
        self.index.asked.clear()
        self._count(room, paper, seen, prompts=len(prompts), texts=len(everything))
        self.tally.leaks += told

    def _count(
        self, room: Room, paper: Paper, seen: Collection[int], *, prompts: int, texts: int
    ) -> None:
        self.tally.cases += 1
        self.tally.forbidden += not _may(room, paper)
        self.tally.answered += bool(seen)
        self.tally.rightly_seen += paper.number in seen and _may(room, paper)
        self.tally.prompts += prompts
        self.tally.texts += texts

    @staticmethod
    def _filters(asked: Sequence[frozenset[str] | None], room: Room) -> bool:
        return all(those is not None and all(map(room.may_show, those)) for those in asked)

    def _question(self, room: Room, text: str, *, thread: str = "") -> Question:
        number = f"{self.dice.getrandbits(60):x}"
        return Question(
            place=Place(room.platform, "T1", room.name, thread, room.clearance),
            message=number,
            asker=Person(room.platform, "T1", f"U{number}"),
            text=text,
            asked_at=_NOW,
            addressed=Addressed.MENTION,
        )


def _may(room: Room, paper: Paper) -> bool:
    return room.may_show(paper.label)


@asynccontextmanager
async def inquiry(root: Path, *, seed: int, tally: Tally) -> AsyncIterator[Inquiry]:
    """A house on a folder of 24 random documents, indexed, with a chat model that sees."""
    dice = random.Random(seed)  # noqa: S311 - the same cases for the same seed
    shelf = Shelf(root / "knowledge", dice)
    shelf.root.mkdir(parents=True)
    shelf.fill(24)
    ears, index = Ears(), WronglyLabelled(root / "wrong")
    settings = Settings(home=root / "home", knowledge=shelf.root, answers=_bar(0.0))
    async with opened(settings, index=index, **ears.parts()) as house:
        for room in rooms(dice, 40):
            house.outlets[room.platform] = ears.outlet
            house.pictures[room.platform] = FakePictures(png=plain())
        asked = Inquiry(house, shelf, index, ears, _ways(settings, house), dice, tally)
        await asked.read()
        yield asked
    await index.close()


def _ways(settings: Settings, house: House) -> dict[str, Answering]:
    """Quoting, wording, and saying which documents come nearest; each with a memory."""
    collection = recipe_of(house.parts).collection(settings.qdrant.prefix)
    silent = replace(house.parts, chat=None, prompting=None)
    shy = settings.model_copy(update={"answers": _bar(1.0)})
    return {
        "quoted": answering_of(settings, silent, collection, tally=house.tally),
        "worded": answering_of(settings, house.parts, collection, tally=house.tally),
        "nearest": answering_of(shy, silent, collection, tally=house.tally),
    }


def _bar(bar: float) -> AnswerSettings:
    return AnswerSettings(bar=bar, sure=bar)
