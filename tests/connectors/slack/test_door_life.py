"""The Slack door opens, shuts and closes; and what stands at it that is not Slack."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from bot.domain.errors import BadSetting, DatabaseUnavailable, OutletUnavailable
from connectors.slack.api import quiet
from connectors.slack.door import SlackDoor
from connectors.slack.setup import SlackSetup
from tests.connectors.slack.house import CHANNEL, MENTION, House, house, setup
from tests.fakes.desk import FakeDesk
from tests.fakes.slack_server import App, Kind, SlackServer, Trouble
from tests.fakes.slack_server.deliveries import signed


@pytest.fixture
async def socket() -> AsyncIterator[House]:
    async with house() as built:
        yield built


@pytest.fixture
async def http() -> AsyncIterator[House]:
    async with house(over_http=True) as built:
        yield built


async def refused(slack: SlackServer, **changes: Any) -> str:
    chosen = replace(setup(slack, App()), **changes)
    door = SlackDoor(FakeDesk(), chosen)
    with pytest.raises(BadSetting) as raised:
        await door.open()
    await door.close()
    return str(raised.value)


async def test_it_says_where_it_is_and_as_whom(socket: House) -> None:
    assert socket.where == "House as @supportbot, by Socket Mode"


async def test_over_http_it_says_at_which_address(http: House) -> None:
    assert http.where.startswith("http://127.0.0.1:")
    assert http.where.endswith("/slack/events as @supportbot in House")


async def test_a_refused_token_is_named_by_its_variable_alone(slack: SlackServer) -> None:
    wrong = "xoxb-s3cret"
    for variable in ("bot_token", "app_token"):
        sentence = await refused(slack, **{variable: wrong})
        assert sentence.startswith(f"BOT_SLACK__{variable.upper()}: Slack refuses it")
        assert wrong not in sentence


async def test_a_port_that_is_taken_is_named(slack: SlackServer, http: House) -> None:
    port = int(http.where.split(":")[2].split("/")[0])
    assert "BOT_SLACK__PORT" in await refused(slack, app_token="", port=port)
    assert "BOT_SLACK__HOST" in await refused(slack, app_token="", host="no such host")


async def test_slack_that_is_away_can_be_tried_later() -> None:
    away = SlackSetup("xoxb-x", app_token="xapp-x", api_url="http://127.0.0.1:9/api/")  # noqa: S106 - nobody's
    door = SlackDoor(FakeDesk(), away)
    with pytest.raises(OutletUnavailable):
        await door.open()
    await door.close()


def test_no_secret_is_printed() -> None:
    secret = SlackSetup("xoxb-1", app_token="xapp-2", signing_secret="s3")  # noqa: S106 - nobody's
    assert not [one for one in ("xoxb-1", "xapp-2", "s3") if one in repr(secret)]


def test_white_space_around_a_pasted_token_is_no_part_of_it() -> None:
    from bot.settings import SlackSettings  # noqa: PLC0415 - only here

    chosen = SlackSettings.model_validate({"bot_token": " x\n", "signing_secret": "s "})
    told = SlackSetup.of(chosen)
    assert (told.bot_token, told.signing_secret, told.missing) == ("x", "s", "")
    assert "BOT_SLACK__BOT_TOKEN" in SlackSetup.of(SlackSettings()).missing
    deaf = SlackSettings.model_validate({"bot_token": "x"})
    assert "BOT_SLACK__APP_TOKEN" in SlackSetup.of(deaf).missing


async def test_it_comes_back_when_slack_refreshes_or_breaks_the_connection(
    socket: House,
) -> None:
    sockets = socket.slack.sockets
    for number, end in enumerate(("refresh", "cut"), 1):
        await getattr(sockets.links[-1], end)()
        await socket.slack.until(lambda count=number + 1: sockets.opened >= count)  # type: ignore[misc]
        socket.slack.people.say("U0KIM", CHANNEL, f"{MENTION} {end}?")
        await socket.posted(number)


async def test_a_shut_door_takes_nothing_in_and_still_shows(socket: House) -> None:
    socket.slack.courier.patience = 0.2
    await socket.door.shut()
    socket.slack.people.say("U0KIM", CHANNEL, f"{MENTION} too late?")
    await asyncio.sleep(0.5)
    assert not socket.desk.heard
    assert not any(one.is_taken for one in socket.slack.courier.sent)
    await socket.door.outlet.remove("1.1", await socket.exchange())


async def test_a_shut_door_over_http_lets_slack_come_again(http: House) -> None:
    await http.door.shut()
    http.slack.people.say("U0KIM", CHANNEL, f"{MENTION} too late?")
    await http.slack.until(lambda: all(one.attempts == 2 for one in http.slack.courier.sent))
    assert {code for one in http.slack.courier.sent for code in one.codes} == {503}
    assert not http.desk.heard


async def test_what_is_heard_when_the_door_shuts_is_acknowledged(socket: House) -> None:
    entered, go = asyncio.Event(), asyncio.Event()
    hear = socket.desk.hear

    async def slowly(question: Any) -> Any:
        entered.set()
        await go.wait()
        return await hear(question)

    socket.desk.hear = slowly  # type: ignore[method-assign]
    socket.slack.people.say("U0KIM", CHANNEL, f"{MENTION} in time?")
    await entered.wait()
    shutting = asyncio.create_task(socket.door.shut())
    await asyncio.wait({shutting}, timeout=0.5)
    assert not shutting.done()
    assert not any(one.is_taken for one in socket.slack.courier.sent)
    go.set()
    await shutting
    assert [one.text for one in socket.desk.heard] == ["in time?"]
    await socket.slack.until(lambda: any(one.is_taken for one in socket.slack.courier.sent))


def request(body: bytes, kind: str = "application/json", **headers: str) -> dict[str, Any]:
    known = {"Content-Type": kind, **signed(App().signing_secret, body), **headers}
    return {"data": body, "headers": known}


async def ask(http: House, **given: Any) -> int:
    url = http.where.split(" ")[0]
    async with aiohttp.ClientSession() as session, session.post(url, **given) as response:
        await response.read()
        return response.status


EVENT = {
    "type": "event_callback",
    "team_id": "T0HOUSE",
    "event": {
        "type": "app_mention",
        "channel": CHANNEL,
        "user": "U0KIM",
        "ts": "1772452800.000100",
        "text": f"{MENTION} hello?",
    },
}
BODY = json.dumps(EVENT).encode()


async def test_what_slack_signed_is_taken_and_anything_else_is_not(http: House) -> None:
    stale = signed(App().signing_secret, BODY, at=1_000_000_000)
    other = signed("another", BODY)
    assert await ask(http, **request(BODY, **stale)) == 401
    assert await ask(http, **request(BODY, **other)) == 401
    assert await ask(http, data=BODY) == 401
    odd = {"X-Slack-Signature": "v0=é", "X-Slack-Request-Timestamp": "now"}
    assert await ask(http, **request(BODY, **odd)) == 401
    assert not http.desk.heard
    assert await ask(http, **request(BODY)) == 200
    assert len(http.desk.heard) == 1


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"x"', "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"type":"event_callback"}', "application/json"),
        (b'{"type":"event_callback","event":{"type":7}}', "application/json"),
        (b"payload={", "application/x-www-form-urlencoded"),
        (b"payload=[]", "application/x-www-form-urlencoded"),
        (b'payload={"type":"block_actions"}', "application/x-www-form-urlencoded"),
        (b"x=y", "application/x-www-form-urlencoded"),
        (b"command=%ff", "application/x-www-form-urlencoded"),
        (BODY, "text/plain"),
    ],
)
async def test_what_cannot_be_read_is_400(http: House, body: bytes, kind: str) -> None:
    assert await ask(http, **request(body, kind)) == 400


async def test_slacks_own_question_is_answered(http: House) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "c0"}).encode()
    url = http.where.split(" ")[0]
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, **request(body)) as response,
    ):
        assert "c0" in await response.text()


async def test_a_body_without_end_is_refused(http: House) -> None:
    endless = request(b"x" * (2 << 20))
    assert await ask(http, **{**endless, "data": io.BytesIO(endless["data"])}) == 413


async def test_a_database_that_is_away_is_503(http: House) -> None:
    http.desk.trouble = DatabaseUnavailable("away")
    assert await ask(http, **request(BODY)) == 503
    http.desk.trouble = None
    assert await ask(http, **request(BODY, **{"X-Slack-Retry-Num": "1"})) == 200
    assert len(http.desk.heard) == 1


async def test_a_slow_slack_does_not_keep_a_command_waiting(http: House) -> None:
    http.slack.troubles.append(Trouble(Kind.SILENT, "chat.postMessage"))
    delivery = http.slack.people.command("U0KIM", CHANNEL, "/ask", "연차?", http.app)
    await http.slack.until(lambda: delivery.is_taken)
    await http.slack.until(lambda: bool(http.whispers("U0KIM")))
    assert "질문을 받을 수 없습니다" in http.whispers("U0KIM")[0]


async def test_without_the_database_a_command_leaves_nothing_behind(socket: House) -> None:
    socket.desk.trouble = DatabaseUnavailable("away")
    delivery = socket.slack.people.command("U0KIM", CHANNEL, "/ask", "How?", socket.app)
    await socket.slack.until(lambda: delivery.is_taken)
    assert "cannot take your question" in socket.answer_to(delivery)
    assert not socket.seen()


def test_slacks_libraries_log_no_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="slack_sdk.supportbot"):
        quiet().warning("said: %s", "my s3cret")
        quiet().error("my s3cret", exc_info=ValueError("my s3cret"))
    assert len(caplog.records) == 2
    assert "s3cret" not in caplog.text


async def test_a_client_id_in_the_environment_changes_nothing(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "x")
    async with house() as built:
        built.slack.people.say("U0KIM", CHANNEL, f"{MENTION} hello?")
        await built.posted(1)
