"""The page, in a real browser."""

from __future__ import annotations

import itertools

import pytest
from playwright.async_api import Browser, expect

from bot.domain.conversation import Remedy
from tests.connectors.web.browser import (
    CONTRASTS,
    NAMELESS,
    OVERFLOW,
    WIDTHS,
    Scheme,
    Visit,
    visit,
)
from tests.connectors.web.house import (
    ASKED,
    QUOTE,
    WARRANTY,
    answered,
    cut,
    heard,
    opened,
    unknown,
    until_listening,
    warranty,
)
from tests.connectors.web.test_markup import HOSTILE

FOUND = {"en": "From the documents", "ko": "문서에서 찾은 답"}
BOTH = list(itertools.product(WIDTHS, ASKED))
pytestmark = pytest.mark.asyncio(loop_scope="module")
MARK_IN_VIEW = """() => {
  const place = document.querySelector("mark").getBoundingClientRect();
  return place.top >= 0 && place.bottom <= innerHeight;
}"""


@pytest.mark.parametrize(("width", "language"), BOTH)
async def test_somebody_asks_reads_the_answer_opens_its_source_and_comes_back(
    chromium: Browser, width: str, language: str
) -> None:
    passages = cut(WARRANTY)
    async with (
        opened(script=warranty, passages=passages) as house,
        visit(chromium, house, width=width, language=language) as visiting,
    ):
        page = visiting.page
        await visiting.ask(ASKED[language])
        await visiting.settled()
        assert await page.inner_text(".badge") == FOUND[language]
        assert "24 months" in await page.inner_text(".sentence")
        await expect(page.locator("#text")).to_be_focused()

        async with visiting.context.expect_page() as opening:
            await page.click(".cite")
        source = await opening.value
        visiting.watch(source)
        await source.locator("mark").first.wait_for()
        assert "".join(await source.locator("mark").all_inner_texts()) == QUOTE.replace("*", "")
        assert await source.evaluate("document.querySelector(':target').tagName") == "MARK"
        await source.wait_for_function(MARK_IN_VIEW)
        assert await source.evaluate(OVERFLOW) == 0

        await page.reload()
        await visiting.settled()
        assert ASKED[language] in await page.inner_text(".question")
        assert "24 months" in await page.inner_text(".sentence")
        assert await page.evaluate(OVERFLOW) == 0
        assert len(house.desk.heard) == 1
        assert visiting.complaints == []


@pytest.mark.parametrize(
    ("width", "language", "scheme"),
    [
        ("desktop", "en", "light"),
        ("desktop", "ko", "dark"),
        ("phone", "en", "dark"),
        ("phone", "ko", "light"),
    ],
)
async def test_everything_can_be_read_and_every_control_has_a_name(
    chromium: Browser, width: str, language: str, scheme: Scheme
) -> None:
    async with (
        opened(script=warranty, passages=cut(WARRANTY)) as house,
        visit(chromium, house, width=width, language=language, scheme=scheme) as visiting,
    ):
        page = visiting.page
        await _readable(visiting)
        await visiting.ask(ASKED[language])
        await visiting.settled()
        await visiting.ask("?")
        await visiting.settled(2)
        await _readable(visiting)
        await page.click("#privacy")
        await page.click("[data-command=forget]")
        await page.locator("#confirm").wait_for()
        await _readable(visiting)
        assert await page.evaluate("document.documentElement.lang") == language
        await page.goto(house.url + "/sources/help/warranty.md?quote=24+months#quote")
        await _readable(visiting)


async def test_the_page_works_by_keyboard_alone(chromium: Browser) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        page, press = visiting.page, visiting.page.keyboard.press
        await page.keyboard.type("How long")
        await press("Shift+Enter")
        await page.keyboard.type("is the warranty?")
        await press("Enter")
        await visiting.settled()
        assert house.desk.heard[0].text == "How long\nis the warranty?"
        await expect(page.locator("#text")).to_have_value("")
        await page.fill("#text", "?")
        await page.click(".send")
        await expect(page.locator("#text")).to_be_focused()
        await visiting.settled(2)

        await press("Shift+Tab")
        await expect(page.get_by_role("button", name="Copy").last).to_be_focused()
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert await page.evaluate(outline) != "none"
        await press("Enter")
        await page.get_by_text("Copied").wait_for()
        copied = await page.evaluate("navigator.clipboard.readText()")
        assert "I could not find the answer" in copied

        await page.focus("#privacy")
        await press("Enter")
        await page.locator("#choices").wait_for()
        await press("Escape")
        await page.locator("#choices").wait_for(state="hidden")
        await expect(page.locator("#text")).to_be_focused()


