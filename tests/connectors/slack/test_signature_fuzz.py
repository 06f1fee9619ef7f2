"""A request that Slack did not sign is turned away, whatever it looks like.

SLACK_FUZZ_SEED=7 .venv/bin/pytest tests/connectors/slack/test_signature_fuzz.py
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from connectors.slack.connector import Connector
from connectors.slack.http_events import HttpEvents
from tests.connectors.slack.test_samples import FORM, JSON, door
from tests.fakes.desk import FakeDesk
from tests.fakes.slack_server import App
from tests.fakes.slack_server.deliveries import signed

SEED = int(os.environ.get("SLACK_FUZZ_SEED", "20261122"))
SECRET = App().signing_secret
_STAMP, _SIGN = "x-slack-request-timestamp", "x-slack-signature"
_EVENT = {
    "type": "event_callback",
    "team_id": "T111",
    "event": {
        "type": "app_mention",
        "channel": "C111",
        "user": "W222",
        "ts": "1772452800.000100",
        "text": "<@U999> hello",
    },
}
_BODIES = (
    (json.dumps(_EVENT).encode(), JSON),
    (
        urlencode(
            {"command": "/ask", "text": "hi", "user_id": "W222", "channel_id": "C111"}
        ).encode(),
        FORM,
    ),
    (
        urlencode({"payload": json.dumps({"type": "block_actions", "actions": []})}).encode(),
        FORM,
    ),
)
Request = tuple[bytes, dict[str, str]]
Luck = random.Random
_ODD = (
    "",
    " ",
    "v0=",
    "v1=",
    "\u0000",
    "é",
    "０",
    "-1",
    "1e9",
    "nan",
    "9" * 30,
    "v0=" + "0" * 64,
    "\udcff",
)


def _flip_body(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    at = luck.randrange(len(body))
    return body[:at] + bytes([body[at] ^ (1 << luck.randrange(8))]) + body[at + 1 :], headers


def _cut_body(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    return body[: luck.randrange(len(body))], headers


def _grow_body(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    return body + luck.randbytes(luck.randint(1, 40)), headers


def _noise(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    return luck.randbytes(luck.randint(0, 400)), headers


def _flip_signature(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    at, value = luck.randrange(len(headers[_SIGN])), headers[_SIGN]
    other = chr((ord(value[at]) + luck.randint(1, 200)) % 0x250)
    return body, {**headers, _SIGN: value[:at] + other + value[at + 1 :]}


def _odd_header(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    return body, {**headers, luck.choice((_STAMP, _SIGN)): luck.choice(_ODD)}


def _no_header(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    left_out = luck.choice((_STAMP, _SIGN))
    return body, {name: one for name, one in headers.items() if name != left_out}


def _other_time(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    moved = int(headers[_STAMP]) + luck.choice((-1, 1)) * luck.randint(1, 299)
    return body, {**headers, _STAMP: str(moved)}


def _stale(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    away = luck.choice((-1, 1)) * luck.choice((310, 3600, 10**9))
    return body, _lowered(signed(SECRET, body, at=time.time() + away))


def _other_secret(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    return body, _lowered(signed(SECRET + luck.choice(" x\n"), body))


def _decorated(luck: Luck, body: bytes, headers: dict[str, str]) -> Request:
    name = luck.choice((_STAMP, _SIGN))
    value = headers[name]
    odd = luck.choice(
        (f" {value}", f"{value}\n", f"+{value}", f"0{value}", f"{value}.0", value + "00")
    )
    return body, {**headers, name: odd}


MUTATIONS: tuple[Callable[[Luck, bytes, dict[str, str]], Request], ...] = (
    *(_flip_body, _cut_body, _grow_body, _noise, _flip_signature, _odd_header),
    *(_no_header, _other_time, _stale, _other_secret, _decorated),
)


def _lowered(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


async def statuses(connector: Connector, count: int) -> Counter[int]:
    """What that many mutated requests get."""
    transport = connector.transport
    assert isinstance(transport, HttpEvents)
    found: Counter[int] = Counter()
    for number in range(count):
        luck = Luck(SEED + number)
        body, kind = luck.choice(_BODIES)
        headers = {"content-type": kind, **_lowered(signed(SECRET, body))}
        mutated, given = luck.choice(MUTATIONS)(luck, body, headers)
        if mutated == body and given == headers:
            continue
        status, _, _ = await transport.answer(mutated, {"content-type": kind, **given})
        assert status == 401, f"request {number} of seed {SEED}: {status} {given} {mutated!r}"
        found[status] += 1
    return found


async def fuzzed(count: int) -> None:
    """None of them is accepted, and one that is untouched still is."""
    desk = FakeDesk()
    async with door(desk) as (_, connector):
        found = await statuses(connector, count)
        assert desk.heard == []
        assert set(found) == {401}
        body, kind = _BODIES[0]
        transport = connector.transport
        assert isinstance(transport, HttpEvents)
        headers = {"content-type": kind, **_lowered(signed(SECRET, body))}
        assert (await transport.answer(body, headers))[0] == 200
    assert [one.text for one in desk.heard] == ["hello"]
    print(f"seed {SEED}: {found.total()} mutated requests, all 401")  # noqa: T201 - the figure


async def test_mutated_requests_are_turned_away() -> None:
    await fuzzed(2_000)


@pytest.mark.proof
async def test_100_000_mutated_requests_are_turned_away() -> None:
    await fuzzed(100_000)
