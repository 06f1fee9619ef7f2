"""For probes and for Prometheus."""

from __future__ import annotations

import itertools

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.conversation import Outcome
from bot.domain.errors import DatabaseUnavailable
from bot.domain.health import Figures, Vital
from tests.connectors.web.house import opened

PARTS = ("database", "index", "embedder", "schedule")


@pytest.mark.parametrize("wells", list(itertools.product([True, False], repeat=4)))
async def test_it_is_ready_when_every_part_is_well_and_the_door_is_open(
    wells: tuple[bool, ...],
) -> None:
    async with opened() as house, house.visitor() as visitor:
        house.vitals = tuple(
            Vital(part, is_well=well, remark="" if well else "not answering")
            for part, well in zip(PARTS, wells, strict=True)
        )
        told = await visitor.get("/readyz")
        await house.door.shut()
        closing = await visitor.get("/readyz")

        assert told.status_code == (200 if all(wells) else 503)
        assert told.json()["ready"] is all(wells)
        assert [part["well"] for part in told.json()["parts"]] == list(wells)
        assert closing.status_code == 503
        assert closing.json()["parts"][0] == {
            "part": "door",
            "well": False,
            "remark": "closing",
        }


async def test_whoever_cannot_say_how_it_is_is_not_ready() -> None:
    async with opened() as house, house.visitor() as visitor:
        house.trouble = DatabaseUnavailable("postgresql://user:secret@db/ is away")
        ready, counted = await visitor.get("/readyz"), await visitor.get("/metrics")

        assert (ready.status_code, counted.status_code) == (503, 503)
        assert "secret" not in ready.text + counted.text


async def test_livez_touches_nothing() -> None:
    async with opened() as house, house.visitor() as visitor:
        house.trouble = house.desk.trouble = DatabaseUnavailable("away")
        await house.door.shut()
        alive = await visitor.get("/livez")

        assert (alive.status_code, alive.text) == (200, "ok\n")


async def test_the_metrics_are_the_figures_and_nothing_else() -> None:
    figures = Figures(
        outcomes={Outcome.ANSWERED: 7, Outcome.UNKNOWN: 2},
        answer_seconds=12.5,
        answers=9,
        retries=3,
        crashes=1,
        turned_away=4,
        recalled=8,
        open_exchanges=5,
        oldest_open=6.5,
        purge_lag=30.0,
        documents=21,
        documents_failed=1,
        index_age=60.0,
    )
    async with opened() as house, house.visitor() as visitor:
        house.figures = figures
        told = await visitor.get("/metrics")
        families = list(text_string_to_metric_families(told.text))
        samples = {
            (sample.name, *sample.labels.values()): sample.value
            for family in families
            for sample in family.samples
        }

        assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert all(family.documentation for family in families)
        assert samples == {
            ("supportbot_outcomes_total", "answered"): 7,
            ("supportbot_outcomes_total", "unknown"): 2,
            ("supportbot_outcomes_total", "handed_over"): 0,
            ("supportbot_outcomes_total", "failed"): 0,
            ("supportbot_answer_seconds_count",): 9,
            ("supportbot_answer_seconds_sum",): 12.5,
            ("supportbot_retries_total",): 3,
            ("supportbot_crashes_total",): 1,
            ("supportbot_turned_away_total",): 4,
            ("supportbot_recalled_total",): 8,
            ("supportbot_open_exchanges",): 5,
            ("supportbot_oldest_open_seconds",): 6.5,
            ("supportbot_purge_lag_seconds",): 30,
            ("supportbot_documents",): 21,
            ("supportbot_documents_failed",): 1,
            ("supportbot_index_age_seconds",): 60,
        }
