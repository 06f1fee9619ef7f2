"""Ask, look, decide: the JSON API."""

from __future__ import annotations

import uuid

import pytest

from bot.domain.audience import PUBLIC, clearance
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Remedy
from bot.domain.people import Platform
from connectors.web.sessions import COOKIE
from tests.connectors.web.house import QUOTE, answered, ask, opened, unknown, warranty


async def test_a_question_is_accepted_with_its_id_and_reaches_the_desk_as_it_was_asked() -> (
    None
):
    conversation = uuid.uuid4()
    async with opened() as house, house.visitor() as visitor:
        accepted = await ask(visitor, "How?\n  Why?", conversation=conversation)

        [question] = house.desk.heard
        assert accepted.status_code == 202
        assert accepted.json() == {
            "id": str(question.id),
            "conversation": str(conversation),
            "state": "received",
        }
        assert question.text == "How?\n  Why?"
        assert question.addressed is Addressed.DIRECT
        assert question.asked_at == house.clock.moment
        assert question.asker.platform is Platform.WEB
        assert question.place.clearance == clearance(PUBLIC)


async def test_the_same_message_is_the_same_question() -> None:
    message, conversation = uuid.uuid4(), uuid.uuid4()
    async with opened() as house, house.visitor() as visitor:
        first = await ask(visitor, message=message, conversation=conversation)
        second = await ask(visitor, message=message, conversation=conversation)

        assert first.json()["id"] == second.json()["id"]
        assert len(house.desk.heard) == 1


async def test_the_same_message_of_two_people_is_two_questions() -> None:
    message, conversation = uuid.uuid4(), uuid.uuid4()
    async with opened() as house, house.visitor() as one, house.visitor() as other:
        first = await ask(one, message=message, conversation=conversation)
        second = await ask(other, message=message, conversation=conversation)

        assert first.json()["id"] != second.json()["id"]
        places = {question.place for question in house.desk.heard}
        assert len(places) == 2  # so nobody is answered with another's words as context


async def test_nobody_else_sees_a_question_its_stream_or_its_conversation() -> None:
    conversation = uuid.uuid4()
    async with opened(script=warranty) as house, house.visitor() as one:
        question = (await ask(one, conversation=conversation)).json()["id"]
        async with house.visitor() as other:
            strangers = [
                await other.get(f"/api/questions/{question}"),
                await other.get(f"/api/questions/{question}/events"),
            ]
            theirs = await other.get(f"/api/conversations/{conversation}")
        mine = await one.get(f"/api/conversations/{conversation}")

        assert [answer.status_code for answer in strangers] == [404, 404]
        assert theirs.json()["questions"] == []
        assert [q["id"] for q in mine.json()["questions"]] == [question]
        assert (await one.get(f"/api/questions/{question}")).status_code == 200


async def test_a_question_that_does_not_exist_looks_like_one_of_somebody_else() -> None:
    async with opened() as house, house.visitor() as one, house.visitor() as other:
        question = (await ask(one)).json()["id"]
        hidden = await other.get(f"/api/questions/{question}")
        missing = await other.get(f"/api/questions/{uuid.uuid4()}")

        assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json())


async def test_the_answer_comes_with_numbered_citations_that_link_to_the_quoted_words() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        answer, text = answered(QUOTE)
        await house.desk.answer(uuid.UUID(question), answer, text)
        view = (await visitor.get(f"/api/questions/{question}")).json()

        assert view["state"] == "delivered"
        assert view["answer"]["outcome"] == "answered"
        assert view["answer"]["text"] == text
        [sentence] = view["answer"]["sentences"]
        assert sentence["citations"] == [1]
        assert sentence["blocks"] == [
            {
                "tag": "p",
                "children": [
                    "The warranty lasts ",
                    {"tag": "strong", "children": ["24 months"]},
                    " from the day of delivery.",
                ],
            }
        ]
        [cited] = view["answer"]["citations"]
        assert cited["link"].startswith("/sources/help/warranty.md?quote=The+warranty")
        assert cited["link"].endswith("&under=Duration#quote")


async def test_an_unknown_answer_comes_with_the_nearest_documents_and_a_person_to_ask() -> None:
    async with opened(script=lambda _: unknown()) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        view = (await visitor.get(f"/api/questions/{question}")).json()["answer"]

        assert view["outcome"] == "unknown"
        assert view["nearest"][0]["link"] == "/sources/help/warranty.md?under=Duration#section"
        assert view["paragraphs"] == [
            "I could not find the answer in the documents.",
            "To ask a person: help@example.org",
        ]


async def test_a_failure_comes_with_its_reason_its_remedy_and_a_reference() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = uuid.UUID((await ask(visitor)).json()["id"])
        await house.desk.fail(question, "Too much at once.", Remedy.WAIT)
        view = (await visitor.get(f"/api/questions/{question}")).json()

        assert view["state"] == "failed"
        assert view["answer"] is None
        assert view["failure"] == {
            "reason": "Too much at once.",
            "remedy": "wait",
            "reference": question.hex[:8],
            "person": False,
        }


async def test_an_answer_is_not_shown_before_it_was_handed_over() -> None:
    async with opened() as house, house.visitor() as visitor:
        question = uuid.UUID((await ask(visitor)).json()["id"])
        answer, text = answered(QUOTE)
        await house.desk.begin(question)
        await house.desk.word(question, answer, text)
        view = (await visitor.get(f"/api/questions/{question}")).json()

        assert view["state"] == "answered"
        assert view["answer"] is None


