"""Exchanges as the API shows them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from markdown_it import MarkdownIt
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from bot.core import rendering
from bot.domain.commands import Command
from bot.domain.conversation import (
    Addressed,
    Answer,
    Citation,
    Exchange,
    Outcome,
    Pointer,
    Remedy,
    Sentence,
    State,
)
from bot.domain.language import Language
from connectors.web.markup import shown, tree
from connectors.web.quotes import citation_link, pointer_link
from connectors.web.sessions import conversation_of

_AS_THEY_ARE = (State.FAILED, State.ANSWERING)
_SHOWN = (State.ANSWERING, State.DELIVERED)  # while answering: what there is so far


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class SentenceView(_View):
    """A sentence, and the numbers of the citations that hold it up."""

    text: str = Field(description="Markdown")
    blocks: list[JsonValue] = Field(
        description="The same as nested elements: a text, or an object with `tag`, "
        "`children` and perhaps `start`. Holds no links and no images."
    )
    citations: list[int]


class CitationView(_View):
    """Where it stands."""

    number: int
    title: str
    heading: str
    path: str
    page: int | None
    url: str | None = Field(description="Where the document itself is, if it is on the web")
    quote: str = Field(description="Word for word from the document")
    link: str = Field(description="Opens the document at these words")


class PointerView(_View):
    """A document that comes near the question."""

    title: str
    heading: str
    path: str
    link: str


class AnswerView(_View):
    """What the bot says: found in the documents, or not there; so far, while it answers."""

    outcome: Outcome
    language: Language
    text: str = Field(description="The whole answer as Markdown")
    paragraphs: list[str] = Field(
        description="What it says around its sentences and pointers: first and last words"
    )
    note: str = Field(
        description="What to know about the answer: a person approved it, it is partial, or a "
        "quotation in place of a model's own words; mostly empty"
    )
    sentences: list[SentenceView]
    citations: list[CitationView]
    nearest: list[PointerView]


class FailureView(_View):
    """Why there is no answer."""

    reason: str
    remedy: Remedy | None
    reference: str = Field(description="Whoever runs the bot finds the trouble by it")
    person: bool = Field(description="A person was asked for, whom the bot cannot call here")


class QuestionView(_View):
    """A question and what became of it."""

    id: uuid.UUID
    conversation: uuid.UUID | None
    state: State
    asked_at: datetime
    text: str = Field(description="As the bot keeps it: without personal data")
    erased: bool = Field(description="The words were erased; nobody can show them again")
    answer: AnswerView | None = None
    failure: FailureView | None = None


class ConversationView(_View):
    """What you asked in one conversation, oldest first."""

    id: uuid.UUID
    questions: list[QuestionView]


class Accepted(_View):
    """The question will come to a visible outcome."""

    id: uuid.UUID
    conversation: uuid.UUID | None
    state: State


class Receipt(_View):
    """What was done about your words, for your eyes only."""

    command: Command
    text: str


class Trouble(_View):
    """What went wrong, in words."""

    error: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Makes the views."""

    markdown: MarkdownIt

    def question(self, exchange: Exchange, *, is_handed: bool = False) -> QuestionView:
        """`is_handed`: it was posted just now, and is shown before it counts as delivered."""
        state = exchange.state
        if is_handed and state not in _AS_THEY_ARE:
            state = State.DELIVERED
        question = exchange.question
        return QuestionView(
            id=question.id,
            conversation=conversation_of(question.place),
            state=state,
            asked_at=question.asked_at,
            text=shown(question.text),
            erased=not question.text,
            answer=self._answer(exchange, state),
            failure=_failure(exchange) if state is State.FAILED else None,
        )

    def _answer(self, exchange: Exchange, state: State) -> AnswerView | None:
        answer = exchange.answer
        if answer is None or state not in _SHOWN or not exchange.text:
            return None
        return AnswerView(
            outcome=answer.outcome,
            language=answer.language,
            text=shown(exchange.text),
            paragraphs=_paragraphs(exchange.text, answer),
            note=rendering.note(answer),
            sentences=[self._sentence(one) for one in answer.sentences],
            citations=[_citation(one) for one in answer.citations],
            nearest=[_pointer(one) for one in answer.nearest],
        )

    def _sentence(self, sentence: Sentence) -> SentenceView:
        return SentenceView(
            text=shown(sentence.text),
            blocks=tree(self.markdown, sentence.text),
            citations=list(sentence.citations),
        )


def _paragraphs(text: str, answer: Answer) -> list[str]:
    """The first paragraph and, of an answer that points elsewhere, the last.

    A model's own words have nothing around them.
    """
    if answer.is_worded and answer.sentences:
        return []
    parts = [shown(part) for part in text.split("\n\n") if part.strip()]
    return parts[:1] if answer.sentences else [parts[0], *parts[1:][-1:]] if parts else []


def _failure(exchange: Exchange) -> FailureView:
    return FailureView(
        reason=shown(exchange.reason),
        remedy=exchange.remedy,
        reference=exchange.reference,
        person=exchange.question.addressed is Addressed.PERSON,
    )


def _citation(citation: Citation) -> CitationView:
    return CitationView(
        number=citation.number,
        title=shown(citation.title),
        heading=shown(citation.heading),
        path=shown(citation.path),
        page=citation.page,
        url=citation.url,
        quote=shown(citation.quote),
        link=citation_link(citation),
    )


def _pointer(pointer: Pointer) -> PointerView:
    return PointerView(
        title=shown(pointer.title),
        heading=shown(pointer.heading),
        path=shown(pointer.path),
        link=pointer_link(pointer),
    )
