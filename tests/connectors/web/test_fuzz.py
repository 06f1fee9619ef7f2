"""Whatever is sent, the door never breaks."""

from __future__ import annotations

import asyncio
import json
import uuid
from functools import cache
from urllib.parse import quote

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp

from connectors.web.app import build
from connectors.web.outlet import WebOutlet
from connectors.web.streams import Pace
from tests.connectors.web.house import CLEARED, House
from tests.fakes.clock import FakeClock
from tests.fakes.desk import FakeDesk

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "text": JSON | st.text(min_size=1),
        "conversation": JSON | st.uuids().map(str),
        "message": JSON | st.uuids().map(str),
        "command": JSON | st.sampled_from(["opt-out", "forget", "status"]),
    },
)
BODIES = (JSON | NEARLY).map(lambda body: json.dumps(body).encode()) | st.binary(max_size=300)


@settings(max_examples=400)
@given(
    path=st.sampled_from(["/api/questions", "/api/privacy"]),
    body=BODIES,
    cookie=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
    language=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60),
)
def test_no_body_gives_a_server_error(
    path: str, body: bytes, cookie: str, language: str
) -> None:
    headers = {
        "Content-Type": "application/json",
        "Cookie": cookie,
        "Accept-Language": language,
    }
    answer = asyncio.run(_sent("POST", path, body, headers))

    assert answer.status_code in {200, 202, 400, 422}
    assert answer.json()


@settings(max_examples=200)
@given(
    path=st.binary(max_size=40),
    start=st.sampled_from(
        ["", "api/questions/", "api/conversations/", "sources/", "static/", "sources/a/"]
    ),
    query=st.binary(max_size=40),
)
def test_no_address_gives_a_server_error(path: bytes, start: str, query: bytes) -> None:
    named = f"/{start}{quote(path)}?quote={quote(query)}&until={quote(path)}"
    answer = asyncio.run(_sent("GET", named, b"", {}))

    assert answer.status_code < 500


@cache
def _app() -> ASGIApp:
    house = House(FakeDesk())
    site = build(
        house.desk,
        outlet=WebOutlet(FakeClock()),
        names=(),
        clearance=CLEARED,
        vitals=house._vitals,
        figures=house._figures,
        clock=FakeClock(),
        is_shut=lambda: False,
        pace=Pace(),
    )
    return site.app


async def _sent(
    method: str, address: str, body: bytes, headers: dict[str, str]
) -> httpx.Response:
    through = httpx.ASGITransport(_app())
    async with httpx.AsyncClient(transport=through, base_url="http://localhost") as visitor:
        return await visitor.request(method, address, content=body, headers=headers)


def test_a_half_of_a_character_is_refused_in_words() -> None:
    body = f'{{"text": "\\ud800", "conversation": "{uuid.uuid4()}"}}'.encode()
    answer = asyncio.run(
        _sent("POST", "/api/questions", body, {"Content-Type": "application/json"})
    )

    assert answer.status_code == 422
    assert answer.json()["error"]
