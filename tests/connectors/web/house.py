"""A web door with a desk of ours behind it."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx

from bot.adapters.documents.folder import FolderSource
from bot.core import rendering
from bot.domain.audience import PUBLIC, clearance
from bot.domain.conversation import Answer, Citation, Outcome, Pointer, Question, Sentence
from bot.domain.health import Figures, Vital
from bot.domain.knowledge import Document, Passage
from bot.domain.language import Language, language_of
from bot.indexing.chunking import Chunking, chunk
from connectors.web.door import WebDoor
from connectors.web.streams import Pace
from tests.fakes.clock import FakeClock
from tests.fakes.desk import FakeDesk, Script

ASKED = {"en": "How long is the warranty?", "ko": "보증 기간은 얼마나 되나요?"}
KNOWLEDGE = Path(__file__).parents[3] / "knowledge"
CLEARED = clearance(PUBLIC)
QUICK = Pace(first_look=0.02, slowest_look=0.02, heartbeat=10.0)
# Looks so rarely that only the outlet can wake a listener within a test.
DEAF = Pace(first_look=60.0, slowest_look=60.0, heartbeat=0.0)


@dataclass
class House:
    """The door, open; `vitals` and `figures` are what it is told."""

    desk: FakeDesk
    clock: FakeClock = field(default_factory=FakeClock)
    vitals: tuple[Vital, ...] = (Vital("database", is_well=True),)
    figures: Figures = field(default_factory=Figures)
    trouble: Exception | None = None
    url: str = ""
    door: WebDoor = field(init=False)

    async def _vitals(self) -> tuple[Vital, ...]:
        if self.trouble:
            raise self.trouble
        return self.vitals

    async def _figures(self) -> Figures:
        if self.trouble:
            raise self.trouble
        return self.figures

    def build(self, *, pace: Pace, names: Sequence[str], host: str, port: int) -> WebDoor:
        """The door, still closed."""
        self.door = WebDoor(
            self.desk,
            host=host,
            port=port,
            clearance=CLEARED,
            vitals=self._vitals,
            figures=self._figures,
            clock=self.clock,
            names=names,
            pace=pace,
        )
        self.desk.serve(self.door.outlet)
        return self.door

    def visitor(self, language: str = "en", **headers: str) -> httpx.AsyncClient:
        """Somebody with a browser of their own."""
        return httpx.AsyncClient(
            base_url=self.url, headers={"Accept-Language": language, **headers}, timeout=20
        )


@asynccontextmanager
async def opened(  # noqa: PLR0913 - every test names the one or two that matter to it
    *,
    passages: Sequence[Passage] = (),
    script: Script | None = None,
    pace: Pace = QUICK,
    names: Sequence[str] = (),
    host: str = "127.0.0.1",
    port: int = 0,
) -> AsyncIterator[House]:
    """A house whose door is open on loopback."""
    house = House(FakeDesk(passages, script))
    door = house.build(pace=pace, names=names, host=host, port=port)
    house.url = await door.open()
    try:
        yield house
    finally:
        await door.close()


async def ask(
    visitor: httpx.AsyncClient,
    text: str = "How long is the warranty?",
    *,
    conversation: uuid.UUID | None = None,
    message: uuid.UUID | None = None,
) -> httpx.Response:
    """Post a question."""
    return await visitor.post(
        "/api/questions",
        json={
            "text": text,
            "conversation": str(conversation or uuid.uuid4()),
            "message": str(message or uuid.uuid4()),
        },
    )


async def events(
    visitor: httpx.AsyncClient, question: str
) -> AsyncIterator[tuple[str, dict[str, object]]]:
    """The events of a question's stream, and `("comment", {})` for a sign of life."""
    async with visitor.stream("GET", f"/api/questions/{question}/events") as stream:
        assert stream.status_code == 200
        name = ""
        async for line in stream.aiter_lines():
            if line.startswith(":"):
                yield "comment", {}
            elif line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


async def heard(house: House, count: int) -> None:
    """Wait until the desk has heard so many questions."""
    async with asyncio.timeout(30):
        while len(house.desk.heard) < count:  # noqa: ASYNC110 - a fake has no event for it
            await asyncio.sleep(0.02)


async def until_listening(house: House, count: int = 1) -> None:
    """Wait until so many pages listen."""
    async with asyncio.timeout(20):
        while house.door.outlet.listeners < count:  # noqa: ASYNC110 - the door has no event for it
            await asyncio.sleep(0.005)


def citation(quote: str, *, number: int = 1, heading: str = "Duration") -> Citation:
    """A citation of the page about the warranty."""
    return Citation(
        number=number,
        path="help/warranty.md",
        title="Warranty",
        heading=heading,
        page=None,
        url=None,
        quote=quote,
    )


def answered(*quotes: str, language: Language = Language.ENGLISH) -> tuple[Answer, str]:
    """An answer that quotes, and its text."""
    citations = tuple(citation(quote, number=n) for n, quote in enumerate(quotes, 1))
    answer = Answer(
        outcome=Outcome.ANSWERED,
        language=language,
        confidence=0.9,
        sentences=tuple(Sentence(one.quote, (one.number,)) for one in citations),
        citations=citations,
    )
    return answer, rendering.render(answer)


def unknown(language: Language = Language.ENGLISH) -> tuple[Answer, str]:
    """An answer that the documents do not hold."""
    nearest = (Pointer("help/warranty.md", "Warranty", "Duration"),)
    answer = Answer(Outcome.UNKNOWN, language, 0.1, nearest=nearest)
    return answer, rendering.render(answer, contact="help@example.org")


def warranty(question: Question) -> tuple[Answer, str]:
    """The script of a desk that knows about one thing."""
    language = language_of(question.text)
    if "warranty" in question.text.lower() or "보증" in question.text:
        return answered(QUOTE, language=language)
    return unknown(language)


QUOTE = "The warranty lasts **24 months** from the day of delivery."
WARRANTY = Document(
    path="help/warranty.md",
    title="Warranty",
    text=f"""# Warranty

Everything about the warranty.

## Duration

{QUOTE} Batteries are covered for 6 months.

| Part | Months |
|---|---|
| Battery | 6 |
| Screen | 24 |

- Keep the receipt, `FORM-7` included.
- Send the device *without* accessories.

```sh
warranty --check SERIAL
```
""",
    fingerprint="f1",
    audience=PUBLIC,
    url="https://example.org/warranty",
)


def cut(document: Document) -> tuple[Passage, ...]:
    """Its passages, as the index cuts them."""
    return chunk(document, Chunking())


async def knowledge() -> tuple[Document, ...]:
    """The documents that ship with the bot, as anybody may read them."""
    source = FolderSource(KNOWLEDGE, largest_file=25 << 20)
    read = [await source.read(file) for file in (await source.inventory()).found]
    return tuple(replace(document, audience=PUBLIC) for document in read)
