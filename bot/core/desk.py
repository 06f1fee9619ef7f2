"""The one door: whatever is said to the bot, on whatever platform, comes through here."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from bot.core import rendering, replies
from bot.core.answering import Answering
from bot.domain.conversation import Answer, Exchange, Outcome, Question, Remedy, State
from bot.domain.errors import (
    AskerError,
    BotError,
    OperatorError,
    QuestionEmpty,
    QuestionTooLong,
)
from bot.domain.knowledge import Hit
from bot.domain.language import Language, language_of
from bot.ports import Exchanges, Redactor

LONGEST_QUESTION = 4000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """Hears questions. `contact` is the way to a person that unknown answers name."""

    exchanges: Exchanges
    answering: Answering
    redactor: Redactor
    contact: str = ""

    async def hear(self, question: Question) -> Exchange:
        """Commit the question, answer it, and record the answer.

        Personal data in what the asker typed is replaced before anything else sees it.
        The same message heard again gives the answer that was given. Never raises a
        BotError: a failure is an exchange too, with a reason in the asker's language.
        """
        language = language_of(question.text)
        try:
            _check(question.text)
            question = self._redacted(question, language)
            exchange, is_new = await self.exchanges.receive(question)
            if not is_new and exchange.state in {State.ANSWERED, State.DELIVERED}:
                return exchange
            await self.exchanges.begin(question)
            return await self._answered(question)
        except BotError as error:
            return await self._failed(question, language, error)

    async def _answered(self, question: Question) -> Exchange:
        answer = await self.answering.answer(question)
        text = rendering.render(answer, contact=self.contact)
        await self.exchanges.record(question, answer=answer, text=text)
        return Exchange(question=question, state=State.ANSWERED, answer=answer, text=text)

    async def search(self, question: Question, *, limit: int) -> tuple[Hit, ...]:
        """The passages nearest to a question, best first; nothing is recorded.

        Personal data is replaced as in `hear`, so that both search for the same words.
        Raises AskerError and ServiceError.
        """
        _check(question.text)
        asked = self._redacted(question, language_of(question.text))
        evidence = await self.answering.evidence(asked)
        return evidence.hits[:limit]

    async def delivered(self, question: Question) -> None:
        """The asker has seen the answer. Raises DatabaseUnavailable."""
        await self.exchanges.deliver(question)

    def _redacted(self, question: Question, language: Language) -> Question:
        turns = tuple(
            replace(turn, text=self._clean(turn.text, language)) for turn in question.history
        )
        return replace(question, text=self._clean(question.text, language), history=turns)

    def _clean(self, text: str, language: Language) -> str:
        """Without personal data, and without halves of characters, which are no UTF-8."""
        return self.redactor.redact(text.encode("utf-8", "replace").decode(), language)

    async def _failed(
        self, question: Question, language: Language, error: BotError
    ) -> Exchange:
        reason = replies.failed(language, error)
        if not isinstance(error, AskerError):
            # Our errors carry facts of the parts, never what was asked.
            _log.warning(str(error), extra={"exchange": str(question.id)})
            await self._note(question, reason)
        answer = Answer(outcome=Outcome.FAILED, language=language, confidence=0.0)
        return Exchange(
            question=question,
            state=State.FAILED,
            answer=answer,
            text=reason,
            reason=reason,
            remedy=_remedy(error),
        )

    async def _note(self, question: Question, reason: str) -> None:
        try:
            await self.exchanges.fail(question, reason=reason)
        except BotError:
            # The log is what is down: the asker is told all the same.
            return


def _check(text: str) -> None:
    if not text.strip():
        raise QuestionEmpty
    if len(text) > LONGEST_QUESTION:
        raise QuestionTooLong(length=len(text), limit=LONGEST_QUESTION)


def _remedy(error: BotError) -> Remedy:
    if isinstance(error, AskerError):
        return Remedy.REWORD
    return Remedy.OPERATOR if isinstance(error, OperatorError) else Remedy.WAIT
