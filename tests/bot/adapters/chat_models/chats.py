"""Chat models over scripted servers, with short deadlines."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC

from bot.adapters.chat_models.calling import Limits
from bot.adapters.chat_models.chain import LangChainChat
from bot.adapters.chat_models.opening import ChatSetup, open_chat
from bot.adapters.chat_models.prices import Prices
from bot.core.limits import Purse
from bot.ports import Message, Spend, Voice, Worded
from tests.fakes.clock import FakeClock
from tests.fakes.openai_server import KEY, MODEL, ChatServer
from tests.fakes.spending import FakeSpending

ASKED = (Message(Voice.SYSTEM, "Answer."), Message(Voice.USER, "Is it so?"))
LOOPBACK = frozenset({"127.0.0.1"})
PATIENT = Limits(seconds=30, idle=30, tokens=200)
"""For what ends by itself."""
HASTY = Limits(seconds=0.6, idle=0.3, tokens=200)
"""For what never would."""


@dataclass
class Chat:
    """Chat models, and what they are paid from."""

    clock: FakeClock = field(default_factory=FakeClock)
    spending: FakeSpending = field(default_factory=FakeSpending)
    prices: Prices = field(default_factory=Prices)
    limits: Limits = PATIENT
    hosts: frozenset[str] = LOOPBACK
    cap: Spend = field(default_factory=Spend)
    opened: list[LangChainChat] = field(default_factory=list)

    def of(self, *servers: ChatServer | str) -> LangChainChat:
        """The model of each server, in this order; a text is an address."""
        urls = [one if isinstance(one, str) else one.url for one in servers]
        return self.named(*(f"openai:{MODEL}@{url}" for url in urls))

    def named(self, *names: str) -> LangChainChat:
        """The models of these names."""
        return self._opened(ChatSetup(names, self.limits, self.hosts, key=KEY))

    def seeing(self, server: ChatServer) -> LangChainChat:
        """The model of a server, to be sent pictures."""
        name = f"openai:{MODEL}@{server.url}"
        return self._opened(ChatSetup((name,), self.limits, self.hosts, key=KEY, sees=True))

    def _opened(self, setup: ChatSetup) -> LangChainChat:
        purse = Purse(self.spending, self.clock, cap=self.cap, zone=UTC)
        chat = open_chat(setup, purse=purse, prices=self.prices, clock=self.clock)
        self.opened.append(chat)
        return chat

    async def spent(self) -> Spend:
        """What is counted for today."""
        return await self.spending.spent(self.clock.now().date())


async def heard(chat: LangChainChat) -> tuple[str, Worded]:
    """The whole answer, and what it came to."""
    pieces: list[str | Worded] = []
    stream: AsyncGenerator[str | Worded, None] = chat.stream(ASKED)
    async with aclosing(stream):
        pieces = [piece async for piece in stream]
    *texts, worded = pieces
    assert isinstance(worded, Worded)
    assert all(isinstance(text, str) and text for text in texts)
    return "".join(str(text) for text in texts), worded
