"""The room that answers, built from parts and settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.resources import files
from zoneinfo import ZoneInfo

from bot.answer_settings import AnswerSettings
from bot.core.answerability import Bars
from bot.core.answering import Answering, terms_of
from bot.core.approved import Approvals, bar_for
from bot.core.calibration import gate_for
from bot.core.fusion import Fusion
from bot.core.recency import Recency
from bot.core.remembering import Made, Memory
from bot.core.reranking import Reranking
from bot.core.retrieval import Retrieval
from bot.core.rewriting import Rewriting
from bot.core.shelf import Shelf
from bot.core.tally import Tally
from bot.core.widening import Widening
from bot.core.wording import Wording
from bot.domain.people import Platform
from bot.domain.recipe import Quantization, Recipe
from bot.indexing.chunking import Chunking
from bot.parts import Parts
from bot.settings import Settings

_REWRITE = "rewrite.v1"

CHUNKING = Chunking()
"""How documents are cut, at indexing and in the name of the collection."""


def recipe_of(parts: Parts) -> Recipe:
    """All that shapes a passage, a vector, or how vectors are kept in this house."""
    small = "" if parts.quantization is Quantization.NONE else parts.quantization.value
    return Recipe(
        embedder=parts.embedder.name,
        dimensions=parts.embedder.dimensions,
        chunking=CHUNKING.name,
        tokens=parts.encoder.name,
        readers=parts.source.name,
        quantization=small,
    )


def answering_of(
    settings: Settings, parts: Parts, collection: str, *, tally: Tally | None = None
) -> Answering:
    """What answers from `collection`, with a model's words where one is set.

    `tally` is told of answers that were given before.
    """
    shelf = Shelf(collection, parts.index, parts.manifest, _alike(settings, parts, collection))
    retrieval = Retrieval(
        collection=collection,
        index=shelf,
        manifest=shelf,
        embedder=parts.embedder,
        encoder=parts.encoder,
        fusion=fusion_of(settings.answers),
        today=today_of(settings, parts),
        recency=Recency(settings.answers.recency),
        reranking=_reranking(settings, parts),
    )
    return Answering(
        retrieval=retrieval,
        embedder=parts.embedder,
        encoder=parts.encoder,
        gate=gate_for(parts.embedder.name),
        bar=settings.answers.bar,
        sure=settings.answers.sure,
        places=bars_of(settings.answers),
        widening=Widening(shelf, collection),
        wording=_wording(settings, parts),
        rewriting=_rewriting(settings, parts),
        memory=_memory(
            settings, parts, shelf, _made(settings, parts, collection), tally or Tally()
        ),
        approvals=Approvals(bar_for(parts.embedder.name)),
    )


def fusion_of(answers: AnswerSettings) -> Fusion:
    """How the two rankings become one; at half and half both weights are 1."""
    return Fusion(
        k=answers.rank_k, dense_weight=2 * (1 - answers.words), sparse_weight=2 * answers.words
    )


def bars_of(answers: AnswerSettings) -> dict[Platform, Bars]:
    """The bars of each platform, where it has none of its own those of all."""
    own = {platform: getattr(answers, platform) for platform in Platform}
    return {
        platform: Bars(
            answer=answers.bar if bars.bar is None else bars.bar,
            sure=answers.sure if bars.sure is None else bars.sure,
        )
        for platform, bars in own.items()
    }


def today_of(settings: Settings, parts: Parts) -> Callable[[], date]:
    """Which day it is where the admins are: in the time zone of the schedule."""
    zone = ZoneInfo(settings.schedule.zone)
    return lambda: parts.clock.now().astimezone(zone).date()


def _reranking(settings: Settings, parts: Parts) -> Reranking | None:
    if parts.reranker is None:
        return None
    return Reranking(parts.reranker, settings.answers.reranked)


def _rewriting(settings: Settings, parts: Parts) -> Rewriting | None:
    seconds = settings.answers.rewrite_seconds
    if parts.chat is None or not seconds:
        return None
    rules = (files("bot.core") / "prompts" / f"{_REWRITE}.md").read_text("utf-8")
    return Rewriting(parts.chat, rules, _REWRITE, seconds)


def _alike(settings: Settings, parts: Parts, collection: str) -> frozenset[str]:
    """The collections of our recipe, however vectors are kept; none for any other."""
    ours, prefix = recipe_of(parts), settings.qdrant.prefix
    ways = ("", *(way.value for way in Quantization if way is not Quantization.NONE))
    names = frozenset(replace(ours, quantization=way).collection(prefix) for way in ways)
    return names if collection in names else frozenset()


def _memory(
    settings: Settings, parts: Parts, shelf: Shelf, made: Made, tally: Tally
) -> Memory | None:
    minutes = settings.answers.remembered_minutes
    if not minutes:
        return None
    return Memory(
        manifest=shelf,
        made=made,
        today=today_of(settings, parts),
        terms=terms_of(parts.encoder),
        clock=parts.clock,
        tally=tally,
        seconds=60 * minutes,
    )


def _made(settings: Settings, parts: Parts, collection: str) -> Made:
    models = settings.models
    asked = (models.chat, *models.chat_fallbacks, models.chat_url or "")
    how = f"{models.chat_tokens} {models.chat_temperature} {models.rerank}"
    return Made(
        collection=collection,
        prompts=(parts.prompting.version,) if parts.prompting else (),
        models=asked if parts.chat else (),
        settings=f"{settings.answers.model_dump_json()} {how}",
    )


def _wording(settings: Settings, parts: Parts) -> Wording | None:
    if parts.chat is None or parts.prompting is None:
        return None
    hosts = tuple(host.casefold() for host in settings.answers.link_hosts)
    return Wording(parts.chat, parts.prompting, terms_of(parts.encoder), hosts)
