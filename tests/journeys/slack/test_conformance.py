"""The same calls to our fake Slack and to local-slack: what both know has one shape.

local-slack takes every token, checks no arguments and keeps no metadata, so only what
succeeds is compared, and the refusals that both have.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.journeys.slack.fake_town import FakeTown, fake_town
from tests.journeys.slack.local_town import LocalTown, local_town
from tests.journeys.slack.town import BOT_TOKEN, HELP, Town

Calls = Callable[..., Awaitable[dict[str, Any]]]
_SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
# What local-slack adds or leaves out, against Slack's documentation.
_ASIDE = {"tz", "tz_offset", "is_admin", "is_restricted", "is_ultra_restricted"}


@pytest.fixture
async def towns() -> AsyncIterator[tuple[FakeTown, LocalTown]]:
    async with fake_town() as ours, local_town() as theirs:
        yield ours, theirs


def ours_called(town: FakeTown) -> Calls:
    client = AsyncWebClient(BOT_TOKEN, base_url=town.server.api, retry_handlers=[])

    async def call(method: str, **arguments: Any) -> dict[str, Any]:
        try:
            answer = await client.api_call(method, json=arguments)
        except SlackApiError as error:
            answer = error.response
        assert isinstance(answer.data, dict)
        return answer.data

    return call


async def script(town: Town, call: Calls) -> dict[str, dict[str, Any]]:
    """Every method that both know, as a bot would use it; gives what each answered."""
    asked = await town.say("U0KIM", HELP, "hello")
    answers = {"auth.test": await call("auth.test")}
    post = {"channel": HELP, "text": "hi", "blocks": [_SECTION], "thread_ts": asked}
    answers["chat.postMessage"] = posted = await call("chat.postMessage", **post)
    where = {"channel": HELP, "ts": posted["ts"]}
    answers["chat.update"] = await call("chat.update", **where, text="changed")
    answers["conversations.replies"] = await call(
        "conversations.replies", channel=HELP, ts=asked
    )
    answers["conversations.history"] = await call("conversations.history", channel=HELP)
    answers["conversations.info"] = await call("conversations.info", channel=HELP)
    answers["conversations.members"] = await call("conversations.members", channel=HELP)
    answers["conversations.open"] = await call("conversations.open", users="U0KIM")
    answers["users.info"] = await call("users.info", user="U0KIM")
    answers["users.list"] = await call("users.list")
    answers["team.info"] = await call("team.info")
    link = {"channel": HELP, "message_ts": posted["ts"]}
    answers["chat.getPermalink"] = await call("chat.getPermalink", **link)
    eyes = {"channel": HELP, "timestamp": asked, "name": "eyes"}
    answers["reactions.add"] = await call("reactions.add", **eyes)
    answers["reactions.remove"] = await call("reactions.remove", **eyes)
    alone = {"channel": HELP, "user": "U0KIM", "text": "psst"}
    answers["chat.postEphemeral"] = await call("chat.postEphemeral", **alone)
    answers["chat.delete"] = await call("chat.delete", **where)
    return answers


async def test_both_answer_in_the_same_shape(towns: tuple[FakeTown, LocalTown]) -> None:
    ours, theirs = towns
    mine = await script(ours, ours_called(ours))
    other = await script(theirs, theirs.call)
    for method, answer in mine.items():
        assert answer["ok"], (method, answer)
        assert other[method]["ok"], (method, other[method])
        assert differences(answer, other[method], method) == []


async def test_both_refuse_what_is_not_there(towns: tuple[FakeTown, LocalTown]) -> None:
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("chat.postMessage", {"channel": "C0NONE", "text": "x"}),
        ("chat.update", {"channel": HELP, "ts": "1.2", "text": "x"}),
        ("chat.delete", {"channel": HELP, "ts": "1.2"}),
        ("chat.getPermalink", {"channel": HELP, "message_ts": "1.2"}),
        ("conversations.info", {"channel": "C0NONE"}),
        ("users.info", {"user": "U0NONE"}),
        ("reactions.add", {"channel": HELP, "timestamp": "1.2", "name": "eyes"}),
        ("chat.shout", {}),
    ]
    for method, arguments in wrong:
        mine = await ours_called(towns[0])(method, **arguments)
        assert mine["error"] == (await towns[1].call(method, **arguments))["error"], method


def differences(mine: Any, other: Any, where: str) -> list[str]:
    """What both have, in other types; lists are compared by their first entries."""
    if isinstance(mine, dict) and isinstance(other, dict):
        shared = (set(mine) & set(other)) - _ASIDE
        return [
            one
            for name in sorted(shared)
            for one in differences(mine[name], other[name], f"{where}.{name}")
        ]
    if isinstance(mine, list) and isinstance(other, list):
        return differences(mine[0], other[0], f"{where}[0]") if mine and other else []
    return [] if type(mine) is type(other) else [f"{where}: {mine!r} and {other!r}"]
