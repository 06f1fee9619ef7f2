"""Settings that do not go together, each by a smallest example, and its cure."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.contradictions import Remark, remarks
from bot.settings import Settings

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def found(**groups: Any) -> list[Remark]:
    return remarks(Settings.model_validate(groups), now=NOW)


def test_the_default_settings_contradict_nothing() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ({"slack": {"signing_secret": "s"}}, "BOT_SLACK__SIGNING_SECRET is set without"),
        ({"slack": {"app_token": "x"}}, "BOT_SLACK__APP_TOKEN is set without"),
        ({"slack": {"staff_group": "S1"}}, "BOT_SLACK__STAFF_GROUP is set without"),
        (
            {"slack": {"bot_token": "b", "signing_secret": "s", "port": 8080}},
            "BOT_SLACK__PORT and BOT_WEB__PORT are both 8080",
        ),
        ({"discord": {"staff_role": 5}}, "BOT_DISCORD__STAFF_ROLE is set without"),
        ({"web": {"port": 0}}, "No door is open"),
        ({"limits": {"per_minute": 10, "per_day": 5}}, "BOT_LIMITS__PER_DAY (5) is below"),
        (
            {
                "limits": {"cost_per_day": 1.0},
                "models": {"embeddings": "openai:m", "dimensions": 8, "base_url": "http://h"},
            },
            "BOT_LIMITS__COST_PER_DAY is set without BOT_MODELS__EMBEDDINGS_PRICE",
        ),
        ({"schedule": {"index": "0 0 30 2 *"}}, "BOT_SCHEDULE__INDEX (0 0 30 2 *) never comes"),
        ({"schedule": {"retention": "0 25 * * *"}}, "BOT_SCHEDULE__RETENTION cannot be used"),
        ({"schedule": {"reconcile": "soon"}}, "BOT_SCHEDULE__RECONCILE cannot be used"),
        (
            {"privacy": {"keep_days": 1, "quiet_minutes": 2000}},
            "BOT_PRIVACY__QUIET_MINUTES (2000) is longer",
        ),
        ({"answers": {"bar": 1.0}}, "BOT_ANSWERS__BAR is 1"),
        ({"home": Path("kb/.bot"), "knowledge": Path("kb")}, "lies in the folder with"),
        ({"home": Path("kb"), "knowledge": Path("kb")}, "lies in the folder with"),
    ],
)
def test_what_cannot_work_is_told(groups: dict[str, Any], said: str) -> None:
    (remark,) = found(**groups)
    assert said in remark.said
    assert not remark.is_note


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (
            {"slack": {"bot_token": "b", "app_token": "a", "signing_secret": "s"}},
            "BOT_SLACK__SIGNING_SECRET does nothing",
        ),
        ({"discord": {"staff_channel": 5}}, "BOT_DISCORD__STAFF_CHANNEL does nothing"),
        (
            {"web": {"host": "0.0.0.0", "audience": "employees"}},  # noqa: S104 - the case
            "listens at 0.0.0.0 and shows documents for employees",
        ),
        ({"limits": {"cost_per_day": 1.0}}, "do nothing: no model"),
        ({"delivery": {"backlog": 3}}, "BOT_DELIVERY__BACKLOG (3) is below"),
        ({"models": {"base_url": "http://h"}}, "do nothing while BOT_MODELS__EMBEDDINGS"),
        ({"answers": {"link_hosts": ["a.example"]}}, "nothing without BOT_MODELS__CHAT"),
        (
            {"models": {"chat": "openai:m", "chat_idle": 9, "chat_timeout": 5}},
            "BOT_MODELS__CHAT_IDLE (9 s) is longer",
        ),
        ({"answers": {"bar": 0}}, "never says that it does not know"),
        ({"privacy": {"keep_days": 0}}, "BOT_PRIVACY__KEEP_DAYS is 0"),
        ({"qdrant": {"api_key": "k"}}, "BOT_QDRANT__API_KEY does nothing"),
        ({"database": {"url": "postgresql://h/d"}}, "the index is not"),
    ],
)
def test_what_may_be_meant_so_is_a_note(groups: dict[str, Any], said: str) -> None:
    (remark,) = found(**groups)
    assert said in remark.said
    assert remark.is_note


@pytest.mark.parametrize(
    "groups",
    [
        {"slack": {"bot_token": "b", "signing_secret": "s"}},
        {
            "slack": {
                "bot_token": "b",
                "app_token": "a",
                "staff_channel": "C",
                "staff_group": "S",
            }
        },
        {"discord": {"token": "t", "staff_channel": 4, "staff_role": 5}},
        {"web": {"host": "0.0.0.0"}},  # noqa: S104 - the case
        {"web": {"host": "localhost", "audience": "employees"}},
        {"web": {"host": "::1", "audience": "community"}},
        {"web": {"port": 0}, "discord": {"token": "t"}},
        {"limits": {"per_minute": 10, "per_day": 0}},
        {"limits": {"per_minute": 10, "per_day": 10}},
        {"limits": {"tokens_per_day": 9}, "models": {"chat": "openai:m"}},
        {"schedule": {"index": "0 0 29 2 *"}},
        {"home": Path("bot"), "knowledge": Path("bot-documents")},
        {"home": Path("bot"), "knowledge": Path("bot/knowledge")},
        {"database": {"url": "postgresql://h/d"}, "qdrant": {"url": "http://localhost"}},
    ],
)
def test_what_goes_together_is_left_alone(groups: dict[str, Any]) -> None:
    assert found(**groups) == []


def test_each_thing_is_told_for_itself_and_no_secret_is_repeated() -> None:
    told = found(
        slack={"signing_secret": "hidden", "staff_group": "S1"}, qdrant={"api_key": "hidden"}
    )
    assert len(told) == 3
    assert not any("hidden" in remark.said for remark in told)
