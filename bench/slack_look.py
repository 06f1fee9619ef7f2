"""Pictures of what the bot says in Slack, drawn as Slack draws it, as far as we know.

    .venv/bin/python bench/slack_look.py [--out docs/screenshots]

Blocks are drawn by the page below and not by Slack: look for what is said, in which order
and how much of it, and leave colours and distances to a real workspace. Needs chromium and
fonts for Korean (Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import argparse
import asyncio
import html
import shutil
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from bot.core import captions, replies
from bot.core.rendering import render
from bot.domain.audience import EMPLOYEES, clearance
from bot.domain.conversation import (
    QUOTATION,
    Addressed,
    Answer,
    Citation,
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
)
from bot.domain.language import Language
from bot.domain.people import Person, Platform
from connectors.slack.outbound import Message, asked, compose
from connectors.slack.staff import told

ROOT = Path(__file__).parent.parent
CONTACT = "#it-help"
KO, EN = Language.KOREAN, Language.ENGLISH
ASKED = {KO: "연차는 며칠까지 이월할 수 있나요?", EN: "What does VPN error BW-203 mean?"}
LUNCH = {KO: "오늘 구내식당 점심 메뉴가 뭐예요?", EN: "What is for lunch in the canteen today?"}
FOUND: Mapping[Language, tuple[tuple[str, Citation], ...]] = {
    KO: (
        (
            (
                "사용하지 않은 연차는 최대 5일까지 다음 해로 이월할 수 있습니다. 이월한 연차는 "
                "3월 31일까지 사용해야 하며, 이 날짜가 지나면 소멸합니다."
            ),
            Citation(1, "handbook/leave.ko.md", "휴가 안내", "연차", None, None, ""),
        ),
        (
            "- 이월 신청: 12월 31일까지\n- 승인: **팀장**",
            Citation(
                2,
                "handbook/leave.pdf",
                "휴가 규정",
                "이월 > 절차",
                3,
                "https://wiki.oruwen.example/leave",
                "",
            ),
        ),
    ),
    EN: (
        (
            (
                "VPN error BW-203 means that the device certificate has expired; run "
                "`breakwater renew` and restart the laptop."
            ),
            Citation(1, "handbook/it.en.md", "IT handbook", "VPN > Errors", None, None, ""),
        ),
        (
            "```\nbreakwater renew\nbreakwater logs --last 1h > breakwater.log\n```",
            Citation(
                2,
                "handbook/it.en.md",
                "IT handbook",
                "VPN > Repair",
                None,
                "https://wiki.oruwen.example/vpn",
                "",
            ),
        ),
    ),
}
NEAREST = {
    KO: (Pointer("handbook/benefits.ko.md", "복지 안내", "식대"),),
    EN: (Pointer("handbook/benefits.en.md", "Benefits", "Meals"),),
}


def question(text: str, addressed: Addressed = Addressed.MENTION) -> Question:
    """Asked in a channel of employees."""
    place = Place(Platform.SLACK, "T0", "C0HELP", "1772452800.000100", clearance(EMPLOYEES))
    person = Person(Platform.SLACK, "T0", "U0KIM")
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    return Question(place, "1772452800.000100", person, text, moment, addressed)


def exchanges(language: Language) -> dict[str, tuple[str, Message]]:
    """By name: what was said, and the message that answers it."""
    sentences = tuple(Sentence(text, (c.number,)) for text, c in FOUND[language])
    cited = tuple(citation for _, citation in FOUND[language])
    found = Answer(Outcome.ANSWERED, language, 0.9, sentences, cited, (), QUOTATION)
    unknown = Answer(Outcome.UNKNOWN, language, 0.1, nearest=NEAREST[language])
    staff = f"{captions.ask_person(language)}"
    handed = Answer(Outcome.HANDED_OVER, language, 0.0)
    where = replies.handed_over(language, CONTACT)
    failed = replies.stumbled(language, "3f2a91c0")
    answered = _exchange(ASKED[language], found)
    name = {KO: "김민지", EN: "Kim"}[language]
    turns = (
        Turn(Speaker.USER, LUNCH[language]),
        Turn(Speaker.BOT, render(unknown, contact="")),
    )
    calling = question(staff, Addressed.PERSON)
    return {
        "answer": (ASKED[language], compose(answered, has_staff=True)),
        "unknown": (
            LUNCH[language],
            compose(_exchange(LUNCH[language], unknown), has_staff=True, contact=CONTACT),
        ),
        "failed": (
            ASKED[language],
            compose(
                Exchange(
                    question(ASKED[language]),
                    State.FAILED,
                    reason=failed,
                    remedy=Remedy.OPERATOR,
                ),
                has_staff=True,
            ),
        ),
        "handed": (
            f"[{staff}]",
            compose(Exchange(calling, State.ANSWERED, handed, where), has_staff=True),
        ),
        "staff": (
            "",
            told(
                Exchange(calling, State.ANSWERED, handed, where),
                turns,
                who=name,
                permalink="https://oruwen.slack.com/archives/C0HELP/p1",
                group="S0IT",
            ),
        ),
        "command": (f"/ask {ASKED[language]}", asked(name, ASKED[language])),
    }


def _exchange(text: str, answer: Answer) -> Exchange:
    return Exchange(question(text), State.ANSWERED, answer, render(answer, contact=CONTACT))


_STYLE = """
body { font: 15px/1.46668 Lato, "Noto Sans", "Noto Sans CJK KR", sans-serif; color: #1d1c1d;
  margin: 0; padding: 16px 20px; width: var(--width); box-sizing: border-box }
