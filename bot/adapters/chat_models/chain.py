"""Chat models, the first one that answers: retries, fallbacks, deadlines, money."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.chat_models.breaker import Breaker, RetryBudget
from bot.adapters.chat_models.calling import Call, Limits, most_tokens
from bot.adapters.chat_models.failures import Failure
from bot.adapters.chat_models.prices import Prices
from bot.core.limits import Purse, Reservation
from bot.domain.conversation import Tokens
from bot.domain.errors import BotError, ModelUnavailable
from bot.ports import Clock, Message, Spend, Voice, Worded

_RETRIES = 2
_FIRST_PAUSE = 0.5
_LONGEST_WAIT = 5.0  # seconds; whoever asks for more is left for the next model
_PROBE = Message(Voice.USER, "Say OK.")
_SETTING = "BOT_MODELS__CHAT"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Role:
    """What models are there for: its name in a sentence, its setting, and how it is tried."""

    name: str = "chat model"
    setting: str = _SETTING
    probe: Message = _PROBE

    def told(self, error: Exception) -> str:
        """What went wrong, with the settings of this role: the hints name the chat model's."""
        return str(error).replace(_SETTING, self.setting)


_CHAT = Role()


@dataclass(slots=True)
class Line:
    """One model, as LangChain built it. `must_end`: see `Call`."""

    name: str
    model: Any
    must_end: bool
    breaker: Breaker = field(default_factory=Breaker)


@dataclass(slots=True)
class _Spent:
    """What the tries for one answer came to. `cost` is None once a price is not known."""

    tokens: Tokens = field(default_factory=Tokens)
    cost: float | None = 0.0

    def add(self, tokens: Tokens, cost: float | None) -> None:
        now = self.tokens
        self.tokens = Tokens(now.input + tokens.input, now.output + tokens.output)
        self.cost = None if cost is None or self.cost is None else self.cost + cost


class LangChainChat:
    """Asks the models in their order and switches only before the first word.

    A call is paid for from `purse`, which is asked before it. One model is tried up to
    three times for an answer, one that keeps failing is left alone for a while.
    """

    def __init__(  # noqa: PLR0913 - the parts of one thing, given once when it is opened
        self,
        lines: Sequence[Line],
        *,
        limits: Limits,
        purse: Purse,
        prices: Prices,
        clock: Clock,
        role: Role = _CHAT,
    ) -> None:
        self._role = role
        self._lines = tuple(lines)
        self._limits = limits
        self._purse = purse
        self._prices = prices
        self._clock = clock
        self._retries = RetryBudget()

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str | Worded, None]:
        """The text in pieces, and what it came to.

        Raises ModelUnavailable, BudgetSpent, DatabaseUnavailable.
        """
        until = asyncio.get_running_loop().time() + self._limits.seconds
        spent, why = _Spent(), "no model may be asked just now"
        for line in self._lines:
            for attempt in range(1 + _RETRIES):
                if not self._may_ask(line, attempt, until):
                    break
                has_begun = False
                try:
                    async with aclosing(self._try(line, messages, until, spent)) as pieces:
                        async for piece in pieces:
                            has_begun = True
                            yield piece
                except Failure as failure:
                    why = f"{line.name}: {self._role.told(failure)}"
                    self._failed(line, failure)
                    if has_begun:
                        raise self._unavailable(why, spent) from failure
                    if not await self._paused(failure, attempt, until):
                        break
                else:
                    return
        raise self._unavailable(why, spent)

    async def check(self) -> tuple[str, ...]:
        """A sentence for each model that does not answer a word."""
        said = [await self._check(line) for line in self._lines]
        return tuple(sentence for sentence in said if sentence)

    async def close(self) -> None:
        """Let go of the connections, where the model's package lets us."""
        for line in self._lines:
            client = getattr(line.model, "http_async_client", None)
            if client is not None:
                await client.aclose()

    def _may_ask(self, line: Line, attempt: int, until: float) -> bool:
        if asyncio.get_running_loop().time() >= until:
            return False
        if attempt and not self._retries.take():
            return False
        if not attempt:
            self._retries.first()
        return line.breaker.lets_through(self._clock.monotonic())

    async def _try(
        self, line: Line, messages: Sequence[Message], until: float, spent: _Spent
    ) -> AsyncGenerator[str | Worded, None]:
        most = Tokens(most_tokens(messages), self._limits.tokens)
        reserved = await self._purse.reserve(self._spend(line, most))
        call = Call(line.model, self._limits, must_end=line.must_end)
        try:
            async with aclosing(call.pieces(messages, until=until)) as pieces:
                async for piece in pieces:
                    yield piece
        except Failure as failure:
            # What may have been paid for stays reserved, unless the server told the sum.
            if failure.is_free:
                await self._purse.settle(reserved, Spend())
            else:
                await self._settle(line, call, messages, reserved, spent)
            raise
        line.breaker.succeeded()
        await self._settle(line, call, messages, reserved, spent)
        yield Worded(line.name, spent.tokens, spent.cost, is_whole=call.is_whole)

    async def _settle(
        self,
        line: Line,
        call: Call,
        messages: Sequence[Message],
        reserved: Reservation,
        spent: _Spent,
    ) -> None:
        tokens = call.meter.tokens(messages)
        spent.add(tokens, self._prices.cost(line.name, tokens))
        await self._purse.settle(reserved, self._spend(line, tokens))

    def _spend(self, line: Line, tokens: Tokens) -> Spend:
        cost = self._prices.cost(line.name, tokens)
        return Spend(tokens.input + tokens.output, cost or 0.0)

    def _failed(self, line: Line, failure: Failure) -> None:
        if failure.counts:
            line.breaker.failed(self._clock.monotonic())
        _log.warning("%s: %s", line.name, self._role.told(failure))

    async def _paused(self, failure: Failure, attempt: int, until: float) -> bool:
        """Whether to try the same model again, after having waited for it."""
        if not failure.may_retry or attempt == _RETRIES:
            return False
        jitter = random.uniform(0, _FIRST_PAUSE * 2**attempt)  # noqa: S311 - only spreads load
        pause = max(failure.after, jitter)
        left = until - asyncio.get_running_loop().time()
        if pause > min(_LONGEST_WAIT, left):
            return False
        await asyncio.sleep(pause)
        return True

    async def _check(self, line: Line) -> str:
        until = asyncio.get_running_loop().time() + self._limits.seconds
        probe = (self._role.probe,)
        try:
            async with aclosing(self._try(line, probe, until, _Spent())) as pieces:
                async for _ in pieces:
                    pass
        except (Failure, BotError) as error:
            told = self._role.told(error)
            return f"The {self._role.name} {line.name} does not answer: {told}."
        return ""

    def _unavailable(self, why: str, spent: _Spent) -> ModelUnavailable:
        return ModelUnavailable(
            f"No {self._role.name} answered: {why}.", tokens=spent.tokens, cost=spent.cost
        )
