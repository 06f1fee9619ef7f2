"""The best of a search, in the order of a model that reads question and passage together."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.recency import in_their_places
from bot.domain.errors import ServiceError
from bot.domain.knowledge import Hit
from bot.ports import Reranker

_K = 60.0  # as in the fusion: how quickly a place lower counts for less
_FEWEST = 2
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reranking:
    """Has the first `most` hits ordered anew; those after them stay behind."""

    reranker: Reranker
    most: int = 30

    async def reranked(self, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The hits in their new order; as they were when the reranker fails. Never raises.

        Passages and raw scores stay as they are. Questions with an approved answer are
        left out: they are matched by other rules.
        """
        ordinary = [hit for hit in hits if not hit.passage.approved_question]
        candidates = ordinary[: self.most]
        if len(candidates) < _FEWEST:
            return tuple(hits)
        texts = [hit.passage.searchable for hit in candidates]
        try:
            scores = await self.reranker.scores(question, texts)
        except ServiceError as error:
            _log.warning("the order of the search stands: %s", error)
            return tuple(hits)
        return tuple(in_their_places(hits, by_scores(candidates, scores)))


def by_scores(hits: Sequence[Hit], scores: Sequence[float]) -> list[Hit]:
    """Best score first, equals as they stood; a document's own weight still counts.

    Scores of models have no common scale, so weight multiplies 1 / (60 + place) instead.
    """
    pairs = sorted(zip(scores, hits, strict=True), key=lambda pair: -pair[0])
    placed = enumerate((hit for _, hit in pairs), 1)
    worth = [(hit.passage.labels.weight / (_K + place), hit) for place, hit in placed]
    return [hit for _, hit in sorted(worth, key=lambda pair: -pair[0])]
