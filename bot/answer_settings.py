"""Settings of answers: when the bot dares, and whom it names when it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from bot.model_settings import Group


class PlaceBars(Group):
    """What holds on one platform instead; unset: as everywhere."""

    bar: Annotated[float, Field(ge=0, le=1)] | None = None
    sure: Annotated[float, Field(ge=0, le=1)] | None = None


class AnswerSettings(Group):
    """When the bot answers, and whom it names when it cannot."""

    bar: Annotated[float, Field(ge=0, le=1)] = 0.6
    """The probability that the documents answer, from which the bot dares to answer."""
    sure: Annotated[float, Field(ge=0, le=1)] = 0.75
    """The probability from which an answer is shown without a caution."""
    slack: PlaceBars = PlaceBars()
    """`bar` and `sure` on Slack; `discord`, `web` and `cli` have their own too."""
    discord: PlaceBars = PlaceBars()
    web: PlaceBars = PlaceBars()
    cli: PlaceBars = PlaceBars()
    words: Annotated[float, Field(ge=0, le=1)] = 0.5
    """How much the ranking by words counts in a search; that by meaning counts the rest."""
    rank_k: Annotated[float, Field(ge=0, le=1000)] = 60.0
    """The k of reciprocal rank fusion: a low one lets the first ranks count for more."""
    recency: Annotated[float, Field(ge=0, le=36_500)] = 0.0
    """Days after which what an `updated:` is worth has halved, among editions of a text that
    say one; 0: their age makes no difference."""
    reranked: Annotated[int, Field(ge=2, le=100)] = 30
    """Passages that the reranker of `BOT_MODELS__RERANK` orders for each search."""
    remembered_minutes: Annotated[float, Field(ge=0, le=1440)] = 60.0
    """Minutes for which the same question gets the same answer again; 0: none is kept."""
    rewrite_seconds: Annotated[float, Field(ge=0, le=10)] = 3.0
    """Seconds that the chat model has to say a follow-up by itself; 0: it is not asked."""
    contact: str = ""
    """Where a person can be asked, such as `#it-help`; shown with "not in the documents"."""
    examples: Path | None = None
    """A TOML file of example answers for the chat model; docs/chat-models.md shows one."""
    pictures: Annotated[int, Field(ge=0, le=10)] = 4
    """Pictures of one question that are read; 0 reads none."""
    largest_picture: Annotated[int, Field(ge=1, le=20)] = 8
    """MiB; a larger picture is not read."""
    link_hosts: tuple[str, ...] = ()
    """Hosts whose addresses a chat model's answer may name, such as `["example.com"]`, with
    all below them. Other addresses are left to the sources, which are always linked."""