async def test_words_that_were_erased_at_once_are_still_shown_to_whoever_waits() -> None:
    async with opened() as house, house.visitor() as visitor:
        house.desk.keeps_nothing = True
        conversation = uuid.uuid4()
        question = (await ask(visitor, conversation=conversation)).json()["id"]
        answer, text = answered(QUOTE)
        await house.desk.answer(uuid.UUID(question), answer, text)
        now = (await visitor.get(f"/api/questions/{question}")).json()
        house.clock.advance(601)
        later = (await visitor.get(f"/api/questions/{question}")).json()
        listed = (await visitor.get(f"/api/conversations/{conversation}")).json()["questions"]

        assert now["answer"]["text"] == text
        assert (later["erased"], later["text"], later["answer"]) == (True, "", None)
        assert [view["erased"] for view in listed] == [True]


async def test_forgetting_also_empties_what_is_held_in_memory() -> None:
    async with opened(script=warranty) as house, house.visitor() as visitor:
        question = (await ask(visitor)).json()["id"]
        before = (await visitor.get(f"/api/questions/{question}")).json()
        await visitor.post("/api/privacy", json={"command": "forget-confirmed"})
        after = (await visitor.get(f"/api/questions/{question}")).json()

        assert before["answer"]
        assert (after["erased"], after["answer"]) == (True, None)


@pytest.mark.parametrize("command", list(Command))
async def test_each_order_reaches_the_desk_in_the_askers_name_and_language(
    command: Command,
) -> None:
    async with opened() as house, house.visitor("ko") as visitor:
        receipt = await visitor.post("/api/privacy", json={"command": command.value})

        [(ordered, person, language, source)] = house.desk.orders
        assert receipt.json()["text"] == f"{command.value} (ko)"
        assert (ordered, language, source) == (command, "ko", "web")
        assert person.user == visitor.cookies[COOKIE]


async def test_looking_at_ones_choices_changes_nothing() -> None:
    async with opened() as house, house.visitor() as visitor:
        await visitor.get("/api/privacy")

        assert [order[0] for order in house.desk.orders] == [Command.STATUS]


@pytest.mark.parametrize(
    ("text", "command", "language"),
    [("forget me", Command.FORGET, "en"), ("재사용 거부", Command.OPT_OUT, "ko")],
)
async def test_an_order_that_was_typed_is_carried_out_and_never_kept_as_a_question(
    text: str, command: Command, language: str
) -> None:
    async with opened() as house, house.visitor() as visitor:
        receipt = await ask(visitor, text)

        assert receipt.status_code == 200
        assert receipt.json() == {"command": command, "text": f"{command} ({language})"}
        assert house.desk.heard == []


async def test_the_session_cookie_is_random_out_of_reach_of_scripts_and_of_other_sites() -> (
    None
):
    async with opened() as house, house.visitor() as one, house.visitor() as other:
        answer = await one.get("/api/privacy")
        await other.get("/api/privacy")

        attributes = answer.headers["set-cookie"].lower()
        assert all(
            part in attributes
            for part in ("httponly", "samesite=strict", "path=/;", "max-age=31536000")
        )
        assert len(one.cookies[COOKIE]) == 32
        assert one.cookies[COOKIE] != other.cookies[COOKIE]


async def test_the_page_itself_gives_no_session_so_that_a_link_from_elsewhere_ends_none() -> (
    None
):
    async with opened() as house, house.visitor() as visitor:
        assert "set-cookie" not in (await visitor.get("/")).headers


async def test_a_session_of_the_wrong_form_is_replaced() -> None:
    async with opened() as house, house.visitor(Cookie=f"{COOKIE}=' OR 1=1") as visitor:
        answer = await visitor.get("/api/privacy")

        assert len(answer.cookies[COOKIE]) == 32


async def test_the_openapi_description_names_every_route_and_no_path_is_missing() -> None:
    async with opened() as house, house.visitor() as visitor:
        described = (await visitor.get("/openapi.json")).json()

        assert set(described["paths"]) == {
            "/api/questions",
            "/api/questions/{question}",
            "/api/questions/{question}/events",
            "/api/conversations/{conversation}",
            "/api/privacy",
            "/livez",
            "/readyz",
            "/metrics",
        }


async def test_there_is_no_docs_page_that_would_load_something_from_outside() -> None:
    async with opened() as house, house.visitor() as visitor:
        found = [(await visitor.get(path)).status_code for path in ("/docs", "/redoc")]

        assert found == [404, 404]


async def test_a_question_asked_on_another_platform_is_nobodys_here() -> None:
    async with opened() as house, house.visitor() as visitor:
        await ask(visitor)
        [question] = house.desk.heard
        foreign = type(question.place)(
            Platform.SLACK, "T", "C", question.place.thread, question.place.clearance
        )
        elsewhere = type(question)(
            place=foreign,
            message="1",
            asker=question.asker,
            text="secret",
            asked_at=question.asked_at,
            addressed=question.addressed,
        )
        await house.desk.hear(elsewhere)

        assert (await visitor.get(f"/api/questions/{elsewhere.id}")).status_code == 404
