"""The Slack door on a fake Slack, with a desk that answers what a test lays out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bot.core.rendering import render
from bot.domain.conversation import (
    QUOTATION,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Question,
    Sentence,
    State,
)
from bot.domain.language import language_of
from connectors.slack.door import SlackDoor
from connectors.slack.setup import SlackSetup
from tests.connectors.slack.reading import shown
from tests.fakes.desk import FakeDesk
from tests.fakes.slack_server import App, Delivery, Message, SlackServer
from tests.samples import question

CHANNEL, STAFF = "C0HELP", "C0STAFF"
MENTION = "<@U0BOT>"
Wait = Callable[[Callable[[], bool]], None]


@dataclass
class House:
    """The parts that a test looks at."""

    slack: SlackServer
    app: App
    desk: FakeDesk
    door: SlackDoor
    where: str

    def seen(self, channel: str = CHANNEL) -> list[str]:
        """What the bot said there and is still to be read, as people see it."""
        return [shown(one.blocks, one.text) for one in self.slack.by_bots(channel)]

    def whispers(self, user: str) -> list[str]:
        """What one person alone was shown."""
        every = self.slack.workspace.messages.values()
        return [shown(one.blocks, one.text) for one in every if one.ephemeral_to == user]

    def answers(self, channel: str = CHANNEL) -> list[Message]:
        """What the bot posted there."""
        return self.slack.by_bots(channel)

    def answer_to(self, delivery: Delivery) -> str:
        """What Slack shows of the answer to a command, to whoever typed it alone."""
        told = delivery.answer
        return str(told.get("text", "") if isinstance(told, dict) else told)

    def bot_says(self, text: str) -> None:
        """Another app says something in the channel."""
        self.slack.workspace.person("U0OTHER")
        message = Message(CHANNEL, self.slack.workspace.moments.stamp(), "U0OTHER", text)
        message.bot_id, message.app = "B0OTHER", "A0OTHER"
        self.slack.workspace.messages[CHANNEL, message.ts] = message
        self.slack._teller.posted(message)

    async def attempted(self, times: int) -> None:
        """Wait until each delivery was tried so often."""
        sent = self.slack.courier.sent
        await self.slack.until(lambda: all(one.attempts >= times for one in sent))

    async def exchange(self) -> Exchange:
        """Some exchange of this place."""
        return Exchange(replace(question(), text=""), State.DELIVERED)

    async def all_taken(self, count: int) -> None:
        """Wait until so many deliveries were made, and each was acknowledged."""
        sent = self.slack.courier.sent
        await self.slack.until(lambda: len(sent) >= count and all(d.is_taken for d in sent))

    async def posted(self, count: int, channel: str = CHANNEL) -> list[str]:
        """Wait until the bot has said so much there."""
        await self.slack.until(lambda: len(self.slack.by_bots(channel)) >= count)
        return self.seen(channel)


def scripted(question: Question) -> tuple[Answer, str]:
    """Quotes a sentence that repeats the question, from one document."""
    speaks = language_of(question.text)
    text = (
        f"“{question.text}” 은 5일입니다." if speaks == "ko" else f"{question.text}: five days."
    )
    citation = Citation(1, "hr/leave.md", "Leave", "Carry-over", None, None, text)
    answer = Answer(
        Outcome.ANSWERED,
        speaks,
        confidence=0.9,
        sentences=(Sentence(text, (1,)),),
        citations=(citation,),
        model=QUOTATION,
    )
    return answer, render(answer)


@asynccontextmanager
async def house(*, over_http: bool = False, script: bool = True) -> AsyncIterator[House]:
    """Kim and Lee in a channel with the bot, a staff channel, and the open door."""
    slack, app, desk = SlackServer(), App(), FakeDesk(script=scripted if script else None)
    slack.workspace.install(app)
    slack.workspace.person("U0KIM", locale="ko-KR")
    slack.workspace.person("U0LEE")
    slack.workspace.place(CHANNEL, "channel", "U0KIM", "U0LEE", app.bot, name="help")
    slack.workspace.place("C0ELSE", "channel", "U0KIM", name="else")
    slack.workspace.place(STAFF, "channel", app.bot, name="it-help")
    async with slack.running():
        door = SlackDoor(desk, setup(slack, app, over_http=over_http))
        where = await door.open()
        desk.serve(door.outlet)
        if over_http:
            app.url = where.split(" ")[0]
        try:
            yield House(slack, app, desk, door, where)
        finally:
            await door.shut()
            await door.close()


def setup(slack: SlackServer, app: App, *, over_http: bool = False) -> SlackSetup:
    """The settings of the door to that Slack."""
    return SlackSetup(
        app.bot_token,
        app_token="" if over_http else app.app_token,
        signing_secret=app.signing_secret,
        port=0,
        staff_channel=STAFF,
        api_url=slack.api,
    )
