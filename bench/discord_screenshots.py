"""Pictures of the bot on Discord for the docs, drawn by simcord's renderer.

    .venv/bin/python bench/discord_screenshots.py [--out docs/screenshots]

The messages are the real ones: the client of this repository posts them to a Discord in
memory. What draws them only looks like Discord. Needs chromium and fonts for Korean
(Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import simcord
from playwright.async_api import Browser, FloatRect, async_playwright

sys.path.insert(0, str(Path(__file__).parent))
from screenshots import CONTACT, FOUND, NEAREST, QUOTES, ROOT, UNKNOWN, passages_of

from bot.core import receipts, rendering, replies
from bot.core.citing import cite
from bot.core.quoting import Quote
from bot.domain.commands import Command
from bot.domain.conversation import (
    Addressed,
    Answer,
    Exchange,
    Outcome,
    Place,
    Pointer,
    Question,
    Remedy,
    Sentence,
    Speaker,
    State,
    Turn,
    Verdict,
)
from bot.domain.knowledge import Passage
from bot.domain.language import Language, language_of
from bot.domain.people import Person
from connectors.discord.client import SupportClient
from connectors.discord.setup import Setup

BROKEN = {"ko": "급여일이 언제인가요?", "en": "When is pay day?"}
WRITTEN = {
    "ko": ("연차는 최대 5일까지 이월할 수 있고,", "3월 31일까지 써야 합니다."),
    "en": ("The device certificate has expired.", "Run `breakwater renew` and restart."),
}
LEFT, TOP, ACROSS = 256, 76, 820  # what the renderer draws around the conversation
HEIGHTS = {
    "answer": 640,
    "unknown": 570,
    "failed": 480,
    "handed-over": 860,
    "staff": 640,
    "command": 640,
}


@dataclass
class HandDesk:
    """Answers from what is quoted by hand; what is broken fails."""

    held: Sequence[Passage]
    exchanges: dict[uuid.UUID, Exchange] = field(default_factory=dict)
    client: SupportClient | None = None
    posting: asyncio.Task[None] | None = None

    async def hear(self, question: Question) -> Exchange:
        """The answer is posted as soon as Discord knows that it was heard."""
        exchange = await self._worked_out(question)
        self.exchanges[question.id] = exchange
        self.posting = asyncio.create_task(self._post(exchange))
        return exchange

    async def _post(self, exchange: Exchange) -> None:
        assert self.client is not None  # noqa: S101 - set before anybody asks
        posted = await self.client.outlet.post(exchange)
        self.exchanges[exchange.question.id] = replace(exchange, posted=posted)

    async def _worked_out(self, question: Question) -> Exchange:
        if question.addressed is Addressed.PERSON:
            return await self._handed_over(question)
        if question.text in BROKEN.values():
            language = language_of(question.text)
            reason = replies.stumbled(language, question.id.hex[:8])
            return Exchange(question, State.FAILED, reason=reason, remedy=Remedy.WAIT)
        answer = self._answer(question.text)
        return Exchange(question, State.ANSWERED, answer, rendering.render(answer))

    async def _handed_over(self, question: Question) -> Exchange:
        about = self.exchanges[question.about or uuid.UUID(int=0)]
        turns = (
            Turn(Speaker.USER, about.question.text),
            Turn(Speaker.BOT, about.text or about.reason),
        )
        assert self.client is not None  # noqa: S101 - as above
        where = await self.client.outlet.call_person(Exchange(question, State.ANSWERING), turns)
        language = language_of(question.text)
        said = (Sentence(replies.handed_over(language, where), ()),)
        answer = Answer(Outcome.HANDED_OVER, language, 0.0, sentences=said)
        return Exchange(question, State.ANSWERED, answer, rendering.render(answer))

    def _answer(self, asked: str) -> Answer:
        language = language_of(asked)
        quotes = [
            Quote(next(p for p in self.held if q in p.text), q) for q in QUOTES.get(asked, ())
        ]
        sentences, citations = cite(quotes)
        if sentences:
            linked = tuple(
                replace(one, url=f"https://handbook.oruwen.example/{one.path}")
                for one in citations
            )
            return Answer(Outcome.ANSWERED, language, 0.9, sentences, linked, model="quotation")
        first = [next(p for p in self.held if p.path == path) for path in NEAREST[language]]
        nearest = tuple(Pointer(p.path, p.title, p.heading) for p in first)
        return Answer(Outcome.UNKNOWN, language, 0.1, nearest=nearest)

    async def exchange(self, exchange: uuid.UUID) -> Exchange | None:
        """As it was answered."""
        return self.exchanges.get(exchange)

    async def call_person(
        self, exchange: uuid.UUID, person: Person, *, place: Place, said: str
    ) -> Exchange | None:
        """Tell the staff."""
        asked = self.exchanges[exchange].question.asked_at
        return await self.hear(
            Question(
                place,
                f"person:{exchange}",
                person,
                said,
                asked,
                Addressed.PERSON,
                about=exchange,
            )
        )

    async def rate(self, exchange: uuid.UUID, person: Person, verdict: Verdict) -> bool:
        """Thank you."""
        del person, verdict
        return exchange in self.exchanges

    async def took_part(self, person: Person, place: Place) -> bool:
        """Nobody follows up in these pictures."""
        del person, place
        return False

    async def amend(self, question: Question) -> Exchange | None:
        """Nobody edits in these pictures."""
        del question
        return None

    async def withdraw(self, exchange: uuid.UUID) -> bool:
        """Nobody deletes in these pictures."""
        return exchange in self.exchanges

    async def obey(
        self, command: Command, person: Person, *, language: Language, source: str
    ) -> str:
        """What forgetting would do."""
        del command, person, source
        return receipts.forget_explained(language)


class Pictures:
    """One simulated server, one browser."""

    def __init__(
        self,
        env: simcord.Env,
        client: SupportClient,
        *,
        desk: HandDesk,
        browser: Browser,
        out: Path,
    ) -> None:
        self.env, self.client, self.desk = env, client, desk
        self.browser, self.out = browser, out
        env.backend.bot_user.name = "supportbot"
        self.guild = env.create_guild("Oruwen")

    async def of(self, language: str) -> None:
        """Every view in that language."""
        name = {"ko": "김민지", "en": "Ada"}[language]
        suffix = {"ko": "도움", "en": "help"}[language]
        locale = {"ko": "ko", "en": "en-US"}[language]
        user = self.env.create_user(f"asker-{language}", global_name=name)
        member = self.guild.add_member(user)
        staff = self.guild.create_text_channel({"ko": "담당자", "en": "it-help"}[language])
        self.client.setup = setup = Setup(staff_channel=staff.id, contact=CONTACT)
        self.client.outlet.__init__(  # type: ignore[misc] - another staff channel per language
            self.client, setup, signs=self.client.signs, find=self.desk.exchange
        )
        for view, asked in (("answer", FOUND), ("unknown", UNKNOWN), ("failed", BROKEN)):
            channel = self.guild.create_text_channel(f"{suffix}-{view}")
            await member.send(channel, f"<@{self.client.me}> {asked[language]}")
            await self.shoot(channel, member, f"discord-{view}-{language}", locale)
            if view == "unknown":
                message = channel.last_message
                label = {"ko": "담당자 부르기", "en": "Ask a person"}[language]
                await member.click(message, label=label)
                await self.shoot(channel, member, f"discord-handed-over-{language}", locale)
                await self.shoot(staff, member, f"discord-staff-{language}", locale)
        channel = self.guild.create_text_channel(f"{suffix}-ask")
        await member.slash(channel, "ask", question=FOUND[language])
        await self.shoot(channel, member, f"discord-command-{language}", locale)

    async def shoot(self, channel: Any, viewer: Any, name: str, locale: str) -> None:
        """A picture of the channel, as somebody sees it."""
        across, down = ACROSS, HEIGHTS[name.removeprefix("discord-").rpartition("-")[0]]
        async with self.env.preview(
            channel,
            viewers=[viewer],
            layout="channel",
            locale=locale,
            width=across,
            height=down,
        ) as preview:
            page = await self.browser.new_page(viewport={"width": across, "height": down})
            await page.goto(preview.url)
            await page.wait_for_timeout(2500)
            seen = FloatRect(x=LEFT, y=TOP, width=across - LEFT, height=down - TOP - 70)
            await page.screenshot(path=self.out / f"{name}.png", clip=seen)
            await page.close()


async def take(out: Path) -> None:
    """All of them."""
    desk = HandDesk(await passages_of(ROOT / "knowledge"))
    client = SupportClient(desk, Setup(), shard_count=1)
    desk.client = client
    async with async_playwright() as tool:
        browser = await tool.chromium.launch(executable_path=shutil.which("chromium"))
        async with simcord.run(client, check_errors=False) as env:
            pictures = Pictures(env, client, desk=desk, browser=browser, out=out)
            for language in ("ko", "en"):
                await pictures.of(language)
        await browser.close()


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(chosen.out))


if __name__ == "__main__":
    main()
