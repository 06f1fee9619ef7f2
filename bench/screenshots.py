"""Pictures of the web page for the docs: four views, two languages, two widths.

    .venv/bin/python bench/screenshots.py [--url http://127.0.0.1:8080] [--out docs/screenshots]

With `--url` it looks at a running `supportbot serve` that has read the shipped `knowledge/`.
Without one it opens the page itself, on that folder and on quotations chosen by hand. Needs
chromium and fonts for Korean (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from playwright.async_api import Browser, Page, async_playwright

from bot.adapters.clock import SystemClock
from bot.adapters.documents.folder import FolderSource
from bot.core import receipts, rendering
from bot.core.citing import cite
from bot.core.quoting import Quote
from bot.domain.audience import PUBLIC, Clearance, clearance
from bot.domain.commands import Command
from bot.domain.consent import Standing
from bot.domain.conversation import Answer, Exchange, Outcome, Place, Pointer, Question, State
from bot.domain.health import Figures, Vital
from bot.domain.knowledge import Passage
from bot.domain.language import Language, language_of
from bot.domain.people import Person
from bot.indexing.chunking import Chunking, chunk
from connectors.web.door import WebDoor

ROOT = Path(__file__).parent.parent
CONTACT = "harbour@oruwen.example"
FOUND = {
    "en": "What does VPN error BW-203 mean?",
    "ko": "연차는 며칠까지 이월할 수 있나요?",
}
UNKNOWN = {
    "en": "What is for lunch in the canteen today?",
    "ko": "오늘 구내식당 점심 메뉴가 뭐예요?",
}
# What is quoted when no bot runs: slices of the shipped documents.
QUOTES = {
    FOUND["en"]: (
        (
            "VPN error BW-203 means that the device certificate has expired; run `breakwater "
            "renew` and restart the laptop."
        ),
        "```\nbreakwater renew\nbreakwater logs --last 1h > breakwater.log\n```",
    ),
    FOUND["ko"]: (
        (
            "사용하지 않은 연차는 최대 5일까지 다음 해로 이월할 수 있습니다. 이월한 연차는 3월 "
            "31일까지 사용해야 하며, 이 날짜가 지나면 소멸합니다."
        ),
    ),
}
NEAREST = {
    Language.ENGLISH: ("handbook/first-week.en.md", "handbook/it.en.md"),
    Language.KOREAN: ("handbook/benefits.ko.md", "handbook/office-and-visitors.ko.md"),
}
WIDTHS = {"desktop": (1280, 800, 1.0), "phone": (390, 844, 1.0)}


@dataclass
class HandDesk:
    """Answers from `QUOTES`; whatever else is asked is not in the documents."""

    held: tuple[Passage, ...]
    exchanges: dict[UUID, Exchange] = field(default_factory=dict)

    async def hear(self, question: Question) -> Exchange:
        """The answer stands at once."""
        answer = self._answer(question.text)
        text = rendering.render(answer, contact=CONTACT)
        exchange = Exchange(question, State.DELIVERED, answer, text)
        self.exchanges[question.id] = exchange
        return exchange

    async def obey(
        self, command: Command, person: Person, *, language: Language, source: str
    ) -> str:
        """What somebody is told who has not chosen anything."""
        del command, person, source
        return receipts.status(language, Standing(), quiet=timedelta(hours=1))

    async def exchange(self, exchange: UUID) -> Exchange | None:
        """As it was answered."""
        return self.exchanges.get(exchange)

    async def conversation(self, place: Place, person: Person) -> tuple[Exchange, ...]:
        """All of that place."""
        del person
        return tuple(e for e in self.exchanges.values() if e.question.place == place)

    async def passages(self, path: str, cleared: Clearance) -> tuple[Passage, ...]:
        """As the index would hold them."""
        return tuple(p for p in self.held if p.path == path and cleared.may_read(p.audience))

    def _answer(self, asked: str) -> Answer:
        language = language_of(asked)
        wanted = QUOTES.get(asked, ())
        quotes = [Quote(next(p for p in self.held if q in p.text), q) for q in wanted]
        sentences, citations = cite(quotes)
        if sentences:
            return Answer(Outcome.ANSWERED, language, 0.9, sentences, citations)
        first = [next(p for p in self.held if p.path == path) for path in NEAREST[language]]
        nearest = tuple(Pointer(p.path, p.title, p.heading) for p in first)
        return Answer(Outcome.UNKNOWN, language, 0.1, nearest=nearest)


async def passages_of(folder: Path) -> tuple[Passage, ...]:
    """Every document of the folder, cut as the index cuts it, and public."""
    source = FolderSource(folder, largest_file=25 << 20)
    documents = [await source.read(file) for file in (await source.inventory()).found]
    shown = [replace(document, audience=PUBLIC) for document in documents]
    return tuple(passage for document in shown for passage in chunk(document, Chunking()))


@asynccontextmanager
async def door_by_hand() -> AsyncIterator[str]:
    """A page with a desk of ours behind it; gives its address."""

    async def vitals() -> tuple[Vital, ...]:
        return ()

    async def figures() -> Figures:
        return Figures()

    door = WebDoor(
        HandDesk(await passages_of(ROOT / "knowledge")),
        host="127.0.0.1",
        port=0,
        clearance=clearance(PUBLIC),
        vitals=vitals,
        figures=figures,
        clock=SystemClock(),
    )
    yield await door.open()
    await door.close()


async def ask(page: Page, words: str) -> None:
    """Type, send, and wait for the answer."""
    await page.fill("#text", words)
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".exchange[aria-busy=false]", timeout=60_000)
    await page.wait_for_timeout(500)


async def pictures(browser: Browser, url: str, *, language: str, width: str, out: Path) -> None:
    """The four views."""
    across, down, scale = WIDTHS[width]
    context = await browser.new_context(
        viewport={"width": across, "height": down},
        device_scale_factor=scale,
        locale=language,
        reduced_motion="reduce",
        is_mobile=width == "phone",
        has_touch=width == "phone",
    )

    async def shoot(page: Page, view: str) -> None:
        await page.screenshot(path=out / f"{view}-{language}-{width}.png")

    page = await context.new_page()
    await page.goto(url)
    await page.wait_for_selector("#welcome:not([hidden])")
    if os.environ.get("ALL_VIEWS"):
        await shoot(page, "welcome")
    await ask(page, FOUND[language])
    await shoot(page, "chat")
    async with context.expect_page() as opened:
        await page.click(".cite")
    source = await opened.value
    await source.wait_for_selector("mark")
    await source.wait_for_timeout(500)
    await shoot(source, "source")
    await page.click("#new")
    await page.mouse.move(0, 400)
    await ask(page, UNKNOWN[language])
    await shoot(page, "unknown")
    await page.click("#privacy")
    await page.wait_for_timeout(500)
    await shoot(page, "privacy")
    await context.close()


async def take(url: str, out: Path) -> None:
    """All sixteen."""
    async with async_playwright() as tool:
        browser = await tool.chromium.launch(executable_path=shutil.which("chromium"))
        if url:
            await every(browser, url, out)
        else:
            async with door_by_hand() as address:
                await every(browser, address, out)
        await browser.close()


async def every(browser: Browser, url: str, out: Path) -> None:
    """Both languages at both widths."""
    for language in FOUND:
        for width in WIDTHS:
            await pictures(browser, url, language=language, width=width, out=out)


def main() -> None:
    """Read the command line, take the pictures, say what they weigh."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(chosen.url, chosen.out))
    sizes = [picture.stat().st_size for picture in chosen.out.glob("*.png")]
    print(f"{len(sizes)} pictures, {sum(sizes) / 1e6:.2f} MB, in {chosen.out}")


if __name__ == "__main__":
    main()
