"""`supportbot doctor` and Slack."""

from __future__ import annotations

import dataclasses

import pytest

from bot import walkthrough
from bot.checkup import slack_checks
from bot.domain.errors import BadSetting, OutletUnavailable
from bot.settings import Settings, SlackSettings
from connectors.slack.checklist import STEPS
from connectors.slack.checks import checks, wanted_scopes
from connectors.slack.setup import SlackSetup
from tests.fakes.slack_server import App, SlackServer


@pytest.fixture
def setup(slack: SlackServer) -> SlackSetup:
    slack.workspace.place("C0STAFF", "channel", App().bot, name="it-help")
    return SlackSetup(
        App().bot_token,
        app_token=App().app_token,
        staff_channel="C0STAFF",
        api_url=slack.api,
    )


async def said(setup: SlackSetup) -> dict[str, str]:
    return {part: await check() for part, check in checks(setup).items()}


async def refused(setup: SlackSetup, part: str) -> str:
    with pytest.raises(BadSetting) as raised:
        await checks(setup)[part]()
    assert "house" not in str(raised.value)  # no token is ever repeated
    return str(raised.value)


async def test_a_bot_that_is_well_says_who_it_is(setup: SlackSetup) -> None:
    told = await said(setup)
    assert "@supportbot" in told["slack token"]
    assert told["slack scopes"] == f"all {len(wanted_scopes())} are granted"
    assert told["slack messages"] == "Socket Mode can be opened"
    assert told["slack staff"].startswith("#it-help")


async def test_a_wrong_bot_token_is_named_by_its_variable(setup: SlackSetup) -> None:
    wrong = dataclasses.replace(setup, bot_token="xoxb-other")  # noqa: S106 - nobody's
    for part in ("slack token", "slack scopes"):
        assert (await refused(wrong, part)).startswith("BOT_SLACK__BOT_TOKEN: Slack refuses")


async def test_a_missing_scope_is_named(slack: SlackServer, setup: SlackSetup) -> None:
    slack.workspace.apps[0].scopes -= {"users:read", "reactions:write"}
    assert "lacks reactions:write, users:read" in await refused(setup, "slack scopes")


async def test_a_bot_token_in_the_place_of_an_app_token_is_noticed(setup: SlackSetup) -> None:
    mixed = dataclasses.replace(setup, app_token=setup.bot_token)
    assert "connections:write" in await refused(mixed, "slack messages")


async def test_without_a_way_in_it_says_what_to_set(setup: SlackSetup) -> None:
    deaf = dataclasses.replace(setup, app_token="")
    assert "BOT_SLACK__SIGNING_SECRET" in await refused(deaf, "slack messages")
    signed = dataclasses.replace(deaf, signing_secret="s")  # noqa: S106 - nobody's
    assert "/slack/events" in (await said(signed))["slack messages"]


async def test_a_staff_channel_without_the_bot_is_noticed(
    slack: SlackServer, setup: SlackSetup
) -> None:
    slack.workspace.channels["C0STAFF"].members.clear()
    assert "not in #it-help" in await refused(setup, "slack staff")
    wrong = dataclasses.replace(setup, staff_channel="C0WRONG")
    assert "BOT_SLACK__STAFF_CHANNEL" in await refused(wrong, "slack staff")


async def test_slack_that_is_away_is_no_wrong_token(setup: SlackSetup) -> None:
    away = dataclasses.replace(setup, api_url="http://127.0.0.1:9/api/")
    with pytest.raises(OutletUnavailable):
        await checks(away)["slack token"]()


def test_without_slack_there_is_nothing_to_check() -> None:
    assert not slack_checks(Settings())
    assert not list(walkthrough.steps(Settings()))


def test_the_walk_ends_with_two_when_something_was_not_so() -> None:
    chosen = SlackSettings.model_validate({"bot_token": "x", "app_token": "y"})
    todo = list(walkthrough.steps(Settings(slack=chosen)))
    assert [step.do for step in todo] == [do for do, _ in STEPS]
    lines: list[str] = []
    answers = iter([True, False] + [True] * len(todo))
    assert walkthrough.walk(todo, say=lines.append, ask=lambda: next(answers)) == 2
    assert "Not as expected: 2." in lines[-1]
    assert walkthrough.walk(todo, say=lines.append, ask=None) == 0
