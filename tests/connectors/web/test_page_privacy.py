"""What people can decide about their own words, on the page."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from bot.domain.commands import Command
from tests.connectors.web.browser import visit
from tests.connectors.web.house import ASKED, opened, warranty

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_forgetting_takes_two_steps_and_empties_the_page(chromium: Browser) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        page = visiting.page
        await visiting.ask(ASKED["en"])
        await visiting.settled()
        await page.click("#privacy")
        await page.get_by_text("status (en)").wait_for()
        await page.click("[data-command=forget]")
        await page.get_by_text("forget (en)").wait_for()
        assert Command.FORGET_CONFIRMED not in [order[0] for order in house.desk.orders]
        await page.click("[data-command=forget-confirmed]")
        await page.get_by_text("forget-confirmed (en)").wait_for()
        await page.click("#choices-close")

        await expect(page.locator(".exchange")).to_have_count(0)
        await page.reload()
        await page.locator("#welcome").wait_for()


@pytest.mark.parametrize("command", ["opt-out", "opt-in", "keep-nothing", "keep"])
async def test_each_choice_has_a_button_and_gives_a_private_receipt(
    chromium: Browser, command: str
) -> None:
    async with opened() as house, visit(chromium, house, language="ko") as visiting:
        page = visiting.page
        await page.click("#privacy")
        await page.click(f"[data-command={command}]")
        await page.get_by_text(f"{command} (ko)", exact=True).wait_for()

        assert house.desk.orders[-1][0] == command
        await expect(page.locator("#log")).to_have_text("")
        await expect(page.locator("#receipt")).to_be_focused()


async def test_an_order_that_was_typed_gives_its_receipt_beside_the_conversation(
    chromium: Browser,
) -> None:
    async with opened() as house, visit(chromium, house) as visiting:
        await visiting.ask("forget me")
        await visiting.page.get_by_text("forget (en)").wait_for()

        await expect(visiting.page.locator("#confirm")).to_be_visible()
        await expect(visiting.page.locator(".exchange")).to_have_count(0)


async def test_words_that_were_erased_are_told_as_such(chromium: Browser) -> None:
    async with opened(script=warranty) as house, visit(chromium, house) as visiting:
        house.desk.keeps_nothing = True
        await visiting.ask(ASKED["en"])
        await visiting.settled()
        assert await visiting.page.inner_text(".badge") == "From the documents"
        await visiting.page.reload()
        await visiting.settled()

        assert await visiting.page.inner_text(".badge") == "Erased"