.who { font-weight: 900 } .app { font-size: 10px; background: #ddd; border-radius: 2px;
  padding: 1px 3px; color: #616061; margin-left: 4px } .said { margin: 2px 0 14px }
blockquote { margin: 4px 0; padding-left: 12px; border-left: 4px solid #ddd }
pre { background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 8px;
  font: 12px/1.5 monospace; white-space: pre-wrap; margin: 4px 0 }
p { margin: 0; white-space: pre-wrap } blockquote { white-space: pre-wrap }
.block { margin: 4px 0 8px } a { color: #1264a3; text-decoration: none }
.context { color: #616061; font-size: 13px } .ping { background: #e8f5fa; color: #1264a3 }
button { font: bold 13px/1 inherit; font-family: inherit; height: 28px; padding: 0 12px;
  border: 1px solid #bbb; border-radius: 4px; background: #fff; margin: 0 8px 6px 0 }
"""


def drawn(part: Any) -> str:
    """One block or element as HTML. Raises KeyError for what it does not know."""
    if isinstance(part, list):
        return "".join(drawn(one) for one in part)
    inner = drawn(part["elements"]) if isinstance(part.get("elements"), list) else ""
    text = part.get("text", "")
    shown = html.escape(text["text"] if isinstance(text, Mapping) else str(text))
    if part.get("style", {}).get("bold"):
        shown = f"<b>{shown}</b>"
    return {
        "rich_text": f'<div class="block">{inner}</div>',
        "rich_text_section": f"<p>{inner}</p>",
        "rich_text_quote": f"<blockquote>{inner}</blockquote>",
        "rich_text_preformatted": f"<pre>{inner}</pre>",
        "text": shown,
        "plain_text": shown,
        "link": f'<a href="#">{shown}</a>',
        "usergroup": '<span class="ping">@it-team</span>',
        "context": f'<div class="block context">{inner}</div>',
        "actions": f'<div class="block">{inner}</div>',
        "button": f"<button>{shown}</button>",
    }[part["type"]]


def page(shown: Sequence[tuple[str, Message]], *, width: int) -> str:
    """Messages one below the other."""
    rows = []
    for said, message in shown:
        if said:
            words = html.escape(said)
            rows.append(f'<div class="who">Kim Minji</div><div class="said">{words}</div>')
        blocks = [dict(block) for block in message.blocks]
        body = drawn(blocks)
        rows.append(
            f'<div class="who">supportbot<span class="app">APP</span></div>'
            f'<div class="said">{body}</div>'
        )
    return f"<style>:root{{--width:{width}px}}{_STYLE}</style>{''.join(rows)}"


async def take(out: Path) -> list[Path]:
    """One picture for each language and width, and one for each message in English."""
    made = []
    async with async_playwright() as tool:
        browser = await tool.chromium.launch(executable_path=shutil.which("chromium"))
        for language in (KO, EN):
            every = exchanges(language)
            for name in ("answer", "unknown", "failed", "handed", "staff", "command"):
                target = out / f"slack-{name}-{language.value}.png"
                view = await browser.new_page(viewport={"width": 600, "height": 100})
                await view.set_content(page([every[name]], width=600))
                await view.screenshot(path=target, full_page=True)
                await view.close()
                made.append(target)
            view = await browser.new_page(viewport={"width": 360, "height": 640})
            await view.set_content(page([every["answer"], every["unknown"]], width=360))
            target = out / f"slack-phone-{language.value}.png"
            await view.screenshot(path=target, full_page=True)
            await view.close()
            made.append(target)
        await browser.close()
    return made


def main() -> None:
    """Read the command line and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    made = asyncio.run(take(chosen.out))
    print(f"{len(made)} pictures in {chosen.out}")


if __name__ == "__main__":
    main()
