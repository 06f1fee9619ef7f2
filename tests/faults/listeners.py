"""Everybody outside who hears something when a question is answered, and writes it down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from bot.adapters.prompt_files import read_prompting
from bot.adapters.qdrant_edge_index import EdgePassageIndex
from bot.domain.audience import PUBLIC
from bot.domain.conversation import Answer
from bot.domain.knowledge import Arms, Point, SparseVector
from bot.ports import Message
from tests.bot.core.library import WatchedEmbedder
from tests.fakes.chat_model import FakeChatModel
from tests.fakes.outlet import FakeOutlet
from tests.fakes.reranker import FakeReranker
from tests.faults.audiences import marks

_WRONG_LABEL = 7  # every such document has a wrong label in the index
_WHOLE = 10_000  # characters: nothing is said in pieces


class WronglyLabelled(EdgePassageIndex):
    """The engine, where some documents are public by mistake. `asked` is what it was asked."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.labels: dict[UUID, str] = {}
        self.asked: list[frozenset[str] | None] = []
        self.strays = 0

    async def upsert(self, collection: str, points: Sequence[Point]) -> None:
        """As the engine does, with some of the labels."""
        told = [self._told(point) for point in points]
        self.labels |= {point.id: point.audience.label for point in told}
        await super().upsert(collection, told)

    async def search(
        self,
        collection: str,
        *,
        dense: Sequence[float],
        sparse: SparseVector,
        audiences: frozenset[str] | None,
        depth: int,
    ) -> Arms:
        """As the engine does; what it found in spite of the labels is counted."""
        arms = await super().search(
            collection, dense=dense, sparse=sparse, audiences=audiences, depth=depth
        )
        self.asked.append(audiences)
        found = {self.labels[one.id] for one in (*arms.dense, *arms.sparse)}
        self.strays += audiences is not None and not found <= audiences
        return arms

    @staticmethod
    def _told(point: Point) -> Point:
        is_wrong = any(number % _WRONG_LABEL == 0 for number in marks([point.path]))
        return replace(point, audience=PUBLIC) if is_wrong else point


def _author(messages: Sequence[Message]) -> str:
    """Says a sentence of each passage; asked for something else, says what was said last."""
    asked = messages[-1].text
    if "<passages>" not in asked:
        return " ".join(asked.split()[-12:-2])
    said: dict[int, str] = {}
    number = 0
    for line in asked.splitlines():
        number += line.startswith("<passage ")
        if number and " takes " in line and line[0] not in "#<":
            said.setdefault(number, f"{line.partition('. ')[0].rstrip('.')} [{number}].")
    return "\n".join(said.values())


@dataclass
class Ears:
    """Models on somebody else's servers, and the platform. `drafts` are seen while it works."""

    embedder: WatchedEmbedder = field(default_factory=WatchedEmbedder)
    chat: FakeChatModel = field(default_factory=lambda: FakeChatModel(_author, piece=_WHOLE))
    vision: FakeChatModel = field(default_factory=lambda: FakeChatModel("a form"))
    reranker: FakeReranker = field(default_factory=FakeReranker)
    outlet: FakeOutlet = field(default_factory=FakeOutlet)
    drafts: list[str] = field(default_factory=list)

    def parts(self) -> dict[str, Any]:
        """What to put in the place of real parts, by name."""
        return {
            "embedder": self.embedder,
            "chat": self.chat,
            "prompting": read_prompting(None),
            "vision": self.vision,
            "reranker": self.reranker,
        }

    def overhear(self, answer: Answer) -> None:
        """A draft is shown."""
        self.drafts.append(repr(answer))

    def prompts(self) -> list[str]:
        """What models were sent since the last time."""
        sent = [m.text for one in (*self.chat.asked, *self.vision.asked) for m in one]
        sent += [text for _, texts in self.reranker.asked for text in texts]
        sent += [*self.embedder.questions, *self.embedder.passages]
        heard: tuple[list[Any], ...] = (
            self.chat.asked,
            self.vision.asked,
            self.reranker.asked,
            self.embedder.questions,
            self.embedder.passages,
        )
        for one in heard:
            one.clear()
        return sent

    def posted(self) -> list[str]:
        """What people saw since the last time, also what is not there any more."""
        seen = [one for m in self.outlet.messages.values() for one in (m.text, *m.history)]
        seen += self.drafts
        self.outlet.messages.clear()
        self.drafts.clear()
        return seen
