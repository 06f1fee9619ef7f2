"""What the JSON API does not take in, and how it says so."""

from __future__ import annotations

import json
import uuid

import pytest

from bot.domain.errors import DatabaseUnavailable, ServiceError
from tests.connectors.web.house import ask, opened, warranty

DOWN = DatabaseUnavailable("The database at /secret/path is away.")


@pytest.mark.parametrize("trouble", [DOWN, ServiceError("The engine /secret is away.")])
async def test_a_part_that_is_down_gives_503_and_a_sentence_that_tells_nothing_of_it(
    trouble: ServiceError,
) -> None:
    async with opened() as house, house.visitor() as visitor:
        house.desk.trouble = trouble
        answers = [
            await ask(visitor),
            await visitor.get(f"/api/questions/{uuid.uuid4()}"),
            await visitor.get(f"/api/questions/{uuid.uuid4()}/events"),
            await visitor.get(f"/api/conversations/{uuid.uuid4()}"),
            await visitor.get("/api/privacy"),
            await visitor.post("/api/privacy", json={"command": "opt-out"}),
            await visitor.get("/sources/help/warranty.md"),
        ]

        assert [answer.status_code for answer in answers] == [503] * 7
        assert all(answer.json()["error"] for answer in answers[:6])
        assert not any("secret" in answer.text for answer in answers)


async def test_a_door_that_is_shut_takes_in_no_questions_but_still_shows_answers() -> None:
    async with opened(script=warranty) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        await house.door.shut()
        refused = await ask(visitor)

        assert refused.status_code == 503
        assert "restarting" in refused.json()["error"]
        assert len(house.desk.heard) == 1
        assert (await visitor.get(f"/api/questions/{question}")).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        None,
        {"text": "x"},
        {"text": "x", "conversation": "not-a-uuid"},
        {"text": "x", "conversation": str(uuid.uuid4()), "message": 7},
        {"text": ["x"], "conversation": str(uuid.uuid4())},
        {"text": "", "conversation": str(uuid.uuid4())},
        {"text": " \n\t\x00", "conversation": str(uuid.uuid4())},
        {"text": "x" * 20_001, "conversation": str(uuid.uuid4())},
        {"text": "x", "conversation": str(uuid.uuid4()), "admin": True},
    ],
)
async def test_wrong_fields_give_422_and_a_sentence_in_the_readers_language(
    body: object,
) -> None:
    async with opened() as house, house.visitor("ko-KR,ko;q=0.9,en;q=0.8") as visitor:
        sent = json.dumps(body)
        kind = {"Content-Type": "application/json"}
        refused = await visitor.post("/api/questions", content=sent, headers=kind)

        assert refused.status_code == 422
        assert any("가" <= letter <= "힣" for letter in refused.json()["error"])
        assert house.desk.heard == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 60_000, b'{"text": NaN}'])
async def test_what_is_no_json_gives_a_sentence_and_never_500(body: bytes) -> None:
    async with opened() as house, house.visitor() as visitor:
        refused = await visitor.post(
            "/api/questions", content=body, headers={"Content-Type": "application/json"}
        )

        assert refused.status_code in {400, 422}
        assert refused.json()["error"]


async def test_control_characters_do_not_reach_the_desk() -> None:
    async with opened() as house, house.visitor() as visitor:
        await ask(visitor, "a\x00b\x1bc\td")

        assert house.desk.heard[0].text == "a b c\td"
