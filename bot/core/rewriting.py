"""Has a chat model say a follow-up so that it can be searched by itself."""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from dataclasses import dataclass, field

from bot.core.prompting import conversation_of, framed, spoken
from bot.domain.conversation import Question, Tokens
from bot.domain.errors import BudgetSpent, DatabaseUnavailable, ModelUnavailable
from bot.ports import ChatModel, Message, Voice, Worded

_LONGEST = 300
_LONGEST_QUESTION = 1000
_TIMEOUT = ModelUnavailable("The chat model took too long to rewrite a question.", cost=None)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A question in a model's words, and what they used. Empty when it gave none in time.

    Untrusted: it is searched with, and nobody is ever shown it.
    """

    text: str = ""
    tokens: Tokens = field(default_factory=Tokens)
    cost: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Asks `model`, for at most `seconds`. `rules` says `{language}` where that belongs.

    `version` changes whenever the rules do.
    """

    model: ChatModel
    rules: str
    version: str
    seconds: float

    async def rewrite(self, question: Question) -> Rewrite:
        """The question by itself. Whatever keeps the model from it gives an empty one."""
        try:
            async with asyncio.timeout(self.seconds):
                return await self._asked(question)
        except TimeoutError:
            # What it has used by then stays counted in the day's budget; nobody knows it.
            _log.warning("not rewritten: %s", _TIMEOUT)
            return Rewrite(cost=None)
        except ModelUnavailable as error:
            _log.warning("not rewritten: %s", error)
            return Rewrite(tokens=error.tokens, cost=error.cost)
        except (BudgetSpent, DatabaseUnavailable) as error:
            _log.warning("not rewritten: %s", error)
            return Rewrite()

    async def _asked(self, question: Question) -> Rewrite:
        said = ""
        async with aclosing(self.model.stream(self._messages(question))) as pieces:
            async for piece in pieces:
                if isinstance(piece, Worded):
                    return Rewrite(_one_line(said), piece.tokens, piece.cost)
                said = (said + piece)[: 2 * _LONGEST]
        return Rewrite()

    def _messages(self, question: Question) -> list[Message]:
        rules = self.rules.replace("{language}", spoken(question.language)).strip()
        parts = [
            framed("conversation", conversation_of(question)),
            framed("question", question.sought[:_LONGEST_QUESTION]),
        ]
        return [Message(Voice.SYSTEM, rules), Message(Voice.USER, "\n".join(parts))]


def _one_line(said: str) -> str:
    """The first line with words, cut; a model that says more was not asked for it."""
    lines = (" ".join(line.split()) for line in said.splitlines())
    return next((line[:_LONGEST] for line in lines if line), "")
