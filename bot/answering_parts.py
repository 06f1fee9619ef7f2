"""The room that answers, built from parts and settings."""

from __future__ import annotations

from bot.core.answering import Answering, terms_of
from bot.core.calibration import gate_for
from bot.core.fusion import Fusion
from bot.core.retrieval import Retrieval
from bot.core.wording import Wording
from bot.domain.knowledge import Recipe
from bot.indexing.chunking import Chunking
from bot.parts import Parts
from bot.settings import Settings

CHUNKING = Chunking()
"""How documents are cut, at indexing and in the name of the collection."""


def recipe_of(parts: Parts) -> Recipe:
    """All that shapes a passage or a vector in this house."""
    return Recipe(
        embedder=parts.embedder.name,
        dimensions=parts.embedder.dimensions,
        chunking=CHUNKING.name,
        tokens=parts.encoder.name,
        readers=parts.source.name,
    )


def answering_of(settings: Settings, parts: Parts, collection: str) -> Answering:
    """What answers from `collection`, with a model's words where one is set."""
    retrieval = Retrieval(
        collection=collection,
        index=parts.index,
        manifest=parts.manifest,
        embedder=parts.embedder,
        encoder=parts.encoder,
        fusion=Fusion(),
    )
    return Answering(
        retrieval=retrieval,
        embedder=parts.embedder,
        encoder=parts.encoder,
        gate=gate_for(parts.embedder.name),
        bar=settings.answers.bar,
        wording=_wording(settings, parts),
    )


def _wording(settings: Settings, parts: Parts) -> Wording | None:
    if parts.chat is None or parts.prompting is None:
        return None
    hosts = tuple(host.casefold() for host in settings.answers.link_hosts)
    return Wording(parts.chat, parts.prompting, terms_of(parts.encoder), hosts)
