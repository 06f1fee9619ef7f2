"""The fake Slack is as strict as Slack says it is, and does what its documentation says."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

import tests.fakes.slack_server as fake
from tests.connectors.slack.samples import documented, shared
from tests.fakes.slack_server import App, Kind, SlackServer, Trouble
from tests.fakes.slack_server.arguments import METHODS
from tests.fakes.slack_server.people import buttons

# Said by Slack for malformed calls of any method, and listed with some methods only.
_EVERYWHERE = {"invalid_arguments"}
_SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


async def refused(call: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


@pytest.mark.parametrize("name", METHODS)
def test_every_argument_is_documented_and_none_that_is_needed_is_left_out(name: str) -> None:
    told = documented(name)["args"]
    assert METHODS[name].known <= set(told.get("properties", {})) | {"token"}
    # `markdown_text` is marked as needed by appendStream, where chunks stand in for it.
    assert set(told.get("required", ())) - {"token", "markdown_text"} <= set(
        METHODS[name].required
    )


@pytest.mark.parametrize("name", METHODS)
def test_tiers_and_scopes_are_documented(name: str) -> None:
    told = documented(name)
    assert f"t{METHODS[name].tier}" == told["rate_limits"]
    assert set(METHODS[name].scopes) == set(told.get("scope", {}).get("bot", ()))


def test_every_refusal_is_documented() -> None:
    common = json.loads((shared("methods") / "_common_errors.json").read_text())["errors"]
    known = {*common, *_EVERYWHERE, "invalid_auth"}
    for name in METHODS:
        known |= set(documented(name).get("errors", ()))
    (folder,) = fake.__path__
    said = {code for file in Path(folder).glob("*.py") for code in _codes(file)}
    assert len(said) > 30
    assert said <= known


def _codes(file: Path) -> set[str]:
    """Every string that a Refusal is made of."""
    calls = [one for one in ast.walk(ast.parse(file.read_text())) if isinstance(one, ast.Call)]
    made = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id == "Refusal"]
    first = [one.args[0] for one in made if one.args]
    return {str(one.value) for one in first if isinstance(one, ast.Constant)}


def test_every_method_is_answered(slack: SlackServer) -> None:
    assert set(slack._methods) == set(METHODS)


async def test_it_refuses_what_slack_refuses(client: AsyncWebClient) -> None:
    call = client.api_call
    post = client.chat_postMessage
    assert await refused(call("chat.shout", json={})) == "unknown_method"
    assert await refused(call("auth.test", json={"loud": 1})) == "invalid_arg_name"
    assert await refused(post(channel="C0NONE", text="x")) == "channel_not_found"
    assert await refused(post(channel="C0ELSE", text="x")) == "not_in_channel"
    assert await refused(call("chat.postMessage", json={"channel": "C0HELP"})) == "no_text"
    thread = post(channel="C0HELP", text="x", thread_ts="1.2")
    assert await refused(thread) == "cannot_reply_to_message"
    metadata = {"event_type": "", "event_payload": {}}
    wrong = post(channel="C0HELP", text="x", metadata=metadata)
    assert await refused(wrong) == "invalid_metadata_schema"
    update = client.chat_update(channel="C0HELP", ts="1.2", text="x")
    assert await refused(update) == "message_not_found"
    both = post(channel="C0HELP", markdown_text="x", text="x")
    assert await refused(both) == "markdown_text_conflict"


@pytest.mark.parametrize(
    "blocks",
    [
        [_SECTION] * 51,
        [{**_SECTION, "block_id": "same"}] * 2,
        [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}],
        [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]}],
        [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
        [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}],
        [{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}],
        [{"type": "shout", "text": "x"}],
    ],
    ids=["51", "same id", "long", "long field", "empty", "long header", "11", "unknown"],
)
async def test_it_refuses_blocks_that_slack_refuses(
    client: AsyncWebClient, blocks: list[dict[str, Any]]
) -> None:
    post = client.chat_postMessage(channel="C0HELP", text="x", blocks=blocks)
    assert await refused(post) == "invalid_blocks"


async def test_two_buttons_of_one_name_and_too_much_markdown_are_refused(
    client: AsyncWebClient,
) -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "A"}}
    row = {"type": "actions", "elements": [button, button]}
    post = client.chat_postMessage(channel="C0HELP", text="x", blocks=[row])
    assert await refused(post) == "invalid_blocks"
    long = [{"type": "markdown", "text": "x" * 6001}] * 2
    post = client.chat_postMessage(channel="C0HELP", text="x", blocks=long)
    assert await refused(post) == "msg_blocks_too_long"


async def test_tokens_and_scopes_are_checked(slack: SlackServer) -> None:
    stranger = AsyncWebClient("xoxb-wrong", base_url=slack.api)
    assert await refused(stranger.auth_test()) == "invalid_auth"
    app = AsyncWebClient(token=App().app_token, base_url=slack.api)
    assert await refused(app.auth_test()) == "not_allowed_token_type"
    slack.workspace.apps[0].scopes.discard("users:read")
    bot = AsyncWebClient(token=App().bot_token, base_url=slack.api)
    assert await refused(bot.users_info(user="U0KIM")) == "missing_scope"


async def test_metadata_comes_back_when_it_is_asked_for(client: AsyncWebClient) -> None:
    metadata = {"event_type": "answer", "event_payload": {"id": "x"}}
    root = await client.chat_postMessage(channel="C0HELP", text="root")
    await client.chat_postMessage(
        channel="C0HELP", text="reply", thread_ts=root["ts"], metadata=metadata
    )
    plain = await client.conversations_replies(channel="C0HELP", ts=root["ts"])
    whole = await client.conversations_replies(
        channel="C0HELP", ts=root["ts"], include_all_metadata=True
    )
    assert [one.get("metadata") for one in plain["messages"]] == [None, None]
    assert [one.get("metadata") for one in whole["messages"]] == [None, metadata]


async def test_long_lists_come_in_pages(client: AsyncWebClient) -> None:
    for number in range(5):
        await client.chat_postMessage(channel="C0HELP", text=str(number))
    pages, cursor = [], None
    while cursor != "":
        page = await client.conversations_history(channel="C0HELP", limit=2, cursor=cursor)
        pages.append([one["text"] for one in page["messages"]])
        cursor = page["response_metadata"]["next_cursor"]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


async def test_a_stream_lives_five_minutes(slack: SlackServer, client: AsyncWebClient) -> None:
    asked = slack.people.say("U0KIM", "C0HELP", "?")
    start: dict[str, Any] = {"channel": "C0HELP", "thread_ts": asked.ts}
    assert await refused(client.chat_startStream(**start)) == "missing_recipient_user_id"
    start |= {"recipient_user_id": "U0KIM", "recipient_team_id": "T0HOUSE"}
    ts = (await client.chat_startStream(**start))["ts"]
    grow: dict[str, Any] = {"channel": "C0HELP", "ts": ts, "markdown_text": "more"}
    await client.chat_appendStream(**grow)
    update = client.chat_update(channel="C0HELP", ts=ts, text="x")
    assert await refused(update) == "streaming_state_conflict"
    await slack.moments.advance(301)
    assert await refused(client.chat_appendStream(**grow)) == "message_not_in_streaming_state"
    await client.chat_update(channel="C0HELP", ts=ts, text="all of it")
    assert slack.workspace.message("C0HELP", ts).text == "all of it"


async def test_a_stream_ends_when_the_bot_or_somebody_stops_it(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    asked = slack.people.direct("U0KIM", "?", slack.workspace.apps[0])
    started = [
        await client.chat_startStream(channel=asked.channel, thread_ts=asked.ts)
        for _ in range(2)
    ]
    stopped = {"channel": asked.channel, "ts": started[0]["ts"]}
    await client.chat_stopStream(**stopped, markdown_text="end", blocks=[_SECTION])
    assert await refused(client.chat_stopStream(**stopped)) == "message_not_in_streaming_state"
    by_hand = slack.workspace.message(asked.channel, started[1]["ts"])
    slack.people.stop("U0KIM", by_hand, slack.workspace.apps[0])
    more = client.chat_appendStream(channel=asked.channel, ts=by_hand.ts, markdown_text="x")
    assert await refused(more) == "stopped_by_user"


async def test_limits_hold_once_they_are_switched_on(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    slack.tiers.are_on = True
    for _ in range(20):
        await client.users_list()
    with pytest.raises(SlackApiError) as raised:
        await client.users_list()
    assert raised.value.response.status_code == 429
    assert int(raised.value.response.headers["Retry-After"]) > 50
    await slack.moments.advance(61)
    await client.users_list()


async def test_trouble_comes_when_it_is_ordered(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    slack.troubles = [
        Trouble(Kind.REPLY_LOST, "chat.postMessage"),
        Trouble(Kind.RATE_LIMITED, seconds=7),
    ]
    with pytest.raises(Exception, match="isconnect"):
        await client.chat_postMessage(channel="C0HELP", text="kept")
    assert [one.text for one in slack.by_bots()] == ["kept"]
    assert await refused(client.auth_test()) == "ratelimited"
    await client.auth_test()


async def test_what_was_posted_has_buttons_that_can_be_found(
    slack: SlackServer, client: AsyncWebClient
) -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "A"}}
    await client.chat_postMessage(
        channel="C0HELP", text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    (posted,) = slack.by_bots()
    assert buttons(posted) == {"A": button}
