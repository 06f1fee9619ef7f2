"""The page, when the bot or the connection is not there."""

from __future__ import annotations

import asyncio
import socket

import pytest
from playwright.async_api import Browser, Route, expect

from bot.domain.conversation import Remedy
from bot.domain.errors import DatabaseUnavailable
from tests.connectors.web.browser import visit
from tests.connectors.web.house import (
    ASKED,
    QUOTE,
    answered,
    heard,
    opened,
    until_listening,
    warranty,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_restart_of_the_bot_is_said_and_healed_and_nothing_is_asked_twice(
    chromium: Browser,
) -> None:
    async with opened(port=_free_port()) as house, visit(chromium, house) as visiting:
        page = visiting.page
        await visiting.ask(ASKED["en"])
        await until_listening(house)
        await house.door.close()
        await page.get_by_text("The connection is lost.").wait_for()
        await visiting.ask("Second question about the warranty")
        await page.get_by_text("Not sent yet.").wait_for()
        await house.door.open()
        await page.locator("#connection:empty").wait_for(state="attached")
        await heard(house, 2)
        for question in list(house.desk.heard):
            await house.desk.answer(question.id, *answered(QUOTE))
        await visiting.settled(2)

        assert await page.locator(".reply.found").count() == 2
        assert len(house.desk.heard) == 2


async def test_a_question_that_was_not_sent_yet_survives_a_reload(chromium: Browser) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        page = visiting.page
        await page.route("**/api/questions", lambda route: route.abort())
        await visiting.ask(ASKED["en"])
        await page.get_by_text("Not sent yet.").wait_for()
        await page.unroute("**/api/questions")
        await page.reload()
        await visiting.settled()

        assert [question.text for question in house.desk.heard] == [ASKED["en"]]


@pytest.mark.parametrize("comes_first", ["conversation", "receipt"])
async def test_who_asks_while_the_conversation_is_loading_sees_each_question_once(
    chromium: Browser, comes_first: str
) -> None:
    loading, may_load, may_receive = (asyncio.Event() for _ in range(3))

    async def load(route: Route) -> None:
        loading.set()
        await may_load.wait()
        await route.continue_()

    async def receive(route: Route) -> None:
        receipt = await route.fetch()
        await may_receive.wait()
        await route.fulfill(response=receipt)

    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        page, second = visiting.page, "Second question about the warranty"
        await visiting.ask(ASKED["en"])
        await visiting.settled()
        await page.route("**/api/conversations/*", load)
        await page.route("**/api/questions", receive)
        await page.reload(wait_until="commit")
        await loading.wait()
        await visiting.ask(second)
        await heard(house, 2)
        (may_load if comes_first == "conversation" else may_receive).set()
        await page.locator(".exchange[aria-busy=false]").filter(has_text=second).wait_for()
        may_load.set()
        may_receive.set()
        await visiting.settled(2)

        await expect(page.locator(".exchange")).to_have_count(2)
        texts = await page.locator(".exchange").all_inner_texts()
        assert [second in one for one in texts] == [False, True]
        assert len(house.desk.heard) == 2


async def test_a_question_whose_receipt_was_lost_is_sent_again_as_the_same_one(
    chromium: Browser,
) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        sent: list[str] = []

        async def lose_the_first(route: Route) -> None:
            sent.append(route.request.post_data or "")
            if len(sent) == 1:
                await route.fetch()
                await route.abort()
            else:
                await route.continue_()

        await visiting.page.route("**/api/questions", lose_the_first)
        await visiting.ask(ASKED["en"])
        await visiting.settled()

        assert len(sent) == 2
        assert len(house.desk.heard) == 1


async def test_a_question_that_the_bot_cannot_take_in_just_now_is_taken_in_later(
    chromium: Browser,
) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        house.desk.trouble = DatabaseUnavailable("away")
        await visiting.ask(ASKED["en"])
        await visiting.page.get_by_text("this was not taken in").wait_for()
        house.desk.trouble = None
        await visiting.settled()

        assert await visiting.page.inner_text(".badge") == "From the documents"


async def test_a_stream_that_is_refused_for_a_while_is_opened_again(chromium: Browser) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        refusals = iter([503])

        async def refuse_once(route: Route) -> None:
            if status := next(refusals, None):
                await route.fulfill(status=status, body="{}")
            else:
                await route.continue_()

        await visiting.page.route("**/events", refuse_once)
        await visiting.ask(ASKED["en"])
        await visiting.settled()

        assert await visiting.page.inner_text(".badge") == "From the documents"


async def test_a_question_that_is_gone_is_told_and_can_be_asked_again(
    chromium: Browser,
) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        await visiting.page.route(
            "**/api/questions/*", lambda route: route.fulfill(status=404, body="{}")
        )
        await visiting.page.route(
            "**/events", lambda route: route.fulfill(status=404, body="{}")
        )
        await visiting.ask(ASKED["en"])
        await visiting.page.get_by_text("This question is no longer here.").wait_for()
        await visiting.page.get_by_role("button", name="Ask again").wait_for()


async def test_many_waiting_questions_do_not_use_up_the_connections_of_a_browser(
    chromium: Browser,
) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        for number in range(8):
            await visiting.ask(f"question {number}")
        await heard(house, 8)
        for question in list(house.desk.heard):
            await house.desk.answer(question.id, *answered(QUOTE))
        await visiting.settled(8)


async def test_an_answer_that_is_lost_on_its_way_is_fetched_and_not_asked_for_again(
    chromium: Browser,
) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        page = visiting.page
        await visiting.ask(ASKED["en"])
        await until_listening(house)
        await page.goto("about:blank")
        await house.desk.answer(house.desk.heard[0].id, *answered(QUOTE))
        await page.goto(house.url)
        await visiting.settled()

        assert "24 months" in await page.inner_text(".sentence")
        assert len(house.desk.heard) == 1


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("language", "asked", "said", "badge"),
    [
        (
            "en",
            "Can I talk to a person?",
            "To ask a person: help@example.org",
            "To ask a person",
        ),
        (
            "ko",
            "담당자 불러 주세요",
            "담당자에게 문의해 주세요: help@example.org",
            "담당자에게 문의",
        ),
    ],
)
async def test_a_call_for_a_person_ends_in_the_way_to_one_and_not_in_an_error(
    chromium: Browser, language: str, asked: str, said: str, badge: str
) -> None:
    async with opened() as house, visit(chromium, house, language=language) as visiting:
        await visiting.ask(asked)
        await heard(house, 1)
        await house.desk.fail(house.desk.heard[0].id, said, Remedy.OPERATOR)
        await visiting.settled()
        reply = visiting.page.locator(".reply.person")

        assert await reply.locator(".badge").inner_text() == badge
        assert said in await reply.inner_text()
        assert await reply.get_by_role("button").count() == 0
        assert await visiting.page.locator(".reply.failed").count() == 0
