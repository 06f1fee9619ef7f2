"""Reads the pictures of a question, before it is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.picture_shapes import inspect
from bot.domain.conversation import Question, Tokens
from bot.domain.errors import BudgetSpent, ModelUnavailable, PictureUnread
from bot.domain.language import language_of
from bot.domain.people import Platform
from bot.domain.pictures import Attachment, Picture, Seen, Unread
from bot.ports import PictureReader, PictureSource, Redactor, Sight

LONGEST = 2000
"""Characters that are kept of what the pictures of one question say."""

_SPARE = 200  # so that nothing is cut in the middle before it is redacted
_ASKED = 1000
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Glance:
    """What became of the attachments, and what the models used for it."""

    seen: Seen = field(default_factory=Seen)
    tokens: Tokens = field(default_factory=Tokens)
    cost: float | None = 0.0

    def pay(self, tokens: Tokens, cost: float | None) -> None:
        """Count what a call used; once a price is not known, neither is the sum."""
        now = self.tokens
        self.tokens = Tokens(now.input + tokens.input, now.output + tokens.output)
        self.cost = None if cost is None or self.cost is None else self.cost + cost


@dataclass(frozen=True, slots=True)
class Picturing:
    """Has pictures read by the first of `readers` that can.

    `sources` may grow as doors open. Of a question at most `most` pictures are read, all of
    them within `seconds`.
    """

    sources: Mapping[Platform, PictureSource]
    readers: Sequence[PictureReader]
    redactor: Redactor
    most: int = 4
    seconds: float = 15.0

    async def look(self, question: Question) -> Glance:
        """What the pictures say, without personal data, and why some were not read.

        Ends in time whatever the platform or a model does. Raises DatabaseUnavailable.
        """
        glance = Glance()
        pictures = [one for one in question.attachments if one.is_picture]
        until = asyncio.get_running_loop().time() + self.seconds
        found = await asyncio.gather(
            *(self._in_time(one, question, until, glance) for one in pictures[: self.most])
        )
        spare = len(pictures) - len(found)
        files = len(question.attachments) - len(pictures)
        beyond = self._beyond
        sights = [one for one in found if isinstance(one, Sight)]
        unread = [one for one in found if isinstance(one, Unread)]
        glance.seen = Seen(
            text="\n".join(one.text for one in sights)[:LONGEST],
            read=len(sights),
            is_only_text=any(one.is_only_text for one in sights),
            unread=(*unread, *[beyond] * spare, *[Unread.NO_PICTURE] * files),
            was_all=not question.text.strip(),
        )
        return glance

    @property
    def _beyond(self) -> Unread:
        can_read = bool(self.readers) and self.most > 0
        return Unread.TOO_MANY if can_read else Unread.NO_READER

    async def _in_time(
        self, one: Attachment, question: Question, until: float, glance: Glance
    ) -> Sight | Unread:
        try:
            async with asyncio.timeout_at(until):
                return await self._one(one, question, glance)
        except TimeoutError:
            return Unread.LATE
        except PictureUnread as unread:
            return unread.why

    async def _one(self, one: Attachment, question: Question, glance: Glance) -> Sight:
        source = self.sources.get(question.place.platform)
        if not self.readers or source is None:
            raise PictureUnread(Unread.NO_READER)
        picture = inspect(await source.fetch(one))
        sight = await self._read(picture, question, glance)
        text = self._clean(sight.text)
        if not text:
            raise PictureUnread(Unread.NO_TEXT)
        return Sight(text, sight.is_only_text)

    async def _read(self, picture: Picture, question: Question, glance: Glance) -> Sight:
        why = Unread.FAILED
        for reader in self.readers:
            try:
                asked = question.text[:_ASKED]
                sight = await reader.read(picture, asked=asked, language=question.language)
            except ModelUnavailable as error:
                glance.pay(error.tokens, error.cost)
                _log.warning("reading a picture otherwise: %s", error)
            except BudgetSpent as error:
                _log.warning("reading a picture otherwise: %s", error)
            except PictureUnread as unread:
                why = unread.why
            else:
                glance.pay(sight.tokens, sight.cost)
                return sight
        raise PictureUnread(why)

    def _clean(self, text: str) -> str:
        """Without personal data, and without what nobody could read."""
        start = text[: LONGEST + _SPARE].encode("utf-8", "replace").decode()
        shown = "".join(sign for sign in start if sign.isprintable() or sign == "\n")
        lines = [" ".join(line.split()) for line in shown.splitlines()]
        kept = "\n".join(line for line in lines if any(sign.isalnum() for sign in line))
        return self.redactor.redact(kept, language_of(kept))[:LONGEST]
