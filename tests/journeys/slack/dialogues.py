"""What somebody says from the first question to being forgotten, in Korean and in English."""

from __future__ import annotations

from dataclasses import dataclass

from tests.journeys.slack.town import HELP, MENTION, STAFF, Post, Town, heard, until
from tests.journeys.terminal import Terminal

CANARY = "zxqv-canary-{user}"

_LEAVE = """\
---
audience: employees
---
# 휴가 안내

## 연차

입사 후 1년이 지난 직원은 연차 휴가를 17일 받습니다. 남은 연차는 4일까지 이월할 수 있습니다.
"""
_PRINTER = """\
---
audience: employees
---
# Printers

## Paper jam

Error P-77 means that paper is stuck in tray 2. Open the left door and pull the sheet out.

## Toner

New toner is in the cupboard next to the kitchen on floor 6.
"""


@dataclass(frozen=True)
class Dialogue:
    """Pairs of what is said and what must be in the reply."""

    user: str
    question: tuple[str, ...]
    follow_up: tuple[str, ...]
    unknown: tuple[str, ...]
    button: str
    handed_over: tuple[str, ...]
    opt_out: tuple[str, ...]
    forget: tuple[str, ...]
    confirm: tuple[str, ...]


KOREAN = Dialogue(
    user="U0KIM",
    question=("연차 휴가는 며칠 받나요?", "17일", "출처", "휴가.md", "AI"),
    follow_up=("그럼 남은 것은 이월할 수 있나요?", "4일", "휴가.md"),
    unknown=("구내식당 오늘 점심 메뉴가 뭐예요?", "찾지 못했습니다"),
    button="담당자 부르기",
    handed_over=("#it-help", "전달했습니다"),
    opt_out=("재사용 거부", "재사용을 거부하셨습니다"),
    forget=("내 기록 지워 줘", "아직 아무것도 지우지 않았습니다"),
    confirm=("모두 지워 줘 확인", "모두 지우고"),
)
ENGLISH = Dialogue(
    user="U0LEE",
    question=("What does error P-77 mean?", "stuck in tray 2", "Sources", "printers.md", "AI"),
    follow_up=("Which door do I open then?", "left door", "printers.md"),
    unknown=("What is for lunch in the canteen today?", "could not find"),
    button="Ask a person",
    handed_over=("#it-help", "told"),
    opt_out=("opt out", "You have opted out"),
    forget=("forget me", "Nothing has been erased yet"),
    confirm=("forget me now", "I have erased all"),
)
BOTH = (KOREAN, ENGLISH)


def furnish(terminal: Terminal) -> Terminal:
    """Write the documents that these dialogues are about, and index them."""
    terminal.write("휴가.md", _LEAVE)
    terminal.write("printers.md", _PRINTER)
    said = terminal("index")
    assert said.code == 0, said
    return terminal


class Talk:
    """One person's way through a dialogue, in the channel and then alone with the bot."""

    def __init__(self, town: Town, dialogue: Dialogue) -> None:
        self.town = town
        self.dialogue = dialogue
        self.thread = ""
        self.canary = CANARY.format(user=dialogue.user.lower())

    async def thread_posts(self) -> list[Post]:
        """What the bots said in the thread."""
        return [one for one in await self.town.posts(HELP) if one.thread == self.thread]

    async def replied(self, count: int, words: tuple[str, ...]) -> Post:
        """Wait for so many replies in the thread, the last with these words."""
        found: list[Post] = []

        async def is_so() -> bool:
            found[:] = await self.thread_posts()
            return len(found) >= count and all(w in found[count - 1].text for w in words)

        try:
            await until(is_so)
        except TimeoutError:
            told = f"{self.town.name}: reply {count} has not {words}: {found}"
            raise AssertionError(told) from None
        assert len(found) == count, found
        return found[-1]

    async def ask(self) -> Post:
        """A mention, and its cited answer."""
        asked, *answer = self.dialogue.question
        text = f"{MENTION} {asked} {self.canary}"
        self.thread = await self.town.say(self.dialogue.user, HELP, text)
        return await self.replied(1, tuple(answer))

    async def follow_up(self) -> Post:
        """In the thread, without a mention."""
        said, *answer = self.dialogue.follow_up
        await self.town.say(self.dialogue.user, HELP, said, thread=self.thread)
        return await self.replied(2, tuple(answer))

    async def ask_unknown(self) -> Post:
        """Something that the documents do not hold."""
        said, *answer = self.dialogue.unknown
        await self.town.say(self.dialogue.user, HELP, said, thread=self.thread)
        return await self.replied(3, tuple(answer))

    async def ask_a_person(self, under: Post, *, told: int) -> Post:
        """With the button; the staff read it, and who asked."""
        await self.town.press(self.dialogue.user, under, self.dialogue.button)
        outcome = await self.replied(4, self.dialogue.handed_over)
        await heard(self.town, STAFF, told, self.dialogue.unknown[0])
        return outcome

    async def order(self, said: str, *receipt: str, count: int) -> None:
        """Alone with the bot, each order in a thread of its own."""
        channel = await self.town.direct(self.dialogue.user)
        await self.town.say(self.dialogue.user, channel, said)
        await heard(self.town, channel, count, *receipt)

    async def leave(self) -> None:
        """Opt out, ask to be forgotten, and confirm it."""
        await self.order(*self.dialogue.opt_out, count=1)
        await self.order(*self.dialogue.forget, count=2)
        await self.order(*self.dialogue.confirm, count=3)

    async def whole(self, *, told: int) -> None:
        """From the first question to the end."""
        await self.ask()
        await self.follow_up()
        await self.ask_a_person(await self.ask_unknown(), told=told)
        await self.leave()
