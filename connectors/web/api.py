"""The JSON API: ask, look, listen, decide about one's own words."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from bot.core import commands
from bot.domain.audience import Clearance
from bot.domain.commands import Command
from bot.domain.conversation import Addressed, Exchange, Question
from bot.domain.errors import AskerError, ServiceError
from bot.domain.language import Language, language_of
from bot.ports import Clock
from connectors.web.desk import FrontDesk
from connectors.web.sessions import COOKIE, YEAR, Session
from connectors.web.streams import Streams
from connectors.web.views import (
    Accepted,
    ConversationView,
    QuestionView,
    Receipt,
    Trouble,
)
from connectors.web.words import LANGUAGE_COOKIE, Words, negotiated

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Longer than the desk reads, so that its own sentence about length is the one people see.
_LONGEST = 20_000
_ERASING = {Command.FORGET_CONFIRMED, Command.KEEP_NOTHING}


class Asked(BaseModel):
    """A question. Sent again with the same `message`, it is the same question."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=_LONGEST)]
    conversation: uuid.UUID
    message: Annotated[uuid.UUID, Field(default_factory=uuid.uuid4)]


class Ordered(BaseModel):
    """What to do with your own words."""

    model_config = ConfigDict(extra="forbid")

    command: Command


class Refused(HTTPException):
    """A refusal whose `detail` is a sentence of ours, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Api:
    """What the routes need."""

    desk: FrontDesk
    streams: Streams
    clearance: Clearance
    clock: Clock
    words: Words
    is_shut: Callable[[], bool]

    async def ask(
        self, asked: Asked, session: Session, language: Language
    ) -> Accepted | Receipt:
        """Hand the question to the desk; an order that was typed is carried out instead."""
        if self.is_shut():
            raise self._away("error_shut", language)
        text = _CONTROL.sub(" ", asked.text)
        if not text.strip():
            raise Refused(422, self.words.say("error_empty", language))
        if command := commands.parse(text):
            return await self.obey(command, session, language_of(text))
        question = Question(
            place=session.place(asked.conversation, self.clearance),
            message=session.message(asked.message),
            asker=session.person,
            text=text,
            asked_at=self.clock.now(),
            addressed=Addressed.DIRECT,
        )
        try:
            exchange = await self.desk.hear(question)
        except AskerError:
            raise Refused(422, self.words.say("error_question", language)) from None
        except ServiceError:
            raise self._away("error_away", language) from None
        view = self.streams.viewer.question(exchange)
        return Accepted(id=view.id, conversation=view.conversation, state=view.state)

    async def look(
        self, exchange: uuid.UUID, session: Session, language: Language
    ) -> QuestionView:
        """The question as it stands, to the asker's own session only."""
        try:
            seen = await self.streams.view(exchange)
        except ServiceError:
            raise self._away("error_away", language) from None
        if seen is None or not _owns(session, seen[0]):
            raise Refused(404, self.words.say("error_question_gone", language))
        return seen[1]

    async def conversation(
        self, conversation: uuid.UUID, session: Session, language: Language
    ) -> ConversationView:
        """What this session asked in the conversation."""
        place = session.place(conversation, self.clearance)
        try:
            exchanges = await self.desk.conversation(place, session.person)
        except ServiceError:
            raise self._away("error_away", language) from None
        views = [self.streams.viewer.question(exchange) for exchange in exchanges]
        return ConversationView(id=conversation, questions=views)

    async def obey(self, command: Command, session: Session, language: Language) -> Receipt:
        """Carry out an order about the session's own words."""
        try:
            text = await self.desk.obey(
                command, session.person, language=language, source="web"
            )
        except ServiceError:
            raise self._away("error_order", language) from None
        if command in _ERASING:
            self.streams.outlet.forget(session.person)
        return Receipt(command=command, text=text)

    def full(self, language: Language) -> Refused:
        """Too many pages listen."""
        return self._away("error_full", language)

    def _away(self, key: str, language: Language) -> Refused:
        return Refused(503, self.words.say(key, language), {"Retry-After": "5"})


def _owns(session: Session, exchange: Exchange) -> bool:
    return session.owns(exchange.question.place)


def language_of_request(request: Request) -> Language:
    """The language of the page, else of the browser."""
    accepted = request.headers.get("accept-language")
    return negotiated(request.cookies.get(LANGUAGE_COOKIE), accepted=accepted)


def session_of_request(request: Request, response: Response) -> Session:
    """Whoever asks. Someone new gets a cookie, and so does who was here long ago.

    Only the API gives cookies: a browser that follows a link from elsewhere to a page
    holds its cookie back, and would lose it to a new one.
    """
    session = Session.of(request.cookies.get(COOKIE))
    response.set_cookie(
        COOKIE, session.token, max_age=YEAR, path="/", httponly=True, samesite="strict"
    )
    return session


Asker = Annotated[Session, Depends(session_of_request)]
Reader = Annotated[Language, Depends(language_of_request)]
_TROUBLES: dict[int | str, dict[str, object]] = {
    status: {"model": Trouble} for status in (403, 413, 415, 422, 500, 503)
}


def api_routes(api: Api) -> APIRouter:
    """`/api/…`. A cookie with a random session is all that tells people apart."""
    router = APIRouter(prefix="/api", tags=["questions"], responses=dict(_TROUBLES))
    missing: dict[int | str, dict[str, object]] = {404: {"model": Trouble}}

    @router.post("/questions", status_code=202, responses={200: {"model": Receipt}})
    async def ask(
        asked: Asked, session: Asker, language: Reader, response: Response
    ) -> Accepted | Receipt:
        """Ask. The answer comes over `events`, or by looking again.

        A text that is an order about your own words, such as `forget me`, is no question:
        it is carried out at once and gives 200 and a receipt.
        """
        outcome = await api.ask(asked, session, language)
        if isinstance(outcome, Receipt):
            response.status_code = HTTPStatus.OK
        return outcome

    @router.get("/questions/{question}", responses=dict(missing))
    async def look(question: uuid.UUID, session: Asker, language: Reader) -> QuestionView:
        """A question of yours as it stands."""
        return await api.look(question, session, language)

    @router.get(
        "/questions/{question}/events",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}}, **missing},
    )
    async def events(
        question: uuid.UUID, session: Asker, language: Reader
    ) -> StreamingResponse:
        """Events `state`, `sentence` and at last `answer`, which ends the stream."""
        await api.look(question, session, language)
        if api.streams.are_full:
            raise api.full(language)
        following = api.streams.follow(question)
        return StreamingResponse(following, media_type="text/event-stream")

    @router.get("/conversations/{conversation}")
    async def conversation(
        conversation: uuid.UUID, session: Asker, language: Reader
    ) -> ConversationView:
        """What you asked in one conversation."""
        return await api.conversation(conversation, session, language)

    _privacy_routes(router, api)
    return router


def _privacy_routes(router: APIRouter, api: Api) -> None:
    @router.get("/privacy", tags=["privacy"])
    async def standing(session: Asker, language: Reader) -> Receipt:
        """What you have chosen."""
        return await api.obey(Command.STATUS, session, language)

    @router.post("/privacy", tags=["privacy"])
    async def obey(ordered: Ordered, session: Asker, language: Reader) -> Receipt:
        """Choose. `forget` explains and erases nothing; `forget-confirmed` erases."""
        return await api.obey(ordered.command, session, language)
