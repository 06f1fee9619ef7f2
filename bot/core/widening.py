"""What a chat model reads: the best passages that fit, grown to their sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, takewhile
from uuid import UUID

from bot.core.shelf import Reader
from bot.domain.audience import Clearance
from bot.domain.knowledge import Hit, Passage

_LEAST = 3
_MOST = 8
_BUDGET = 1200
_MARKS = 15  # tokens around a passage: its number and where it is from
# Tokens per character, as `bot.indexing.chunking` estimates them.
_TOKENS_ASCII = 0.30
_TOKENS_OTHER = 0.68
_FENCES = ("```", "~~~")

Neighbours = Mapping[tuple[str, int], Passage]


@dataclass(frozen=True, slots=True)
class Widening:
    """Widens within one collection; `budget` is in estimated tokens, for all together."""

    manifest: Reader
    collection: str
    budget: float = _BUDGET

    async def widened(self, hits: Sequence[Hit], clearance: Clearance) -> tuple[Hit, ...]:
        """The first hits that fit, three at least, each with what stands around it.

        A neighbour is of the same section and page and may be read by the same people. It
        joins with a blank line, so what is verbatim stays so block by block. A hit that
        became a part of a better one goes. Raises DatabaseUnavailable.
        """
        first = _fitting(hits[:_MOST], self.budget)
        paths = {hit.passage.path for hit in first}
        around = await self.manifest.passages_of(self.collection, paths)
        readable = {(p.path, p.position): p for p in around if clearance.may_read(p.audience)}
        return tuple(_grown(first, readable, self.budget))


def _fitting(hits: Sequence[Hit], budget: float) -> Sequence[Hit]:
    # More passages tell more than more around each: facts lie in the seventh as well.
    spent = accumulate(_tokens(hit.passage.text) + _MARKS for hit in hits)
    fitting = sum(1 for _ in takewhile(lambda tokens: tokens <= budget, spent))
    return hits[: max(_LEAST, fitting)]


def _grown(hits: Sequence[Hit], neighbours: Neighbours, budget: float) -> Iterable[Hit]:
    left = budget - sum(_tokens(hit.passage.text) + _MARKS for hit in hits)
    taken: set[UUID] = set()
    for hit in hits:
        if hit.passage.id in taken:
            left += _tokens(hit.passage.text) + _MARKS
            continue
        pieces = [hit.passage]
        for step in (1, -1):
            while (more := _beside(pieces, step, neighbours)) and more.id not in taken:
                left -= _tokens(more.text)
                if left < 0:
                    left += _tokens(more.text)
                    break
                pieces = [*pieces, more] if step > 0 else [more, *pieces]
        taken.update(piece.id for piece in pieces)
        text = "\n\n".join(piece.text for piece in pieces)
        yield replace(hit, passage=replace(hit.passage, text=text))


def _beside(pieces: Sequence[Passage], step: int, found: Neighbours) -> Passage | None:
    edge = pieces[-1] if step > 0 else pieces[0]
    more = found.get((edge.path, edge.position + step))
    if more is None or (more.headings, more.page) != (edge.headings, edge.page):
        return None
    # Half a block of code would swallow what comes after it.
    is_cut = any(p.text.count(fence) % 2 for p in (more, edge) for fence in _FENCES)
    return None if is_cut or more.labels.approved else more


def _tokens(text: str) -> float:
    ascii_count = len(text.encode("ascii", "ignore"))
    return _TOKENS_ASCII * ascii_count + _TOKENS_OTHER * (len(text) - ascii_count)
