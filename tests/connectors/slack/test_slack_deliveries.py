"""How the fake Slack tells an app what happened, over both of its ways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack_server import App, SlackServer

_WAIT = 30


class Line:
    """One Socket Mode connection, in the hands of a test."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.got: list[dict[str, Any]] = []
        self.acknowledges = True

    async def listen(self, count: int) -> None:
        """Until that many came."""
        while len(self.got) < count:
            frame = await self.socket.receive_json()
            if "envelope_id" in frame:
                self.got.append(frame)
                if self.acknowledges:
                    await self.socket.send_json({"envelope_id": frame["envelope_id"]})


@asynccontextmanager
async def connected(slack: SlackServer, lines: int = 1) -> AsyncIterator[list[Line]]:
    """That many connections of the bot, each greeted."""
    client = AsyncWebClient(token=App().app_token, base_url=slack.api)
    async with aiohttp.ClientSession() as session:
        opened = []
        for number in range(lines):
            url = (await client.apps_connections_open(app_token=App().app_token))["url"]
            socket = await session.ws_connect(url)
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", number + 1)
            opened.append(Line(socket))
        yield opened


async def test_each_event_goes_to_one_of_several_connections(slack: SlackServer) -> None:
    async with connected(slack, 2) as lines:
        for number in range(6):
            slack.people.say("U0KIM", "C0HELP", str(number))
        async with asyncio.timeout(_WAIT):
            await asyncio.gather(*(line.listen(3) for line in lines))
        texts = [one["payload"]["event"]["text"] for line in lines for one in line.got]
        assert sorted(texts) == list("012345")
        await slack.until(lambda: all(one.is_taken for one in slack.courier.sent))


async def test_what_is_not_acknowledged_comes_again(slack: SlackServer) -> None:
    slack.courier.patience = 0.1
    async with connected(slack) as (line,):
        line.acknowledges = False
        slack.people.say("U0KIM", "C0HELP", "hello")
        async with asyncio.timeout(_WAIT):
            await line.listen(2)
            line.acknowledges = True
            await slack.until(lambda: slack.courier.sent[0].attempts == 2)
            await slack.moments.advance(61)
            await line.listen(3)
        assert [one["retry_attempt"] for one in line.got] == [0, 1, 2]
        assert line.got[1]["retry_reason"] == "timeout"
        assert len({one["payload"]["event_id"] for one in line.got}) == 1
        await slack.until(lambda: slack.courier.sent[0].is_taken)


async def test_what_a_dead_connection_had_comes_on_the_next(slack: SlackServer) -> None:
    async with connected(slack) as (line,):
        line.acknowledges = False
        slack.people.say("U0KIM", "C0HELP", "hello")
        async with asyncio.timeout(_WAIT):
            await line.listen(1)
    async with connected(slack) as (line,), asyncio.timeout(_WAIT):
        await line.listen(1)
        assert line.got[0]["retry_attempt"] == 1


async def test_a_mention_is_told_twice_under_two_ids(slack: SlackServer) -> None:
    async with connected(slack) as (line,), asyncio.timeout(_WAIT):
        slack.people.say("U0KIM", "C0HELP", "<@U0BOT> hello")
        await line.listen(2)
        events = [one["payload"]["event"] for one in line.got]
        assert {one["type"] for one in events} == {"message", "app_mention"}
        assert len({one["ts"] for one in events}) == 1
        assert len({one["payload"]["event_id"] for one in line.got}) == 2


async def test_a_connection_that_is_to_be_refreshed_gets_nothing_more(
    slack: SlackServer,
) -> None:
    async with connected(slack, 2) as (old, new), asyncio.timeout(_WAIT):
        await slack.sockets.links[0].refresh()
        frame = await old.socket.receive_json()
        assert (frame["type"], frame["reason"]) == ("disconnect", "refresh_requested")
        slack.people.say("U0KIM", "C0HELP", "hello")
        await new.listen(1)


async def test_http_deliveries_are_signed_and_come_again(slack: SlackServer) -> None:
    seen: list[tuple[bytes, dict[str, str]]] = []

    async def take(request: web.Request) -> web.Response:
        seen.append((await request.read(), dict(request.headers)))
        return web.Response(status=200 if len(seen) > 2 else 500)

    app = web.Application()
    app.router.add_post("/slack/events", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.workspace.apps[0].url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    slack.people.say("U0KIM", "C0HELP", "안녕하세요")
    await slack.until(lambda: slack.courier.sent[0].attempts == 2)
    await slack.moments.advance(61)
    await slack.until(lambda: slack.courier.sent[0].is_taken)
    await runner.cleanup()

    verifier = SignatureVerifier(App().signing_secret)
    assert all(verifier.is_valid_request(body, headers) for body, headers in seen)
    assert len({body for body, _ in seen}) == 1
    retries = [headers.get("X-Slack-Retry-Num") for _, headers in seen]
    assert retries == [None, "1", "2"]