async def test_enter_within_a_syllable_that_is_being_composed_sends_nothing(
    chromium: Browser,
) -> None:
    async with (
        opened(script=warranty) as house,
        visit(chromium, house, language="ko") as visiting,
    ):
        page = visiting.page
        await page.fill("#text", "보증")
        for sign in ({"isComposing": True}, {"keyCode": 229}):
            await page.evaluate(
                "(sign) => document.getElementById('text').dispatchEvent(new KeyboardEvent("
                "'keydown', {key: 'Enter', bubbles: true, cancelable: true, ...sign}))",
                sign,
            )
        await expect(page.locator("#text")).to_have_value("보증")
        await page.keyboard.press("Enter")
        await visiting.settled()
        assert [question.text for question in house.desk.heard] == ["보증"]


async def test_there_is_a_sign_of_life_at_once_and_then_the_answer(chromium: Browser) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        await visiting.ask(ASKED["en"])
        await visiting.page.get_by_text("Reading the documents…").wait_for()
        await until_listening(house)
        assert await visiting.page.get_attribute("#log", "role") == "log"
        assert await visiting.page.locator(".exchange").get_attribute("aria-busy") == "true"

        answer, text = answered(QUOTE)
        await house.desk.answer(house.desk.heard[0].id, answer, text)
        await visiting.settled()
        assert await visiting.page.get_by_text("Reading the documents…").count() == 0


async def test_found_not_found_and_failed_look_different_and_say_so_in_words(
    chromium: Browser,
) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        page = visiting.page
        for _ in range(3):
            await visiting.ask(ASKED["en"])
        await page.locator(".exchange").nth(2).wait_for()
        await heard(house, 3)
        first, second, third = (question.id for question in house.desk.heard)
        await house.desk.answer(first, *answered(QUOTE))
        await house.desk.answer(second, *unknown())
        await house.desk.fail(third, "Something is not responding.", Remedy.OPERATOR)
        await visiting.settled(3)

        badges = await page.locator(".badge").all_inner_texts()
        assert badges == ["From the documents", "Not in the documents", "No answer"]
        near = page.locator(".unknown .links a")
        assert (await near.get_attribute("href") or "").startswith("/sources/help/warranty.md")
        assert "help@example.org" in await page.inner_text(".unknown")
        assert third.hex[:8] in await page.inner_text(".failed")
        borders = [
            await page.locator(".reply")
            .nth(n)
            .evaluate("(e) => getComputedStyle(e).borderLeft")
            for n in range(3)
        ]
        assert len(set(borders)) == 3


async def test_what_failed_can_be_asked_again_or_put_into_other_words(
    chromium: Browser,
) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        page = visiting.page
        await visiting.ask("first")
        await until_listening(house)
        await house.desk.fail(house.desk.heard[0].id, "Busy.", Remedy.WAIT)
        await page.get_by_role("button", name="Ask again").click()
        await page.locator(".exchange").nth(1).wait_for()
        await until_listening(house)
        await house.desk.fail(house.desk.heard[1].id, "Too long.", Remedy.REWORD)
        await page.get_by_role("button", name="Edit the question").click()

        assert [question.text for question in house.desk.heard] == ["first", "first"]
        await expect(page.locator("#text")).to_have_value("first")
        await expect(page.locator("#text")).to_be_focused()


async def test_hostile_words_stay_words(chromium: Browser) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        page = visiting.page
        await visiting.ask("<img src=x onerror=alert(1)><script>alert(2)</script>")
        await until_listening(house)
        await house.desk.answer(house.desk.heard[0].id, *answered(*HOSTILE))
        await visiting.settled()
        live = await page.locator("#log :is(script, img, iframe, style, form, input)").count()
        links = await page.locator("#log a").evaluate_all(
            "(all) => all.map((a) => [a.getAttribute('href').slice(0, 9), a.rel])"
        )

        assert live == 0
        assert {tuple(link) for link in links} == {("/sources/", "noopener noreferrer")}
        assert visiting.complaints == []


async def test_the_language_can_be_switched_and_stays_switched(chromium: Browser) -> None:
    async with (
        opened(script=warranty) as house,
        visit(chromium, house, language="en") as visiting,
    ):
        page = visiting.page
        await page.fill("#text", "half a question")
        await page.get_by_role("link", name="한국어").click()
        await page.get_by_text("무엇이 궁금하세요?").wait_for()
        await expect(page.locator("#text")).to_have_value("half a question")
        await page.goto(house.url)
        await page.get_by_text("무엇이 궁금하세요?").wait_for()
        assert page.url == house.url + "/"


async def test_a_new_conversation_is_empty_and_the_next_question_belongs_to_it(
    chromium: Browser,
) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        await visiting.ask(ASKED["en"])
        await visiting.settled()
        await visiting.page.click("#new")
        await expect(visiting.page.locator(".exchange")).to_have_count(0)
        await visiting.ask(ASKED["en"])
        await visiting.settled()

        assert len({question.place.thread for question in house.desk.heard}) == 2


async def _readable(visiting: Visit) -> None:
    contrasts = await visiting.page.evaluate(CONTRASTS)
    assert len(contrasts) > 5
    assert [low for low in contrasts if low[0] < 4.5] == []
    assert await visiting.page.evaluate(NAMELESS) == []
    assert await visiting.page.evaluate(OVERFLOW) == 0
