"""Vectors of questions: each text is embedded once, and many at once in few calls."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.errors import BadSetting, BudgetSpent
from bot.ports import Embedder

_MOST = 2048
_AT_ONCE = 64

Vector = tuple[float, ...]
_Key = tuple[str, str]


@dataclass(slots=True, eq=False)
class _Wanted:
    """A text that somebody waits for, and how many do."""

    text: str
    vector: asyncio.Future[Vector] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    waiting: int = 0


class QuestionVectors:
    """An embedder that remembers the vectors of the last `most` questions.

    Whoever asks for a text that is being embedded waits for that call. With a `window`, in
    seconds, questions that come within it go out as one call; 0 sends each at once, which
    is right where a batch is no cheaper. An error is told to all who wait, and forgotten;
    who stops waiting takes nothing from the others. In memory, and gone with the process.
    """

    def __init__(self, embedder: Embedder, *, window: float = 0.0, most: int = _MOST) -> None:
        self._embedder = embedder
        self._window = window
        self._most = most
        self._at_once = _AT_ONCE if window else 1
        self._held: OrderedDict[_Key, Vector] = OrderedDict()
        self._wanted: dict[_Key, _Wanted] = {}
        self._gathering: list[_Wanted] = []
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """Which model this is: remembering changes no vector."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """How long each vector is."""
        return self._embedder.dimensions

    async def embed_passages(self, texts: Sequence[str]) -> list[Vector]:
        """As the embedder does: passages have a cache of their own."""
        return await self._embedder.embed_passages(texts)

    async def embed_questions(self, texts: Sequence[str]) -> list[Vector]:
        """The vectors to search with, in order."""
        return list(await asyncio.gather(*(self.embed_question(text) for text in texts)))

    async def embed_question(self, text: str) -> Vector:
        """The vector to search with; raises what the embedder raises."""
        key = (self.name, text)
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        wanted = self._wanted.get(key)
        if wanted is None or wanted.vector.cancelled():
            wanted = self._want(key)
        wanted.waiting += 1
        try:
            return await asyncio.shield(wanted.vector)
        finally:
            wanted.waiting -= 1
            if not wanted.waiting and not wanted.vector.done():
                wanted.vector.cancel()  # nobody is left

    def _want(self, key: _Key) -> _Wanted:
        wanted = self._wanted[key] = _Wanted(key[1])
        wanted.vector.add_done_callback(lambda vector: self._came(key, wanted, vector))
        self._gathering.append(wanted)
        if not self._window or len(self._gathering) == 1:
            self._begin()
        return wanted

    def _begin(self) -> None:
        call = asyncio.create_task(self._call())
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    def _came(self, key: _Key, wanted: _Wanted, vector: asyncio.Future[Vector]) -> None:
        if self._wanted.get(key) is wanted:
            del self._wanted[key]
        if vector.cancelled() or vector.exception():
            return
        self._held[key] = vector.result()
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    async def _call(self) -> None:
        """Embed what has gathered, unless nobody waits for any of it any more."""
        if self._window:
            await asyncio.sleep(self._window)
        most = self._at_once
        batch, self._gathering = self._gathering[:most], self._gathering[most:]
        if self._gathering:
            self._begin()
        batch = [wanted for wanted in batch if not wanted.vector.done()]
        call = asyncio.current_task()
        for wanted in batch:
            wanted.vector.add_done_callback(lambda _: _end(call, batch))
        if batch:
            await self._embedded(batch)

    async def _embedded(self, batch: Sequence[_Wanted]) -> None:
        try:
            vectors = await self._vectors([wanted.text for wanted in batch])
        except (BadSetting, BudgetSpent) as error:
            await self._one_by_one(batch, error)
        except Exception as error:  # noqa: BLE001 - told to whoever waits, whatever it is
            _tell(batch, error)
        else:
            for wanted, vector in zip(batch, vectors, strict=True):
                if not wanted.vector.done():
                    wanted.vector.set_result(vector)

    async def _vectors(self, texts: Sequence[str]) -> Sequence[Vector]:
        if len(texts) == 1:
            return [await self._embedder.embed_question(texts[0])]
        return await self._embedder.embed_questions(texts)

    async def _one_by_one(self, batch: Sequence[_Wanted], error: Exception) -> None:
        """What was refused together may go through alone: one text may be the cause."""
        if len(batch) == 1:
            _tell(batch, error)
            return
        left = [wanted for wanted in batch if not wanted.vector.done()]
        await asyncio.gather(*(self._embedded([wanted]) for wanted in left))


def _tell(batch: Sequence[_Wanted], error: Exception) -> None:
    for wanted in batch:
        if not wanted.vector.done():
            wanted.vector.set_exception(error)


def _end(call: asyncio.Task[None] | None, batch: Sequence[_Wanted]) -> None:
    """Stop a call whose last asker has gone."""
    if call and all(wanted.vector.cancelled() for wanted in batch):
        call.cancel()
