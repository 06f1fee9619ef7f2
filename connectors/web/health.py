"""For probes and for Prometheus: does it live, is it ready, what did it count."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from fastapi import APIRouter
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.core import SummaryMetricFamily as Summary
from prometheus_client.registry import Collector
from pydantic import BaseModel
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.domain.conversation import Outcome
from bot.domain.errors import BotError
from bot.domain.health import Figures, Vital
from connectors.web.desk import Counting, Vitals

_KIND = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = 5.0


class PartView(BaseModel):
    """One part, and whether it works."""

    part: str
    well: bool
    remark: str


class ReadyView(BaseModel):
    """Whether questions can be answered now."""

    ready: bool
    parts: list[PartView]


def health_routes(
    *, vitals: Vitals, figures: Counting, is_shut: Callable[[], bool]
) -> APIRouter:
    """`/livez`, `/readyz` and `/metrics`."""
    router = APIRouter(tags=["health"])

    @router.get("/livez", response_class=PlainTextResponse)
    async def livez() -> str:
        """Says that the process runs; looks at nothing."""
        return "ok\n"

    @router.get("/readyz", response_model=ReadyView, responses={503: {"model": ReadyView}})
    async def readyz() -> Response:
        """200 if every part works and questions are taken in, else 503; says which part."""
        parts = [Vital("door", is_well=False, remark="closing")] if is_shut() else []
        parts.extend(await _looked_at(vitals))
        view = ReadyView(
            ready=all(vital.is_well for vital in parts),
            parts=[PartView(part=v.part, well=v.is_well, remark=v.remark) for v in parts],
        )
        return JSONResponse(view.model_dump(), 200 if view.ready else 503)

    @router.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        """Counts and ages for Prometheus: no ids, no words."""
        try:
            async with asyncio.timeout(_SECONDS):
                counted = await figures()
        except (BotError, TimeoutError):
            return PlainTextResponse("# the figures cannot be read just now\n", 503)
        registry = CollectorRegistry()
        registry.register(FiguresCollector(counted))
        return Response(generate_latest(registry), media_type=_KIND)

    return router


async def _looked_at(vitals: Vitals) -> tuple[Vital, ...]:
    try:
        async with asyncio.timeout(_SECONDS):
            return await vitals()
    except (BotError, TimeoutError):
        return (Vital("vitals", is_well=False, remark="not known just now"),)


class FiguresCollector(Collector):
    """The figures as metrics; their only label is the outcome."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures

    def collect(self) -> Iterator[Metric]:
        """Each figure, once."""
        yield self._outcomes()
        yield Summary(
            "supportbot_answer_seconds",
            "Seconds from a question to its answer.",
            count_value=self.figures.answers,
            sum_value=self.figures.answer_seconds,
        )
        for name, (words, value) in self._counts().items():
            yield CounterMetricFamily(f"supportbot_{name}", words, value=value)
        for name, (words, value) in self._gauges().items():
            yield GaugeMetricFamily(f"supportbot_{name}", words, value=value)

    def _outcomes(self) -> Metric:
        family = CounterMetricFamily(
            "supportbot_outcomes", "Questions by what came of them.", labels=["outcome"]
        )
        for outcome in Outcome:
            family.add_metric([outcome.value], self.figures.outcomes.get(outcome, 0))
        return family

    def _counts(self) -> dict[str, tuple[str, float]]:
        seen = self.figures
        return {
            "retries": ("Attempts that were made again.", seen.retries),
            "crashes": ("Claims that a dead worker left.", seen.crashes),
            "turned_away": ("Questions that were not taken up.", seen.turned_away),
            "recalled": ("Answers that were given before and cost nothing.", seen.recalled),
        }

    def _gauges(self) -> dict[str, tuple[str, float]]:
        seen = self.figures
        return {
            "open_exchanges": ("Questions that are still open.", seen.open_exchanges),
            "oldest_open_seconds": ("Age of the oldest open question.", seen.oldest_open),
            "purge_lag_seconds": ("Age of the oldest erasure still to do.", seen.purge_lag),
            "documents": ("Documents in the index.", seen.documents),
            "documents_failed": ("Documents that cannot be read.", seen.documents_failed),
            "index_age_seconds": ("Seconds since the folder was read.", seen.index_age),
        }
