"""Who may knock, how much they may bring, what may go out."""

from __future__ import annotations

import asyncio
import logging
import uuid

import pytest

from bot.domain.conversation import Question
from tests.connectors.web.house import ask, opened

BODY = {"text": "x", "conversation": str(uuid.uuid4())}
CONTROLS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


@pytest.mark.parametrize(
    "path",
    ["/", "/nowhere", "/api/privacy", "/api/nowhere", "/sources/none", "/livez", "/metrics"],
)
async def test_every_answer_carries_the_same_protection(path: str) -> None:
    async with opened() as house, house.visitor() as visitor:
        headers = (await visitor.get(path)).headers

        assert {name: headers[name] for name in CONTROLS} == CONTROLS
        assert "server" not in headers


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.nip.io",
        "",
        "[",
    ],
)
async def test_a_name_that_is_not_ours_reaches_nothing(host: str) -> None:
    async with opened() as house, house.visitor(Host=host) as visitor:
        answers = [await visitor.get("/"), await ask(visitor), await visitor.get("/metrics")]

        assert {answer.status_code for answer in answers} <= {400, 403}
        assert house.desk.heard == []


@pytest.mark.parametrize(
    "host", ["localhost:9000", "LOCALHOST", "127.0.0.1", "[::1]:80", "help.example"]
)
async def test_our_own_names_are_answered_on_any_port(host: str) -> None:
    names = ["Help.example"]
    async with opened(names=names) as house, house.visitor(Host=host) as visitor:
        assert (await visitor.get("/")).status_code == 200


@pytest.mark.parametrize(("host", "status"), [("192.168.7.9:8080", 200), ("evil.example", 403)])
async def test_a_door_on_every_address_answers_to_bare_addresses_but_not_to_any_name(
    host: str, status: int
) -> None:
    async with opened(host="0.0.0.0") as house:  # noqa: S104 - that is what is tested
        house.url = house.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104 - as above
        async with house.visitor(Host=host) as visitor:
            assert (await visitor.get("/")).status_code == status


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_probes_may_use_any_name(path: str) -> None:
    async with opened() as house, house.visitor(Host="pod-7.cluster") as visitor:
        assert (await visitor.get(path)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost:1"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "file://"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/api/questions", "/api/privacy"])
async def test_a_page_elsewhere_can_write_nothing_here(
    path: str, headers: dict[str, str]
) -> None:
    async with opened() as house, house.visitor() as visitor:
        body = BODY if path == "/api/questions" else {"command": "opt-in"}
        refused = await visitor.post(path, json=body, headers=headers)

        assert refused.status_code == 403
        assert house.desk.heard == []
        assert house.desk.orders == []


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "text/json"],
)
async def test_a_form_can_write_nothing_here(kind: str) -> None:
    async with opened() as house, house.visitor() as visitor:
        refused = await visitor.post(
            "/api/privacy",
            content=b'{"command": "forget-confirmed"}',
            headers={"Content-Type": kind},
        )

        assert refused.status_code == 415
        assert house.desk.orders == []


async def test_our_own_page_may_write() -> None:
    async with opened() as house:
        own = {"Origin": house.url, "Sec-Fetch-Site": "same-origin"}
        async with house.visitor(**own) as visitor:
            assert (await ask(visitor)).status_code == 202


async def test_64_kib_are_taken_in_and_not_a_byte_more() -> None:
    kind = {"Content-Type": "application/json"}
    async with opened() as house, house.visitor() as visitor:
        largest = await visitor.post(
            "/api/privacy", content=b"{" + b" " * (64 * 1024 - 1), headers=kind
        )
        larger = await visitor.post(
            "/api/privacy", content=b"{" + b" " * 64 * 1024, headers=kind
        )

        assert (largest.status_code, larger.status_code) == (422, 413)


async def test_a_body_of_unknown_length_is_counted_as_it_comes() -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b" " * 1024

    async with opened() as house, house.visitor() as visitor:
        refused = await visitor.post(
            "/api/privacy",
            content=endless(),  # type: ignore[arg-type]
            headers={"Content-Type": "application/json"},
        )

        assert refused.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused_in_words(method: str) -> None:
    async with opened() as house, house.visitor() as visitor:
        refused = await visitor.request(method, "/api/privacy", json={})

        assert refused.status_code == 405
        assert refused.json()["error"]


async def test_what_nobody_foresaw_gives_a_reference_and_no_word_of_the_inside(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(question: Question) -> object:
        raise RuntimeError(f"secret inside: {question.text}")

    async with opened(script=broken) as house, house.visitor("ko") as visitor:  # type: ignore[arg-type]
        caplog.set_level(logging.DEBUG)
        answer = await ask(visitor, "내 비밀번호는 1234")
        said = answer.json()

        assert answer.status_code == 500
        assert said["reference"] in said["error"]
        assert "RuntimeError" not in answer.text
        assert "secret" not in answer.text
        assert "1234" not in caplog.text
        references = [getattr(record, "reference", "") for record in caplog.records]
        assert said["reference"] in references


async def test_many_at_once_are_served() -> None:
    async with opened() as house, house.visitor() as visitor:
        answers = await asyncio.gather(*(visitor.get("/livez") for _ in range(50)))

        assert {answer.status_code for answer in answers} == {200}
